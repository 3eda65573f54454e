"""A small registry in two tables, and class plans over it: what the tests of whole runs are made of."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from omicz_meta.engine.plan import (
    Call,
    Case,
    ClassPlan,
    Collect,
    Column,
    Constant,
    Convert,
    Expression,
    Filter,
    Item,
    Join,
    Plan,
    Recode,
    SlotPlan,
    Split,
    Translate,
    Unnest,
)
from omicz_meta.schema import Kind, load_schema

from .mill import Cells, Sheet

PEOPLE, SAMPLES = "lide", "vzorky"
PEOPLE_COLUMNS = ("ID", "Narozen", "Pohlaví", "Stav", "Souhlas")
SAMPLE_COLUMNS = ("ID", "Číslo", "Typ", "Dg", "Stav")


def cell(name: str, table: str | None = None) -> Column:
    """A column with the registry's null tokens."""
    return Column(name, table, ("", "-"), (("neuvedeno", "NI"),))


def slot(record_class: str, name: str, value: Expression, *columns: str, made: str = "passed") -> SlotPlan:
    """A slot of the national model filled by an expression."""
    definition = load_schema().classes[record_class].slots[name]
    person = name in ("subject_id", "individual")
    where = "t.yaml:1:1"
    return SlotPlan(definition, value, made, columns, name, where, "Individual" if person else None)


def people(**changes: object) -> ClassPlan:
    """Individual from the table of people."""
    slots = (
        slot("Individual", "subject_id", cell("ID"), "ID"),
        slot(
            "Individual",
            "birth_date",
            Convert(cell("Narozen"), Kind.PARTIAL_DATE, ("d.m.yyyy", "yyyy")),
            "Narozen",
        ),
        slot(
            "Individual",
            "administrative_gender",
            Recode(cell("Pohlaví"), (("M", "male"), ("Ž", "female"), ("?", None))),
            "Pohlaví",
            made="mapped",
        ),
    )
    plan = ClassPlan(
        "lide-Individual",
        "Individual",
        PEOPLE,
        slots,
        "subject_id",
        "subject_id",
        "t.yaml:1:1",
        one_per_row=True,
    )
    return replace(plan, **changes)


def samples(**changes: object) -> ClassPlan:
    """Biosample from the table of samples."""
    slots = (
        slot("Biosample", "id", cell("Číslo"), "Číslo"),
        slot("Biosample", "individual", cell("ID"), "ID"),
        slot(
            "Biosample",
            "sample_type",
            Recode(cell("Typ"), (("krev", "blood"), ("DNA", "dna"))),
            "Typ",
            made="mapped",
        ),
    )
    plan = ClassPlan(
        "vzorky-Biosample", "Biosample", SAMPLES, slots, "id", "individual", "t.yaml:1:1", one_per_row=True
    )
    return replace(plan, **changes)


def diagnoses(**changes: object) -> ClassPlan:
    """Diagnosis from the samples: one for each code in a split cell, with a key derived from the sample's number."""
    slots = (
        slot("Diagnosis", "individual", cell("ID"), "ID"),
        slot("Diagnosis", "disease", Call("code", (Item(), Constant("MKN10"))), "Dg"),
        slot("Diagnosis", "source_code", Item(), "Dg"),
        slot("Diagnosis", "additional_codings", Translate(Item(), "dg"), "Dg", made="mapped"),
        slot(
            "Diagnosis",
            "diagnosis_date",
            Case(
                ((Call("is_null", (cell("Typ"),)), Constant(None)),),
                Convert(cell("Narozen", "osoba"), Kind.PARTIAL_DATE, ("d.m.yyyy", "yyyy")),
            ),
            "Narozen",
        ),
    )
    plan = ClassPlan(
        "vzorky-Diagnosis",
        "Diagnosis",
        SAMPLES,
        slots,
        "id",
        "individual",
        "t.yaml:1:1",
        joins=(Join("osoba", PEOPLE, ((cell("ID"), cell("ID", "osoba")),)),),
        unnest=Unnest(Split(cell("Dg"), ",")),
        derived_key=(cell("Číslo"),),
    )
    return replace(plan, **changes)


