"""From a value without a code to a mapping that a person accepted; and no other way leads there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terms.phenotypes import small_store

import omicz_meta as om
from omicz_meta.errors import EnvironmentFault, MappingError, OmiczError, UsageError
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sssom import read_code_map
from omicz_meta.pipeline.accepting import Review, accept_rows, read_sheet
from omicz_meta.pipeline.suggesting import Asked, Suggested, suggest_file
from omicz_meta.schema import load_schema
from omicz_meta.terms.choice import finder
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.finder import Finder
from omicz_meta.terms.store import Store
from omicz_meta.terms.write import write_pack

DAY = datetime.date(2026, 11, 16)
SUBMISSION = {
    "submission.yaml": """\
id: znaky-2026
sources:
  - {name: znaky, kind: csv, path: data/znaky.csv}
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "data/znaky.csv": "id;osoba;znak\nF1;P1;záchvaty\nF2;P2;záchvaty\nF3;P2;Nízká postava\nF4;P3;Jan Vymyšlený\n",
    "mapping/znaky.source.yaml": "source: znaky\ncolumns:\n  znak: {codes: znaky}\n",
    "mapping/znaky.transform.yaml": """\
id: https://example.org/znaky
class_derivations:
  - name: PhenotypicFeature
    populated_from: znaky
    slot_derivations:
      id: {populated_from: id}
      individual: {populated_from: osoba}
      feature: {populated_from: znak}
""",
}
HEAD = "subject_label\tsubject_type\tpredicate_id\tobject_id\tmapping_justification\treviewer_label\treview_status\n"
LINE = "záchvaty\trdfs literal\t{}\tHP:0001250\t{}\t{}\t{}\n"
LEXICAL = "semapv:LexicalMatching"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("OMICZ_PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    return small_store(tmp_path / "packs")


@pytest.fixture
def found(store: Store) -> Iterator[Finder]:
    with finder(store) as one:
        yield one


@pytest.fixture
def submission(store: Store, tmp_path: Path) -> Path:
    folder = tmp_path / "s"
    for name, text in {**SUBMISSION, "mapping/codes/znaky.sssom.tsv": HEAD}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def suggested(text: str, found: Finder, folder: Path, name: str = "v.txt", **asked: object) -> Suggested:
    (folder / name).write_text(text, encoding="utf-8")
    wanted = Asked(**asked)  # type: ignore[arg-type]
    return suggest_file(folder / name, folder / "out.sssom.tsv", found, load_schema(), wanted, force=True)


def features(result: om.RunResult) -> list[tuple[str, str | None]]:
    rows = result.records["phenotypic_feature"].to_arrow().to_pylist()
    return [(row["id"], row["feature"]) for row in rows]


# --- from the value to the mapping ----------------------------------------------------------------------------


def test_from_an_unmapped_value_to_a_record(
    submission: Path, found: Finder, store: Store, tmp_path: Path
) -> None:
    out, offered, codes = tmp_path / "OUT", tmp_path / "offered.sssom.tsv", submission / "mapping" / "codes"
    before = om.run(submission, out, today=DAY)
    [told] = [one for one in before.report.findings if one.code == "T003" and one.value == "záchvaty"]
    assert features(before) == [("F1", None), ("F2", None), ("F3", None), ("F4", None)]
    assert told.count == 2 and told.candidates[0] == "HP:0001250 Seizure"
    assert told.repair is not None and told.repair.startswith("codes/znaky.sssom.tsv: záchvaty")
    made = suggest_file(out, offered, found, load_schema(), Asked())
    assert (made.values, made.suggested, made.masked) == (3, 2, 1)
    rows = {row["subject_label"]: row for row in read_sheet(offered).rows}
    assert rows["záchvaty"]["code_map"] == "znaky.sssom.tsv"
    assert rows["záchvaty"]["occurrences"] == "2"
    assert rows["záchvaty"]["target_slot"] == "PhenotypicFeature.feature"
    first = next(row for row in read_sheet(offered).rows if row["subject_label"] == "záchvaty")
    accept_rows(offered, [int(first["row"])], Review("Eva", into=codes / "znaky.sssom.tsv"), store)
    assert features(om.run(submission, out, today=DAY))[:3] == [
        ("F1", "HP:0001250"),
        ("F2", "HP:0001250"),
        ("F3", None),
    ]


def test_what_an_accepted_row_says(found: Finder, store: Store, tmp_path: Path) -> None:
    suggested("zachvat febr.\n", found, tmp_path)
    into = tmp_path / "m.sssom.tsv"
    assert accept_rows(tmp_path / "out.sssom.tsv", [1], Review("orcid:0000-0001", into=into), store) == {
        into: 1
    }
    sheet = read_sheet(into)
    [row] = sheet.rows
    assert {
        name: row[name] for name in ("subject_label", "predicate_id", "object_id", "mapping_justification")
    } == {
        "subject_label": "zachvat febr.",
        "predicate_id": "skos:exactMatch",
        "object_id": "HP:0002373",
        "mapping_justification": "semapv:ManualMappingCuration",
    }
    assert row["author_id"] == row["reviewer_id"] == "orcid:0000-0001"
    assert row["mapping_date"] == row["review_date"] == datetime.datetime.now(datetime.UTC).date().isoformat()
    assert row["comment"] == "suggested by semapv:LexicalMatching: Febrilní záchvat · cs · OFFICIAL"
    assert '#  orcid: "https://bioregistry.io/orcid:"' in sheet.head
    assert read_sheet(tmp_path / "out.sssom.tsv").rows[0]["review_status"] == "accepted"
    faults = Faults()
    assert read_code_map(into, "m", faults).targets == (("zachvat febr.", "HP:0002373"),) and not faults.found


def test_accepted_twice_is_there_once_and_the_rest_of_a_map_stays(
    found: Finder, store: Store, tmp_path: Path
) -> None:
    suggested("Záchvat\nNízká postava\n", found, tmp_path)
    into, offered = tmp_path / "m.sssom.tsv", tmp_path / "out.sssom.tsv"
    into.write_text(
        "#curie_map:\n#  skos: http://x/\n#comment: mine\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "MKN10:E84\tskos:exactMatch\tORPHA:586\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    assert accept_rows(offered, [1, 2, 2], Review("Eva", into=into), store) == {into: 2}
    assert accept_rows(offered, [1], Review("Eva", into=into), store) == {into: 0}
    sheet = read_sheet(into)
    assert [row["object_id"] for row in sheet.rows] == ["ORPHA:586", "HP:0004322", "HP:0001250"]
    assert sheet.rows[0]["subject_id"] == "MKN10:E84" and "#comment: mine" in sheet.head
    assert read_code_map(into, "m", Faults()).targets == (
        ("MKN10:E84", "ORPHA:586"),
        ("E84", "ORPHA:586"),
        ("Nízká postava", "HP:0004322"),
        ("Záchvat", "HP:0001250"),
    )


def test_a_file_that_a_spreadsheet_saved(found: Finder, store: Store, tmp_path: Path) -> None:
    suggested("Záchvat\nNízká postava\n", found, tmp_path)
    offered, into = tmp_path / "out.sssom.tsv", tmp_path / "m.sssom.tsv"
    text = offered.read_text(encoding="utf-8").replace(
        "license: https://w3id.org/sssom/license/unspecified", "license: x\t\t\t"
    )
    offered.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    into.write_bytes(
        (
            HEAD.replace("\treviewer_label", "\tcomment")
            + 'dna\t\tskos:exactMatch\tX:1\tsemapv:ManualMappingCuration\t"two\nlines"\t\n'
        ).encode()
    )
    assert accept_rows(offered, [2], Review("Eva", into=into), store) == {into: 1}
    kept, new = read_sheet(into).rows
    assert (kept["comment"], new["subject_label"], new["object_id"]) == (
        "two\nlines",
        "Záchvat",
        "HP:0001250",
    )


def test_the_predicate_of_a_person(found: Finder, store: Store, tmp_path: Path) -> None:
    suggested("Záchvat\nNízká postava\n", found, tmp_path)
    into, offered = tmp_path / "m.sssom.tsv", tmp_path / "out.sssom.tsv"
    text = offered.read_text(encoding="utf-8").replace(
        "rdfs literal\t\tHP:0004322", "rdfs literal\tskos:broadMatch\tHP:0004322"
    )
    offered.write_text(text, encoding="utf-8")
    accept_rows(offered, [1], Review("Eva", into=into), store)
    accept_rows(offered, [2], Review("Eva", "skos:closeMatch", into), store)
    assert [row["predicate_id"] for row in read_sheet(into).rows] == ["skos:broadMatch", "skos:closeMatch"]
    assert read_code_map(into, "m", Faults()).targets == ()


REFUSED = [
    ([9], {}, UsageError, "No row has the number 9"),
    ([1], {"predicate": "skos:mappingRelation"}, UsageError, "the predicate is one of"),
    ([1], {"into": "m.tsv"}, UsageError, "no place for a code map"),
    ([1], {"into": "out.sssom.tsv"}, UsageError, "no place for a code map"),
    ([1], {"into": None}, UsageError, "names no code map"),
    (
        [1, 2],
        {"status": "accepted", "justification": "semapv:UnspecifiedMatching"},
        UsageError,
        "is no suggestion",
    ),
    ([1], {"target": "HP:0000002"}, UsageError, "HP:0000002 is obsolete, followed by HP:0001250"),
    ([1], {"target": "HP:0000004"}, UsageError, "HP:0000004 is obsolete, followed by nothing"),
    ([1], {"target": "HP:7777777"}, UsageError, "there is no HP:7777777"),
    ([1], {"target": "MONDO:0005027"}, EnvironmentFault, "no installed pack speaks for MONDO:0005027"),
    (
        [1],
        {"there": "Záchvat\trdfs literal\tskos:exactMatch\tHP:0002373\tsemapv:ManualMappingCuration\n"},
        UsageError,
        "m.sssom.tsv has HP:0002373",
    ),
    (
        [1],
        {"there": "Záchvat\trdfs literal\tskos:exactMatch\tHP:0001250\tsemapv:LexicalMatching\n"},
        UsageError,
        r"has faults \(T040, line 2\)",
    ),
]


@pytest.mark.parametrize(("rows", "changes", "kind", "why"), REFUSED)
def test_what_cannot_be_accepted_changes_nothing(
    rows: list[int],
    changes: dict[str, str],
    kind: type[OmiczError],
    why: str,
    found: Finder,
    store: Store,
    tmp_path: Path,
) -> None:
    suggested("Záchvat\nZáchvat \nNízká postava\n", found, tmp_path)
    into, offered = tmp_path / "m.sssom.tsv", tmp_path / "out.sssom.tsv"
    text = offered.read_text(encoding="utf-8").replace("HP:0001250", changes.get("target", "HP:0001250"))
    text = text.replace("unreviewed", changes.get("status", "unreviewed")).replace(
        LEXICAL, changes.get("justification", LEXICAL)
    )
    offered.write_text(
        text.replace("1\tNízká", "0\tNízká").replace("2\tZáchvat", "1\tZáchvat"), encoding="utf-8"
    )
    if "there" in changes:
        into.write_text(
            HEAD.replace("\treviewer_label\treview_status", "") + changes["there"], encoding="utf-8"
        )
    before = {path: path.read_bytes() for path in tmp_path.glob("*.tsv")}
    named = changes.get("into", into.name)
    review = Review("Eva", changes.get("predicate"), tmp_path / named if named else None)
    with pytest.raises(kind, match=why):
        accept_rows(offered, rows, review, store)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.tsv")} == before


def test_two_rows_that_contradict_each_other(found: Finder, store: Store, tmp_path: Path) -> None:
    suggested("epileptický febrilní záchvat\n", found, tmp_path)
    offered = tmp_path / "out.sssom.tsv"
    assert len({row["object_id"] for row in read_sheet(offered).rows}) > 1
    with pytest.raises(UsageError, match="cannot be one too"):
        accept_rows(offered, [1, 2], Review("Eva", into=tmp_path / "m.sssom.tsv"), store)
    assert not (tmp_path / "m.sssom.tsv").exists()


# --- no other way ---------------------------------------------------------------------------------------------

WAYS = {
    "the file of suggestions itself": None,
    "a predicate, but still unreviewed": LINE.format("skos:exactMatch", LEXICAL, "", "unreviewed"),
    "unreviewed in other letters, with a reviewer": LINE.format(
        "skos:exactMatch", LEXICAL, "Eva", "Unreviewed"
    ),
    "unreviewed as if a person had made it": LINE.format(
        "skos:exactMatch", "semapv:ManualMappingCuration", "", "unreviewed"
    ),
    "said to be accepted, by nobody": LINE.format("skos:exactMatch", LEXICAL, "", "accepted"),
    "no status, no reviewer": LINE.format("skos:exactMatch", LEXICAL, "", ""),
    "the justification as an address": LINE.format(
        "skos:exactMatch", "https://w3id.org/semapv/vocab/LexicalMatching", "", ""
    ),
    "another automatic process": LINE.format(
        "http://www.w3.org/2004/02/skos/core#exactMatch", "semapv:SemanticSimilarityThresholdMatching", "", ""
    ),
    "an empty predicate": LINE.format("", LEXICAL, "", "unreviewed"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", ["codes/znaky.sssom.tsv", "znaky.sssom.tsv", "codes/beside.sssom.tsv"])
def test_a_suggestion_never_enters_a_record(
    way: str, place: str, submission: Path, found: Finder, tmp_path: Path
) -> None:
    row = WAYS[way]
    suggested("záchvaty\n", found, tmp_path)
    text = HEAD + row if row else (tmp_path / "out.sssom.tsv").read_text(encoding="utf-8")
    (submission / "mapping" / place).write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as fault:
        om.run(submission, tmp_path / "OUT", today=DAY)
    assert [problem.code for problem in fault.value.problems] == ["T040"]
    assert not (tmp_path / "OUT").exists()


@pytest.mark.parametrize(
    "row",
    [
        LINE.format("skos:closeMatch", LEXICAL, "", ""),
        LINE.format("skos:mappingRelation", LEXICAL, "", ""),
        LINE.format("skos:exactMatch", LEXICAL, "", "").replace("HP:0001250", "sssom:NoTermFound"),
    ],
)
def test_what_others_proposed_and_is_no_translation_is_left_alone(
    row: str, submission: Path, tmp_path: Path
) -> None:
    (submission / "mapping" / "codes" / "znaky.sssom.tsv").write_text(HEAD + row, encoding="utf-8")
    assert {feature for _, feature in features(om.run(submission, today=DAY))} == {None}


def test_what_a_person_reviewed_translates(submission: Path) -> None:
    row = LINE.format("skos:exactMatch", LEXICAL, "Eva", "")
    (submission / "mapping" / "codes" / "znaky.sssom.tsv").write_text(HEAD + row, encoding="utf-8")
    assert features(om.run(submission, today=DAY))[0] == ("F1", "HP:0001250")


# --- values and files -----------------------------------------------------------------------------------------


def test_what_the_gate_masks_is_in_no_file(found: Finder, store: Store, tmp_path: Path) -> None:
    values = ["Jan Vymyšlený", "855715/0008", "=1+1", "eva@example.org", "a\x07záchvat", "Záchvat"]
    made = suggested("\n".join([*values, "x" * 400]), found, tmp_path)
    assert made == Suggested(values=7, suggested=1, exact=1, rows=1, nothing_near=0, masked=5, too_long=1)
    text = (tmp_path / "out.sssom.tsv").read_text(encoding="utf-8")
    assert not any(value in text for value in values[:5]) and "Záchvat" in text


def test_a_name_of_a_term_is_public(store: Store, tmp_path: Path) -> None:
    write_pack(
        store.path("ex"),
        About("ex", "1", prefixes=("EX",)),
        [Term("EX:1", (Name("Alport Syndrome", "label"),))],
    )
    with finder(store) as found:
        made = suggested("Alport Syndrome\nAlporta Syndroma\n", found, tmp_path)
    assert (made.exact, made.masked) == (1, 1)


def test_no_cell_is_a_formula(store: Store, tmp_path: Path) -> None:
    name = Name('=HYPERLINK("x") Seizure', "label")
    write_pack(store.path("ex"), About("ex", "1", prefixes=("EX",)), [Term("EX:1", (name,))])
    with finder(store, ["ex"]) as found:
        suggested("hyperlink x seizure\n", found, tmp_path)
    [row] = read_sheet(tmp_path / "out.sssom.tsv").rows
    assert row["object_label"] == row["matched_name"] == f"'{name.text}"


TABLES = [
    (
        "v.csv",
        "id;value;system;count\n1;záchvat;HPO;3\n2;záchvat;MONDO;1\n3;;;\n4;Malý vzrůst;;\n",
        {"záchvat": 1, "Malý vzrůst": 1},
    ),
    ("v.csv", "znak\nzáchvat\nzáchvat\n", {"záchvat": 1}),
    ("v.tsv", "value\tcount\nzáchvat\t7\n", {"záchvat": 1}),
    ("v.txt", "záchvat\r\nzáchvat\n\n", {"záchvat": 1}),
]


@pytest.mark.parametrize(("name", "text", "rows"), TABLES)
def test_lists_of_values(name: str, text: str, rows: dict[str, int], found: Finder, tmp_path: Path) -> None:
    suggested(text, found, tmp_path, name, limit=1)
    offered = read_sheet(tmp_path / "out.sssom.tsv").rows
    assert {row["subject_label"] for row in offered} == set(rows)
    counts = {row["subject_label"]: row["occurrences"] for row in offered}
    assert counts["záchvat"] in {"3", "2", "7"}


def test_the_slot_and_the_system_beside_limit_what_is_suggested(store: Store, tmp_path: Path) -> None:
    write_pack(
        store.path("mondo"),
        About("mondo", "1", prefixes=("MONDO",)),
        [Term("MONDO:1", (Name("Seizure", "label"),))],
    )
    with finder(store) as found:
        cases = {
            "value\nSeizure\n": (["HP:0001250", "MONDO:1"], {}),
            "value,system\nSeizure,MONDO\n": (["MONDO:1"], {}),
            "value,system\nSeizure,nobody knows\n": (["HP:0001250", "MONDO:1"], {}),
            "value\nSeizure \n": (["HP:0001250"], {"slot": "PhenotypicFeature.feature"}),
        }
        for text, (curies, asked) in cases.items():
            suggested(text, found, tmp_path, "v.csv", **asked)
            assert [row["object_id"] for row in read_sheet(tmp_path / "out.sssom.tsv").rows] == curies


BAD = [
    ("v.txt", b"", 0, ""),
    ("v.csv", b"", None, "holds no table"),
    ("v.txt", b"\x00\x01\x02", None, "is no text"),
    ("v.txt", b"PK\x03\x04rest", None, "is no text but zip"),
    ("v.txt", b"z\xe1chvat\n", 1, ""),
    ("v.txt", b"\xef\xbb\xbfz\xc3\xa1chvat\n", 1, ""),
    ("v.txt", "záchvat\n".encode("utf-16"), 1, ""),
    ("v.txt", b"a" * 1_000_000 + b"\n\x01\x02\x7f\n", 0, ""),
]


@pytest.mark.parametrize(("name", "data", "rows", "why"), BAD, ids=range(len(BAD)))
def test_files_as_they_come(
    name: str, data: bytes, rows: int | None, why: str, found: Finder, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    asked = Asked(limit=1)
    if rows is None:
        with pytest.raises(UsageError, match=why):
            suggest_file(tmp_path / name, tmp_path / "o.sssom.tsv", found, load_schema(), asked)
        assert not (tmp_path / "o.sssom.tsv").exists()
    else:
        assert (
            suggest_file(tmp_path / name, tmp_path / "o.sssom.tsv", found, load_schema(), asked).rows == rows
        )


def test_what_is_there_is_not_replaced(found: Finder, tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("záchvat\n", encoding="utf-8")
    (tmp_path / "o.sssom.tsv").write_text("mine", encoding="utf-8")
    refused = [
        ("o.sssom.tsv", None, "is there already"),
        ("o.tsv", None, "does not end in"),
        ("p.sssom.tsv", "Individual.sex", "no slot"),
    ]
    for name, slot, why in refused:
        with pytest.raises(UsageError, match=why):
            suggest_file(tmp_path / "v.txt", tmp_path / name, found, load_schema(), Asked(slot))
    assert sorted(path.name for path in tmp_path.glob("*.tsv")) == ["o.sssom.tsv"]


@pytest.mark.heavy
def test_sssom_reads_what_was_accepted_and_leaves_out_what_was_not(
    found: Finder, store: Store, tmp_path: Path
) -> None:
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    suggested("zachvaty\nMalý vzrůst\n", found, tmp_path)
    into = tmp_path / "m.sssom.tsv"
    accept_rows(tmp_path / "out.sssom.tsv", [1], Review("Eva", into=into), store)
    accepted, offered = parse_sssom_table(into), parse_sssom_table(tmp_path / "out.sssom.tsv")
    assert list(accepted.df["object_id"]) == ["HP:0004322"] and len(offered.df) == 0
    assert [
        result for report in validate(accepted, fail_on_error=False).values() for result in report.results
    ] == []
