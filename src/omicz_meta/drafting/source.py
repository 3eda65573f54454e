"""Writes the source file of a table: how it is written, its key, and what its columns mean."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from omicz_meta.drafting.fitting import formats_of
from omicz_meta.drafting.reasons import word
from omicz_meta.drafting.text import comment, flow, scalar
from omicz_meta.profile.codes import BY_NAME
from omicz_meta.profile.vocabulary import folded

if TYPE_CHECKING:
    from omicz_meta.drafting.guess import Guess
    from omicz_meta.drafting.table import TableDraft
    from omicz_meta.drafting.transform import Derivation
    from omicz_meta.problem import Language
    from omicz_meta.profile.judging import Seen
    from omicz_meta.profile.vocabulary import Vocabulary
    from omicz_meta.schema import Schema


def source_text(
    draft: TableDraft,
    parts: Sequence[Derivation],
    words: Vocabulary,
    schema: Schema,
    min_cell: int,
    lang: Language,
) -> str:
    """The whole file for one table."""
    facts = draft.table.facts
    lines = [f"source: {scalar(facts.name)}"]
    if facts.headless or draft.subject is None:
        lines.insert(0, f"# {word('headless' if facts.headless else 'no_person', '', lang)}")
    dialect = _dialect(draft)
    if dialect:
        lines.append(f"dialect: {flow(dialect)}")
    lines.append(f"null_tokens: {flow(_nulls(draft, words, min_cell))}")
    key = _key(draft, parts)
    if key:
        lines.append(f"key: [{scalar(key)}]")
    columns = list(_columns(draft, parts, schema, min_cell, lang))
    return "\n".join([*lines, *(["columns:", *columns] if columns else []), ""])


def _dialect(draft: TableDraft) -> dict[str, str]:
    facts = draft.table.facts
    dialect = {}
    if facts.encoding:
        dialect["encoding"] = scalar(facts.encoding)
    if facts.delimiter:
        dialect["delimiter"] = json.dumps(facts.delimiter)
    if facts.header_line and facts.header_line > 1:
        dialect["header_line"] = str(facts.header_line)
    marks = Counter(seen.facts.decimal for seen in draft.table.seen.values() if seen.facts.decimal)
    if marks:
        dialect["decimal"] = json.dumps(marks.most_common(1)[0][0])
    return dialect


def _nulls(draft: TableDraft, words: Vocabulary, min_cell: int) -> dict[str, str]:
    """Words for nothing that enough rows carry, each with its null flavour; numbers stand with their columns."""
    seen = Counter[str]()
    for column in draft.table.seen.values():
        seen.update({token: count for token, count in column.nulls.items() if folded(token) in words.nulls})
    often = sorted(token for token, count in seen.items() if count >= min_cell)
    return {'""': "null"} | {
        json.dumps(token, ensure_ascii=False): words.nulls[folded(token)] or "null" for token in often
    }


def _key(draft: TableDraft, parts: Sequence[Derivation]) -> str | None:
    """The column that tells rows apart: the id of a record class, else the person where persons are rows."""
    ids = [guess.columns[0] for part in parts for guess in part.guesses if guess.sure and guess.slot == "id"]
    subject = [draft.subject.column] if draft.subject else []
    able = (name for name in (*ids, *subject) if draft.table.seen[name].key)
    return next(able, None)


def _columns(
    draft: TableDraft, parts: Sequence[Derivation], schema: Schema, min_cell: int, lang: Language
) -> Iterator[str]:
    used: dict[str, list[Guess]] = {}
    for part in parts:
        for guess in part.guesses:
            for column in (*guess.columns, *((guess.other,) if guess.other else ())):
                if guess.sure:
                    used.setdefault(column, []).append(guess)
    for name, seen in draft.table.seen.items():
        if seen.facts.identifier:
            said = word(
                "identifier_key" if _names_person(draft, parts, name) else "identifier",
                seen.facts.identifier,
                lang,
            )
            yield f"  {scalar(name)}: {{sensitivity: direct}}{comment(None, said)}"
        elif name in used:
            declared = _declared(seen, used[name], schema, min_cell)
            if declared:
                yield f"  {scalar(name)}: {flow(declared)}"


def _names_person(draft: TableDraft, parts: Sequence[Derivation], column: str) -> bool:
    return bool(parts) and draft.subject is not None and draft.subject.column == column


def _declared(seen: Seen, guesses: Sequence[Guess], schema: Schema, min_cell: int) -> dict[str, str]:
    facts = seen.facts
    declared: dict[str, str] = {}
    if facts.type == "date":
        formats = ", ".join(json.dumps(form) if ":" in form else form for form in formats_of(facts))
        declared = {"type": "partial_date", "formats": f"[{formats}]", "sensitivity": "quasi"}
    elif seen.code is not None and facts.type == "code":
        form = BY_NAME.get(seen.code.system)
        if form and form.declared:
            declared = {"type": "code", "system": form.declared}
        if seen.code.split and any(_kind(guess, schema) == "curie" for guess in guesses):
            declared["split"] = json.dumps(seen.code.split)
    elif any(guess.slot == "value_quantity" for guess in guesses):
        unit = next(guess.unit for guess in guesses if guess.slot == "value_quantity")
        declared = {"type": "decimal", "unit": json.dumps(unit)}
    elif any(guess.age for guess in guesses) or any(_kind(guess, schema) == "integer" for guess in guesses):
        declared = {"type": "integer"}
    elif any(_kind(guess, schema) == "decimal" for guess in guesses):
        declared = {"type": "decimal"}
    elif any(_kind(guess, schema) == "boolean" for guess in guesses):
        declared = {"type": "boolean"}
    numbers = [
        token for token, count in seen.nulls.items() if token.lstrip("-").isdigit() and count >= min_cell
    ]
    if numbers:
        declared["null_tokens"] = "[" + ", ".join(map(json.dumps, sorted(numbers))) + "]"
    return declared


def _kind(guess: Guess, schema: Schema) -> str:
    return str(schema.classes[guess.record_class].slots[guess.slot].kind)
