"""A person accepts suggestions: rows become mappings of a code map, with who and when."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.sssom import EXACT, SUFFIX, read_code_map
from omicz_meta.pipeline.wholefile import write_whole
from omicz_meta.schema import load_schema
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store
from omicz_meta.terms.succession import current, place_of
from omicz_meta.terms.suggestionfile import (
    ACCEPTED,
    ANY,
    CURATED,
    LEXICAL,
    LITERAL,
    PREFIXES,
    ROW,
    STATUS,
    UNREVIEWED,
    prefixes_of,
)

PREDICATES = (
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)
MAPS = Path("mapping", "codes")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:\S+")
COLUMNS = (
    "subject_label",
    "subject_type",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_date",
    "review_date",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "similarity_score",
    "similarity_measure",
    "comment",
)
"""What a mapping that came of a suggestion says, in slots of SSSOM."""


@dataclass(frozen=True, slots=True)
class Review:
    """Who accepts, as what predicate (None: what stands in the row, else exact), into which map (None: the row's)."""

    by: str
    predicate: str | None = None
    into: Path | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of SSSOM as it stands: lines of its header, columns, rows."""

    head: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    def text(self) -> str:
        """The file."""
        out = io.StringIO()
        out.write("".join(f"{line}\n" for line in self.head))
        writer = csv.DictWriter(out, self.columns, delimiter="\t", lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def accept_rows(file: Path, rows: Sequence[int], review: Review, store: Store) -> dict[Path, int]:
    """Turn rows of a file of suggestions, by their number, into mappings; returns how many each code map got.

    All or none: raises UsageError, and writes nothing, for a row that is not there or not a suggestion, an obsolete
    target, a second exact target, or a code map with faults; EnvironmentFault where the pack of a target is not
    installed, or the disk refuses. A mapping that is there already is not written twice.
    """
    suggested = read_sheet(file)
    chosen = [_row(suggested, number) for number in dict.fromkeys(rows)]
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    mappings: dict[Path, list[dict[str, str]]] = {}
    for row in chosen:
        _usable(row, store)
        mappings.setdefault(_into(row, review, file), []).append(_mapping(row, review, today))
    texts = {path: _with(path, added) for path, added in mappings.items()}
    for path, (text, _) in texts.items():
        path.parent.mkdir(exist_ok=True)
        write_whole(path, text)
    # last, so that a row is marked only where its mapping is written
    write_whole(file, _marked(suggested, chosen).text())
    return {path: number for path, (_, number) in texts.items()}


def read_sheet(path: Path) -> Sheet:
    """Read a file of SSSOM. Raises UsageError when it is none."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
        head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
        columns, rows = _table("\n".join(lines[head:]))
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path.name} cannot be read as UTF-8.") from fault
    except csv.Error as fault:
        raise UsageError(f"{path.name} holds a row that cannot be read: {fault}.") from fault
    if not {"object_id", "mapping_justification"} <= set(columns):
        raise UsageError(
            f"{path.name} is no SSSOM file: a column object_id or mapping_justification is missing."
        )
    return Sheet(tuple(line.rstrip() for line in lines[:head]), columns, rows)


def _table(text: str) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    """The columns that have a name, and the rows that are not empty."""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", restkey="")
    columns = tuple(name for name in reader.fieldnames or () if name)
    rows = ({name: row.get(name) or "" for name in columns} for row in reader)
    return columns, tuple(row for row in rows if any(row.values()))


def _row(sheet: Sheet, number: int) -> Mapping[str, str]:
    found = [row for row in sheet.rows if row.get(ROW) == str(number)]
    if len(found) != 1:
        raise UsageError(
            f"{'No row' if not found else 'More than one row'} has the number {number}; nothing was written."
        )
    [row] = found
    if row.get(STATUS) not in (UNREVIEWED, ACCEPTED) or row["mapping_justification"] != LEXICAL:
        raise UsageError(f"Row {number} is no suggestion; nothing was written.")
    return row


def _usable(row: Mapping[str, str], store: Store) -> None:
    """Raise unless an installed pack has the target, and not as an obsolete one."""
    target, number = row["object_id"], row[ROW]
    packs = store.speaking_for(target.partition(":")[0])
    if not packs:
        raise EnvironmentFault(
            f"Row {number}: no installed pack speaks for {target}, so nobody can say whether it is obsolete."
        )
    with ExitStack() as stack:
        open_ = [stack.enter_context(Pack(one.path)) for one in packs]
        at = place_of(open_, target)
        if at is None:
            raise UsageError(
                f"Row {number}: there is no {target} in the installed pack; nothing was written."
            )
        if at[2]:
            after = ", ".join(current(open_, target)) or "nothing"
            raise UsageError(f"Row {number}: {target} is obsolete, followed by {after}; nothing was written.")


