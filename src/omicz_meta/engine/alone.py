"""Arrow without pandas, in processes that never see a pandas frame."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pyarrow as pa


class _NoPandas:
    """Finds no module, and says of pandas that there is none."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """As a finder of `sys.meta_path`."""
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return None


def keep_pandas_out() -> None:
    """Have Arrow look for pandas now and not find it, so that it is not imported: a third of a second, 40 MiB.

    Arrow looks once, with the first array or scalar it makes out of Python values, only to tell frames from other
    values. Who asks for a frame (`to_pandas`) still gets one. For our own processes alone, before other threads start,
    and not where code of a user runs, who may hand frames to Arrow.

    >>> keep_pandas_out()
    """
    if "pandas" in sys.modules:
        return
    none = _NoPandas()
    sys.meta_path.insert(0, none)
    try:
        pa.scalar(None)
    finally:
        sys.meta_path.remove(none)
