"""YAML that a person wrote: read with the place of every key, refusing what is dangerous or ambiguous.

Duplicate keys, aliases (and so YAML bombs), tags and documents nested deeper than 100 levels are refused
with file, line and column. Values keep YAML 1.2 habits that people expect: `no`, `on`, `12:30` and `0123`
stay text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import yaml

from omicz_meta.place import Place
from omicz_meta.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Scalar = str | int | Decimal | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]
Shape = Literal["scalar", "list", "mapping"]

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 100

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
# what YAML 1.1 (PyYAML, and so linkml-map) and 1.2 both read as a number: 1E50 and 0e0 are codes as likely
_NUMBER = re.compile(r"([-+]?(0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)([eE][-+][0-9]{1,3})?")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file with its place: a scalar, a list of nodes, or a mapping of key nodes to nodes.

    `text` is a scalar as written (`1.50`, `true`), `value` what it means. `line` and `column` count from 1.

    >>> node, _ = parse_yaml("formats: [d.m.yyyy, 0123]", "p.yaml")
    >>> node.get("formats").items[1].value, node.get("formats").items[1].where
    ('0123', 'p.yaml:1:21')
    """

    file: str
    line: int
    column: int
    shape: Shape = "scalar"
    value: Scalar = None
    text: str = ""
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[Node, Node], ...] = ()
    written: str = field(default="", repr=False, compare=False)

    @property
    def where(self) -> str:
        """`file:line:column`, as editors understand it."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def empty(self) -> bool:
        """Whether nothing is written here (`key:` alone, `~` or `null`)."""
        return self.shape == "scalar" and self.value is None

    def get(self, key: str) -> Node | None:
        """The value of a key of a mapping; None when it is not there."""
        return next((value for name, value in self.entries if name.text == key), None)

    def plain(self) -> Plain:
        """The value without places, as plain Python: numbers with a point are Decimal, keys are text."""
        if self.shape == "list":
            return [item.plain() for item in self.items]
        if self.shape == "mapping":
            return {key.text: value.plain() for key, value in self.entries}
        return self.value

    def at(self, offset: int) -> Node:
        """The place of one character of a text, as a node of its own.

        >>> node, _ = parse_yaml("expr: '{a} +'", "t.yaml")
        >>> node.get("expr").at(4).where
        't.yaml:1:12'
        """
        position = _written_position(self.written, self.text, offset)
        before = self.written[:position]
        line = self.line + before.count("\n")
        column = self.column + position if line == self.line else position - before.rfind("\n")
        return Node(self.file, line, column, value=self.text, text=self.text)

    def problem(
        self, code: str, value: str | None = None, *, place: Place | None = None, **more: object
    ) -> Problem:
        """A Problem at this place. `candidates` are the nearest right names; all else becomes its detail."""
        candidates = more.pop("candidates", ())
        spot = place or Place()
        told = Place(spot.source, self.file, None, self.line, spot.column, spot.slot, spot.record_class)
        detail = (*((key, str(part)) for key, part in more.items()), ("yaml_column", str(self.column)))
        return Problem(
            code, told, value, candidates=tuple(str(name) for name in _each(candidates)), detail=detail
        )


def _each(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


def _written_position(written: str, text: str, offset: int) -> int:
    """Where character `offset` of a text stands in its written form, behind quotes, escapes, line folds."""
    position = written.find("\n") + 1 if written[:1] in ("|", ">") else int(written[:1] in ("'", '"'))
    for index, letter in enumerate(text[: offset + 1]):
        found = _find(written, letter, position)
        if found < 0 or index == offset:
            return position if found < 0 else found
        position = found + 1
    return position


def _find(written: str, letter: str, start: int) -> int:
    if not letter.isspace():
        return written.find(letter, start)
    return next((i for i in range(start, len(written)) if written[i].isspace()), -1)


class _RefusedError(Exception):
    def __init__(self, mark: Any, reason: str) -> None:
        super().__init__(reason)
        self.line = (mark.line if mark else 0) + 1
        self.column = (mark.column if mark else 0) + 1


def read_yaml(path: Path, file: str | None = None) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read a YAML file; `file` is the name shown in places. What is wrong with it is an M001 with its place.

    >>> from pathlib import Path
    >>> read_yaml(Path("no-such.yaml"))[1][0].code
    'M001'
    """
    shown = file or path.name
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as fault:
        return None, (_fault(shown, 1, 1, f"the file cannot be read: {fault.strerror}"),)
    if len(data) > MAX_BYTES:
        return None, (_fault(shown, 1, 1, "the file is larger than 10 MiB"),)
    try:
        return parse_yaml(data.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        return None, (_fault(shown, line, 1, "the file is not UTF-8"),)


def parse_yaml(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read YAML from a text.

    >>> node, problems = parse_yaml("a: 1\\na: 2", "x.yaml")
    >>> problems[0].place.line, problems[0].detail[0]
    (2, ('reason', 'the key a is written twice'))
    """
    try:
        return _document(text, file), ()
    except _RefusedError as fault:
        return None, (_fault(file, fault.line, fault.column, str(fault)),)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        refused = _RefusedError(mark, " ".join(part for part in (fault.context, fault.problem) if part))
        return None, (_fault(file, refused.line, refused.column, str(refused)),)
    except yaml.YAMLError as fault:
        return None, (_fault(file, 1, 1, str(fault).splitlines()[0]),)


def _fault(file: str, line: int, column: int, reason: str) -> Problem:
    return Node(file, line, column).problem("M001", reason=reason)


_Event = yaml.Event


def _document(text: str, file: str) -> Node:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: Iterator[_Event] = iter(yaml.parse(text, Loader=loader))
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _RefusedError(event.start_mark, "a second document begins here")
        if isinstance(event, yaml.NodeEvent):
            root = _node(event, events, text, file, 1)
    return root or Node(file, 1, 1)


def _node(event: _Event, events: Iterator[_Event], text: str, file: str, depth: int) -> Node:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _RefusedError(event.start_mark, "anchors and aliases (& and *) are not allowed")
    if getattr(event, "tag", None):
        raise _RefusedError(event.start_mark, "tags (!) are not allowed")
    if depth > MAX_DEPTH:
        raise _RefusedError(event.start_mark, f"nested deeper than {MAX_DEPTH} levels")
    start: Any = event.start_mark
    end: Any = event.end_mark
    line, column = start.line + 1, start.column + 1
    if isinstance(event, yaml.ScalarEvent):
        written = text[start.index : end.index]
        value = _meaning(event.value) if event.implicit[0] else event.value
        return Node(file, line, column, value=value, text=event.value, written=written)
    if isinstance(event, yaml.SequenceStartEvent):
        items = tuple(
            _node(part, events, text, file, depth + 1) for part in _until(events, yaml.SequenceEndEvent)
        )
        return Node(file, line, column, "list", items=items)
    return Node(file, line, column, "mapping", entries=_entries(events, text, file, depth))


def _until(events: Iterator[_Event], end: type[_Event]) -> Iterator[_Event]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _entries(events: Iterator[_Event], text: str, file: str, depth: int) -> tuple[tuple[Node, Node], ...]:
    entries: dict[str, tuple[Node, Node]] = {}
    for event in _until(events, yaml.MappingEndEvent):
        key = _node(event, events, text, file, depth + 1)
        if key.shape != "scalar":
            raise _RefusedError(event.start_mark, "a key must be a text")
        if key.text in entries:
            raise _RefusedError(event.start_mark, f"the key {key.text} is written twice")
        entries[key.text] = (key, _node(next(events), events, text, file, depth + 1))
    return tuple(entries.values())


def _meaning(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text) if len(text) < 4000 else text
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return text
