"""What suggestions are tried with: names changed as people change them, names left out, names of others, nonsense."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.folding import fold
from omicz_meta.terms.write import write_pack

SHARED = Path(__file__).resolve().parents[2] / "shared"
ONTOLOGIES = SHARED / "ontologies"
SCOPES = {"EXACT": "exact", "NARROW": "narrow", "BROAD": "broad", "RELATED": "related"}


class Case(NamedTuple):
    """A text, and the codes that are right for it; none for nonsense."""

    text: str
    right: frozenset[str]


def text_of(name: str) -> str:
    path = ONTOLOGIES / name
    if name.endswith(".zst"):
        return subprocess.run(["zstd", "-dc", str(path)], capture_output=True, check=True).stdout.decode()
    return gzip.decompress(path.read_bytes()).decode("utf-8-sig")


# --- packs ----------------------------------------------------------------------------------------------------


def hpo() -> list[Term]:
    """The Human Phenotype Ontology as terms with names; merged identifiers are obsolete terms."""
    found: dict[str, Term] = {}
    for stanza in text_of("hp-2025-01-16.obo.zst").split("\n\n"):
        if stanza.startswith("[Term]"):
            for term in _of_stanza(stanza):
                found.setdefault(term.curie, term)
    return list(found.values())


def _of_stanza(stanza: str) -> Iterator[Term]:
    lines: dict[str, list[str]] = {}
    for line in stanza.splitlines()[1:]:
        key, _, value = line.partition(": ")
        lines.setdefault(key, []).append(value)
    synonyms = (re.match(r'"((?:[^"\\]|\\.)*)" (\w+)', value) for value in lines.get("synonym", ()))
    names = [Name(value, "label") for value in lines.get("name", ())]
    names += [Name(found[1].replace('\\"', '"'), SCOPES[found[2]]) for found in synonyms if found]
    above = tuple(dict.fromkeys(value.split(" ! ")[0] for value in lines.get("is_a", ())))
    curie, after = lines["id"][0], tuple(lines.get("replaced_by", ()))
    yield Term(curie, tuple(names), above, "is_obsolete" in lines, after, tuple(lines.get("consider", ())))
    yield from (Term(merged, obsolete=True, replaced_by=(curie,)) for merged in lines.get("alt_id", ()))


def hpo_czech() -> list[Term]:
    """Czech names of HPO: synonyms, and labels as far as the translation is there."""
    names: dict[str, list[Name]] = {}
    for line in text_of("hp-cs.synonyms.tsv.gz").splitlines()[2:]:
        curie, name, status, *_ = [*line.split("\t"), "", ""]
        if name:
            names.setdefault(curie, []).append(Name(name, "exact", "cs", status or None))
    for line in text_of("hp-cs-changed.babelon.tsv.gz").splitlines()[1:]:
        _, _, curie, predicate, _, name, status = line.split("\t")[:7]
        if predicate == "rdfs:label" and name and curie.startswith("HP:"):
            names.setdefault(curie, []).insert(0, Name(name, "label", "cs", status))
    return [Term(curie, tuple(found)) for curie, found in names.items()]


def mondo() -> list[Term]:
    """The Mondo Disease Ontology: labels and synonyms."""
    return [
        Term(
            curie,
            (
                *(Name(body["label"], "label") for _ in range(bool(body.get("label")))),
                *(Name(name) for name in body.get("synonyms") or ()),
            ),
            obsolete=bool(body.get("deprecated")),
            replaced_by=tuple(filter(None, [body.get("replaced_by")])),
        )
        for curie, body in json.loads(text_of("MONDO-ontology-v2026-05-05.json.zst")).items()
        if curie.startswith("MONDO:")
    ]


def icd10() -> list[Term]:
    """ICD-10 of the WHO: categories and below, in English."""
    pairs = re.findall(
        r'<item type="(?:sub)?category">\s*<name>(.*?)</name>\s*<description>(.*?)</description>',
        text_of("icd10-who-2019.xml.gz"),
    )
    return [Term(f"ICD10:{code}", (Name(name, "label"),)) for code, name in dict(pairs).items()]


def atc() -> list[Term]:
    """ATC with Czech and English names."""
    found: dict[str, Term] = {}
    for line in text_of("cz-sukl-dlp-atc.csv.gz").splitlines()[1:]:
        code, _, czech, english, *_ = [*line.split(";"), "", ""]
        names = (
            *(Name(czech, "label", "cs") for _ in range(bool(czech))),
            *(Name(english, "label") for _ in range(bool(english))),
        )
        found.setdefault(f"ATC:{code}", Term(f"ATC:{code}", names))
    return list(found.values())


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
