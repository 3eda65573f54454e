"""`inspect --view`: rows for people through the gate, rows for programs as they are, problems on stderr."""

from __future__ import annotations

import json

from tests.cli.terminal import Said, Terminal

PATIENTS = [
    {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"text": "Jana Nováková"}],
        "identifier": [{"value": "123456"}],
    },
    {"resourceType": "Patient", "id": "p2", "name": [{"text": "A"}, {"text": "B"}]},
]
PATHS = {"id": "id", "name": "name.text", "number": "identifier.value.first()"}
COLUMNS = [{"name": name, "path": path} for name, path in PATHS.items()]
VIEW = json.dumps({"resource": "Patient", "select": [{"column": COLUMNS}]})


def ran(terminal: Terminal, *options: str, view: str = VIEW) -> Said:
    (terminal.folder / "data").mkdir(exist_ok=True)
    (terminal.folder / "data/p.ndjson").write_text("\n".join(map(json.dumps, PATIENTS)), encoding="utf-8")
    (terminal.folder / "view.json").write_text(view, encoding="utf-8")
    return terminal("inspect", "--view", "view.json", "data", "--lang", "en", *options)


def test_people_see_no_identifier(terminal: Terminal) -> None:
    said = ran(terminal)
    assert said.out.splitlines() == ["id  name           number", "p1  Aaaa Aaaaaaaa  999999", "p2"]
    assert "R050" in said.err
    assert "123456" not in said.err
    assert said.code == 1


def test_programs_get_the_rows(terminal: Terminal) -> None:
    said = ran(terminal, "--json")
    assert json.loads(said.out) == [
        {"id": "p1", "name": "Jana Nováková", "number": "123456"},
        {"id": "p2", "name": None, "number": None},
    ]
    assert said.code == 1


def test_a_view_that_is_refused_reads_nothing(terminal: Terminal) -> None:
    columns = [{"name": "n", "path": "nam"}]
    view = json.dumps({"resource": "Patient", "select": [{"column": columns}], "wher": []})
    said = ran(terminal, "--json", view=view)
    assert (said.code, said.out) == (2, "")
    assert "M040" in said.err
    assert "M042" in said.err
    assert ran(terminal, "--html", "x.html").code == 2
