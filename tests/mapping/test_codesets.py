"""Sets of mappings in packs: used by name, between two systems, either way round; also real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.terms.small import lexicon

from omicz_meta.mapping import load_mapping
from omicz_meta.mapping.codesets import code_sets, sets_named
from omicz_meta.mapping.outdated import obsolete_targets
from omicz_meta.schema import load_schema
from omicz_meta.terms.content import About
from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.store import Store
from omicz_meta.terms.write import write_pack

HEAD = "#mapping_set_version: '2026-08'\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
MIXED = [
    ("MONDO:1", "exact", "Orphanet:10"),
    ("MONDO:2", "exact", "Orphanet:20"),
    ("MONDO:2", "exact", "Orphanet:21"),
    ("MONDO:3", "broad", "Orphanet:30"),
    ("mesh:D1", "exact", "MONDO:1"),
]


def installed(folder: Path, name: str, content: bytes, file: str = "set.sssom.tsv") -> Lexicon:
    write_pack(folder / f"{name}.pack", About(name, "1", kind="files"), files={file: content})
    return Lexicon.of(Store(folder))


@pytest.fixture
def packs(tmp_path: Path) -> Lexicon:
    rows = (f"{a}\tskos:{how}Match\t{b}\tsemapv:ManualMappingCuration\n" for a, how, b in MIXED)
    return installed(tmp_path, "mix", (HEAD + "".join(rows)).encode())


EXACT = "skos:exactMatch"
CHOSEN = [
    (
        "mix",
        (("MONDO:1", "ORPHA:10"), ("MESH:D1", "MONDO:1")),
        {
            ("MONDO:2", EXACT, "ORPHA:20"),
            ("MONDO:2", EXACT, "ORPHA:21"),
            ("MONDO:3", "skos:broadMatch", "ORPHA:30"),
        },
    ),
    (
        "mix:orpha-mondo",
        (
            ("ORPHA:10", "MONDO:1"),
            ("ORPHA:20", "MONDO:2"),
            ("ORPHA:21", "MONDO:2"),
            ("10", "MONDO:1"),
            ("20", "MONDO:2"),
            ("21", "MONDO:2"),
        ),
        {("ORPHA:30", "skos:narrowMatch", "MONDO:3")},
    ),
    ("mix:mondo-mesh", (("MONDO:1", "MESH:D1"), ("1", "MESH:D1")), set()),
    ("mix:hp-mondo", (), set()),
]


@pytest.mark.parametrize(("name", "targets", "proposals"), CHOSEN, ids=[case[0] for case in CHOSEN])
def test_rows_of_a_set(
    name: str, targets: tuple[tuple[str, str], ...], proposals: set[tuple[str, str, str]], packs: Lexicon
) -> None:
    one = code_sets([name], packs)[name]
    assert (one.name, one.version, one.file) == (name, "2026-08", "mix/set.sssom.tsv")
    assert one.targets == targets
    assert set(one.proposals) == proposals


def test_names_that_no_pack_has_are_left_out(packs: Lexicon) -> None:
    assert code_sets(["mondo", "mix-too"], packs) == {}
    text = "codes: mix\nexpr: lookup(x, 'mix:orpha-mondo')\nnote: remix, mix-too, mix.old\n"
    assert list(sets_named(text, packs)) == ["mix", "mix:orpha-mondo"]


def test_a_mapping_reads_the_sets_that_it_names(packs: Lexicon, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    (folder / "codes").mkdir(parents=True)
    (folder / "m.source.yaml").write_text(
        "columns:\n  Dg: {type: code, codes: 'mix:orpha-mondo'}\n", encoding="utf-8"
    )
    read = load_mapping(folder, schema=load_schema(), packs=packs)
    assert "mix:orpha-mondo" in read.codes
    assert "mix" not in read.codes
    own = folder / "codes" / "mix:orpha-mondo.sssom.tsv"
    own.write_text(HEAD, encoding="utf-8")
    assert load_mapping(folder, schema=load_schema(), packs=packs).codes["mix:orpha-mondo"].targets == ()


def test_targets_that_became_obsolete(packs: Lexicon, tmp_path: Path) -> None:
    rows = [("MKN10:N64", "HP:0000057"), ("MKN10:G40", "HP:0001250"), ("MKN10:E28", "MONDO:0001946")]
    folder = tmp_path / "m"
    (folder / "codes").mkdir(parents=True)
    body = "".join(f"{a}\tskos:exactMatch\t{b}\tsemapv:ManualMappingCuration\n" for a, b in rows)
    (folder / "codes" / "dg.sssom.tsv").write_text(HEAD + body, encoding="utf-8")
    known = lexicon(tmp_path / "p", "hp", "mondo")
    codes = load_mapping(folder, schema=load_schema()).codes
    told = list(obsolete_targets(codes, ["dg"], known))
    assert [(p.code, p.value, p.place.line, p.candidates) for p in told] == [
        ("T029", "HP:0000057", 3, ("HP:0008665",)),
        ("T029", "MONDO:0001946", 5, ()),
    ]
    sets = code_sets(["old"], installed(tmp_path, "old", (HEAD + body).encode()))
    (whole,) = obsolete_targets(sets, ["old"], known)
    assert (whole.code, whole.value, whole.count) == ("T029", "HP:0000057", 2)
    assert list(obsolete_targets(codes, [], known)) == []


def test_sets_of_mondo_and_biomappings(shared: Path, tmp_path: Path) -> None:
    folder = shared / "ontologies" / "sssom"
    for name, file in (
        ("mondo-orphanet", "mondo_exactmatch_orphanet.sssom.tsv.gz"),
        ("biomappings", "biomappings-0.6.0-positive.sssom.tsv.gz"),
    ):
        packs = installed(tmp_path, name, (folder / file).read_bytes(), file)
    found = code_sets(["mondo-orphanet", "mondo-orphanet:orpha-mondo", "biomappings:mesh-hp"], packs)
    there, back = found["mondo-orphanet"], found["mondo-orphanet:orpha-mondo"]
    assert dict(there.targets)["MONDO:0009061"] == "ORPHA:586"
    assert dict(back.targets)["ORPHA:586"] == dict(back.targets)["586"] == "MONDO:0009061"
    assert there.version is not None and "2026-08-04" in there.version
    assert {to.partition(":")[0] for _, to in found["biomappings:mesh-hp"].targets} == {"HP"}
    assert len(found["biomappings:mesh-hp"].targets) > 500
