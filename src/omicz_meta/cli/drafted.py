"""What `omicz-meta mapping draft` says when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.problem import Language

if TYPE_CHECKING:
    from omicz_meta.drafting import DraftedMapping


class DraftedWords(Words):
    """Lines about a draft; `{...}` are names, columns, files and counts."""

    subject = Bilingual("{table}: řádky jsou o {column}", "{table}: rows are about {column}")
    unread = Bilingual(
        "{table}: nic nenavrženo; důvod je v jejím zdrojovém souboru",
        "{table}: nothing is drafted; its source file says why",
    )
    record_class = Bilingual(
        "  {name}: {used} položek, k rozhodnutí {open}", "  {name}: {used} slots, {open} more to decide"
    )
    next = Bilingual(
        "dále: projděte {file}, pak omicz-meta mapping check {out}",
        "next: look at {file}, then omicz-meta mapping check {out}",
    )
    verdict = Bilingual(
        "Namapováno položek: {used}, zakomentováno: {open}. Zapsáno: {files}.",
        "{used} slots are mapped, {open} are commented out. Written: {files}.",
    )


def told(draft: DraftedMapping, files: tuple[str, ...], out: Path, lang: Language) -> Iterator[str]:
    """Table by table, what was drafted; the last line is the sum."""
    words = DraftedWords(lang)
    for table in dict.fromkeys(guess.table for guess in draft.guesses if guess.table not in draft.unread):
        mine = [guess for guess in draft.guesses if guess.table == table]
        subject = next((g.columns[0] for g in mine if g.slot in ("subject_id", "individual")), "?")
        yield words.subject.format(table=table, column=subject)
        for name in dict.fromkeys(guess.record_class for guess in mine):
            sure = [guess.sure for guess in mine if guess.record_class == name]
            yield words.record_class.format(name=name, used=sum(sure), open=len(sure) - sum(sure))
    yield from (words.unread.format(table=table) for table in draft.unread)
    transform = next(file for file in files if file.endswith(".transform.yaml"))
    used = sum(guess.sure for guess in draft.guesses if guess.table not in draft.unread)
    yield words.next.format(file=out / transform, out=out)
    yield words.verdict.format(used=used, open=len(draft.guesses) - used, files=", ".join(sorted(files)))
