"""What suggestions are tried with: names changed as people change them, names left out, names of others, nonsense."""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.draft import Options
from omicz_meta.terms.folding import fold
from omicz_meta.terms.given import delivery
from omicz_meta.terms.reading import read
from omicz_meta.terms.write import write_pack

SHARED = Path(__file__).resolve().parents[2] / "shared"
ONTOLOGIES = SHARED / "ontologies"


class Case(NamedTuple):
    """A text, and the codes that are right for it; none for nonsense."""

    text: str
    right: frozenset[str]


def text_of(name: str) -> str:
    return gzip.decompress((ONTOLOGIES / name).read_bytes()).decode("utf-8-sig")


# --- packs ----------------------------------------------------------------------------------------------------


def read_terms(name: str, prefix: str, **options: object) -> list[Term]:
    """The terms of a file as `packs add` reads them."""
    return list(read(delivery(ONTOLOGIES / name), Options(prefix, **options)).terms)


@cache
def hpo() -> list[Term]:
    """The Human Phenotype Ontology."""
    return read_terms("hp-2025-01-16.obo.zst", "HP")


@cache
def hpo_czech() -> list[Term]:
    """Czech names of HPO: synonyms, and labels as far as they are here."""
    labels = {term.curie: label for term in hpo() if (label := term.label())}
    names: dict[str, list[Name]] = {}
    for file in ("hp-cs-changed.babelon.tsv.gz", "hp-cs.synonyms.tsv.gz"):
        for term in read_terms(file, "HP", language="cs", known=labels):
            names.setdefault(term.curie, []).extend(term.names)
    return in_use(Term(curie, tuple(found)) for curie, found in names.items())


@cache
def mondo() -> list[Term]:
    """The Mondo Disease Ontology."""
    return read_terms("MONDO-ontology-v2026-05-05.json.zst", "MONDO")


@cache
def icd10() -> list[Term]:
    """ICD-10 of the WHO, in English."""
    return read_terms("icd10-who-2019.xml.gz", "ICD10")


@cache
def atc() -> list[Term]:
    """ATC with Czech and English names."""
    return read_terms("cz-sukl-dlp-atc.csv.gz", "ATC")


def write_packs(folder: Path) -> None:
    """The packs that are measured."""
    folder.mkdir(exist_ok=True)
    write_pack(folder / "hp.pack", About("hp", "2025-01-16", prefixes=("HP",)), hpo())
    write_pack(folder / "hp-cs.pack", About("hp-cs", "2026-06-22", "names", extends="hp"), hpo_czech())
    write_pack(folder / "mondo.pack", About("mondo", "2026-05-05", prefixes=("MONDO",)), mondo())
    write_pack(folder / "icd10.pack", About("icd10", "2019", prefixes=("ICD10",)), icd10())
    write_pack(folder / "atc.pack", About("atc", "2026", prefixes=("ATC",)), atc())


# --- names as people write them -------------------------------------------------------------------------------

Change = Callable[[str, random.Random], str]


def plain(name: str, _: random.Random) -> str:
    apart = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def order(name: str, dice: random.Random) -> str:
    words = name.split()
    dice.shuffle(words)
    return " ".join(words)


def typo(name: str, dice: random.Random) -> str:
    """One slip in one word: a letter left out, doubled, exchanged with its neighbour, or another one."""
    at = dice.choice([n for n, sign in enumerate(name[:-1]) if sign.isalpha()] or [0])
    letter = dice.choice("aeioukrstnl")
    slips = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :] if len(name) > at + 1 else name,
        name[:at] + letter + name[at + 1 :],
    )
    return dice.choice(slips)


def short(name: str, dice: random.Random) -> str:
    """One of the long words cut to its first four letters and a dot."""
    words = name.split()
    long = [n for n, word in enumerate(words) if len(word) >= 7]
    if long:
        at = dice.choice(long)
        words[at] = f"{words[at][:4]}."
    return " ".join(words)


def ending(name: str, dice: random.Random) -> str:
    """Another ending of one word: a Czech case, an English plural."""
    words = name.split()
    long = [n for n, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if long:
        at = dice.choice(long)
        word = words[at]
        stem = word.rstrip("aeiouyáéíóúůýě") if word[-1] in "aeiouyáéíóúůýě" else word
        words[at] = stem + dice.choice(["y", "u", "em", "ou", "ého", "ich"]) if len(stem) >= 4 else word
    return " ".join(words)


def suspected(name: str, dice: random.Random) -> str:
    return f"{dice.choice(['susp.', 'Susp.', 'podezření na', 'v.s.'])} {name}"


CHANGES: dict[str, tuple[Change, ...]] = {
    "no diacritics": (plain,),
    "word order": (order,),
    "typo": (typo,),
    "abbreviation": (short,),
    "inflection": (ending,),
    "prefix susp.": (suspected,),
    "typo, order": (typo, order),
    "abbreviation, inflection": (short, ending),
    "no diacritics, prefix, typo": (plain, suspected, typo),
}


def changed(names: Sequence[Case], changes: Sequence[Change], dice: random.Random) -> list[Case]:
    """Names after these changes, as far as they are another name afterwards or only lost case and diacritics."""
    found = []
    for case in names:
        text = case.text
        for change in changes:
            text = change(text, dice)
        if text != case.text and fold(text):
            found.append(Case(text, case.right))
    return found


def in_use(terms: Iterable[Term]) -> list[Term]:
    """Those of the terms with Czech names that HPO has and does not call obsolete."""
    live = {term.curie for term in hpo() if not term.obsolete}
    return [term for term in terms if term.curie in live]


def cases(terms: Iterable[Term], language: str) -> list[Case]:
    """Each name of terms that are in use, with all terms that have it."""
    right: dict[str, set[str]] = {}
    said: dict[str, str] = {}
    for term in terms:
        for name in term.names if not term.obsolete else ():
            if name.language == language and fold(name.text):
                right.setdefault(fold(name.text), set()).add(term.curie)
                said.setdefault(fold(name.text), name.text)
    return [Case(said[key], frozenset(codes)) for key, codes in right.items()]


def withheld(
    terms: Sequence[Term], language: str, number: int, dice: random.Random
) -> tuple[list[Case], list[Term]]:
    """Synonyms that no term has any more, and the terms without them; each of these keeps another name."""
    names = Counter(fold(name.text) for term in terms for name in term.names)
    able = [
        (term, name)
        for term in terms
        for name in term.names
        if not term.obsolete
        and name.scope == "exact"
        and name.language == language
        and len(term.names) > 1
        and names[fold(name.text)] == 1
        and fold(name.text)
    ]
    chosen = {term.curie: name for term, name in dice.sample(able, min(len(able), number))}
    left = [
        Term(
            t.curie,
            tuple(n for n in t.names if n is not chosen.get(t.curie)),
            t.parents,
            t.obsolete,
            t.replaced_by,
            t.consider,
        )
        for t in terms
    ]
    return [Case(name.text, frozenset({curie})) for curie, name in chosen.items()], left


# --- names that others gave -----------------------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    lines = [line for line in text_of(f"sssom/{name}").splitlines() if not line.startswith("#")]
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=False)) for line in lines[1:]]


