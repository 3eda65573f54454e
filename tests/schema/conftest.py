"""What the tests of the schema share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def linkml(root: Path) -> dict[str, dict[str, Any]]:
    """The LinkML elements as written, by kind and name."""
    parts = [
        yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in sorted(root.glob("schemas/parts/*.yaml"))
    ]
    kinds = ("classes", "slots", "enums", "types")
    return {
        kind: {name: body for part in parts for name, body in part.get(kind, {}).items()} for kind in kinds
    }
