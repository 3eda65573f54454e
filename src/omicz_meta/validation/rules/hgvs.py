"""Variants are written in HGVS: a versioned reference, the kind of sequence that it is, and a description of that kind.

After the HGVS Nomenclature (hgvs-nomenclature.org): general recommendations, and those for DNA, RNA and protein.
"""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression
from omicz_meta.validation.rule import Rule, Scene, negated
from omicz_meta.validation.rules.values import some

_VERSION = "[0-9]+[.][0-9]+"
_GENE = "([(][A-Za-z0-9_.-]+[)])?"
_CHROMOSOME = f"(N[CGTW]_{_VERSION}|LRG_[0-9]+)"
_TRANSCRIPT = f"([NX][MR]_{_VERSION}|LRG_[0-9]+t[0-9]+|ENST{_VERSION})"
_PROTEIN = f"([NX]P_{_VERSION}|LRG_[0-9]+p[0-9]+|ENSP{_VERSION})"

_PLACE = "([*-]?[0-9]+([+-]([0-9]+|[?]))?|[?]|pter|qter|cen)"
_UNSURE = f"({_PLACE}|[(]{_PLACE}_{_PLACE}[)])"
_SPAN = f"{_UNSURE}(_{_UNSURE})?"
_BASES = "[ACGTUNRYSWKMBDHVacgtunryswkmbdhv]+"
_PUT_IN = rf"({_BASES}|[0-9]+|{_BASES}?\[[^ ]+\]|[(][0-9?]+(_[0-9?]+)?[)]|{_SPAN}(inv)?)"
_EDIT = (
    rf"({_BASES}>{_BASES}|{_BASES}?=|=|del({_BASES}|[0-9]+)?|dup({_BASES}|[0-9]+)?|inv({_BASES}|[0-9]+)?"
    rf"|(del({_BASES}|[0-9]+)?)?ins{_PUT_IN}|con[^ ]+|{_BASES}?\[[0-9?()_]+\]({_BASES}\[[0-9?()_]+\])*)"
)
NUCLEOTIDES = rf"(=|[?]|[(]?{_SPAN}{_EDIT}[)]?|\[[^ ]+\](;\[[^ ]+\])*)"
"""Descriptions of DNA and RNA; what stands in brackets (alleles) is not looked into."""

_ACID = "([A-Z][a-z]{2}|[A-Z*])"
_ACID_AT = rf"{_ACID}[0-9]+"
_ACIDS = rf"({_ACID})+"
_CHANGE = (
    rf"({_ACIDS}|=|[?]|del|dup|(del)?ins({_ACIDS}|[0-9]+|[(][0-9?]+[)])|{_ACID}?fs((Ter|[*X])([0-9]+|[?])?)?"
    rf"|{_ACID}?ext((Ter|[*X])?(-?[0-9]+|[?]))?|\[[0-9?()_]+\])"
)
PROTEINS = rf"([(]?(=|[?]|0[?]?|{_ACID_AT}(_{_ACID_AT})?{_CHANGE})[)]?|\[[^ ]+\](;\[[^ ]+\])*)"
"""Descriptions of proteins; brackets as in `NUCLEOTIDES`."""

HGVS = (
    f"({_CHROMOSOME}{_GENE}:[gmo][.]{NUCLEOTIDES}"
    f"|({_CHROMOSOME}[(]{_TRANSCRIPT}[)]|{_TRANSCRIPT}{_GENE}):[cnr][.]{NUCLEOTIDES}"
    f"|{_PROTEIN}{_GENE}:p[.]{PROTEINS})"
)
"""A whole variant: reference, perhaps its gene or transcript, kind of sequence, description."""

SLOTS = ("variant_hgvs", "other_hgvs")


def _checks(scene: Scene) -> Iterator[Check]:
    for slot in (scene.definition.slots[name] for name in SLOTS if name in scene.definition.slots):
        wrong = some(slot, Column(slot.name), _not_hgvs)
        yield Check("V036", scene.definition.name, slot.name, wrong, "hgvs")


def _not_hgvs(value: Expression) -> Expression:
    return negated(Call("matches", (value, Constant(HGVS))))


HGVS_SYNTAX = Rule("hgvs", _checks)
