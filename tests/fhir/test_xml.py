"""FHIR in XML is the JSON it stands for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from omicz_meta.sources.fhir.xml import read_xml
from omicz_meta.sources.limits import Limits

from .reading import PATIENT, bundle, read

DATA = Path(__file__).parents[3] / "shared" / "data"


def element(name: str, value: Any, beside: Any = None) -> str:
    """One element as XML; `beside` are id and extensions of a primitive."""
    if isinstance(value, list) or isinstance(beside, list):
        many = max(len(value or []), len(beside or []))
        pairs = zip((value or []) + [None] * many, (beside or []) + [None] * many, strict=False)
        return "".join(element(name, one, other) for one, other in list(pairs)[:many])
    if name == "div":
        return str(value)
    if isinstance(value, dict) and "resourceType" in value:
        return f"<{name}>{resource(value, '')}</{name}>"
    content = value if isinstance(value, dict) else beside or {}
    attributes = {key: content[key] for key in ("id",) + (("url",) * ("xtension" in name)) if key in content}
    if value is not None and not isinstance(value, dict):
        attributes["value"] = value if isinstance(value, str) else json.dumps(value)
    inner = members({key: one for key, one in content.items() if key not in attributes})
    return f"<{name}{''.join(f' {k}={quoteattr(str(v))}' for k, v in attributes.items())}>{inner}</{name}>"


def members(content: dict[str, Any]) -> str:
    names = dict.fromkeys(
        key.removeprefix("_") for key in content if key not in ("resourceType", "fhir_comments")
    )
    return "".join(element(name, content.get(name), content.get(f"_{name}")) for name in names)


def resource(content: dict[str, Any], space: str = ' xmlns="http://hl7.org/fhir"') -> str:
    kind = content["resourceType"]
    return f"<{kind}{space}>{members(content)}</{kind}>"


PRIMITIVES = {
    "resourceType": "Patient",
    "id": "p1",
    "active": True,
    "_birthDate": {"extension": [{"url": "urn:absent", "valueCode": "unknown"}]},
    "name": [{"given": ["A", None], "_given": [None, {"id": "g2"}], "family": "Nová & <spol>"}],
    "multipleBirthInteger": 2,
    "contact": [{"name": {"text": "B"}}],
}


def test_primitives_lists_and_extensions(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(f"<?xml version='1.0' encoding='UTF-8'?>\n{resource(PRIMITIVES)}", encoding="utf-8")
    with path.open("rb") as stream:
        (found,) = read_xml(stream, Limits())
    assert (json.loads(found.text), found.line) == (PRIMITIVES, 2)


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        '<Observation xmlns="http://hl7.org/fhir"><valueQuantity><value value="1.50"/></valueQuantity></Observation>'
    )
    with path.open("rb") as stream:
        (found,) = read_xml(stream, Limits())
    assert b'{"value": 1.50}' in found.text


def test_a_bundle_through_a_view(tmp_path: Path) -> None:
    made = bundle(
        "collection",
        {"fullUrl": "urn:uuid:1", "resource": PRIMITIVES},
        {"resource": {**PRIMITIVES, "id": "p2"}},
    )
    (tmp_path / "b.xml").write_text(resource(made), encoding="utf-8")
    found = read(tmp_path, {"patient": PATIENT})
    assert [row["id"] for row in found.rows["patient"]] == ["p1", "p2"]


REFUSED = {
    "an entity": (
        '<!DOCTYPE x [<!ENTITY a "b">]><Patient xmlns="http://hl7.org/fhir"><id value="&a;"/></Patient>',
        "R028",
    ),
    "a document type": (
        '<!DOCTYPE Patient SYSTEM "file:///etc/passwd"><Patient xmlns="http://hl7.org/fhir"/>',
        "R028",
    ),
    "an element FHIR does not know": (
        '<Patient xmlns="http://hl7.org/fhir"><born value="1"/></Patient>',
        "R060",
    ),
    "another namespace": ("<Patient><id value='1'/></Patient>", "R060"),
    "no XML": ("Patient", "R027"),
    "cut off": ('<Patient xmlns="http://hl7.org/fhir"><id', "R027"),
    "too deep": (
        '<Patient xmlns="http://hl7.org/fhir">'
        + '<extension url="a">' * 200
        + "</extension>" * 200
        + "</Patient>",
        "R028",
    ),
}


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.xml").write_text(text)
    assert [told for _, _, told in read(tmp_path).rejected] == [code]


def test_a_broken_document_gives_what_came_before(tmp_path: Path) -> None:
    made = resource(bundle("collection", {"resource": PRIMITIVES}, {"resource": PRIMITIVES}))
    (tmp_path / "a.xml").write_text(made[: made.rindex("<entry>") + 20])
    found = read(tmp_path)
    assert (found.kinds, [told for _, _, told in found.rejected]) == ({"Patient": 1}, ["R027"])


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
@pytest.mark.parametrize(
    "folder", ["fhir-r4-examples", "fhir-r5-examples", "cz-fhir/cz-core", "cz-fhir/cz-lab"]
)
def test_examples_there_and_back(folder: str, tmp_path: Path) -> None:
    """Every example, written as XML by a few lines of our own, is read as what it was."""
    for path in sorted((DATA / folder).glob("*.json")):
        content = json.loads(path.read_bytes(), parse_float=str)
        if content.get("resourceType", "Bundle") == "Bundle":
            continue
        (tmp_path / "a.xml").write_text(resource(content), encoding="utf-8")
        with (tmp_path / "a.xml").open("rb") as stream:
            (found,) = read_xml(stream, Limits())
        assert found.code == INVALID.get(path.name, ""), path.name
        if found.code:
            continue
        assert plain(json.loads(found.text, parse_float=str)) == plain(content), path.name


INVALID = {"myconsent-resource.json": "R060"}
"""Examples with elements that no version of FHIR has: unlike in JSON, in XML nobody knows what they are."""


def plain(value: Any) -> Any:
    """Without comments, and narratives, whose references to characters are written out."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key not in ("fhir_comments", "div")}
    if not isinstance(value, list):
        return value
    while value and value[-1] is None:
        value = value[:-1]
    return [plain(one) for one in value]
