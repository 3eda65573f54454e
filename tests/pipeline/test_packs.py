"""A submission judged with packs: what is told, what is recorded, and when it has to be judged anew."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminal import written
from tests.terms.small import lexicon

import omicz_meta as om
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sssom import code_map
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.terms.store import Store
from omicz_meta.terms.write import write_pack

DAY = datetime.date(2026, 11, 16)
FILES = {
    "submission.yaml": """\
id: malé
sources:
  - {name: nálezy, kind: csv, path: nálezy.csv}
mapping: mapping/
privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "nálezy.csv": """\
id;osoba;hpo;popis;dg
1;P1;HP:0001250;záchvat;e849
2;P1;HP:0000057;;E84.9
3;P2;HP:0999999;;C50.9
4;P2;HP:0000007;;N64
5;P3;HP:0001250;Malý vzrůst;Q99
""",
    "mapping/n.transform.yaml": """\
id: https://example.org/malé
class_derivations:
  - name: PhenotypicFeature
    populated_from: nálezy
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: osoba}
      feature: {populated_from: hpo}
      source_text: {populated_from: popis}
  - name: Diagnosis
    populated_from: nálezy
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: osoba}
      disease: {expr: "code({dg}, 'MKN10')"}
      additional_codings: {expr: "lookup(code({dg}, 'MKN10'), 'dg')"}
""",
    "mapping/codes/dg.sssom.tsv": """\
#curie_map:
#  MKN10: "https://example.org/mkn10/"
#  MONDO: "http://purl.obolibrary.org/obo/MONDO_"
#mapping_set_version: "3"
subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label
MKN10:E84.9\tskos:exactMatch\tMONDO:0000010\tsemapv:ManualMappingCuration\todborná skupina
MKN10:N64\tskos:exactMatch\tMONDO:0001946\tsemapv:ManualMappingCuration\t
MKN10:C50.9\tskos:broadMatch\tMONDO:0000001\tsemapv:ManualMappingCuration\t
MKN10:Q99\tskos:exactMatch\tMONDO:0000010\tsemapv:ManualMappingCuration\t
MKN10:Q99\tskos:exactMatch\tMONDO:0000001\tsemapv:ManualMappingCuration\t
""",
}
TOLD = [
    ("T003", "C50.9", (3,), ("MONDO:0000001 (skos:broadMatch)",)),
    ("T003", "Q99", (5,), ("MONDO:0000010 (skos:exactMatch)", "MONDO:0000001 (skos:exactMatch)")),
    ("T020", "HP:0999999", (3,), ()),
    ("T021", "HP:0000057", (2,), ("HP:0008665",)),
    ("T021", "MONDO:0001946", (4,), ()),
    ("T023", "HP:0000007", (4,), ()),
    ("T024", "HP:0001250", (5,), ()),
    ("T026", "MKN10:E84.9", (1, 2), ()),
    ("T026", "MKN10:N64", (4,), ()),
    ("T026", "MKN10:Q99", (5,), ()),
    ("T028", "MKN10:Q99", (), ()),
    ("T029", "MONDO:0001946", (), ()),
]
HEAD = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
READY = "codes/replaced.sssom.tsv: HP:0000057\tskos:exactMatch\tHP:0008665\tsemapv:ManualMappingCuration"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, om.Report]:
    """A place with the submission in `s`, packs in `packs` and a run in `out`, and its report."""
    place = tmp_path_factory.mktemp("run")
    written(place / "s", FILES)
    lexicon(place / "packs", "hp", "hp-cs", "icd10", "mondo")
    return place, run(place).report


@pytest.fixture
def place(ran: tuple[Path, om.Report]) -> Path:
    return ran[0]


def run(place: Path, *, out: str | None = "out", **options: Any) -> om.Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
        packs = options.pop("packs", Lexicon.of(Store(place / "packs")))
        return om.run(place / "s", out and place / out, today=DAY, packs=packs, **options)


def terms_of(report: om.Report) -> list[tuple[str, str | None, tuple[int, ...], tuple[str, ...]]]:
    found = [(f.code, f.value, f.rows, f.candidates) for f in report.findings if f.code.startswith("T")]
    return sorted(found, key=lambda one: one[:3])