def consents(**changes: object) -> ClassPlan:
    """Consent from the table of people."""
    slots = (
        slot("Consent", "individual", cell("ID"), "ID"),
        slot(
            "Consent",
            "consent_status",
            Recode(cell("Souhlas"), (("ano", "active"), ("odvolán", "withdrawn"), ("ne", "refused"))),
            "Souhlas",
            made="mapped",
        ),
    )
    plan = ClassPlan(
        "lide-Consent", "Consent", PEOPLE, slots, "id", "individual", "t.yaml:1:1", derived_key=(cell("ID"),)
    )
    return replace(plan, **changes)


def plan_of(*classes: ClassPlan) -> Plan:
    """A plan of these classes."""
    return Plan(classes, ("dg",), ())


STANDING = Filter(Call("ne", (cell("Stav"), Constant("storno"))), "Stav != 'storno'")
KNOWN = Filter(Call("not", (Call("is_null", (cell("ID"),)),)), "ID is known")

IDS = st.sampled_from(("P1", "P2", "P3", " P1 ", "p1", "", "-", "neuvedeno", None))
STATES = st.sampled_from(("ok", "storno", "", None))


def person() -> st.SearchStrategy[Cells]:
    """A row of people."""
    values = {
        "ID": IDS,
        "Narozen": st.sampled_from(("1. 2. 1970", "1971", "31.2.2001", "neuvedeno", "kdysi", "", None)),
        "Pohlaví": st.sampled_from(("M", "Ž", "X", "?", "neuvedeno", None)),
        "Stav": STATES,
        "Souhlas": st.just("ano"),
    }
    return st.fixed_dictionaries(values)


def sample() -> st.SearchStrategy[Cells]:
    """A row of samples."""
    values = {
        "ID": IDS,
        "Číslo": st.sampled_from(("S1", "S2", "S3", "S4", "", None)),
        "Typ": st.sampled_from(("krev", "DNA", "lymfa", "neuvedeno", "", None)),
        "Dg": st.sampled_from(("E75.2", "e752,G71.0", "G71.0,,?,E75.2", "xx", ",", "-", "neuvedeno", None)),
        "Stav": STATES,
    }
    return st.fixed_dictionaries(values)


def sheets(max_size: int = 8) -> st.SearchStrategy[tuple[Sheet, Sheet]]:
    """Both tables; some rows cannot be read, some cells neither."""
    faults = st.dictionaries(
        st.tuples(st.integers(1, 8), st.sampled_from(("ID", "Stav"))), st.just("R002"), max_size=2
    )
    return st.tuples(
        st.builds(
            lambda rows, bad: Sheet(PEOPLE, PEOPLE_COLUMNS, rows, faults=bad),
            st.lists(st.one_of(person(), person(), person(), st.none()), max_size=max_size),
            faults,
        ),
        st.builds(
            lambda rows, bad: Sheet(SAMPLES, SAMPLE_COLUMNS, rows, faults=bad),
            st.lists(st.one_of(sample(), sample(), sample(), st.none()), max_size=max_size),
            faults,
        ),
    )


def plans() -> st.SearchStrategy[Plan]:
    """Some of the classes, with and without filters, joins, unnesting and keys of their own."""
    filters = st.sampled_from(((), (STANDING,), (KNOWN, STANDING), (STANDING, KNOWN)))
    diagnosis = st.builds(
        _diagnosis,
        filters,
        st.sampled_from(((cell("Číslo"),), (), (cell("ID"), cell("Číslo")))),
        st.sampled_from((Unnest(Split(cell("Dg"), ",")), Unnest(Collect((cell("Dg"), cell("Typ")))), None)),
        st.booleans(),
    )
    options = (
        st.builds(lambda kept: people(filters=kept), filters),
        st.builds(lambda kept: samples(filters=kept), filters),
        diagnosis,
    )
    chosen = st.lists(st.sampled_from(range(3)), min_size=1, max_size=3, unique=True)
    return chosen.flatmap(lambda picked: st.tuples(*(options[n] for n in picked))).map(
        lambda found: plan_of(*found)
    )


def _diagnosis(
    kept: tuple[Filter, ...], key: tuple[Expression, ...], unnest: Unnest | None, joined: bool
) -> ClassPlan:
    plan = diagnoses(filters=kept, derived_key=key, unnest=unnest)
    if unnest is None:
        plan = replace(plan, slots=(plan.slots[0], plan.slots[4]))
    if not joined:
        plan = replace(plan, joins=(), slots=tuple(s for s in plan.slots if s.slot.name != "diagnosis_date"))
    return plan
