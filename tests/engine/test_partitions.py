"""The kernel contract: rows in stretches, however long and whoever works on them, give what one run gives."""

from __future__ import annotations

import io
import os
import pickle
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.engine.lookups import LookupFile, read_lookup
from omicz_meta.engine.partition import PartitionTask, harmonise_partition
from omicz_meta.engine.passed import Passed, combined
from omicz_meta.engine.piecework import sent, whole_pieces
from omicz_meta.engine.plan import Plan
from omicz_meta.engine.remembered import Runner, passed_of
from omicz_meta.engine.session import Resources
from omicz_meta.engine.stretch import BYTES, Part, Stretch, digest, parts, read_stretch, whole, write_stretch
from omicz_meta.engine.table import LINE, ROW, Block, CellFault, CellReason, Origin, RejectedRow, Unread
from omicz_meta.engine.wire import packed
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.mapping.own_functions import own_functions
from omicz_meta.pipeline.harmonising import Harmonised, harmonise_prepared
from omicz_meta.pipeline.prepare import prepare_submission, submission_key
from omicz_meta.pipeline.run import checked_submission
from omicz_meta.pipeline.watching import ColumnWatch
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema

from . import registry
from .mill import CODES, KEY, Milled, Sheet, mill, plainly
from .registry import PEOPLE, PEOPLE_COLUMNS, people, plan_of, samples

pytestmark = pytest.mark.heavy


