"""The seam through which others learn about columns while their rows pass: counts that add up, no cells."""

from __future__ import annotations

from typing import Any, Protocol, Self

import pyarrow as pa


class Watch(Protocol):
    """Running counts over the cells of tables. Picklable; counts of different rows add up, in any order."""

    def see(self, table: str, cells: pa.Table) -> None:
        """Take in rows of a table: trimmed text, ROW and LINE."""

    def fresh(self) -> Self:
        """Another watch of the same kind that has seen nothing."""

    def add(self, other: Self) -> None:
        """Take in what another watch has seen of other rows."""

    def state(self) -> Any:
        """What it has seen, as JSON can hold it."""

    def recalled(self, state: Any) -> Self:
        """A watch of the same kind in a state that `state` gave."""