def biomappings(prefix: str) -> list[Case]:
    """Names of other vocabularies that curators matched exactly to terms of a prefix."""
    right: dict[str, set[str]] = {}
    for row in rows("biomappings-0.6.0-positive.sssom.tsv.gz"):
        for one, other in (("subject", "object"), ("object", "subject")):
            exact = row["predicate_id"] == "skos:exactMatch"
            if exact and row[f"{other}_id"].upper().startswith(f"{prefix}:") and row[f"{one}_label"]:
                code = f"{prefix}:{row[f'{other}_id'].split(':')[-1]}"
                right.setdefault(row[f"{one}_label"], set()).add(code)
    return [Case(name, frozenset(codes)) for name, codes in right.items()]


def mapped(system: str) -> list[Case]:
    """Titles of another vocabulary with the MONDO terms that its curators matched exactly."""
    right: dict[str, set[str]] = {}
    for row in rows(f"mondo_exactmatch_{system}.sssom.tsv.gz"):
        if row.get("object_label"):
            right.setdefault(row["object_label"], set()).add(row["subject_id"])
    return [Case(name, frozenset(codes)) for name, codes in right.items()]


def phenopackets() -> tuple[list[Case], list[Case]]:
    """Labels of features with their HPO codes, and of diseases with MONDO codes through their OMIM numbers."""
    exact: dict[str, set[str]] = {}
    for row in rows("mondo_exactmatch_omim.sssom.tsv.gz"):
        exact.setdefault(row["object_id"], set()).add(row["subject_id"])
    features, diseases = set(), set()
    for path in sorted((SHARED / "data" / "phenopacket-store").rglob("*.json")):
        packet = json.loads(path.read_text(encoding="utf-8"))
        if "phenotypicFeatures" in packet:
            features |= {
                Case(f["type"]["label"], frozenset({f["type"]["id"]})) for f in packet["phenotypicFeatures"]
            }
            terms = (one["term"] for one in packet.get("diseases", ()))
            diseases |= {Case(t["label"], frozenset(exact[t["id"]])) for t in terms if t["id"] in exact}
    return sorted(features), sorted(diseases)


# --- nonsense -------------------------------------------------------------------------------------------------


def administration(dice: random.Random, number: int) -> list[Case]:
    """Phrases of a hospital's administration that mean no finding."""
    words = (Path(__file__).parent / "administration.txt").read_text(encoding="utf-8").split("\n")
    phrases = [line for line in words if line.strip()]
    mixed = [" ".join(dice.sample(" ".join(phrases).split(), dice.randint(1, 4))) for _ in range(number)]
    return [Case(text, frozenset()) for text in (*phrases, *mixed)]


def drugs(dice: random.Random, number: int) -> list[Case]:
    """Names of drugs, which are no findings either."""
    names = [name.text for term in atc() for name in term.names if len(term.curie) >= len("ATC:A01AA01")]
    return [Case(text.lower(), frozenset()) for text in dice.sample(names, number)]


def random_words(dice: random.Random, number: int) -> list[Case]:
    """Words made of syllables as Czech has them."""
    first, vowel = ["k", "p", "st", "v", "m", "n", "r", "dr", "pr", "z", "t", "l", "š", "h"], "aeiouáíé"

    def word() -> str:
        return "".join(dice.choice(first) + dice.choice(vowel) for _ in range(dice.randint(2, 4)))

    return [Case(" ".join(word() for _ in range(dice.randint(1, 3))), frozenset()) for _ in range(number)]


def other_domains() -> list[Case]:
    """Labels of the European lists of countries, languages and kinds of files, Czech and English."""
    found: set[str] = set()
    for path in sorted((ONTOLOGIES / "eu").glob("*.gz")):
        text = gzip.decompress(path.read_bytes()).decode()
        found |= set(re.findall(r'prefLabel xml:lang="(?:cs|en)">([^<]{3,60})<', text))
        found |= set(re.findall(r'prefLabel "([^"]{3,60})"@(?:cs|en)', text))
    return [Case(name, frozenset()) for name in sorted(found)]
