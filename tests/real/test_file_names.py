"""A file named after a person: the name is shown nowhere, and the rows are read all the same."""

from __future__ import annotations

from pathlib import Path

import omicz_meta as om
from omicz_meta.reports import render_json

HEADER = (
    "id,datum,vek,pohlavi,kraj_nuts_kod,okres_lau_kod,nakaza_v_zahranici,nakaza_zeme_csu_kod,reportovano_khs"
)


def test_a_file_named_after_a_person_is_shown_by_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "Novák Jan 8557150008.csv"
    path.write_text(f"{HEADER}\na1,2020-03-01,21,X,CZ010,CZ0100,1,IT,1\n", encoding="utf-8")
    made = om.harmonise(om.open_source(path, name="osoby"), om.load_mapping("cz-mzcr"), key=bytes(32))
    assert set(made.problems["file"].drop_null().to_pylist()) == {"Aaaaa Aaa 9999999999.csv"}
    told = render_json(om.validate(made))
    assert "Novák" not in told and "8557150008" not in told
    assert made.ledger.sources["osoby"].rows_used == 1