QUICK = settings(
    max_examples=examples(12), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def _sent(value: Any) -> Any:
    """What arrives in another process."""
    return pickle.loads(packed(value))  # noqa: S301 - made here


def in_turn(count: int, enough: int) -> Runner:
    """Stretches dealt out to workers, one after the other in this process; all that they would be sent is packed."""

    def run(
        task: PartitionTask, lookups: tuple[LookupFile, ...], given: Iterator[Part]
    ) -> Iterator[tuple[int, Passed]]:
        blocks = (part.block() for part in given)
        pieces = [_written(stretch) for stretch in whole(parts(blocks, enough))]
        readers = {one.name: read_lookup(one.path) for one in lookups}
        workers = [whole_pieces(_sent(task), KEY, readers, pieces[worker::count]) for worker in range(count)]
        for number in range(len(pieces)):
            content = bytes(sent(next(workers[number % count]), "lz4"))
            yield from ((number, passed) for passed in passed_of(io.BytesIO(content), task.watch))

    return run


def _written(stretch: Stretch) -> bytes:
    file = io.BytesIO()
    write_stretch(file, stretch)
    return file.getvalue()


def _all(made: Milled) -> tuple[Any, ...]:
    return made.hashes, made.records, made.lineage, made.problems, made.quarantined, made.ledger


@QUICK
@given(
    registry.plans(),
    registry.sheets(20),
    st.sampled_from((1, 3, 50)),
    st.sampled_from((1, 2, 3, 5)),
    st.sampled_from((0, 300, BYTES)),
)
def test_stretches_do_not_show(
    plan: Plan, sheets: tuple[Sheet, Sheet], cut: int, count: int, enough: int
) -> None:
    cut_up = [replace(sheet, cut=cut) for sheet in sheets]
    assert _all(mill(plan, cut_up, by=in_turn(count, enough))) == _all(mill(plan, sheets))


@QUICK
@given(registry.sheets(20), st.sampled_from((1, 4, 50)), st.sampled_from((0, 300, BYTES)))
def test_a_stretch_comes_out_of_its_file_as_it_went_in(
    sheets: tuple[Sheet, Sheet], cut: int, enough: int
) -> None:
    cut_up = list(whole(parts(replace(sheets[0], cut=cut).blocks(), enough)))
    assert [piece for one in cut_up for piece in one.pieces] == list(replace(sheets[0], cut=cut).blocks())
    for stretch in cut_up:
        again = read_stretch(io.BytesIO(_written(stretch)), None, stretch.number)
        assert again == stretch
        assert digest(again, "") == digest(stretch, "") != digest(stretch, "other")


def test_every_part_of_a_stretch_is_in_its_digest() -> None:
    rejected, fault = RejectedRow(3, 3, "R003", b"\x81"), CellFault(1, 1, "x", "R032", "raw")
    batch = pa.record_batch({"x": ["a", None], ROW: [1, 2]})
    full = Block(batch, (rejected,), (fault,), {"why": np.array([2])}, (CellReason(2, "x", "NI"),))
    others = [
        full,
        replace(full, batch=pa.record_batch({"x": ["b", None], ROW: [1, 2]})),
        replace(full, batch=pa.record_batch({"x": ["a", None], ROW: [1, 3]})),
        replace(full, rejected=(replace(rejected, raw=b"\x82"),)),
        replace(full, faults=(replace(fault, code="R015"),)),
        replace(full, left_out={"why": np.array([1])}),
        replace(full, left_out={"else": np.array([2])}),
        replace(full, reasons=(CellReason(2, "x", "UNK"),)),
    ]
    assert len({digest(Stretch(0, (one,)), "") for one in others}) == len(others)


class Letters:
    """A reader that makes a row of each letter."""

    told = "letters"

    def read(self, rows: Unread) -> Block:
        texts = list(rows.content.decode())
        lines = [0] * len(texts) if rows.lines is None else rows.lines.tolist()
        numbers = list(range(rows.row, rows.row + len(texts)))
        return Block(pa.record_batch({"x": texts, ROW: numbers, LINE: [rows.line + line for line in lines]}))


class OtherLetters(Letters):
    told = "other letters"


def test_rows_that_are_not_read_yet_are_read_from_the_file_of_their_stretch() -> None:
    letters = Letters()
    unread, known = Unread(b"abc", 1, 2, letters), Unread(b"de", 4, 3, letters, np.array([0, 2]))
    stretch = Stretch(7, (unread, known, Unread(b"f", 6, 9, letters).block()))
    again = read_stretch(io.BytesIO(_written(stretch)), letters, 7)
    assert again == stretch
    rows = [row for part in again.parts() for row in part.block().batch.to_pylist()]
    assert [(row["x"], row[ROW], row[LINE]) for row in rows] == [
        ("a", 1, 2),
        ("b", 2, 2),
        ("c", 3, 2),
        ("d", 4, 3),
        ("e", 5, 5),
        ("f", 6, 9),
    ]
    others = [
        unread,
        replace(unread, content=b"abd"),
        replace(unread, row=2),
        replace(unread, line=3),
        replace(unread, reader=OtherLetters()),
        replace(unread, lines=np.array([0, 1, 2])),
        replace(unread, lines=np.array([0, 1, 3])),
    ]
    assert len({digest(Stretch(0, (one,)), "") for one in others}) == len(others)
    assert digest(Stretch(0, (unread,)), "") == digest(Stretch(1, (replace(unread, reader=Letters()),)), "")


@QUICK
@given(registry.sheets(20), st.integers(1, 7), st.randoms(use_true_random=False))
def test_outcomes_add_up_in_any_grouping(sheets: tuple[Sheet, Sheet], cut: int, dice: random.Random) -> None:
    """Records, problems, quarantine, ledger and what was seen of columns."""
    sheet = sheets[1]
    plan = plan_of(samples(), samples(rule="again"), samples(filters=(registry.KNOWN, registry.STANDING)))
    origin = Origin(sheet.source, sheet.file)
    task = PartitionTask(
        plan, sheet.name, sheet.columns, origin, load_schema(), CODES, plainly, ColumnWatch(plan)
    )
    (block,) = sheet.blocks() if sheet.rows else [_empty(sheet)]
    whole = next(harmonise_partition(task, KEY, {}, iter([block])))
    parts = list(harmonise_partition(task, KEY, {}, replace(sheet, cut=cut).blocks()))
    parts = parts or [whole]
    at = dice.randint(0, len(parts) - 1)
    dice.shuffle(parts)
    left, right = parts[:at], parts[at:]
    grouped = combined([*([combined(left)] if left else []), combined(right)])
    assert _plain(grouped) == _plain(combined(parts)) == _plain(reduce(lambda a, b: combined([a, b]), parts))
    assert _plain(grouped) == _plain(whole)


def _empty(sheet: Sheet) -> Block:
    return next(iter(Sheet(sheet.name, sheet.columns, [{}]).blocks()))


def _plain(passed: Passed) -> dict[str, Any]:
    watch = passed.seen[0].fresh()
    for seen in passed.seen:
        watch.add(seen)
    fates = passed.fates
    return {
        "records": {name: made.records.to_pylist() for name, made in passed.classes.items()},
        "lineage": {name: made.lineage.to_pylist() for name, made in passed.classes.items()},
        "problems": passed.problems.to_pylist(),
        "quarantine": passed.quarantine.to_pylist(),
        "slots": passed.slots,
        "fates": (
            fates.read,
            fates.rejected,
            fates.lost.tolist(),
            _lists(fates.left_out),
            _lists(fates.joined),
        ),
        "values": watch.values(),
        "verdicts": {key: counts.verdict() for key, counts in watch.counts.items()},
    }


def _lists(rows: Mapping[str, Any]) -> dict[str, list[int]]:
    return {name: found.tolist() for name, found in rows.items()}


def test_two_rules_for_one_class_give_records_in_the_order_of_rows() -> None:
    """However the rows are cut: a record of row 1 by the second rule stands before one of row 2 by the first."""
    rows = [{"ID": f"P{number}", "Narozen": "1970"} for number in range(6)]
    plan = plan_of(people(), people(rule="again", slots=people().slots[:1]))
    sheet = Sheet(PEOPLE, PEOPLE_COLUMNS, rows)
    made = [mill(plan, [replace(sheet, cut=cut)]) for cut in (1, 2, 100)]
    assert [line["row"] for line in made[0].lineage["Individual"]] == [n for n in range(1, 7) for _ in "ab"]
    assert made[0].hashes == made[1].hashes == made[2].hashes


def test_task_is_without_the_key() -> None:
    plan = plan_of(people())
    origin = Origin("lide", "data/lide.csv")
    task = PartitionTask(plan, "lide", (), origin, load_schema(), CODES, plainly, ColumnWatch(plan))
    assert KEY.secret not in packed(task)
    assert KEY.secret in packed(KEY)


# --- real processes -----------------------------------------------------------------------------------------


def _harmonised(folder: Path, processes: int) -> dict[str, Any]:
    submission = checked_submission(mappings_folder() / "csv-demo" / "example")
    prepared = prepare_submission(submission, realm="test", key=submission_key(submission, needed=True))
    made = harmonise_prepared(prepared, folder, resources=Resources(processes=processes))
    return {**_files(made), "ledger": made.ledger, "noted": made.noted, "values": made.values}


def _files(made: Harmonised) -> dict[str, Any]:
    classes = made.staged.classes
    return {
        "records": {name: (part.rows, part.rows_sha256) for name, part in classes.items()},
        "lineage": {name: (part.lineage_rows, part.lineage_sha256) for name, part in classes.items()},
        "failed": {name: _rows(pq.read_table(part.failed)) for name, part in classes.items()},
        "problems": made.problems.to_pylist(),
        "quarantine": {
            name: [row for batch in spool.read() for row in batch.to_pylist()]
            for name, spool in made.staged.spools.items()
        },
    }


def _rows(table: pa.Table) -> list[str]:
    return sorted(map(repr, table.to_pylist()))


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    """The shipped example reads the key from the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMICZ_PSEUDONYM_KEY", "ab" * 32)
        yield


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _harmonised(tmp_path_factory.mktemp("alone"), 1)


@pytest.mark.parametrize(
    "processes", [2, pytest.param(3, marks=pytest.mark.heavy), pytest.param(5, marks=pytest.mark.heavy)]
)
def test_processes_do_not_show_in_the_shipped_example(
    processes: int, alone: dict[str, Any], tmp_path: Path
) -> None:
    made = _harmonised(tmp_path, processes)
    assert alone["problems"]
    for name, expected in alone.items():
        assert made[name] == expected, name


@dataclass(frozen=True)
class Deadly(Sheet):
    """A table during whose reading one of the working processes is killed."""

    def blocks(self) -> Iterator[Block]:
        for number, block in enumerate(super().blocks()):
            if number == 2:
                os.kill(active_children()[0].pid, signal.SIGKILL)
            yield block


def test_a_process_that_dies_is_a_fault_of_the_environment() -> None:
    sheet = Deadly(PEOPLE, PEOPLE_COLUMNS, [{"ID": f"P{n}"} for n in range(60)], cut=2)
    with pytest.raises(EnvironmentFault, match="ended before its work was done"):
        mill(plan_of(people()), [sheet], processes=2)
    assert not active_children()


def test_functions_of_a_file_travel(tmp_path: Path) -> None:
    """A process that never saw the file can call them, with all that stands beside them in it."""
    file = tmp_path / "own.py"
    file.write_text(
        "TAIL = '!'\n\ndef loud(text: str) -> str:\n    return text.upper() + TAIL\n", encoding="utf-8"
    )
    (function,) = own_functions(file).by_name.values()
    content = packed(function)
    seen = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).answer(['ř']))"
    said = subprocess.run([sys.executable, "-c", seen], input=content, capture_output=True, check=True)
    assert said.stdout.decode() == "('Ř!', None)\n"


def test_a_function_that_cannot_travel_is_misuse() -> None:
    def initial(name: str) -> str:
        return name[:1]

    with pytest.raises(UsageError, match="top level of a module"):
        packed(own_functions([initial]).by_name["initial"])
