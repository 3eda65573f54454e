"""The last look: identifiers planted in outputs of every kind are found at their place, and nothing else is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from omicz_meta.privacy.output import Leak, leaks

TEXTS = [
    ("<x> dct:title 'bez osob'@cs .", []),
    ("a\n<urn:rc:8557150008>", [("birth_number", 2, False)]),
    ("855715/0008", [("birth_number", 1, True)]),
    ("https://x.example/855715%2F0008", [("birth_number", 1, True)]),
    ("<td>855715&#47;0008</td>", [("birth_number", 1, True)]),
    ("\n\nmailto:jana@posta.example", [("email", 3, True)]),
    ("tel +420 601 234 567", [("phone", 1, True)]),
    ("CZ65 0800 0000 1920 0014 5399", [("iban", 1, True)]),
    ("1000000014", [("rid", 1, False)]),
    ("D123456789", [("drid", 1, True)]),
    ('"rows_sha256": "9f8557150008ab1000000014cd"', []),
    ("2026-11-22T08:00:00Z 12,5 C50.9 ORPHA:166024 CZ064", []),
    ("agjababdinbjjombjmldmanmicpmhdpn", []),
]


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_text(text: str, found: list[tuple[str, int, bool]]) -> None:
    assert [(leak.kind, leak.line, leak.certain) for leak in leaks(text.encode())] == found


def test_contacts_that_are_meant_to_be_public() -> None:
    text = b"vcard:hasEmail <mailto:data@nemocnice.example>, <mailto:jana@posta.example>"
    assert len(leaks(text)) == 1
    assert leaks(text, allowed={"data@nemocnice.example"}) == leaks(text)
    assert leaks(text, allowed={"data@nemocnice.example", "jana@posta.example"}) == ()


def test_archive(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/sheet1.xml", "<v>C50.9</v>")
        archive.writestr("xl/sheet2.xml", "<v>1</v>\n<v>855715/0008</v>")
    assert [(leak.kind, leak.line, leak.part) for leak in leaks(file)] == [
        ("birth_number", 2, "xl/sheet2.xml")
    ]


def test_parquet(tmp_path: Path) -> None:
    file = tmp_path / "individual.parquet"
    table = pa.table(
        {
            "id": ["agjababdinbjjombjmldmanmicpmhdpn", "b"],
            "note": [None, "855715/0008"],
            "codes": [[{"value": "C50.9"}], [{"value": "jana@posta.example"}]],
            "count": [8557150008, 1],
        }
    )
    pq.write_table(table, file)
    assert [(leak.kind, leak.line, leak.part) for leak in leaks(file)] == [
        ("birth_number", 2, "note"),
        ("email", 2, "codes"),
    ]
    memory = io.BytesIO()
    pq.write_table(table, memory)
    assert leaks(memory.getvalue()) == leaks(file)


def test_a_leak_does_not_repeat_the_value() -> None:
    assert "8557150008" not in repr(leaks(b"8557150008"))
    assert leaks(b"8557150008")[0] == Leak(leaks(b"8557150008")[0].kind, 1, None, certain=False)
