"""Whatever bytes a file holds: no reader raises, and every row that was there is read, rejected or refused aloud."""

from __future__ import annotations

import json
import random
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.kinds.reading import read
from tests.kinds.writing import WRITERS

from omicz_meta.engine.table import LINE, ROW
from omicz_meta.sources import Source, open_source
from omicz_meta.sources.dialect import Dialect

ENDINGS = tuple(WRITERS)
MANY = settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@cache
def sound(ending: str) -> bytes:
    """A file of this kind without a fault."""
    path = Path(tempfile.mkdtemp()) / f"s{ending}"
    WRITERS[ending][1](path)
    return path.read_bytes()


def exhausted(source: Source) -> int:
    """Reads all that a source gives; rows follow each other, whatever became of them."""
    count = 0
    for table in source.tables:
        last = 0
        for block in table.blocks():
            numbers = [*block.batch.column(ROW).to_pylist(), *(row.row for row in block.rejected)]
            assert block.batch.schema.names[:-2] == list(table.columns)
            assert len(numbers) == len(set(numbers)) == block.rows_read
            assert not numbers or min(numbers) > last
            assert {fault.column for fault in block.faults} <= set(table.columns)
            last = max(numbers, default=last)
            count += block.rows_read
    return count


def opened(content: bytes, ending: str, dialect: Dialect | None = None) -> Source:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"s{ending}"
        path.write_bytes(content)
        source = open_source(path, dialects={"s": dialect or Dialect()})
        count = exhausted(source)
    told = source.problems or any(table.problems for table in source.tables)
    assert count or told, "nothing was read and nothing was said"
    return source


@pytest.mark.parametrize("ending", ENDINGS)
@MANY
@given(
    dice=st.randoms(use_true_random=False),
    changes=st.integers(1, 30),
    how=st.sampled_from(["flip", "cut", "double", "insert"]),
)
def test_damaged_files_never_raise(ending: str, dice: random.Random, changes: int, how: str) -> None:
    content = bytearray(sound(ending))
    for _ in range(changes if how == "flip" else 1):
        at = dice.randrange(len(content))
        if how == "flip":
            content[at] = dice.randrange(256)
        elif how == "cut":
            del content[at:]
            content += b"x"
        elif how == "double":
            content[at:at] = content[at : at + dice.randrange(1, 200)]
        else:
            content[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 20)))
    opened(bytes(content), ending)


@pytest.mark.parametrize("ending", [".json", ".ndjson", ".xml", ".xlsx", ".parquet", ".ndjson.gz"])
@MANY
@given(content=st.binary(min_size=1, max_size=200))
def test_any_bytes_never_raise(ending: str, content: bytes) -> None:
    opened(content, ending)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@MANY
@given(
    rows=st.lists(VALUES, max_size=8),
    broken=st.lists(st.sampled_from(["", "{", "null", '{"a": 1,}', "]"]), max_size=3),
)
def test_every_line_of_ndjson_is_accounted_for(rows: list[object], broken: list[str]) -> None:
    texts = [*(json.dumps(row) for row in rows), *broken]
    source = open_lines("\n".join(texts))
    filled = sum(bool(text) for text in texts)
    objects = sum(isinstance(row, dict) for row in rows)
    if source.tables:
        (table,) = source.tables
        blocks = list(table.blocks())
        assert sum(block.rows_read for block in blocks) == filled
        assert sum(block.batch.num_rows for block in blocks) == objects
    else:
        assert not filled
        assert [problem.code for problem in source.problems] == ["R009"]


def open_lines(text: str) -> Source:
    path = Path(tempfile.mkdtemp()) / "s.ndjson"
    path.write_text(text, encoding="utf-8")
    return open_source(path)


@MANY
@given(
    rows=st.lists(
        st.dictionaries(TEXT, st.decimals(allow_nan=False, allow_infinity=False, places=3), max_size=4),
        max_size=6,
    )
)
def test_numbers_come_out_as_they_are_written(rows: list[dict[str, object]]) -> None:
    texts = [
        "{" + ", ".join(f"{json.dumps(key)}: {value}" for key, value in row.items()) + "}" for row in rows
    ]
    source = open_lines("\n".join(texts) or " ")
    if not rows:
        assert [problem.code for problem in source.problems] == ["R009"]
        return
    cells = [
        sorted(cell for name, cell in row.items() if name not in (ROW, LINE) and cell is not None)
        for block in source.tables[0].blocks()
        for row in block.batch.to_pylist()
    ]
    assert cells == [sorted(map(str, row.values())) for row in rows]


def test_the_reading_of_a_sound_file_is_what_was_written(tmp_path: Path) -> None:
    for ending in ENDINGS:
        (tmp_path / f"s{ending}").write_bytes(sound(ending))
        (found,) = read(tmp_path / f"s{ending}").values()
        assert len(found.cells) == 6
