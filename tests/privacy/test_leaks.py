"""A corpus of planted leaks, each beside a clean twin that looks like it: all are found, and none is invented."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import uuid
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from omicz_meta.identifiers import birth_number, keyed_pseudonym, names
from omicz_meta.privacy import digests
from omicz_meta.privacy.detect import ColumnCounts, hashed_cells
from omicz_meta.privacy.output import leaks
from omicz_meta.privacy.surroundings import kind_in, sights

ROWS = 300
KEY = bytes(range(32))
Maker = Callable[[random.Random], str]


def born(chance: random.Random, first: int = 54) -> str:
    while True:
        day = f"{chance.randrange(first, 100)}{chance.randrange(1, 13) + chance.choice((0, 50)):02}"
        nine = f"{day}{chance.randrange(1, 29):02}{chance.randrange(1000):03}"
        if int(nine) % 11 < 10:
            return nine + str(int(nine) % 11)


def cut(chance: random.Random) -> str:
    """A birth number of the years 2000 to 2009 whose zeros a spreadsheet took away."""
    while True:
        month, day, number = chance.randrange(1, 13), chance.randrange(1, 29), chance.randrange(1000)
        nine = f"0{chance.randrange(10)}{month:02}{day:02}{number:03}"
        if int(nine) % 11 < 10:
            return str(int(nine + str(int(nine) % 11)))


def rid(chance: random.Random) -> str:
    while True:
        number = 13 * chance.randrange(76_923_077, 769_230_769)
        if number % 11:
            return str(number)


def account(chance: random.Random, bank: str = "0800") -> str:
    while True:
        number = str(chance.randrange(10**9, 10**10))
        if sum(int(d) * w for d, w in zip(number, (6, 3, 7, 9, 10, 5, 8, 4, 2, 1), strict=True)) % 11 == 0:
            return f"19-{number}/{bank}"


def hashed(name: str, of: Maker, form: str = "hex") -> Maker:
    def make(chance: random.Random) -> str:
        digest = hashlib.new(name, of(chance).encode()).digest()
        return digest.hex() if form == "hex" else base64.b64encode(digest).decode()

    return make


def digits(count: int) -> Maker:
    return lambda chance: str(chance.randrange(10 ** (count - 1), 10**count))


def slashed(chance: random.Random) -> str:
    number = born(chance)
    return f"{number[:6]}/{number[6:]}"


def packed(of: Maker) -> Maker:
    return lambda chance: base64.b64encode(of(chance).encode()).decode()


def said(*texts: str) -> Maker:
    return lambda chance: chance.choice(texts)


def random_uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def keyed(chance: random.Random) -> str:
    return keyed_pseudonym(KEY, "d", born(chance))


def keyed_hash(name: str) -> Maker:
    return lambda chance: hashlib.new(name, KEY + born(chance).encode()).hexdigest()


PEOPLE = (
    "s panem Janem Vomáčkou",
    "pac. Nováková Marie",
    "matka Eva Hrbatá",
    "telefonoval Petr Zeman",
    "MUDr. Řezáč",
)
PLACES = ("Karlovy Vary", "Hradec Králové", "odeslán do FN Motol", "Mladá Boleslav", "Downův syndrom")

# the kind, name of the column, planted cells, name of the twin's column, its cells
COLUMNS: list[tuple[str, str, Maker, str, Maker]] = [
    ("birth_number", "id", born, "zadanka", digits(10)),
    ("birth_number", "kod", slashed, "cj", lambda c: f"{c.randrange(10**5, 10**6)}/{c.randrange(2018, 2027)}"),
    ("birth_number", "x", cut, "vzorek", digits(9)),
    ("birth_number", "pozn", lambda c: f"r. č. {slashed(c)[:-1]}0, klid", "pozn", said("r. 24, č. 3", "r. č. x")),
    ("rid", "x", rid, "x", digits(10)),
    ("insurance_number", "č. pojištěnce", digits(10), "č. pojišťovny", said("111", "205", "211")),
    ("iban", "x", said("CZ6508000000192000145399"), "x", said("CZ6608000000192000145399", "NM_000059.4")),
    ("account", "x", account, "faktura", lambda c: f"19-{c.randrange(10**9, 10**10)}/2026"),
    ("account", "uhrada", lambda c: f"z účtu {account(c, '0100')}", "uhrada", lambda c: f"z účtu č. {c.randrange(99)}"),
    ("phone", "poznámka", lambda c: f"volat na +420 {c.randrange(600, 800)} 123 {c.randrange(100, 999)} ráno",
     "poznámka", lambda c: f"leukocyty {c.randrange(600, 800)} 10^6, {c.randrange(99)} %"),
    ("email", "poznámka", said("psát jana@posta.example"), "poznámka", said("dávka 5 mg @ 8:00", "u@")),
    ("name", "poznámka", said(*PEOPLE), "poznámka", said(*PLACES)),
    ("name", "lékař", said("Novák Jan", "Dvořáková Eva", "Malý Ota", "Kos Petr"), "oddělení", said("Interna", "JIP A")),
    ("name", "x", said("Novák", "Dvořáková", "Procházka", "Bartoš", "Vávra"), "x", said("Karcinom", "Lymfom", "Jiné")),
    ("address", "poznámka", said("bytem Dlouhá 123/4, Brno", "Na Kopci 12/3"), "poznámka", said("T2 N0", "Grade 1/3")),
    ("id_card", "pozn", lambda c: f"OP č. {c.randrange(10**8, 10**9)}", "pozn", lambda c: f"op. č. {c.randrange(99)}"),
    ("id_card", "pozn", lambda c: f"pas č. {c.randrange(10**7, 10**8)}", "pozn", lambda c: f"pás č. {c.randrange(99)}"),
    ("id_card", "číslo OP", digits(9), "číslo operace", digits(9)),
    ("passport", "cestovní pas", digits(8), "zásobník", digits(8)),
    ("decodable", "uuid", lambda c: str(uuid.UUID(int=int(born(c)))), "uuid", random_uuid),
    ("decodable", "uuid", lambda c: f"00000000-0000-0000-0000-{born(c):0>12}", "uuid", random_uuid),
    ("decodable", "token", packed(slashed), "token", packed(lambda c: f"sample {c.randrange(10**4)}")),
    ("decodable", "id", hashed("md5", born), "id", keyed_hash("md5")),
    ("decodable", "id", hashed("sha1", slashed), "id", keyed_hash("sha1")),
    ("decodable", "id", hashed("sha256", born), "id", keyed_hash("sha256")),
    ("decodable", "id", hashed("sha256", born, "base64"), "id", keyed),
    ("decodable", "id", hashed("sha512", lambda c: str(c.randrange(9_000))), "fastq_md5", hashed("md5", digits(4))),
]  # fmt: skip
CODES: list[tuple[str, Maker]] = [
    ("loinc", lambda c: f"{c.randrange(1000, 99999)}-{c.randrange(10)}"),
    ("datum", lambda c: f"{c.randrange(1, 29)}.{c.randrange(1, 13)}.{c.randrange(1930, 2026)}"),
    (
        "cas",
        lambda c: (
            f"{c.randrange(2020, 2026)}{c.randrange(1, 13):02}{c.randrange(1, 29):02}{c.randrange(24):02}"
        ),
    ),
    ("faktura", lambda c: f"2026{c.randrange(10**6):06}"),
    ("lab", lambda c: f"L{c.randrange(10**8):08}"),
    ("pseudonym", keyed),
    ("orpha", lambda c: f"ORPHA:{c.randrange(10**6)}"),
]


def verdict(column: str, make: Maker, seed: int) -> str | None:
    chance = random.Random(seed)  # noqa: S311 - test data
    counts = ColumnCounts(column)
    counts.feed([make(chance) for _ in range(ROWS)])
    return counts.verdict().kind


@pytest.mark.parametrize(("kind", "column", "planted", "_twin", "_clean"), COLUMNS)
def test_planted_columns_are_found(kind: str, column: str, planted: Maker, _twin: str, _clean: Maker) -> None:
    assert verdict(column, planted, 1) == kind


@pytest.mark.parametrize(("column", "clean"), [(row[3], row[4]) for row in COLUMNS] + CODES)
def test_their_twins_are_clean(column: str, clean: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "GUESSES", 10_000)
    assert verdict(column, clean, 1) is None


# a name of a file, a column or a sheet; what it gives away
NAMES: list[tuple[str, str | None]] = [
    ("data/Nováková Jana.csv", "name"), ("data/Nová verze.csv", None),
    ("nalezy/novak_jan_2024.pdf", "name"), ("nalezy/novy_nalez_2024.pdf", None),
    ("8557150008.csv", "birth_number"), ("8557150009.csv", None),
    ("855715-0008", None), ("r.č. 855715/0008", "birth_number"), ("855715/0009", None),
    ("jana@posta.example", "email"), ("user@host", None),
    ("volat 601 234 567", "phone"), ("601 234", None),
    ("platba 19-2000145399%2F0800", "account"), ("faktura 2000145399%2F2026", None),
    ("Dlouhá 123/4", "address"), ("Příloha 3/4", None),
    ("Rodné číslo", None), ("Jméno pacienta", None), ("Příjmení", None), ("vysledky_20261101", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_names_of_files_columns_and_sheets(name: str, kind: str | None) -> None:
    assert kind_in(name) == kind


def workbook(sheet: str, creator: str, comment: str) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("xl/workbook.xml", f'<sheets><sheet name="{sheet}" sheetId="1"/></sheets>')
        archive.writestr("docProps/core.xml", f"<cp><dc:creator>{creator}</dc:creator></cp>")
        archive.writestr("xl/comments1.xml", f"<t>{comment}</t>")
    return memory.getvalue()


def patient(extension: str, narrative: str) -> bytes:
    return json.dumps(
        {
            "resourceType": "Patient",
            "text": {"div": f"<div><b>{narrative}</b></div>"},
            "extension": [{"url": "https://x.example/e", "valueString": extension}],
            "name": [{"family": "Nováková", "given": ["Jana"]}],
        }
    ).encode()


# the content of a file; parts and kinds that are seen
FILES: list[tuple[bytes, set[tuple[str, str]]]] = [
    (workbook("Jan Novák", "Microsoft Office User", "ok"), {("sheet name", "name")}),
    (workbook("List1", "Eva Dvořáková", "ok"), {("document property", "name")}),
    (workbook("List1", "openpyxl", "r.č. 855715/0008"), {("comment", "birth_number")}),
    (workbook("Hradec Králové", "Excel", "ověřit 12/2024"), set()),
    (patient("855715/0008", "muž"), {("extension", "birth_number")}),
    (patient("C50.9", "Jana Nov&#225;kov&#225;"), {("narrative", "name")}),
    (patient(base64.b64encode(b"855715/0008").decode(), "muž"), {("extension", "birth_number")}),
    (patient("C50.9", "Downův syndrom"), set()),
    (patient("x", "x") + b"\n" + patient("+420 601 234 567", "x"), {("extension", "phone")}),
    (
        b'{"resourceType": 1, "a": ' + b"[" * 10_000 + b"\n" + patient("855715/0008", "x"),
        {("extension", "birth_number")},
    ),
    (b"id;jmeno\n1;Jan\n", set()),
    (b"PK\x03\x04 no archive", set()),
]


@pytest.mark.parametrize(("content", "seen"), FILES)
def test_parts_of_files_that_nobody_reads(content: bytes, seen: set[tuple[str, str]], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert {(sight.part, sight.kind) for sight in sights(file)} == seen


def test_what_is_said_again_and_again_is_counted_each_time(tmp_path: Path) -> None:
    file = tmp_path / "lines.ndjson"
    file.write_bytes((patient("855715/0008", "x") + b"\n") * 3)
    assert [sight.count for sight in sights(file)] == [3]


# a text in an output; what is found in it for certain
OUTPUTS: list[tuple[str, set[str]]] = [
    (r'{"v": "855715\/0008"}', {"birth_number"}), (r'{"v": "855715\u002f0008"}', {"birth_number"}),
    ('{"v": "855715/0009"}', set()),
    (base64.b64encode(b"855715/0008").decode(), {"birth_number"}), (base64.b64encode(b"855715/0009").decode(), set()),
    (b"855715/0008".hex(), {"birth_number"}), (hashlib.sha256(b"x").hexdigest(), set()),
    (str(uuid.UUID(int=8557150008)), {"decodable"}), (str(uuid.UUID(int=7 << 99)), set()),
    ("účet 19-2000145399/0800", {"account"}), ("19-2000145399/2026", set()),
    ("pas č. 12345678", {"passport"}), ("aaaa@aaaaaa.aaa +999 999 999 999", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), OUTPUTS)
def test_outputs(text: str, kinds: set[str]) -> None:
    assert {leak.kind.value for leak in leaks(text.encode()) if leak.certain} == kinds


def test_the_numbers_planted_here_are_none_of_the_next_one() -> None:
    chance = random.Random(1)  # noqa: S311 - test data
    found = [born(chance) for _ in range(100)]
    assert all(birth_number(number) for number in found)
    assert all(a != b for a, b in pairwise(found))


def test_a_hash_is_known_by_what_stands_beside_it() -> None:
    ids = [f"FN-DEMO-{number}" for number in range(5)]
    made = [hashlib.sha256(one.encode()).hexdigest() for one in ids]
    strange = [hashlib.sha256(KEY + one.encode()).hexdigest() for one in ids]
    assert hashed_cells(pa.table({"id": ids, "h": made})) == {"h": 5}
    assert hashed_cells(pa.table({"id": ids, "h": strange, "h2": strange})) == {}


def people(folder: Path) -> set[tuple[str, str]]:
    """Given name and surname of everybody in the national examples, of whom few have a frequent name."""
    found, left = set(), [json.loads(path.read_text(encoding="utf-8")) for path in folder.rglob("*.json")]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            if isinstance(node.get("family"), str) and isinstance(node.get("given"), list):
                found.add((" ".join(node["given"]), node["family"]))
            left += node.values()
        elif isinstance(node, list):
            left += node
    return found


@pytest.mark.parametrize(
    ("sentence", "recall"), [("viz {0} {1}", 0.69), ("pacientka {1} {0}", 0.69), ("dle MUDr. {1}", 1.0)]
)
def test_recall_of_names_in_running_text(sentence: str, recall: float, shared: Path) -> None:
    """The figures of docs/explanation/privacy.md; names of invented persons, which our list was not made from."""
    wanted = people(shared / "data" / "cz-fhir")
    assert len(wanted) == 23
    found = sum(bool(names(sentence.format(*person))) for person in wanted)
    assert round(found / len(wanted), 2) >= recall


CLEAN_WORDS = (
    "Karcinom prsu vlevo", "Downův syndrom", "Marfanův Syndrom", "Karlovy Vary", "Hradec Králové, jan 2020",
    "Vitamin D", "Fakultní nemocnice Brno", "Burkittův Lymfom", "zima v horách", "dána infuze, dále klid",
    "SARS CoV", "T2 N0 M0",
    "Nemocnice Na Homolce", "Creutzfeldt Jakob", "černý kašel", "svoboda pohybu", "nový nález", "král a hora",
    "Mladá Vožice",
)  # fmt: skip


@pytest.mark.parametrize("text", CLEAN_WORDS)
def test_words_that_are_no_names(text: str) -> None:
    assert names(text) == ()
