"""Counts of the shared example data are those of its facts.json, which anyone can recount."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .reading import Read, read

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")

Seen = Callable[[str], tuple[Read, dict[str, Any]]]
PLAIN = ("fhir-r4-examples", "fhir-r5-examples", "fhir-r4-synthea-bundles", "fhir-bulk-ndjson-10")


def copied(name: str, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """The folder without its facts, which are no FHIR."""
    shutil.copytree(DATA / name, tmp_path / name)
    facts = tmp_path / name / "facts.json"
    facts.chmod(0o600)
    (tmp_path / name).chmod(0o700)
    content = json.loads(facts.read_text())
    facts.unlink()
    return tmp_path / name, content


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What is read of a folder, with its facts; each is read once."""

    @cache
    def once(name: str) -> tuple[Read, dict[str, Any]]:
        folder, facts = copied(name, tmp_path_factory.mktemp("facts"))
        return read(folder), facts

    return once


@pytest.mark.parametrize("name", PLAIN)
def test_resources_by_type(name: str, seen: Seen) -> None:
    found, facts = seen(name)
    assert sum(found.kinds.values()) == facts["resources"]
    assert found.kinds == facts["resource_types"]
    assert found.rejected == []


def test_what_is_told_of_them(seen: Seen) -> None:
    found = {name: seen(name)[0] for name in PLAIN}
    assert {name: one.versions for name, one in found.items()} == {
        "fhir-r4-examples": {"R4": 15},
        "fhir-r5-examples": {"R4": 6, "R5": 1, "": 13},
        "fhir-r4-synthea-bundles": {"R4": 1836},
        "fhir-bulk-ndjson-10": {"R4": 7160},
    }
    assert found["fhir-bulk-ndjson-10"].problems == ["R067"]  # the log that was shipped says nought
    assert found["fhir-bulk-ndjson-10"].faults == found["fhir-r4-synthea-bundles"].faults == []
    assert found["fhir-r4-synthea-bundles"].left_out == {"the same resource again": 4}


def test_czech_guides(tmp_path: Path) -> None:
    """Bundles are taken apart; resources contained in others are no rows of their own."""
    folder, facts = copied("cz-fhir", tmp_path)
    for guide, told in ((name, facts[name]) for name in ("cz-core", "cz-lab", "img-order")):
        assert read(folder / guide).kinds == expected(told)
    whole = read(folder)
    assert whole.rejected == []
    assert whole.left_out == {"the same resource again": 50}
    assert whole.problems.count("X020") == 5


def expected(told: dict[str, Any]) -> dict[str, int]:
    kinds = Counter(told["file_types"])
    kinds.pop("Bundle", None)
    for one in told["bundles"].values():
        kinds.update(one["types"])
    return dict(kinds)


def test_a_bundle_and_its_resources_line_by_line_are_read_alike(tmp_path: Path, seen: Seen) -> None:
    folder, _ = copied("fhir-r4-synthea-bundles", tmp_path)
    import gzip

    apart = tmp_path / "lines"
    apart.mkdir()
    for path in sorted(folder.glob("*.gz")):
        entries = json.loads(gzip.decompress(path.read_bytes()))["entry"]
        texts = [json.dumps(one["resource"]) for one in entries]
        (apart / f"{path.name}.ndjson").write_text("\n".join(texts))
    assert comparable(seen(folder.name)[0]) == comparable(read(apart))


def comparable(found: Read) -> tuple[Any, ...]:
    return found.kinds, found.rejected, found.left_out, found.faults, found.versions