def _into(row: Mapping[str, str], review: Review, file: Path) -> Path:
    named = row.get("code_map", "")
    if review.into is None and not named:
        raise UsageError(f"Row {row[ROW]} names no code map; say which with --into FILE{SUFFIX}.")
    path = review.into or MAPS / named
    if not path.name.endswith(SUFFIX) or path.resolve() == file.resolve():
        raise UsageError(
            f"{path.name} is no place for a code map: another file, whose name ends in {SUFFIX}."
        )
    return path


def _mapping(row: Mapping[str, str], review: Review, today: str) -> dict[str, str]:
    predicate = review.predicate or row.get("predicate_id") or EXACT[0]
    if predicate not in PREDICATES:
        raise UsageError(f"Row {row[ROW]}: the predicate is one of {', '.join(PREDICATES)}.")
    kept = {name: row.get(name, "") for name in COLUMNS}
    who = "id" if _IDENTIFIER.fullmatch(review.by) else "label"
    return {
        **kept,
        "subject_type": LITERAL,
        "predicate_id": predicate,
        "mapping_justification": CURATED,
        f"author_{who}": review.by,
        f"reviewer_{who}": review.by,
        "mapping_date": today,
        "review_date": today,
        "comment": _origin(row),
    }


def _origin(row: Mapping[str, str]) -> str:
    """How the mapping was found, which the person who accepted it has seen."""
    said = (row.get("matched_name"), row.get("matched_language"), row.get("translation_status"))
    return f"suggested by {LEXICAL}: {' · '.join(part for part in said if part)}"


def _with(path: Path, added: Sequence[Mapping[str, str]]) -> tuple[str, int]:
    """The code map with these mappings, and how many of them are new."""
    there = read_sheet(path) if path.exists() else Sheet(_head(path), COLUMNS, ())
    _sound(path)
    new = [row for row in added if not any(_same(row, other) for other in there.rows)]
    columns = tuple(dict.fromkeys((*there.columns, *(n for n in COLUMNS if any(row[n] for row in new)))))
    kept = [{name: row[name] for name in columns if row.get(name)} for row in new]
    for row in new:
        _only_target(row, (*there.rows, *new), path)
    return Sheet(_with_prefixes(there.head, new), columns, (*there.rows, *kept)).text(), len(new)


def _sound(path: Path) -> None:
    faults = Faults()
    if path.exists():
        read_code_map(path, path.name, faults)
    if faults.found:
        first = faults.found[0]
        raise UsageError(
            f"{path.name} has faults ({first.code}, line {first.place.line}); mend them first. Nothing was written."
        )


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("subject_label", "predicate_id", "object_id"))


def _only_target(row: Mapping[str, str], rows: Iterable[Mapping[str, str]], path: Path) -> None:
    """Raise where a value would have two exact targets: a run could not know which."""
    for other in rows if row["predicate_id"] in EXACT else ():
        subject = other.get("subject_id") or other.get("subject_label")
        same = other.get("predicate_id") in EXACT and subject == row["subject_label"]
        if same and other["object_id"] != row["object_id"]:
            raise UsageError(
                f"{path.name} has {other['object_id']} as the exact target of that value, so {row['object_id']}"
                " cannot be one too; nothing was written."
            )


def _head(path: Path) -> tuple[str, ...]:
    name = path.name.removesuffix(SUFFIX)
    return (
        f"#mapping_set_id: https://w3id.org/omicz/mappings/own/{name}",
        "#license: https://w3id.org/sssom/license/unspecified",
        "#curie_map:",
        *(f"#  {prefix}: {iri}" for prefix, iri in sorted(PREFIXES.items())),
    )


def _with_prefixes(head: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The header with the prefixes of what was added, as far as it has a map of prefixes."""
    used = prefixes_of(row[name] for row in rows for name in ("object_id", "author_id"))
    text = "\n".join(head)
    new = [
        prefix for prefix in sorted(used) if not re.search(rf"^#\s+{re.escape(prefix)}:", text, re.MULTILINE)
    ]
    known = load_schema().prefixes
    lines = [f"#  {prefix}: {known.get(prefix, ANY.format(prefix))}" for prefix in new]
    if not lines:
        return head
    at = next((n for n, line in enumerate(head) if re.match(r"#\s*curie_map:\s*$", line)), None)
    if at is None:
        return (*head, "#curie_map:", *lines)
    return (*head[: at + 1], *lines, *head[at + 1 :])


def _marked(sheet: Sheet, chosen: Sequence[Mapping[str, str]]) -> Sheet:
    done = {row[ROW] for row in chosen}
    rows = (({**row, STATUS: ACCEPTED} if row.get(ROW) in done else row) for row in sheet.rows)
    return Sheet(sheet.head, sheet.columns, tuple(rows))