def test_what_is_told(ran: tuple[Path, om.Report]) -> None:
    report = ran[1]
    assert terms_of(report) == TOLD
    (obsolete,) = [finding for finding in report.findings if finding.value == "HP:0000057"]
    assert obsolete.repair == READY
    ready = f"{HEAD}{READY.partition(': ')[2]}\n"
    assert code_map("replaced", ready.encode(), "f", Faults()).targets[0] == ("HP:0000057", "HP:0008665")


@pytest.mark.heavy
def test_without_packs_one_remark(place: Path) -> None:
    told = terms_of(run(place, out=None, packs=NO_PACKS).report)
    assert [one for one in told if one[0] in ("T027", "T020", "T021", "T026", "T029")] == [
        ("T027", None, (), ())
    ]


def test_what_is_recorded(place: Path) -> None:
    content = json.loads((place / "out" / "run.json").read_text(encoding="utf-8"))
    assert [(pack["name"], pack["version"]) for pack in content["vocabularies"]] == [
        (name, "2026") for name in ("hp", "hp-cs", "icd10", "mondo")
    ]
    digest = content["vocabularies"][0]["sha256"]
    assert content["versions"]["pack hp"] == f"2026 {digest}"
    assert content["code_maps"] == [{"name": "dg", "file": "mapping/codes/dg.sssom.tsv", "version": "3"}]


def decided(place: Path) -> list[dict[str, str]]:
    with (place / "out" / "terms.sssom.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def test_every_decision_is_a_row(place: Path) -> None:
    rows = [
        tuple(row[name] for name in ("subject_label", "object_id", "mapping_tool", "accepted_by", "checked"))
        for row in decided(place)
        if row["object_source_field"] != "PhenotypicFeature.feature"
    ]
    by_code, by_map = "code MKN10", "codes/dg.sssom.tsv"
    assert rows == [
        ("C50.9", "MKN10:C50.9", by_code, "", "icd10 2026: known"),
        ("E84.9", "MKN10:E84.9", by_code, "", "icd10 2026: not found"),
        ("N64", "MKN10:N64", by_code, "", "icd10 2026: not found"),
        ("Q99", "MKN10:Q99", by_code, "", "icd10 2026: not found"),
        ("e849", "MKN10:E84.9", by_code, "", "icd10 2026: not found"),
        ("C50.9", "sssom:NoTermFound", by_map, "3", ""),
        ("E84.9", "MONDO:0000010", by_map, "odborná skupina", "mondo 2026: known"),
        ("N64", "MONDO:0001946", by_map, "3", "mondo 2026: obsolete"),
        ("Q99", "sssom:NoTermFound", by_map, "3", ""),
        ("e849", "MONDO:0000010", by_map, "odborná skupina", "mondo 2026: known"),
    ]
    features = [row for row in decided(place) if row["object_source_field"] == "PhenotypicFeature.feature"]
    assert [(row["object_id"], row["mapping_tool"], row["count"], row["checked"]) for row in features] == [
        ("HP:0001250", "as it stands", "2", "hp 2026: known"),
        ("HP:0000007", "as it stands", "1", "hp 2026: known"),
        ("HP:0000057", "as it stands", "1", "hp 2026: obsolete"),
        ("HP:0999999", "as it stands", "1", "hp 2026: not found"),
    ]


@pytest.mark.heavy
def test_the_file_is_sssom(place: Path) -> None:
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    for path in (place / "out" / "terms.sssom.tsv", place / "s" / "mapping" / "codes" / "dg.sssom.tsv"):
        read = parse_sssom_table(str(path))
        assert len(read.df) >= 5
        found = validate(read, fail_on_error=False)
        assert {str(kind): [one.message for one in report.results] for kind, report in found.items()} == {
            str(kind): [] for kind in found
        }


@pytest.mark.heavy
def test_a_new_version_of_a_pack_is_a_new_judgement(place: Path) -> None:
    def again() -> om.Result:
        return run(place, out="again", incremental=True)

    first, same = again(), again()
    assert (first.unchanged_since, same.unchanged_since) == (None, DAY)
    seizure = Term("HP:0001250", (Name("Seizure", "label"),))
    write_pack(place / "packs" / "mondo.pack", About("mondo", "2027", prefixes=("MONDO",)), [seizure])
    newer = again()
    assert newer.unchanged_since is None
    assert ("T020", "MONDO:0001946") in [one[:2] for one in terms_of(newer.report)]
    content = json.loads((place / "again" / "run.json").read_text(encoding="utf-8"))
    assert content["timings"]["taken_over"] == ["nálezy"], "records do not depend on packs"
