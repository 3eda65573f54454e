"""DataCite: valid by the schema of 4.6 and of 4.7, both languages, nought, and no DOI out of thin air."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.catalogue.judging import MORE, OPEN

from omicz_meta.catalogue.datacite import DATACITE
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.profile import refusals
from omicz_meta.problem import Problem

etree = pytest.importorskip("lxml.etree", reason="lxml judges by XML Schema, and is no dependency")
Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
KERNEL = "{http://datacite.org/schema/kernel-4}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def document_of(description: Description) -> Any:
    return etree.fromstring("".join(DATACITE.documents[".xml"](description)).encode())


def schema_of(shapes: Path, version: str) -> Any:
    return etree.XMLSchema(etree.parse(shapes / f"datacite-{version}" / "metadata.xsd"))


def test_the_official_examples_are_valid_and_a_faulty_one_is_not(shapes: Path) -> None:
    schema = schema_of(shapes, "4.6")
    files = sorted((shapes / "datacite-4.6" / "example").glob("*.xml"))
    assert len(files) == 13
    assert all(schema.validate(etree.parse(file)) for file in files)
    faulty = etree.parse(files[0])
    faulty.getroot().remove(faulty.getroot()[0])
    assert not schema.validate(faulty)


@pytest.mark.parametrize("version", ["4.6", "4.7"])
@pytest.mark.parametrize("changes", [{}, OPEN, {"creators": None}], ids=["controlled", "open", "no creator"])
def test_no_error_by_the_schema(
    describe: Assemble, shapes: Path, version: str, changes: dict[str, Any]
) -> None:
    schema = schema_of(shapes, version)
    schema.validate(document_of(describe({**MORE["datacite"], **changes})[0]))
    assert [error.message for error in schema.error_log] == []


def test_both_languages_nought_and_the_doi(describe: Assemble) -> None:
    document = document_of(describe(MORE["datacite"])[0])
    assert document.findtext(f"{KERNEL}identifier") == "10.5072/demo"
    assert {one.get(LANGUAGE) for one in document.iter(f"{KERNEL}title")} == {"cs", "en"}
    assert {one.get(LANGUAGE) for one in document.iter(f"{KERNEL}description")} == {"cs", "en"}
    assert "0 bytes" in [one.text for one in document.iter(f"{KERNEL}size")]
    assert "GoE_CZ_TEST_1" in [one.text for one in document.iter(f"{KERNEL}alternateIdentifier")]


def test_what_registration_asks_for_is_told(describe: Assemble) -> None:
    description = describe({"issue_date": None, "modification_date": None})[0]
    assert [dict(one.detail)["path"] for one in refusals(DATACITE, description)] == [
        "identifier",
        "issue_date",
    ]


def test_every_slot_of_the_table_is_a_slot(describe: Assemble) -> None:
    assert DATACITE.places.keys() <= describe()[0].schema.classes["Dataset"].slots.keys()
