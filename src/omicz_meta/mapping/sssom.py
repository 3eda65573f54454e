"""Reads SSSOM code maps (`codes/*.sssom.tsv`): a commented YAML header, then one mapping a line.

Only rows with predicate skos:exactMatch translate; broader, narrower and close matches are proposals that people may
be shown. Of several exact targets none is chosen (T028): they are proposals too.
A source cell matches the whole `subject_id` or what stands behind its prefix; with an empty `subject_id`
(subject_type: rdfs literal) it matches `subject_label`.

What a program proposed translates only when a person has reviewed it: rows whose `review_status` says that nobody
did, and exact matches found by an automatic process (semapv) without a reviewer, are T040.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import CodeMap
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.proposals import is_proposal
from omicz_meta.yamlfile import Node, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

EXACT = ("skos:exactMatch", "http://www.w3.org/2004/02/skos/core#exactMatch")
REQUIRED = ("predicate_id", "object_id", "mapping_justification")
NOTHING = "sssom:NoTermFound"
SUFFIX = ".sssom.tsv"
PACKED = f"{SUFFIX}.gz"
MOST_BYTES = 256 * 1024 * 1024
"""A code map that unpacks to more is refused."""
VOUCHING = ("reviewer_label", "reviewer_id", "author_label", "author_id")
"""Who stands for a row, the last word first (SSSOM, slots of a mapping)."""
PROPOSING = ("broadMatch", "narrowMatch", "closeMatch")


def read_code_map(path: Path, file: str, faults: Faults) -> CodeMap:
    """Read one code map; faulty rows are M019 with their line, and are left out.

    `path` ends in `.sssom.tsv` or `.sssom.tsv.gz`; what stands before is the name. Raises nothing for bad content.
    """
    name = path.name.removesuffix(".gz").removesuffix(SUFFIX)
    try:
        content = path.read_bytes()
    except OSError as fault:
        _fault(file, 1, f"the file cannot be read ({type(fault).__name__})", faults)
        return CodeMap(name, (), file)
    return code_map(name, content, file, faults)


def code_map(name: str, content: bytes, file: str, faults: Faults) -> CodeMap:
    """The code map of a name from the bytes of its file, plain or gzipped."""
    try:
        lines = _unpacked(content).decode("utf-8-sig").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as fault:
        _fault(file, 1, f"the file cannot be read as UTF-8 ({type(fault).__name__})", faults)
        return CodeMap(name, (), file)
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    version = _version(lines[:head], file, faults)
    rows = _rows(lines, head, file, faults)
    certain = {spelling: found for spelling, found in rows.exact.items() if len(found) == 1}
    pairs = tuple((spelling, target) for spelling, found in certain.items() for target in found)
    said = tuple(one for found in certain.values() for one in found.values())
    numbers, people = tuple(line for line, _ in said), tuple(who for _, who in said)
    return CodeMap(name, pairs, file, version, numbers, people, tuple(_proposals(rows)))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        plain = file.read(MOST_BYTES + 1)
    if len(plain) > MOST_BYTES:
        raise EOFError("too long")
    return plain


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows of a code map say: exact targets by spelling with line and who vouches for it, and proposals."""

    exact: dict[str, dict[str, tuple[int, str | None]]] = field(default_factory=dict)
    others: list[tuple[str, str, str]] = field(default_factory=list)


def _proposals(rows: _Rows) -> Iterator[tuple[str, str, str]]:
    yield from rows.others
    for spelling, targets in rows.exact.items():
        if len(targets) > 1:
            yield from ((spelling, EXACT[0], target) for target in targets)


def _version(header: list[str], file: str, faults: Faults) -> str | None:
    node, problems = parse_yaml("\n".join(line[1:] for line in header), file)
    for problem in problems:
        faults.add(problem)
    version = node.get("mapping_set_version") if node else None
    return version.text if version and not version.empty else None


def _fault(file: str, line: int, reason: str, faults: Faults, value: str | None = None) -> None:
    faults.add(Node(file, line, 1).problem("M019", value, reason=reason))


def _sound(lines: list[str], head: int, file: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Rows with their lines, up to one that cannot be read, such as one with a quote that nothing ends."""
    rows = csv.reader(lines[head:], delimiter="\t")
    try:
        for cells in rows:
            yield head + rows.line_num, cells
    except csv.Error as fault:
        _fault(file, head + rows.line_num, f"the row cannot be read: {fault}", faults)


def _rows(lines: list[str], head: int, file: str, faults: Faults) -> _Rows:
    found = _Rows()
    rows = _sound(lines, head, file, faults)
    columns = next(rows, (0, []))[1]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        _fault(file, head + 1, f"the column {missing[0]} is missing", faults)
        return found
    proposed = []
    for line, cells in rows:
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        if is_proposal(row, translates=_translates(row)):
            proposed.append(line)
        elif row:
            _take(row, line, file, found, faults)
    if proposed:
        faults.add(Node(file, proposed[0], 1).problem("T040", rows=len(proposed)))
    return found


def _translates(row: Mapping[str, str]) -> bool:
    exact = row.get("predicate_id") in EXACT and row.get("predicate_modifier") != "Not"
    return exact and row.get("object_id") not in ("", None, NOTHING)


def _take(row: dict[str, str], line: int, file: str, found: _Rows, faults: Faults) -> None:
    subject = row.get("subject_id") or row.get("subject_label", "")
    empty = [name for name in REQUIRED if not row.get(name)]
    if not subject or empty:
        _fault(file, line, f"{empty[0] if empty else 'subject_id'} is empty", faults, subject or None)
        return
    target, predicate = row["object_id"], row["predicate_id"]
    if row.get("predicate_modifier") == "Not" or target == NOTHING:
        return
    spellings = [subject]
    if row.get("subject_id") and ":" in subject:
        spellings.append(subject.partition(":")[2])
    if predicate not in EXACT:
        short = predicate.rpartition("#")[2].removeprefix("skos:")
        found.others.extend((one, f"skos:{short}", target) for one in spellings if short in PROPOSING)
    elif ":" not in target:
        _fault(file, line, f"object_id {target} is not a CURIE", faults, subject)
    else:
        who = next((row[name] for name in VOUCHING if row.get(name)), None)
        _exact(spellings, target, (line, who), file, found, faults)


def _exact(
    spellings: list[str], target: str, said: tuple[int, str | None], file: str, found: _Rows, faults: Faults
) -> None:
    """Note a target of a code, with and without its prefix; one that is not the first is told once."""
    second = []
    for spelling in spellings:
        targets = found.exact.setdefault(spelling, {})
        if targets and target not in targets:
            second.append(spelling)
        targets.setdefault(target, said)
    if second:
        listed = ", ".join(found.exact[second[0]])
        faults.add(Node(file, said[0], 1).problem("T028", second[0], targets=listed))
