"""From profiled tables to the files of a mapping."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from omicz_meta.drafting.candidates import PERSON
from omicz_meta.drafting.further import DISEASES, ages, completed
from omicz_meta.drafting.guess import Guess
from omicz_meta.drafting.knowledge import Knowledge
from omicz_meta.drafting.lexicon import Lexicon, lexicon_of
from omicz_meta.drafting.reasons import told
from omicz_meta.drafting.source import source_text
from omicz_meta.drafting.stubs import disease_stub
from omicz_meta.drafting.subject import subject_of
from omicz_meta.drafting.table import TableDraft, draft_table
from omicz_meta.drafting.transform import Derivation, derivations, transform_text

if TYPE_CHECKING:
    from omicz_meta.problem import Language
    from omicz_meta.profile.tables import Profiled, ProfiledTable
    from omicz_meta.schema import Schema

GUESSES = "draft.json"


@dataclass(frozen=True, slots=True)
class DraftedMapping:
    """The files of a mapping by relative path, and every guess, used or not. `unread` are tables without persons."""

    files: dict[str, str]
    guesses: tuple[Guess, ...]
    unread: tuple[str, ...] = ()


def draft_mapping(
    profiled: Profiled,
    name: str,
    schema: Schema,
    lang: Language = "en",
    *,
    only: tuple[str, ...] = (),
    lexicon: Lexicon | None = None,
) -> DraftedMapping:
    """Propose a mapping for profiled tables; `only` limits it to classes. The same tables give the same files.

    >>> import pyarrow as pa
    >>> from omicz_meta.profile import profile_tables
    >>> from omicz_meta.schema import load_schema
    >>> from omicz_meta.sources import open_source
    >>> frame = pa.table({"ID pacienta": ["a1", "a2"], "Datum narození": ["1. 2. 1990", "3.4.1985"]})
    >>> drafted = draft_mapping(profile_tables(open_source({"lide": frame}).tables, load_schema()), "x", load_schema())
    >>> print(drafted.files["x.transform.yaml"].splitlines()[-2].strip())
    birth_date: {populated_from: Datum narození}  # 1.00 called like "datum narozeni"; dates d.m.yyyy
    """
    keys = {(link.table, link.column): link.other_column for link in profiled.facts.links}
    known = Knowledge(schema, profiled.vocabulary, lexicon or lexicon_of(schema), profiled.facts.min_cell)
    drafts = [_drafted(table, keys, known) for table in profiled.tables]
    if only:
        drafts = [_limited(draft, only) for draft in drafts]
    aged = ages(drafts, profiled.facts.links)
    parts = {d.table.facts.name: list(derivations(d, aged.get(d.table.facts.name), schema)) for d in drafts}
    files = _files(drafts, parts, profiled, name, schema, lang)
    guesses = (
        *_subjects(drafts),
        *(g for d in drafts for g in d.guesses),
        *(age[0] for age in aged.values()),
    )
    files[GUESSES] = _guesses(guesses, drafts)
    return DraftedMapping(
        files, guesses, tuple(d.table.facts.name for d in drafts if not parts[d.table.facts.name])
    )


def _drafted(table: ProfiledTable, keys: Mapping[tuple[str, str], str], known: Knowledge) -> TableDraft:
    return completed(draft_table(table, subject_of(table, keys, known.lexicon), known), known)


def _limited(draft: TableDraft, only: tuple[str, ...]) -> TableDraft:
    guesses = tuple(guess for guess in draft.guesses if guess.record_class in only)
    return replace(draft, guesses=guesses, present=tuple(name for name in draft.present if name in only))


def _files(
    drafts: Sequence[TableDraft],
    parts: dict[str, list[Derivation]],
    profiled: Profiled,
    name: str,
    schema: Schema,
    lang: Language,
) -> dict[str, str]:
    every = [part for draft in drafts for part in parts[draft.table.facts.name]]
    files = {f"{file_name(name)}.transform.yaml": transform_text(name, every, schema, lang)}
    for draft in drafts:
        table = draft.table.facts.name
        stem = file_name(table)
        while f"{stem}.source.yaml" in files:
            stem += "_"
        files[f"{stem}.source.yaml"] = source_text(
            draft, parts[table], profiled.vocabulary, schema, profiled.facts.min_cell, lang
        )
    stub = disease_stub(drafts, profiled.facts.min_cell)
    if stub:
        files[f"codes/{DISEASES}.sssom.tsv"] = stub
    return files


def file_name(name: str) -> str:
    """A file name for a table: letters, digits, points and hyphens stay.

    >>> file_name("cdm.person"), file_name("../a b")
    ('cdm.person', 'a_b')
    """
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "draft"


def _subjects(drafts: Sequence[TableDraft]) -> list[Guess]:
    return [
        Guess(
            draft.table.facts.name, name, "subject_id" if name == PERSON else "individual",
            (draft.subject.column,), round(draft.subject.score, 2), draft.subject.reason,
        )
        for draft in drafts
        if draft.subject
        for name in draft.present
    ]  # fmt: skip


def _guesses(guesses: Sequence[Guess], drafts: Sequence[TableDraft]) -> str:
    rows = [_told(guess) for guess in guesses]
    subjects = {draft.table.facts.name: draft.subject.column if draft.subject else None for draft in drafts}
    return json.dumps({"subjects": subjects, "guesses": rows}, ensure_ascii=False, indent=1) + "\n"


def _told(guess: Guess) -> dict[str, object]:
    """A guess for programs: what is empty is left out, reasons are in English."""
    plain = {key: value for key, value in asdict(guess).items() if value}
    words = {key: told(getattr(guess, key), "en") for key in ("reason", "blocked") if getattr(guess, key)}
    return plain | words | {"used": guess.sure}
