"""Identifiers made at random go through every command and reader; no byte of what comes out holds one of them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.privacy.fhir_with_identifiers import WRITERS as FHIR_WRITERS
from tests.privacy.fhir_with_identifiers import fhir_submission

from omicz_meta.cli import group
from omicz_meta.cli.screen import deliver, rendered
from omicz_meta.cli.validate import assess_submission
from omicz_meta.errors import OmiczError
from omicz_meta.pipeline.sheets import write_marked

KEY = "3f" * 32
COLUMNS = ("id", "pohl", "nar", "dg", "kdy", "typ", "pozn", "kraj")
MANIFEST = """\
id: vse-2026
sources:
  - {{name: lide, kind: {kind}, path: {path}}}
mapping: mapping/
privacy: {{min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}}
"""
MAPPING = """\
id: https://example.org/vse
class_derivations:
  - name: Individual
    populated_from: lide
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "partial_date({nar}, 'd.m.yyyy')"}
      administrative_gender: {populated_from: pohl, value_mappings: {M: male, Z: female}}
      data_source: {populated_from: kraj}
  - name: Diagnosis
    populated_from: lide
    slot_derivations:
      individual: {populated_from: id}
      disease: {expr: "code({dg}, 'MKN10')"}
      diagnosis_date: {expr: "partial_date({kdy}, 'd.m.yyyy')"}
      source_code: {populated_from: dg}
  - name: Biosample
    populated_from: lide
    slot_derivations:
      individual: {populated_from: id}
      sample_type: {populated_from: typ, value_mappings: {krev: blood, DNA: dna}}
"""
ODD = "Xqvěžák"


def born(chance: random.Random) -> str:
    while True:
        nine = f"{chance.randrange(54, 100)}{chance.randrange(1, 13) + chance.choice((0, 50)):02}"
        nine += f"{chance.randrange(1, 29):02}{chance.randrange(1000):03}"
        if int(nine) % 11 < 10:
            return nine + str(int(nine) % 11)


def identifiers(chance: random.Random) -> list[str]:
    """One of each kind, unlike anything that a program writes by itself.

    A single number of ten digits without a slash is none of them: one in a hundred passes for a birth number by
    chance, so that only a column of them is one, as the column of ids here is.
    """
    number, other = born(chance), born(chance)
    return [
        f"{number[:6]}/{number[6:]}", f"{other[:6]}/{other[6:]}",
        f"{chance.choice(('jana', 'petr'))}.x{chance.randrange(10**6)}@posta.example",
        f"+420 {chance.randrange(600, 800)} {chance.randrange(100, 1000)} {chance.randrange(100, 1000)}",
        f"Jan {ODD}{chance.choice('abcdefgh')}", f"{ODD}ová Eva", "CZ6508000000192000145399",
        f"bytem Dlouhá {chance.randrange(100, 999)}/{chance.randrange(10, 99)}",
        f"OP č. {chance.randrange(10**8, 10**9)}",
    ]  # fmt: skip


def rows(chance: random.Random, planted: list[str]) -> list[list[str]]:
    """Twenty persons, whose identifiers stand in cells where they do not belong."""
    found = [
        [born(chance), chance.choice("MZ?"), f"{n + 1}.2.1{n + 950}", f"C{n}0.{n % 9}", "1.3.2020", "krev", "", "Praha"]
        for n in range(20)
    ]  # fmt: skip
    for one in planted:
        found[chance.randrange(20)][chance.randrange(1, len(COLUMNS))] = chance.choice(
            (one, f"pozn. {one}, klid", f"=1+{one}", f"<b>{one}</b>")
        )
    return found


def as_csv(path: Path, header: list[str], cells: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *cells])


def as_excel(path: Path, header: list[str], cells: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("List1")
        for number, row in enumerate([header, *cells]):
            sheet.write_row(number, 0, row)


def as_json(path: Path, header: list[str], cells: list[list[str]]) -> None:
    objects = [dict(zip(header, row, strict=True)) for row in cells]
    path.write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")


WRITERS: dict[str, Callable[[Path, list[str], list[list[str]]], None]] = {
    "csv": as_csv,
    "excel": as_excel,
    "json": as_json,
}
ENDINGS = {"csv": "csv", "excel": "xlsx", "json": "json"}


def submission(folder: Path, kind: str, seed: int) -> list[str]:
    """Write a submission with planted identifiers, and return these."""
    chance = random.Random(seed)  # noqa: S311 - test data
    planted = identifiers(chance)
    if kind in FHIR_WRITERS:
        births = [born(chance) for _ in range(12)]
        fhir_submission(folder, kind, chance, planted, births)
        return [*planted, *births]
    cells = rows(chance, planted)
    file = f"data/{planted[4].replace(' ', '_')}.{ENDINGS[kind]}"
    header = [*COLUMNS[:-1], "kraj"]
    (folder / "data").mkdir(parents=True)
    (folder / "mapping").mkdir()
    (folder / "submission.yaml").write_text(MANIFEST.format(kind=kind, path=file), encoding="utf-8")
    (folder / "mapping" / "m.transform.yaml").write_text(MAPPING, encoding="utf-8")
    WRITERS[kind](folder / file, [*header, planted[chance.randrange(2)]], [[*row, "1"] for row in cells])
    return [*planted, *(row[0] for row in cells)]


def told(*words: str | Path) -> str:
    """What a command writes to both streams; misuse is told as the command line tells it."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            group.main(args=[str(word) for word in words], standalone_mode=False)
        except OmiczError as fault:
            err.write(f"{fault} {getattr(fault, 'problems', ())}")
        except Exception as fault:  # what is unexpected is told by its kind alone, so it must not happen here
            raise AssertionError(f"{words[0]} failed with {fault!r}") from fault
    return out.getvalue() + err.getvalue()


