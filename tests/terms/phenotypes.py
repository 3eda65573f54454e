"""A small vocabulary with Czech names, an obsolete term, a merged one and a dead end."""

from __future__ import annotations

from pathlib import Path

from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.store import Store
from omicz_meta.terms.write import write_pack

TERMS = (
    Term("HP:0000118", (Name("Phenotypic abnormality", "label"),)),
    Term("HP:0001250", (Name("Seizure", "label"), Name("Epileptic seizure")), ("HP:0000118",)),
    Term("HP:0002373", (Name("Febrile seizure", "label"),), ("HP:0001250",)),
    Term("HP:0004322", (Name("Short stature", "label"), Name("Decreased body height")), ("HP:0000118",)),
    Term("HP:0002900", (Name("Hypokalemia", "label"),), ("HP:0000118",)),
    Term("HP:0002153", (Name("Hyperkalemia", "label"),), ("HP:0000118",)),
    Term("HP:0001919", (Name("Acute kidney injury", "label"), Name("Acute renal failure")), ("HP:0000118",)),
    Term("HP:0001655", (Name("Patent foramen ovale", "label"),), ("HP:0000118",)),
    Term("HP:0000001", (Name("obsolete Fits", "label"),), obsolete=True, replaced_by=("HP:0000002",)),
    Term("HP:0000002", (), obsolete=True, replaced_by=("HP:0001250",)),
    Term("HP:0000003", (Name("obsolete Dwarf habit", "label"),), obsolete=True, consider=("HP:0004322",)),
    Term(
        "HP:0000004",
        (Name("obsolete Circulus vitiosus", "label"),),
        obsolete=True,
        replaced_by=("HP:0000005",),
    ),
    Term("HP:0000005", (), obsolete=True, replaced_by=("HP:0000004",)),
)
CZECH = (
    Term(
        "HP:0001250",
        (Name("Záchvat", "label", "cs", "OFFICIAL"), Name("Epileptický záchvat", "exact", "cs", "CANDIDATE")),
    ),
    Term("HP:0002373", (Name("Febrilní záchvat", "exact", "cs", "OFFICIAL"),)),
    Term(
        "HP:0004322",
        (Name("Malý vzrůst", "label", "cs", "OFFICIAL"), Name("Nízká postava", "exact", "cs", "OFFICIAL")),
    ),
    Term("HP:0001919", (Name("Akutní selhání ledvin", "exact", "cs", "OFFICIAL"),)),
    Term("HP:9999999", (Name("Nové slovo", "exact", "cs"),)),
)
"""The last one is a term that the vocabulary does not have."""
ALL = ("hp", "hp-cs")


def small_store(folder: Path) -> Store:
    """The folder with both packs."""
    store = Store(folder)
    folder.mkdir(exist_ok=True)
    write_pack(store.path("hp"), About("hp", "2025-01-16", prefixes=("HP",)), TERMS)
    write_pack(store.path("hp-cs"), About("hp-cs", "2026-06", "names", extends="hp"), CZECH)
    return store
