"""What the domain knows, as a table: records of one submission, and what is told of them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.validation.bar import found

from omicz_meta.engine.oracle import Row, evaluate
from omicz_meta.engine.plan import Constant
from omicz_meta.schema import Kind, load_schema
from omicz_meta.validation.circles import on_circles
from omicz_meta.validation.rule import Offer
from omicz_meta.validation.rules import CONDITIONS, REQUIRED, RULES, TERMS, VALUES, germline_depth
from omicz_meta.validation.rules.ages import later
from omicz_meta.validation.rules.bounds import bounds
from omicz_meta.validation.rules.dates import before
from omicz_meta.validation.rules.hgvs import HGVS
from omicz_meta.validation.rules.sequencing import MADE_BY

DOMAIN = tuple(rule for rule in RULES if rule not in (REQUIRED, CONDITIONS, VALUES, TERMS))
ABOUT_REFERENCES = ("X002", "X003")


CASES = yaml.safe_load((Path(__file__).parent / "domain.yaml").read_text(encoding="utf-8"))


def numbers(value: Any, name: str = "") -> Any:
    """Records as they are stored: numbers, which stand as text in the table, are decimals."""
    if isinstance(value, dict):
        return {key: numbers(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [numbers(part) for part in value]
    return Decimal(value) if name in ("value", "mean_depth", "low", "high") else value


def together(case: dict[str, Any]) -> tuple[Any, ...]:
    """Cases in which this is equal can be judged as one submission."""
    classes = tuple(sorted(name for name in case if name[0].isupper()))
    offer = Offer(case["offer"][0], tuple(case["offer"][1:])) if "offer" in case else None
    alone = case["case"] if case.get("alone") else None
    return classes, tuple(case.get("use_cases", ())), offer, case.get("lost", ("Thing",))[0], alone


def apart(name: str, record: dict[str, Any], case: str) -> dict[str, Any]:
    """A record whose id and references are those of its case alone."""
    definition = load_schema().classes[name]

    def own(value: Any) -> Any:
        return [own(one) for one in value] if isinstance(value, list) else f"{case}|{value}"

    named = (definition.key or "id", *(s.name for s in definition.slots.values() if s.kind is Kind.REFERENCE))
    return {slot: own(value) if slot in named else value for slot, value in record.items()}


@cache
def judged(group: tuple[Any, ...]) -> dict[str, list[str]]:
    """What is told of each case of a group."""
    classes, use_cases, offer, lost_in, _ = group
    cases = [case for case in CASES if together(case) == group]
    records = {
        name: [apart(name, row, case["case"]) for case in cases for row in numbers(case[name])]
        for name in classes
    }
    lost = [(f"{case['case']}|{row}", slot) for case in cases for row, slot in case.get("lost", ())[1:]]
    rules = {"rules": DOMAIN, "use_cases": use_cases, "offer": offer}
    told: dict[str, list[str]] = {case["case"]: [] for case in cases}
    for one in found(load_schema(), records, failed=lost, failed_in=lost_in, **rules):
        if one["code"] not in ABOUT_REFERENCES:
            told[one["record_id"].partition("|")[0]].append(f"{one['code']} {one['slot']}")
    return told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_told(case: dict[str, Any]) -> None:
    assert judged(together(case))[case["case"]] == case["told"]


def test_another_depth() -> None:
    records = {
        "Experiment": [{"id": "E", "library_strategy": "WGS"}],
        "Run": [{"id": "R", "experiment": "E", "mean_depth": Decimal("22")}],
    }
    for least, told in ((Decimal(20), []), (Decimal(40), ["X036"])):
        findings = found(load_schema(), records, rules=(germline_depth(least),), use_cases=("rare_disease",))
        assert [one["code"] for one in findings if one["code"] == "X036"] == told


PARTIAL = st.builds(lambda date, length: date.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10]))


@given(PARTIAL, PARTIAL)
def test_partial_dates_are_before_when_every_day_is(one: str, other: str) -> None:
    """A date is before another when its last possible day is before the other's first, at their common precision."""
    answer = evaluate(before(Constant(one), Constant(other)), Row({}, {})).value
    common = min(len(one), len(other))
    assert answer is (one[:common] < other[:common])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_circles(steps: list[tuple[int, int]]) -> None:
    """Whoever reaches himself is found; whoever is found lies on a way from one circle to another at least."""
    pairs = [(str(one), str(other)) for one, other in steps]
    reach = {(one, other) for one, other in pairs}
    for _ in range(7):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    circular = {one for one, other in reach if one == other}
    between = {
        node
        for node in {n for pair in pairs for n in pair}
        if any((one, node) in reach for one in circular) and any((node, one) in reach for one in circular)
    }
    assert circular <= on_circles(pairs) == between


