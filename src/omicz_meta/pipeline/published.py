"""What was published of a submission, kept in run.json, so that the next release does not tell of the few between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.computed import Computed
from omicz_meta.errors import UsageError


@dataclass(frozen=True, slots=True)
class Published:
    """Counts by slot of Dataset, and codes. Nothing where nothing was published before (`codes` is None)."""

    counts: Mapping[str, int]
    codes: tuple[str, ...] | None = None

    def entry(self) -> dict[str, Any]:
        """As run.json holds it."""
        return {"counts": dict(self.counts), "codes": None if self.codes is None else list(self.codes)}

    @classmethod
    def of(cls, computed: Computed) -> Published:
        """What a description publishes."""
        slots = computed.slots()
        wanted = ("number_of_records", "number_of_unique_individuals")
        counts: dict[str, int] = {name: slots[name] for name in wanted if name in slots}
        return cls(counts, computed.code_values)

    @classmethod
    def read(cls, content: Mapping[str, Any], key: str = "published") -> Published:
        """From the content of a run.json; nothing where it has no such part."""
        part = content.get(key) or {}
        codes = part.get("codes")
        return cls(part.get("counts") or {}, None if codes is None else tuple(codes))


NOTHING = Published({})


def earlier_release(path: Path | None) -> Published:
    """What an earlier release published, by its run.json. Raises UsageError for a file that is none."""
    if path is None:
        return NOTHING
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Published.read(content) if "published" in content else _none(path)
    except (OSError, ValueError, TypeError, AttributeError):
        return _none(path)


def _none(path: Path) -> Published:
    raise UsageError(f"earlier_release: {path.name} is not the run.json of an earlier release.")
