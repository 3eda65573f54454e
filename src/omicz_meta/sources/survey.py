"""Finds out, before any row is read, how a file is written and what is wrong with it as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.table import Layout
from omicz_meta.problem import Problem
from omicz_meta.sources.block import BlockMaker
from omicz_meta.sources.codec import Codec
from omicz_meta.sources.damage import damaged_columns, decimal_mark
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.encoding import decide
from omicz_meta.sources.evidence import Evidence, binary_kind, gather
from omicz_meta.sources.formula import unguarded
from omicz_meta.sources.header import REASON_COLUMNS, Header, name_columns
from omicz_meta.sources.limits import Limits
from omicz_meta.sources.lines import NO_QUOTE
from omicz_meta.sources.place import TablePlace
from omicz_meta.sources.shape import Shape, find_shape
from omicz_meta.sources.splitter import Splitter
from omicz_meta.sources.stream import open_stream

SAMPLE = 262_144
"""Bytes from the beginning of a file from which its shape is told."""

NO_HEADER = Header(())


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a file before its rows are read; without `layout` it is no table."""

    problems: tuple[Problem, ...] = ()
    header: Header = NO_HEADER
    layout: Layout | None = None
    shape: Shape | None = None
    bom: int = 0


def survey(path: Path, dialect: Dialect, place: TablePlace, limits: Limits) -> Survey:
    """Look at the whole file once and at its beginning closely."""
    try:
        evidence = gather(path)
        if kind := binary_kind(evidence):
            return _refused("R011", place, ("kind", kind))
        if evidence.is_empty:
            return _refused("R009", place)
        return _surveyed(path, evidence, dialect, place, limits)
    except OSError as error:
        return _refused("R014", place, ("reason", error.strerror or type(error).__name__))


def _refused(code: str, place: TablePlace, *detail: tuple[str, str]) -> Survey:
    return Survey(problems=(Problem(code, place.at(), detail=detail),))


def _surveyed(path: Path, evidence: Evidence, dialect: Dialect, place: TablePlace, limits: Limits) -> Survey:
    codec, contradiction = decide(evidence, dialect.encoding)
    sample, last = read_sample(path, codec, evidence.bom, limits)
    shape = find_shape(sample, dialect, evidence.cr > evidence.lf + evidence.crlf, last)
    if len(shape.header) > limits.columns:
        found = ("found", str(len(shape.header)))
        allowed = ("allowed", str(limits.columns))
        return _refused("R015", place, ("limit", "columns"), allowed, found)
    header = name_columns(_written(shape, codec), place, shape.header_line)
    rows = Splitter(shape.marks, codec, limits).split(sample[shape.data_start :], last)
    batch = BlockMaker(header, codec, shape.marks, dialect).block(rows, 1, shape.data_line).batch
    problems = (
        *((Problem("R001", place.at(), detail=contradiction),) if contradiction else ()),
        *_shape_problems(shape, dialect, place),
        *_line_end_problems(sample, evidence, place),
        *_unreadable_names(shape, codec, header, place),
        *header.problems,
        *((Problem("R010", place.at(line=shape.header_line)),) if last and not rows.rows_read else ()),
        *damaged_columns(batch, header.columns, place),
    )
    layout = _layout(codec, shape, evidence, sample, decimal_mark(batch, header.columns))
    return Survey(problems, header, layout, shape, evidence.bom)


def _written(shape: Shape, codec: Codec) -> tuple[str, ...]:
    """Names as written in the header; a quarantine file that comes back has them guarded."""
    names = tuple(codec.shown(cell) for cell in shape.header)
    return tuple(map(unguarded, names)) if names[: len(REASON_COLUMNS)] == REASON_COLUMNS else names


def _unreadable_names(shape: Shape, codec: Codec, header: Header, place: TablePlace) -> Iterator[Problem]:
    for name, cell in zip(header.names, shape.header, strict=True):
        if codec.text(cell) is None:
            yield Problem("R002", place.at(line=shape.header_line, column=name))


def read_sample(path: Path, codec: Codec, bom: int, limits: Limits) -> tuple[bytes, bool]:
    """The first whole lines of a file, and whether that is all of it."""
    sample = b""
    with open_stream(path, codec.name, bom) as stream:
        while len(sample) < SAMPLE or (not _has_line(sample) and len(sample) < limits.row_bytes):
            chunk = stream.read(SAMPLE)
            if not chunk:
                return sample, True
            sample += chunk
    return sample, False


def _has_line(sample: bytes) -> bool:
    return b"\n" in sample or b"\r" in sample


def _shape_problems(shape: Shape, dialect: Dialect, place: TablePlace) -> Iterator[Problem]:
    if shape.found:
        declared, found = (dialect.delimiter or "").replace("\t", "tab"), shape.found.decode("ascii")
        detail = (("declared", declared), ("found", found.replace("\t", "tab")))
        yield Problem("R013", place.at(line=shape.header_line), detail=detail)
    if shape.skipped:
        told = [("lines", str(shape.skipped)), ("header_line", str(shape.header_line))]
        if dialect.header_line and dialect.header_line != shape.header_line:
            told.append(("declared", str(dialect.header_line)))
        yield Problem("R008", place.at(line=shape.header_line), detail=tuple(told))


def _line_end_problems(sample: bytes, evidence: Evidence, place: TablePlace) -> Iterator[Problem]:
    """R012. A line feed inside quotes is no line end: where the file has quotes, only the sample is counted."""
    crlf, lf = evidence.crlf, evidence.lf
    if evidence.quotes:
        outside = b"".join(sample.split(b'"')[::2]) if sample.count(b'"') % 2 == 0 else b""
        crlf = outside.count(b"\r\n")
        lf = outside.count(b"\n") - crlf
    if crlf and lf:
        yield Problem("R012", place.at(), detail=(("crlf", str(crlf)), ("lf", str(lf))))


def _layout(codec: Codec, shape: Shape, evidence: Evidence, sample: bytes, decimal: str | None) -> Layout:
    end = sample[max(shape.data_start - 2, 0) : shape.data_start].decode("ascii", "replace")
    quote = shape.marks.quote
    return Layout(
        encoding=codec.name,
        bom=evidence.bom > 0,
        delimiter=shape.marks.delimiter.decode("ascii"),
        quote="" if quote == NO_QUOTE else quote.decode("ascii"),
        line_end=end if end == "\r\n" else end[-1:] if end[-1:] in ("\r", "\n") else "\n",
        decimal=decimal,
        header_line=shape.header_line,
    )
