"""Reads rows from XML as a stream: the elements at one path, with their attributes and descendants as columns.

The parser is expat, from the standard library: it reads piece by piece in any encoding that Python knows, tells lines,
and fetches nothing. A document that declares entities is refused, so that nothing can expand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.parsers import expat

from omicz_meta.engine.table import Block, Form, RejectedRow
from omicz_meta.errors import EnvironmentFault
from omicz_meta.problem import Problem
from omicz_meta.sources.dialect import Dialect
from omicz_meta.sources.files import FileKind, Found, Part
from omicz_meta.sources.header import REASON_COLUMNS
from omicz_meta.sources.limits import MIB, USUAL, Limits
from omicz_meta.sources.longcells import without_long_cells
from omicz_meta.sources.paths import Columns, Way, declared_elements, row_way
from omicz_meta.sources.rows import RowTable, TextRow, block_of
from omicz_meta.sources.stream import open_bytes
from omicz_meta.sources.text import value_text

CHUNK = 1 * MIB
BLOCK_SIZE = 32 * MIB
BLOCK_ROWS = 5_000
SEVERAL = 1_000
"""Tables, at most, of a document whose mapping does not say where the rows are."""


@dataclass(slots=True)
class Element:
    """A row: its path from the root, its line, its cells by the ways that lead to them from it."""

    way: Way
    line: int
    cells: dict[Way, str] = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """The place from which on a document cannot be read, and why; `unsafe` says that it was refused on purpose."""

    line: int
    reason: str
    unsafe: bool = False


class _Unsafe(Exception):
    """The document does what no export needs to do."""


@dataclass(slots=True)
class _Open:
    """An element that has begun: its step, its text so far, how often each child has occurred."""

    step: str
    text: list[str] = field(default_factory=list)
    children: dict[str, int] = field(default_factory=dict)
    bare: bool = True


@dataclass(slots=True)
class _Watch:
    """Takes what the parser tells and makes elements of it.

    `wanted` is the way of the rows; None: the children of the root.
    """

    parser: expat.XMLParserType
    wanted: Way | None
    limits: Limits
    done: list[Element] = field(default_factory=list)
    outer: list[str] = field(default_factory=list)
    inner: list[_Open] = field(default_factory=list)
    row: Element | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        # the element of a row stands in both
        if len(self.outer) + max(len(self.inner) - 1, 0) >= self.limits.depth:
            raise _Unsafe(f"nested deeper than {self.limits.depth} levels (limits: depth)")
        name = _spaced(name)
        if self.row is None:
            self._outside(name)
        else:
            above = self.inner[-1]
            above.bare, above.children[name] = False, above.children.get(name, 0) + 1
            many = above.children[name]
            self.inner.append(_Open(name if many == 1 else f"{name}[{many}]"))
        if self.row is not None:
            for key, value in attributes.items():
                self._cell(("@" + _spaced(key),), value)

    def _outside(self, name: str) -> None:
        self.outer.append(name)
        here = tuple(self.outer)
        if here == self.wanted or (self.wanted is None and len(here) == 2):
            self.row = Element(here, self.parser.CurrentLineNumber)
            self.inner.append(_Open(""))

    def _cell(self, end: Way, value: str) -> None:
        row = self.row
        if row is None:
            return
        way = (*(one.step for one in self.inner[1:]), *end)
        row.size += len(value) + sum(map(len, way))
        if row.size <= self.limits.row_bytes:
            row.cells[way] = value

    def text(self, data: str) -> None:
        """Text between tags."""
        if self.row is not None and self.row.size <= self.limits.row_bytes:
            self.row.size += len(data)
            self.inner[-1].text.append(data)

    def end(self, _: str) -> None:
        """An element ends."""
        if self.row is None:
            self.outer.pop()
            return
        last = self.inner[-1]
        text = "".join(last.text)
        if text.strip() or (last.bare and len(self.inner) > 1):
            self.row.size -= len(text)
            self._cell((), text)
        self.inner.pop()
        if not self.inner:
            self.done.append(self.row)
            self.row = None
            self.outer.pop()

    def refuse(self, *_: object) -> None:
        """An entity is declared or used that is not one of the five of XML."""
        raise _Unsafe("entities")


def _spaced(name: str) -> str:
    """A name with its namespace in braces, as ways have it."""
    space, mark, local = name.rpartition("}")
    return f"{{{space}}}{local}" if mark else local


def read_elements(
    path: Path, wanted: Way | None, encoding: str | None = None, limits: Limits = USUAL
) -> Iterator[Element | Broken]:
    """The elements at a path in order; where the document stops being XML, `Broken` is the last. Raises OSError.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.xml"
    >>> _ = path.write_text('<lide><p id="1"><vek>7</vek></p>\\n<p id="2"></lide>')
    >>> for found in read_elements(path, ("lide", "p")):
    ...     print(found)
    Element(way=('lide', 'p'), line=1, cells={('@id',): '1', ('vek',): '7'}, size=...)
    Broken(line=2, reason='mismatched tag', unsafe=False)
    """
    try:
        parser = expat.ParserCreate(encoding, "}")
    except (ValueError, LookupError):
        parser = expat.ParserCreate(None, "}")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    watch = _Watch(parser, wanted, limits)
    parser.StartElementHandler, parser.EndElementHandler = watch.start, watch.end
    parser.CharacterDataHandler = watch.text
    parser.EntityDeclHandler = watch.refuse
    parser.SkippedEntityHandler = watch.refuse
    with open_bytes(path) as stream:
        while True:
            data = stream.read(CHUNK)
            broken = _fed(parser, data)
            yield from watch.done
            watch.done.clear()
            if broken is not None:
                yield broken
            if broken is not None or not data:
                return


def _fed(parser: expat.XMLParserType, data: bytes) -> Broken | None:
    try:
        parser.Parse(data, not data)
    except _Unsafe as fault:
        return Broken(parser.CurrentLineNumber, str(fault), unsafe=True)
    except expat.ExpatError as fault:
        return Broken(fault.lineno, expat.ErrorString(fault.code))
    except (LookupError, ValueError):
        return Broken(parser.CurrentLineNumber, "unknown encoding")
    return None


def find_elements(found: Found) -> tuple[Part, ...] | Problem:
    """The tables of a document: the elements declared as `rows`, else the children of the root, by their names."""
    dialect = found.dialect()
    if found.path.stat().st_size == 0:
        return Problem("R009", found.place.at())
    try:
        wanted = row_way(dialect.rows, dialect.namespaces) if dialect.rows else None
        declared_elements(dialect)
    except ValueError as fault:
        return Problem("R023", found.place.at(), detail=(("part", str(fault)),))
    tables, broken = _looked_through(found, wanted, dialect)
    if broken is not None and (broken.unsafe or not tables):
        code = "R028" if broken.unsafe else "R027"
        return Problem(code, found.place.at(line=broken.line), detail=(("reason", broken.reason),))
    if not tables:
        part = dialect.rows or "/*/*"
        return Problem("R023", found.place.at(), detail=(("part", part),))
    parts = (Elements(found, way, _step(way), columns) for way, columns in tables.items())
    return tuple(Part(part.name, partial(open_elements, part)) for part in parts)


def _step(way: Way) -> str:
    return way[-1].rpartition("}")[2]


def _looked_through(
    found: Found, wanted: Way | None, dialect: Dialect
) -> tuple[dict[Way, Columns], Broken | None]:
    """The columns of every table, and where the document breaks. Children of the root that are bare text are none."""
    tables, broken = dict[Way, Columns](), None
    for element in read_elements(found.path, wanted, dialect.encoding, dialect.limits):
        if isinstance(element, Broken):
            broken = element
        elif element.way in tables or (len(tables) < SEVERAL and _is_row(element, wanted)):
            if element.way not in tables:
                own = found.dialect(f"{found.place.source}.{_step(element.way)}", _step(element.way))
                tables[element.way] = Columns(declared_elements(own), "/", own.namespaces, limits=own.limits)
            tables[element.way].add(element.cells)
    return tables, broken


def _is_row(element: Element, wanted: Way | None) -> bool:
    return wanted is not None or any(element.cells)


XML = FileKind((".xml", ".xml.gz"), "XML", find_elements)
"""Documents of elements; in a folder, files with these endings."""


@dataclass(frozen=True, slots=True)
class Elements:
    """The rows of one table of a document: the elements at `way`, which have these columns."""

    found: Found
    way: Way
    name: str
    columns: Columns


def open_elements(part: Elements, name: str) -> RowTable:
    """Elements as a table; they are read again when they are asked for."""
    place, columns = part.found.place, part.columns
    if columns.too_many:
        return RowTable(name, place.source, place.file, problems=(columns.refused(place),))
    dialect = part.found.dialect(name, part.name)
    ways = tuple(way for way in columns.ways if way not in OUR_OWN)
    header = Columns(columns.declared, "/", columns.prefixes, dict.fromkeys(ways)).header(place)
    names = dict(zip(ways, header.names, strict=True))
    form = Form("xml", part.way, ways, tuple(dialect.namespaces.items()))
    read = partial(_blocks, part, dialect, names)
    return RowTable(name, place.source, place.file, header.names, header.problems, form, read)


OUR_OWN = frozenset(("@" + name,) for name in REASON_COLUMNS)
"""Attributes that a quarantine file has; when it is fed back they are dropped silently."""


def _blocks(part: Elements, dialect: Dialect, names: dict[Way, str]) -> Iterator[Block]:
    """The rows as text. Raises EnvironmentFault when reading fails."""
    place = part.found.place
    rows, rejected, size, number = list[TextRow](), list[RejectedRow](), 0, 0
    limits = dialect.limits
    try:
        for element in read_elements(part.found.path, part.way, dialect.encoding, limits):
            number += 1
            if isinstance(element, Broken):
                rejected.append(RejectedRow(number, element.line, "R027", b""))
            elif element.size > limits.row_bytes:
                rejected.append(RejectedRow(number, element.line, "R015", b""))
            else:
                cells = {names[way]: text for way, text in element.cells.items() if way in names}
                rows.append(
                    TextRow(number, element.line, {key: value_text(text) for key, text in cells.items()})
                )
                size += element.size
            if len(rows) + len(rejected) >= BLOCK_ROWS or size >= BLOCK_SIZE:
                yield without_long_cells(block_of(tuple(names.values()), rows, rejected), limits)
                rows, rejected, size = [], [], 0
    except OSError as fault:
        raise EnvironmentFault(f"{place.file}: reading stopped: {fault.strerror}") from fault
    if rows or rejected:
        yield without_long_cells(block_of(tuple(names.values()), rows, rejected), limits)
