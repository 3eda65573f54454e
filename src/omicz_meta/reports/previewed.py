"""What a consumer keeps of a description, as a table by slot and as plain data. Czech and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.catalogue.preview import Fate, Preview
from omicz_meta.problem import Language
from omicz_meta.reports.checked import problems_json
from omicz_meta.reports.differing import slot_title
from omicz_meta.schema.model import Schema


class PreviewWords(Words):
    """Lines about what a consumer keeps; `{...}` are counts, a profile and paths."""

    verdict = by_key(
        {"kept": ("zůstane", "kept"), "changed": ("změní se", "changed"), "lost": ("ztratí se", "lost")}
    )
    sum = Bilingual(
        "Z vyplněných položek zůstane {kept}, změní se {changed}, ztratí se {lost}.",
        "Of the filled slots {kept} are kept, {changed} changed, {lost} lost.",
    )
    refused = Bilingual(
        "Profil {profile} by se vůbec nezapsal, chybí: {paths}.",
        "The profile {profile} would not be written at all; it lacks: {paths}.",
    )
    sources = Bilingual("Zdroje:", "Sources:")


def preview_lines(seen: Preview, schema: Schema, lang: Language) -> Iterator[str]:
    """The table of one description: what is lost and changed with reasons, then what is kept, then the sources."""
    words = PreviewWords(lang)
    yield f"{seen.consumer.title}: {seen.iri}"
    if seen.refused:
        paths = ", ".join(one.path for one in seen.refused)
        yield words.refused.format(profile=seen.consumer.profile, paths=paths)
    yield words.sum.format(**{verdict: seen.count(verdict) for verdict in ("kept", "changed", "lost")})
    sources = list(dict.fromkeys(reason.source for fate in seen.fates for reason in fate.reasons))
    told = [fate for fate in seen.fates if fate.reasons]
    width = max((len(slot_title(fate.path, schema, lang)) for fate in told), default=0)
    for verdict in ("lost", "changed", "kept"):
        for fate in told:
            if fate.verdict == verdict:
                yield from _lines(fate, schema, lang, width, sources)
    plain = [fate.path for fate in seen.fates if not fate.reasons and len(fate.path) == 1]
    if plain:
        yield f"{words.verdict['kept']}: {', '.join(slot_title(path, schema, lang) for path in plain)}"
    yield words.sources
    yield from (f"[{number}] {source}" for number, source in enumerate(sources, start=1))


def _lines(fate: Fate, schema: Schema, lang: Language, width: int, sources: Sequence[str]) -> Iterator[str]:
    verdict, title = PreviewWords(lang).verdict[fate.verdict], slot_title(fate.path, schema, lang)
    for reason in fate.reasons:
        yield f"{verdict:<9}  {title:<{width}}  {reason.text[lang]} [{sources.index(reason.source) + 1}]"
        verdict = title = ""


def previews_json(several: Sequence[Preview], lang: Language) -> list[dict[str, Any]]:
    """The previews as plain data for JSON, one object a description."""
    return [_plain(one, lang) for one in several]


def _plain(seen: Preview, lang: Language) -> dict[str, Any]:
    return {
        "dataset": seen.iri,
        "as": seen.consumer.name,
        "consumer": seen.consumer.title,
        "profile": seen.consumer.profile,
        "refused": problems_json(seen.refused, lang),
        "kept": seen.count("kept"),
        "changed": seen.count("changed"),
        "lost": seen.count("lost"),
        "slots": [
            {
                "slot": ".".join(fate.path),
                "verdict": fate.verdict,
                "reasons": [
                    {"verdict": one.verdict, "text": one.text[lang], "source": one.source}
                    for one in fate.reasons
                ],
            }
            for fate in seen.fates
        ],
    }
