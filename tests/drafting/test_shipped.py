"""Against mappings that people wrote: most of what they wrote is found, and what is found runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import omicz_meta as om
from omicz_meta.drafting import draft_mapping, write_draft
from omicz_meta.drafting.agreement import Agreement, agreement
from omicz_meta.drafting.lexicon import load_lexicon
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.profile import open_path, profile_tables
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema

pytestmark = pytest.mark.heavy


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
FLOORS = (
    # mapping, names of the list that are those of the table taken out, precision, recall
    ("csv-demo", False, 0.97, 0.90),
    ("csv-demo", True, 0.97, 0.75),
    ("bbmri-cz", False, 0.97, 0.97),
    ("bbmri-cz", True, 0.90, 0.80),
    ("cz-mzcr", False, 0.97, 0.25),
    ("cz-mzcr", True, 0.97, 0.25),
)


def measured(mapping: str, data: Path, unseen: bool, folder: Path) -> Agreement:
    schema = load_schema()
    with open_path(data) as opened:
        columns = {table.name: table.columns for table in opened.tables}
        lexicon = load_lexicon()
        if unseen:
            lexicon = lexicon.without(name for names in columns.values() for name in names)
        write_draft(
            draft_mapping(profile_tables(opened.tables, schema), "draft", schema, lexicon=lexicon), folder
        )
    plans = [
        compile_plan(load_mapping(name, schema=schema), schema, columns)[0] for name in (folder, mapping)
    ]
    assert plans[0] is not None
    assert plans[1] is not None
    return agreement(plans[0], plans[1])


@pytest.mark.parametrize(("mapping", "unseen", "precision", "recall"), FLOORS)
def test_most_is_found(mapping: str, unseen: bool, precision: float, recall: float, tmp_path: Path) -> None:
    found = measured(mapping, mappings_folder() / mapping / "example", unseen, tmp_path / "m")
    assert found.precision >= precision, sorted(found.extra)
    assert found.recall >= recall, sorted(found.missed)


def test_real_tables(tmp_path: Path) -> None:
    data = SHARED / "cz-mzcr-osoby" / "osoby-short.csv"
    if not data.is_file():
        pytest.skip("the open data of the ministry are not there")
    found = measured("cz-mzcr", data, False, tmp_path / "m")
    assert found.extra == frozenset()
    assert ("Individual", "administrative_gender", "osoby-short.pohlavi") in found.both


@pytest.mark.parametrize("mapping", ["csv-demo", "bbmri-cz", "cz-mzcr"])
def test_a_drafted_mapping_runs(mapping: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From tables to an output folder without a hand in between."""
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "00" * 32)
    example = mappings_folder() / mapping / "example"
    tables = sorted((example / "data" if (example / "data").is_dir() else example).glob("*.csv"))
    home = tmp_path / "s"
    (home / "data").mkdir(parents=True)
    for table in tables:
        shutil.copy(table, home / "data")
    schema = load_schema()
    with open_path(home / "data") as opened:
        write_draft(draft_mapping(profile_tables(opened.tables, schema), "draft", schema), home / "mapping")
    entries = [f"  - {{name: {t.stem}, kind: csv, path: data/{t.name}}}" for t in tables]
    manifest = [
        "id: drafted",
        "sources:",
        *entries,
        "mapping: mapping/",
        "privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}",
    ]
    (home / "submission.yaml").write_text("\n".join([*manifest, ""]), encoding="utf-8")
    result = om.run(home, tmp_path / "out")
    assert "individual" in {path.stem for path in (tmp_path / "out" / "records").iterdir()}
    assert pq.read_table(tmp_path / "out" / "records" / "individual.parquet").num_rows > 0
    assert not [
        finding
        for finding in result.report.findings
        if finding.code.startswith("M") and finding.severity == "error"
    ]


def test_written_over_only_when_nobody_touched_it(tmp_path: Path) -> None:
    schema = load_schema()
    with open_path(mappings_folder() / "bbmri-cz" / "example") as opened:
        draft = draft_mapping(profile_tables(opened.tables, schema), "v", schema)
    write_draft(draft, tmp_path)
    before = (tmp_path / "vzorky.source.yaml").read_text(encoding="utf-8")
    (tmp_path / "v.transform.yaml").write_text("mine\n", encoding="utf-8")
    with pytest.raises(om.UsageError, match=r"v\.transform\.yaml is there already"):
        write_draft(draft, tmp_path)
    assert (tmp_path / "v.transform.yaml").read_text(encoding="utf-8") == "mine\n"
    write_draft(draft, tmp_path, force=True)
    assert (tmp_path / "v.transform.yaml").read_text(encoding="utf-8") == draft.files["v.transform.yaml"]
    assert (tmp_path / "vzorky.source.yaml").read_text(encoding="utf-8") == before
    write_draft(draft, tmp_path)
