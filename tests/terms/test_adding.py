"""From files to an installed pack: several files as one, what is taken from them, and what is never taken on trust."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.terms.test_formats import (
    ANCESTOR,
    BABELON,
    CLAML,
    CONCEPT,
    GRAPHS,
    GUIDE,
    MKN,
    OBO,
    OMOP_SYNONYM,
    OWL,
    PLAIN,
    RELATIONSHIP,
    TURTLE,
)

from omicz_meta.errors import UsageError
from omicz_meta.terms.adding import Added, Wanted, add
from omicz_meta.terms.content import Name, Term
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store

SEIZURE = "format-version: 1.2\n\n[Term]\nid: HP:1\nname: Seizure\n\n[Term]\nid: HP:2\nname: Brand new name\n"


def added(folder: Path, name: str, files: dict[str, str], wanted: Wanted | None = None) -> Added:
    """Add files, written into a folder, to the store in it."""
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return add(Store(folder / "store"), name, [str(folder / file) for file in files], wanted)


def terms(made: Added) -> dict[str, Term | None]:
    with Pack(made.installed.path) as pack:
        return {curie: pack.term(curie) for (curie,) in pack.rows("SELECT curie FROM term")}


GIVEN = ("athena", "athena.zip")


def test_tables_of_athena_are_one_vocabulary(tmp_path: Path) -> None:
    files = {
        "CONCEPT.csv": CONCEPT,
        "CONCEPT_RELATIONSHIP.csv": RELATIONSHIP,
        "CONCEPT_ANCESTOR.csv": ANCESTOR,
    }
    folder = tmp_path / "athena"
    folder.mkdir()
    for name, text in {**files, "CONCEPT_SYNONYM.csv": OMOP_SYNONYM, "readme.txt": "Athena"}.items():
        (folder / name).write_text(text)
    shutil.make_archive(str(tmp_path / "athena"), "zip", folder)
    found = [terms(add(Store(tmp_path / "store"), "omop", [str(tmp_path / one)])) for one in GIVEN]
    assert found[0] == found[1] == {
        "OMOP:1": Term("OMOP:1", (Name("Seizure", "label"), Name("Fit")), ("OMOP:9",), xrefs=("SNOMED:91175000",)),
        "OMOP:2": Term(
            "OMOP:2", (Name('Fit "old', "label"),), obsolete=True, replaced_by=("OMOP:1",), xrefs=("SNOMED:2",)
        ),
        "OMOP:9": Term("OMOP:9"),
    }  # fmt: skip


def test_imports_that_are_handed_over_are_read(tmp_path: Path) -> None:
    imported = OWL.replace("EX_", "IM_").replace("example.org/ex", "example.org/im")
    found = terms(added(tmp_path, "ex", {"ex.owl": OWL, "im.owl": imported}, Wanted(prefixes=("EX",))))
    assert {"EX:1", "EX:2", "EX:3", "IM:1", "IM:2", "IM:3"} == found.keys()


def test_a_vocabulary_and_translations_are_not_one_pack(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mixes a vocabulary with translations"):
        added(tmp_path, "ex", {"a.obo": OBO, "b.tsv": BABELON})


def test_translations_are_held_against_the_installed_pack(tmp_path: Path) -> None:
    added(tmp_path, "hp", {"hp.obo": SEIZURE})
    made = added(tmp_path, "hp-cs", {"hp-cs.babelon.tsv": BABELON})
    with Pack(made.installed.path) as pack:
        assert pack.about.extends == "hp" and pack.about.prefixes == ()
        rows = pack.rows("SELECT text, status FROM name ORDER BY nr")
        assert rows == [("Záchvat", "OFFICIAL"), ("Starý název", "SOURCE_CHANGED")]


@pytest.mark.parametrize(
    ("name", "wanted", "version", "prefixes"),
    [
        ("own", None, "2026-01-31", ("EX",)),
        ("own", Wanted("ex/releases/2026-01-31"), "ex/releases/2026-01-31", ("EX",)),
        ("own", Wanted(prefixes=("EX", "EY")), "2026-01-31", ("EX", "EY")),
        ("own", Wanted("2026-01-31", licence="CC0-1.0", language="cs"), "2026-01-31", ("EX",)),
    ],
)
def test_what_a_pack_says_of_itself(
    name: str, wanted: Wanted | None, version: str, prefixes: tuple[str, ...], tmp_path: Path
) -> None:
    about = added(tmp_path, name, {"own.obo": OBO}, wanted).installed.about
    assert (about.version, about.prefixes) == (version, prefixes)


def test_a_file_without_a_version_is_called_by_its_checksum(tmp_path: Path) -> None:
    about = added(tmp_path, "own", {"own.csv": "code,label\na,A\n"}).installed.about
    assert about.version == f"sha256-{about.sha256[:12]}" and about.prefixes == ("OWN",)


def test_tables_of_the_eu_are_carried_with_their_file(tmp_path: Path) -> None:
    table = TURTLE.replace(
        "http://example.org/t/", "http://publications.europa.eu/resource/authority/frequency/"
    )
    made = added(tmp_path, "eu-frequency", {"frequency.ttl": table})
    with Pack(made.installed.path) as pack:
        assert dict(pack.files()) == {"frequency.ttl": table.encode()}
        assert pack.term("frequency:A") is not None


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    added(tmp_path, "own", {"own.csv": "code,label\na,A\n"})
    for left in (".own.1.new", "..own.1.new.1.part", ".own.pack.sha256.1.part"):
        (tmp_path / "store" / left).write_text("half")
    added(tmp_path, "own", {"own.csv": "code,label\nb,B\n"})
    assert {one.name for one in (tmp_path / "store").iterdir()} == {".lock", "own.pack", "own.pack.sha256"}


PART_OF_9 = """<owl:Restriction><owl:onProperty rdf:resource="http://purl.obolibrary.org/obo/part"/>
<owl:someValuesFrom rdf:resource="http://purl.obolibrary.org/obo/EX_9"/></owl:Restriction>"""
DEFINED = f"""{OWL.partition("<owl:Ontology")[0]}<owl:Ontology rdf:about="http://example.org/ex">
<owl:imports rdf:resource="http://127.0.0.1:9/never-fetched.owl"/></owl:Ontology>
<owl:ObjectProperty rdf:about="http://purl.obolibrary.org/obo/part"/>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_1"/>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_2"><owl:equivalentClass><owl:Class><owl:intersectionOf
 rdf:parseType="Collection"><rdf:Description rdf:about="http://purl.obolibrary.org/obo/EX_1"/>{PART_OF_9}
 </owl:intersectionOf></owl:Class></owl:equivalentClass></owl:Class>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_3">
 <rdfs:subClassOf rdf:resource="http://purl.obolibrary.org/obo/EX_1"/><rdfs:subClassOf>{PART_OF_9}</rdfs:subClassOf></owl:Class>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_9"/></rdf:RDF>"""