def reports(folder: Path, by_command: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The report in every form: by the command, or by what the command writes it with, of one judgement for all."""
    source = folder / "s"
    judged = assess_submission(source) if set(FORMS) - set(by_command) else None
    for form in FORMS:
        target = folder / f"report.{form}"
        if judged is None or form in by_command:
            words = ("--format", form, "-o", target, "--fail-on", "never")
            yield f"validate {form}", told("validate", source, *words)
        elif form == "xlsx":
            write_marked(target, judged.report, judged.harmonised, "cs")
        else:
            deliver(rendered(judged.report, form, "cs"), target)
        yield from texts(target, folder)


def everything(folder: Path, by_command: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every output of every command over the submission in `folder`."""
    source, out = folder / "s", folder / "out"
    data = next(iter(sorted((source / "data").iterdir())))
    yield from reports(folder, by_command)
    yield "run", told("run", source, "-o", out, "--fail-on", "never")
    for file in sorted(out.rglob("*")):
        if file.is_file() and file.relative_to(out).parts[0] != "quarantine":
            yield from texts(file, folder)
    yield "inspect", told("inspect", data, "--html", folder / "page.html") + told("inspect", data, "--json")
    yield from texts(folder / "page.html", folder)
    yield "draft", told("mapping", "draft", data, "-o", folder / "draft")
    for file in sorted((folder / "draft").rglob("*")):
        yield from texts(file, folder) if file.is_file() else ()
    mapping = source / "mapping" if (source / "mapping").exists() else "fhir-cz-core"
    yield "check", told("mapping", "check", mapping, source)
    records = out / "records" / "individual.parquet"
    ids = pq.read_table(records)["subject_id"].to_pylist()[:2] if records.exists() else []
    for one in ids:
        yield "why", told("why", out, "Individual", one) + told("why", out, "Individual", one, "data_source")
    yield "describe", told("describe", out)
    yield "doctor", told("doctor", out)
    yield "log", Path(os.environ["OMICZ_AUDIT_LOG"]).read_text(encoding="utf-8")


def texts(path: Path, folder: Path) -> Iterator[tuple[str, str]]:
    name, data = str(path.relative_to(folder)), path.read_bytes()
    yield name, data.decode("latin-1")
    yield name, data.decode("utf-8", "replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            yield from (
                (name, archive.read(member).decode("utf-8", "replace")) for member in archive.namelist()
            )
    elif data.startswith(b"PAR1"):
        table = pq.read_table(path)
        yield (
            name,
            f"{table.schema}"
            + "\n".join(str(value) for column in table.columns for value in column.to_pylist()),
        )


FORMS = ("text", "json", "html", "sarif", "junit", "xlsx")


def spelt(identifier: str) -> set[str]:
    """The ways in which an identifier would be seen: numbers with and without marks, names word by word."""
    bare = "".join(filter(str.isalnum, identifier))
    words = {word for word in identifier.split() if ODD in word}
    identifier = identifier.removeprefix("bytem ").removeprefix("OP č. ")
    return {identifier, bare.removeprefix("bytem"), *words} | (
        {f"{bare[:6]}/{bare[6:]}"} if bare.isdigit() else set()
    )


def leaked(folder: Path, kind: str, seed: int, by_command: Sequence[str] = ("text",)) -> set[tuple[str, str]]:
    planted = submission(folder / "s", kind, seed)
    wanted = {spelling for one in planted for spelling in spelt(one)}
    return {
        (where, spelling)
        for where, text in everything(folder, by_command)
        for spelling in wanted
        if spelling in text
    }


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PSEUDONYM_KEY", KEY)


@pytest.mark.parametrize("kind", [*WRITERS, *FHIR_WRITERS])
@pytest.mark.heavy
@pytest.mark.usefixtures("key")
def test_no_output_of_any_command_holds_an_identifier(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @settings(max_examples=examples(3), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 10**6))
    def check(seed: int) -> None:
        assert leaked(tmp_path_factory.mktemp(kind), kind, seed) == set()

    check()


@pytest.mark.heavy
@pytest.mark.usefixtures("key")
def test_one_submission_of_text(tmp_path: Path) -> None:
    assert leaked(tmp_path, "csv", 7, by_command=FORMS) == set()
