"""Small packs that read like their vocabularies: HPO with a Czech translation, ICD-10, and odd cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.store import Store
from omicz_meta.terms.write import write_pack

Row = tuple[str, str, str]
"""CURIE, label, parents divided by spaces; a label with `!` is obsolete, and replaced by what stands for parents."""

HP: Sequence[Row] = (
    ("HP:0000001", "All", ""),
    ("HP:0000118", "Phenotypic abnormality", "HP:0000001"),
    ("HP:0000005", "Mode of inheritance", "HP:0000001"),
    ("HP:0000007", "Autosomal recessive inheritance", "HP:0000005"),
    ("HP:0012823", "Clinical modifier", "HP:0000001"),
    ("HP:0012825", "Mild", "HP:0012823"),
    ("HP:0000707", "Abnormality of the nervous system", "HP:0000118"),
    ("HP:0001250", "Seizure", "HP:0000707"),
    ("HP:0004322", "Short stature", "HP:0000118"),
    ("HP:0008665", "Clitoral hypertrophy", "HP:0000118"),
    ("HP:0000057", "!Clitoromegaly", "HP:0000056"),
    ("HP:0000056", "!Enlarged clitoris", "HP:0008665"),
    ("HP:0000002", "!Turns to itself", "HP:0000003"),
    ("HP:0000003", "!Turns to itself too", "HP:0000002"),
    ("HP:0000004", "!Went to Mondo", "MONDO:0000010"),
)
ICD10: Sequence[Row] = (
    ("ICD10:C50", "Malignant neoplasm of breast", ""),
    ("ICD10:C50.9", "Malignant neoplasm of breast, unspecified", "ICD10:C50"),
    ("ICD10:I26", "Pulmonary embolism", ""),
)
MKN10: Sequence[Row] = (
    ("MKN10:C50", "Zhoubný novotvar prsu", ""),
    ("MKN10:C50.9", "Prs NS", "MKN10:C50"),
    ("MKN10:U69.80", "Český doplněk", ""),
)
MONDO: Sequence[Row] = (
    ("MONDO:0000001", "disease", ""),
    ("MONDO:0000010", "cystic fibrosis", "MONDO:0000001"),
    ("MONDO:0001946", "!hyperestrogenism", ""),
)
ALL = {"hp": HP, "icd10": ICD10, "mkn10": MKN10, "mondo": MONDO}
CZECH = {"HP:0001250": "Záchvat", "HP:0004322": "Malý vzrůst"}


def lexicon(folder: Path, *names: str) -> Lexicon:
    """Some of the packs, installed in a folder; `hp-cs` is the translation of `hp`."""
    folder.mkdir(exist_ok=True)
    for name in names:
        if name == "hp-cs":
            words = (Term(code, (Name(text, "label", "cs"),)) for code, text in CZECH.items())
            about = About(name, "2026", kind="names", extends="hp")
        else:
            words = (_term(row) for row in ALL[name])
            about = About(name, "2026", prefixes=(ALL[name][0][0].partition(":")[0],))
        write_pack(folder / f"{name}.pack", about, words)
    return Lexicon.of(Store(folder))


def _term(row: Row) -> Term:
    code, label, others = row
    names = (Name(label.removeprefix("!"), "label"),)
    if label.startswith("!"):
        return Term(code, names, obsolete=True, replaced_by=tuple(others.split()))
    return Term(code, names, tuple(others.split()))