"""EX:2 is whatever is an EX:1 and part of an EX:9, as EX:3 is."""


@pytest.mark.heavy
def test_a_reasoner_finds_parents_that_are_not_stated(tmp_path: Path) -> None:
    pytest.importorskip("owlready2")
    if shutil.which("java") is None:
        pytest.skip("there is no Java")
    plain = terms(added(tmp_path, "ex", {"ex.owl": DEFINED}))
    inferred = terms(added(tmp_path, "ex", {"ex.owl": DEFINED}, Wanted(infer=True)))
    assert {curie: term.parents for curie, term in plain.items() if term} == {
        "EX:1": (), "EX:2": (), "EX:3": ("EX:1",), "EX:9": (),
    }  # fmt: skip
    assert {curie: term.parents for curie, term in inferred.items() if term} == {
        "EX:1": (), "EX:2": ("EX:1",), "EX:3": ("EX:1", "EX:2"), "EX:9": (),
    }  # fmt: skip


CUTS = st.tuples(
    st.sampled_from([OBO, GUIDE, GRAPHS, OWL, TURTLE, BABELON, CONCEPT, CLAML, MKN, PLAIN]),
    st.floats(0, 1),
    st.floats(0, 1),
)


@settings(max_examples=60, deadline=None)
@given(cut=CUTS, put=st.binary(max_size=4))
def test_spoiled_files_make_a_pack_or_a_sentence(
    cut: tuple[str, float, float], put: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, here, there = cut
    data = text.encode()
    first, last = sorted((int(here * len(data)), int(there * len(data))))
    folder = tmp_path_factory.mktemp("spoiled")
    (folder / "spoiled").write_bytes(data[:first] + put + data[last:])
    store = Store(folder / "store")
    try:
        add(store, "ex", [str(folder / "spoiled")])
    except UsageError as fault:
        assert store.installed() == () and str(fault).endswith(".")
    else:
        assert [one.about.name for one in store.installed()] == ["ex"]


KEYS = (
    "graphs",
    "nodes",
    "id",
    "lbl",
    "meta",
    "edges",
    "concept",
    "code",
    "display",
    "ancestors",
    "label",
    "EX:1",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x", "EX:1", "CodeSystem", "ValueSet"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    inner=JSON,
    key=st.sampled_from(["graphs", "EX:1", "concept", "compose", "expansion"]),
    kind=st.sampled_from([None, "CodeSystem", "ValueSet", "Bundle"]),
)
def test_json_of_any_shape_makes_a_pack_or_a_sentence(
    inner: object, key: str, kind: str | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "x.json").write_text(json.dumps({"resourceType": kind, key: inner} if kind else {key: inner}))
    store = Store(folder / "store")
    try:
        add(store, "ex", [str(folder / "x.json")])
    except UsageError:
        assert store.installed() == ()
