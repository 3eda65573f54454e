"""What a migration says: what was changed by which rule, and what a person must decide. Czech and English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.migrate import Migrated
from omicz_meta.problem import Language
from omicz_meta.reports.checked import problems_json


class MigrationWords(Words):
    """Lines about a migration, and every rule in words; `{...}` are counts."""

    rule = by_key(
        {
            "namespace": ("jmenný prostor nebo zápis vlastnosti", "namespace or spelling of a property"),
            "address": ("adresa číselníku nebo kód", "address of a code list, or a code"),
            "property": ("přejmenovaná vlastnost", "property renamed"),
            "internal_address": (
                "vnitřní adresa uzlu nahrazena stálou",
                "internal address of a node replaced",
            ),
            "placeholder": ("zástupný text vynechán", "placeholder left out"),
            "code_value": ("hodnota kódu jako text", "code value as text"),
            "identifier": ("identifikátor jako text", "identifier as text"),
            "datatype": ("datový typ", "datatype"),
            "list": ("seznam jako opakovaná vlastnost", "list as a repeated property"),
            "contact_point": (
                "kontakt instituce jako cv:ContactPoint",
                "contact of an agent as cv:ContactPoint",
            ),
            "structured": (
                "strukturovaná data, protože mají proměnné",
                "structured data, as there are variables",
            ),
            "law": (
                "právní předpis distribuce převzat od sady",
                "law of a distribution taken from its dataset",
            ),
        }
    )
    changed = Bilingual("Změněno: {count}", "Changed: {count}")
    nothing = Bilingual(
        "Nic se neměnilo; popis už odpovídá vydání 8.",
        "Nothing was changed; the description follows Release 8 already.",
    )
    complete = Bilingual("Není třeba nic rozhodovat.", "Nothing is left to decide.")
    left = Bilingual(
        "K rozhodnutí: {errors} povinných, {others} dalších.", "To decide: {errors} mandatory, {others} more."
    )


def changes(done: Migrated, lang: Language) -> Iterator[str]:
    """What was changed, a line for each rule.

    >>> list(changes(Migrated(changed={"datatype": 2}), "en"))
    ['Changed: 2', '  2 x datatype']
    """
    words = MigrationWords(lang)
    if not done.changed:
        yield words.nothing
        return
    yield words.changed.format(count=sum(done.changed.values()))
    for rule, count in done.changed.items():
        yield f"  {count} x {words.rule[rule]}"


def decisions(done: Migrated, lang: Language) -> str:
    """How much is left to people, in one line."""
    problems = [problem for one in done.left for problem in one.problems]
    errors = sum(problem.severity == "error" for problem in problems)
    words = MigrationWords(lang)
    return words.left.format(errors=errors, others=len(problems) - errors) if problems else words.complete


def migrated_json(done: Migrated, lang: Language) -> dict[str, Any]:
    """The outcome as plain data for JSON."""
    return {
        "changed": dict(done.changed),
        "complete": done.complete,
        "datasets": [_dataset(one, lang) for one in done.left],
    }


def _dataset(one: Checked, lang: Language) -> dict[str, Any]:
    return {"file": one.file, "dataset": one.iri or None, "left": problems_json(one.problems, lang)}