def test_tables_name_what_the_model_has() -> None:
    enums = load_schema().enums
    assert set(MADE_BY) <= set(enums["Platform"].names)
    classes = load_schema().classes
    for bound in bounds():
        assert bound.low < bound.high
        assert bound.codes or (bound.slot and bound.slot[1] in classes[bound.slot[0]].slots)


VARIANTS = [
    ("NM_000492.4:c.1521_1523del", True),
    ("NM_000492.4(CFTR):c.1521_1523delCTT", True),
    ("NC_000007.14(NM_000492.4):c.1585-1G>A", True),
    ("LRG_663t1:c.-12_*3del", True),
    ("ENST00000003084.11:c.=", True),
    ("NC_000023.11:g.(?_31120496)_(33339477_?)del", True),
    ("NC_000007.14:g.117559590_117559592delinsTA", True),
    ("NC_000014.9:g.101179660TG[14]", True),
    ("NC_012920.1:m.3243A>G", True),
    ("NR_002196.2:n.601G>T", True),
    ("NM_000492.4:c.[350G>A;1521_1523del]", True),
    ("NP_000483.3:p.(Phe508del)", True),
    ("NP_000483.3:p.Gly542Ter", True),
    ("NP_000483.3:p.(Arg97ProfsTer23)", True),
    ("NP_000483.3:p.?", True),
    ("NM_000492:c.1521_1523del", False),
    ("CFTR:c.1521_1523del", False),
    ("NM_000492.4:1521_1523del", False),
    ("NM_000492.4:c.1521_1523", False),
    ("NM_000492.4:c.A1521", False),
    ("NM_000492.4:g.1521A>G", False),
    ("NM_000492.4:c.1521 A>G", False),
    ("NC_000007.14:p.Phe508del", False),
    ("NP_000483.3:p.F508", False),
    ("NP_000483.3:c.1521_1523del", False),
    ("NM_000492.4:c.1521_1523del or so", False),
]


@pytest.mark.parametrize(("text", "good"), VARIANTS)
def test_hgvs(text: str, good: bool) -> None:
    assert bool(re.fullmatch(HGVS, text)) == good


def test_hgvs_of_published_cases(shared: Path) -> None:
    """Every variant of the phenopacket store is let pass, but for the two that hold a space."""
    cases = [path.read_text(encoding="utf-8") for path in shared.glob("data/phenopacket-store/*/*.json")]
    found_ = {
        text for case in cases for text in re.findall(r'"((?:NM_|NC_|NP_|NR_)[^"]*:[cgnmp]\.[^"]*)"', case)
    }
    assert len(found_) > 700
    assert [text for text in found_ if not re.fullmatch(HGVS, text) and " " not in text] == []


AGES = st.builds(
    lambda years, months: (f"P{years}Y" + ("" if months is None else f"{months}M"), years, months),
    st.integers(0, 129),
    st.none() | st.integers(0, 11),
)


@given(AGES, AGES)
def test_an_age_is_later_only_when_every_reading_is(
    one: tuple[str, int, Any], other: tuple[str, int, Any]
) -> None:
    """In months, an age of years alone may be any of its year."""
    least = one[1] * 12 + (one[2] or 0)
    most = other[1] * 12 + (11 if other[2] is None else other[2])
    answer = evaluate(later(Constant(one[0]), Constant(other[0])), Row({}, {})).value
    assert (answer is True) == (least > most)
