"""Nothing that identifies a person leaves: every byte of the demo's output is looked through, but the quarantine."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest

from omicz_meta.privacy.output import leaks
from omicz_meta.privacy.shape import shape

EXAMPLE = Path(__file__).resolve().parents[2] / "mappings" / "csv-demo" / "example"
BIRTH_NUMBER = re.compile(r"(?<!\d)\d{6}/?\d{3,4}(?!\d)")
PERSON = re.compile(r"\bP\d{4}\b")
PUBLIC_CONTACTS = re.compile(r"[\w.+-]+@[\w.-]+")


@cache
def secrets() -> dict[str, frozenset[str]]:
    """What the three tables hold about persons: numbers with and without slash, addresses, phones, ids, notes."""
    texts = {path.name: path.read_bytes().decode("cp1250", "replace") for path in EXAMPLE.glob("data/*.csv")}
    everything = "\n".join(texts.values())
    numbers = {number.replace("/", "") for number in BIRTH_NUMBER.findall(everything)}
    rows = csv.DictReader(
        io.StringIO(texts["pacienti.csv"].replace("\r\n", "\n").split("\n", 2)[2]), delimiter=";"
    )
    people = [*rows]
    numbers |= {row["Rodné_číslo"].replace("/", "") for row in people if row["Rodné_číslo"]}
    phones = {row["Telefon"] for row in people if len(row["Telefon"] or "") > 5}
    return {
        "birth numbers": frozenset(numbers | {f"{number[:6]}/{number[6:]}" for number in numbers}),
        "e-mail addresses": frozenset(re.findall(r"[\w.]+@example\.\w+", everything)),
        "phone numbers": frozenset(phones | {re.sub(r"\D", "", phone)[-9:] for phone in phones}),
        "patient ids": frozenset(PERSON.findall(everything)),
    }


def texts_of(path: Path) -> Iterator[str]:
    """All text in a file; of Parquet the values, whatever they are packed in, and the footer."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        yield str(table.schema)
        yield from (str(value) for column in table.columns for value in column.to_pylist())
        yield path.read_bytes().decode("latin-1")
    else:
        yield path.read_bytes().decode("utf-8")


def outputs(folder: Path) -> list[Path]:
    """Every file that may leave the one who reads personal data."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if path.relative_to(folder).parts[0] != "quarantine"]


def test_the_example_holds_what_must_not_leave() -> None:
    sizes = {name: len(values) for name, values in secrets().items()}
    assert sizes["birth numbers"] > 950
    assert sizes["e-mail addresses"] > 300
    assert sizes["phone numbers"] > 300
    assert sizes["patient ids"] >= 500


def test_there_is_an_output_of_every_kind(demo_out: Path) -> None:
    assert {path.suffix for path in outputs(demo_out)} == {
        ".parquet",
        ".json",
        ".html",
        ".tsv",
        ".ttl",
        ".jsonld",
        ".rdf",
    }


@pytest.mark.parametrize("kind", ["birth numbers", "e-mail addresses", "phone numbers", "patient ids"])
def test_nothing_that_identifies_is_in_any_output(kind: str, demo_out: Path) -> None:
    wanted = secrets()[kind]
    words = {spelling for value in wanted for spelling in (value, quote(value, safe=""))}
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    found = {
        path.relative_to(demo_out).as_posix()
        for path in outputs(demo_out)
        if any(pattern.search(text) for text in texts_of(path))
    }
    assert found == set()


def test_the_last_look_finds_no_identifier(demo_out: Path) -> None:
    """`leaks` knows identifiers by their form. Contacts that dataset.yaml and the node publish are meant to be there,
    and the shape of an address, which the masking gate leaves, has still the form of one."""
    public = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (EXAMPLE / "dataset.yaml", EXAMPLE.parents[2] / "schemas" / "nodes" / "demo.yaml")
    )
    shapes = {shape(address) for address in secrets()["e-mail addresses"]}
    allowed = {*PUBLIC_CONTACTS.findall(public), "+420 000 000 001", *shapes}
    for path in outputs(demo_out):
        certain = [leak for leak in leaks(path, allowed=allowed) if leak.certain]
        assert certain == [], path.name


def test_what_the_demo_says_names_nobody(demo_out: Path) -> None:
    said = (demo_out.parent / "said").read_text(encoding="utf-8")
    assert not BIRTH_NUMBER.search(said)
    assert not PERSON.search(said)


def test_the_log_names_nobody(demo_out: Path) -> None:
    log = (demo_out.parent / "audit.jsonl").read_text(encoding="utf-8")
    assert log.count("\n") >= 2
    assert not any(value in log for values in secrets().values() for value in values)
