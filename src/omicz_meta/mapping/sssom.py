"""Reads SSSOM code maps (`codes/*.sssom.tsv`): a commented YAML header, then one mapping a line.

Only rows with predicate skos:exactMatch translate; broader and narrower matches are knowledge, not translations.
A source cell matches the whole `subject_id` or what stands behind its prefix; with an empty `subject_id`
(subject_type: rdfs literal) it matches `subject_label`.

What a program proposed translates only when a person has reviewed it: rows whose `review_status` says that nobody
did, and exact matches found by an automatic process (semapv) without a reviewer, are T040.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omicz_meta.engine.plan import CodeMap
from omicz_meta.mapping.proposals import is_proposal
from omicz_meta.yamlfile import MAX_BYTES, Node, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from omicz_meta.mapping.form import Faults

EXACT = ("skos:exactMatch", "http://www.w3.org/2004/02/skos/core#exactMatch")
REQUIRED = ("predicate_id", "object_id", "mapping_justification")
NOTHING = "sssom:NoTermFound"
SUFFIX = ".sssom.tsv"


def read_code_map(path: Path, file: str, faults: Faults) -> CodeMap:
    """Read one code map; faulty rows are M019 with their line, and are left out.

    `path` ends in `.sssom.tsv`; what stands before is the map's name. Raises nothing for bad content.
    """
    name = path.name.removesuffix(SUFFIX)
    try:
        lines = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        _fault(file, 1, f"the file cannot be read as UTF-8 ({type(fault).__name__})", faults)
        return CodeMap(name, (), file)
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    version = _version(lines[:head], file, faults)
    targets = _targets(lines, head, file, faults)
    pairs = tuple((spelling, found.object) for spelling, found in targets.items())
    return CodeMap(name, pairs, file, version, tuple(found.line for found in targets.values()))


@dataclass(frozen=True, slots=True)
class _Target:
    object: str
    line: int


def _version(header: list[str], file: str, faults: Faults) -> str | None:
    node, problems = parse_yaml("\n".join(line[1:] for line in header), file)
    for problem in problems:
        faults.add(problem)
    version = node.get("mapping_set_version") if node else None
    return version.text if version and not version.empty else None


def _fault(file: str, line: int, reason: str, faults: Faults, value: str | None = None) -> None:
    faults.add(Node(file, line, 1).problem("M019", value, reason=reason))


def _targets(lines: list[str], head: int, file: str, faults: Faults) -> dict[str, _Target]:
    rows = csv.reader(lines[head:], delimiter="\t")
    columns = next(rows, [])
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        _fault(file, head + 1, f"the column {missing[0]} is missing", faults)
        return {}
    targets: dict[str, _Target] = {}
    proposed = []
    for cells in rows:
        line = head + rows.line_num
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        if is_proposal(row, translates=_translates(row)):
            proposed.append(line)
        elif row:
            _take(row, line, file, targets, faults)
    if proposed:
        faults.add(Node(file, proposed[0], 1).problem("T040", rows=len(proposed)))
    return targets


def _translates(row: Mapping[str, str]) -> bool:
    exact = row.get("predicate_id") in EXACT and row.get("predicate_modifier") != "Not"
    return exact and row.get("object_id") not in ("", None, NOTHING)


def _take(row: dict[str, str], line: int, file: str, targets: dict[str, _Target], faults: Faults) -> None:
    subject = row.get("subject_id") or row.get("subject_label", "")
    empty = [name for name in REQUIRED if not row.get(name)]
    if not subject or empty:
        _fault(file, line, f"{empty[0] if empty else 'subject_id'} is empty", faults, subject or None)
        return
    target = row["object_id"]
    if not _translates(row):
        return
    if ":" not in target:
        _fault(file, line, f"object_id {target} is not a CURIE", faults, subject)
        return
    spellings = [subject]
    if row.get("subject_id") and ":" in subject:
        spellings.append(subject.partition(":")[2])
    for spelling in spellings:
        first = targets.setdefault(spelling, _Target(target, line)).object
        if first != target:
            _fault(file, line, f"a second exact target, after {first}", faults, spelling)
            return
