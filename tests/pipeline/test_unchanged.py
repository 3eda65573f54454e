"""A run with nothing to do does nothing, says so, and is sure that what stands there is what it would write."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.terminal import hashes, written

import omicz_meta as om
from omicz_meta.pipeline.redescribing import describe_again
from omicz_meta.pipeline.unchanged import holds
from omicz_meta.resources import mappings_folder
from omicz_meta.result import Finding, Report
from omicz_meta.validation.rules import RULES

pytestmark = pytest.mark.heavy


DAY = datetime.date(2026, 11, 16)


STATE = {"OMICZ_AUDIT_LOG": "audit.jsonl", "XDG_STATE_HOME": "state"}
"""What a run writes beside its output, by the variable that says where."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small submission in `s`, run into `out` on a day. Look at it, do not touch it."""
    folder = tmp_path_factory.mktemp("ran")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
        for variable, name in STATE.items():
            patch.setenv(variable, str(folder / name))
        om.run(written(folder / "s"), folder / "out", today=DAY)
    return folder


@pytest.fixture
def place(ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with a log of its own."""
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", "3f" * 32)
    for variable, name in STATE.items():
        monkeypatch.setenv(variable, str(tmp_path / name))
    return shutil.copytree(ran, tmp_path, dirs_exist_ok=True)


def again(place: Path, day: datetime.date = DAY, **options: object) -> om.Result:
    """Another run of it."""
    return om.run(place / "s", place / "out", today=day, **options)  # type: ignore[arg-type]


def events(place: Path) -> list[str]:
    """What the audit log tells."""
    lines = (place / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["event"] for line in lines]


def states(out: Path) -> dict[Path, tuple[int, ...]]:
    """All that is known of a file but when it was read last."""
    found = ((path, path.stat()) for path in out.rglob("*"))
    return {
        path: (stat.st_ino, stat.st_size, stat.st_mode, stat.st_nlink, stat.st_mtime_ns, stat.st_ctime_ns)
        for path, stat in found
    }


def test_nothing_is_written_and_the_visit_is_logged(place: Path) -> None:
    before = states(place / "out")
    result = again(place)
    assert result.unchanged_since == DAY
    assert states(place / "out") == before
    assert events(place) == ["read", "run", "nothing to do"]


def test_the_result_is_that_of_the_run(place: Path) -> None:
    first, second = again(place, force=True), again(place)
    assert (first.unchanged_since, second.unchanged_since) == (None, DAY)
    assert second.report == first.report
    assert second.dataset == first.dataset
    assert {name: table.to_arrow() for name, table in second.records.items()} == {
        name: table.to_arrow() for name, table in first.records.items()
    }


def test_force_runs_and_gives_the_same_bytes(place: Path) -> None:
    before = hashes(place / "out")
    assert again(place, force=True).unchanged_since is None
    assert {name for name, digest in hashes(place / "out").items() if digest != before[name]} == {"run.json"}
    assert again(place).unchanged_since == DAY


def grown(path: Path, more: bytes) -> None:
    """More bytes at the end."""
    path.write_bytes(path.read_bytes() + more)


def damaged(path: Path) -> None:
    """One byte is another."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def forgetful(path: Path) -> None:
    """A run.json of an earlier version, which knew nothing of inputs."""
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["inputs"]
    path.write_text(json.dumps(content), encoding="utf-8")


HARM: dict[str, Callable[[Path], None]] = {
    "a source has a row more": lambda place: grown(place / "s" / "data" / "lidé.csv", b"P9;;;;M;Praha\n"),
    "a file of records is damaged": lambda place: damaged(place / "out" / "records" / "individual.parquet"),
    "the report is gone": lambda place: (place / "out" / "report.html").unlink(),
    "quarantine was edited": lambda place: damaged(next((place / "out").glob("quarantine/*"))),
    "run.json is no JSON": lambda place: grown(place / "out" / "run.json", b"{"),
    "run.json is of an earlier version": lambda place: forgetful(place / "out" / "run.json"),
    "there is no output": lambda place: shutil.rmtree(place / "out"),
}


@pytest.mark.parametrize("name", HARM)
def test_what_is_not_whole_or_not_the_same_is_made_again(name: str, place: Path) -> None:
    if name.startswith("quarantine"):
        grown(place / "s" / "data" / "lidé.csv", b'P7;"open\n')
        again(place)
    HARM[name](place)
    assert again(place).unchanged_since is None
    assert again(place).unchanged_since == DAY


def shout(text: str) -> str:
    """A function of a user."""
    return text.upper()


@pytest.mark.parametrize(
    "options",
    [
        {"quarantine": "off"},
        {"rules": RULES[1:]},
        {"day": DAY.replace(year=2027)},
        {"day": DAY - datetime.timedelta(1)},
        {"functions": [shout]},
    ],
    ids=["quarantine", "rules", "a new year", "a day before", "functions"],
)
def test_another_question_is_another_run(options: dict[str, object], place: Path) -> None:
    assert again(place, **options).unchanged_since is None


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("V014", "2026-11-16", True),
        ("V014", "2026-11-17", False),
        ("V003", "2026-11-17", True),
        ("V003", "2026-11-15", False),
        ("V003", "2026-12-31", True),
        ("V003", "2027-01-01", False),
    ],
)
def test_how_long_a_verdict_holds(code: str, day: str, *, expected: bool) -> None:
    report = Report("s", findings=(Finding(code, "error", 1),))
    assert holds(report, "2026-11-16", day) is expected


def test_the_day_after_a_date_in_the_future_counts_anew(place: Path) -> None:
    mapping = place / "s" / "mapping" / "lidé.transform.yaml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("expr: \"absent('NASK')\"", "expr: \"'2026-11-17'\""), encoding="utf-8")
    today, tomorrow = again(place), again(place, DAY + datetime.timedelta(1))
    assert {finding.code for finding in today.report.findings} - {
        finding.code for finding in tomorrow.report.findings
    } == {"V014"}


def test_other_texts_of_a_description_are_other_inputs(place: Path) -> None:
    dataset = place / "s" / "dataset.yaml"
    shutil.copy(mappings_folder() / "csv-demo" / "example" / "dataset.yaml", dataset)
    manifest = place / "s" / "submission.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "dataset: dataset.yaml\n", encoding="utf-8")
    again(place)
    describe_again(place / "out")
    assert again(place).unchanged_since == DAY, "made again from the same texts"
    (place / "newer.yaml").write_text(
        dataset.read_text(encoding="utf-8").replace('version: "2026-11"', "version: 1.50"), encoding="utf-8"
    )
    describe_again(place / "out", dataset=place / "newer.yaml")
    assert again(place).unchanged_since is None


def test_what_a_run_that_died_has_left_is_removed_all_the_same(place: Path) -> None:
    left = place / ".out.999999999.part"
    left.mkdir()
    assert again(place).unchanged_since == DAY
    assert not left.exists()
