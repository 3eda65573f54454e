"""Views and resources made at random: paths that mean something, resources as odd as the standard lets them be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Drawn = st.SearchStrategy[Any]

WORDS = ("official", "old", "f1", "Nováková", "", "a b", "12", "1.50", "true", "2020-01-01")
DATES = ("2020", "2020-02", "2020-02-29", "1999-12-31", "2020-02-30")
STAMPS = (
    "2020-02-29T10:00:00Z",
    "2020-02-29T11:00:00+01:00",
    "2020-02-29T10:00:00.500Z",
    "1999-12-31T23:59:59-12:00",
)
TIMES = ("10:00:00", "10:00:00.0", "10:00:00.50", "23:59:59")
REFERENCES = (
    "Patient/p1",
    "http://x.cz/fhir/Patient/p2/_history/3",
    "urn:uuid:p1",
    "Group/g1",
    "#here",
    "",
    "Patient/",
)

words = st.sampled_from(WORDS)
moments = st.sampled_from(DATES + STAMPS)
decimals = st.sampled_from(
    ("0", "1.50", "-2.25", "3.1415926535897932", "12345678901234567890.5", "99999999999999999999999")
)
numbers = decimals.map(Decimal)
wholes = st.sampled_from((0, 1, 2, 7, -1, 3.5))


def parts(**fields: Drawn) -> Drawn:
    """An object with some of these keys."""
    return st.fixed_dictionaries({}, optional=fields)


def some(what: Drawn) -> Drawn:
    return st.lists(what, max_size=3)


quantity = parts(value=numbers, unit=words)
reference = parts(reference=st.sampled_from(REFERENCES), type=st.sampled_from(("Patient", "Group")))
telecom = parts(system=words, value=words, rank=wholes)
name = parts(use=words, family=words, given=some(st.none() | words))
extension = parts(url=st.sampled_from(("u1", "u2")), valueString=words, valueDecimal=numbers)
nested = parts(url=st.sampled_from(("u1", "u2")), valueString=words, extension=some(extension))
answer = st.deferred(lambda: parts(valueString=words, item=some(item)))
item = st.deferred(lambda: parts(linkId=words, text=words, item=some(item), answer=some(answer)))

patients = st.fixed_dictionaries(
    {"resourceType": st.just("Patient")},
    optional={
        "id": words,
        "active": st.booleans(),
        "gender": words,
        "birthDate": st.sampled_from(DATES),
        "_birthDate": parts(extension=some(extension)),
        "deceasedBoolean": st.booleans(),
        "deceasedDateTime": moments,
        "multipleBirthInteger": wholes,
        "name": some(name),
        "telecom": some(telecom),
        "contact": some(parts(name=name, gender=words, telecom=some(telecom))),
        "link": some(parts(other=reference, type=words)),
        "extension": some(nested),
        "generalPractitioner": some(reference),
    },
)
observations = st.fixed_dictionaries(
    {"resourceType": st.just("Observation")},
    optional={
        "id": words,
        "valueQuantity": quantity,
        "valueString": words,
        "valueTime": st.sampled_from(TIMES),
        "valueInteger": wholes,
        "effectiveDateTime": moments,
        "subject": reference,
        "component": some(parts(valueQuantity=quantity, valueString=words)),
    },
)
responses = st.fixed_dictionaries(
    {"resourceType": st.just("QuestionnaireResponse")}, optional={"id": words, "item": some(item)}
)
RESOURCES: dict[str, Drawn] = {
    "Patient": patients,
    "Observation": observations,
    "QuestionnaireResponse": responses,
}

PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "Patient": {
        "text": (
            "id",
            "gender",
            "name.family",
            "name.given",
            "name.first().given.first()",
            "contact.name.family",
            "name.where({truth HumanName}).family",
            "telecom.where({truth ContactPoint}).value",
            "name[1].family",
            "extension('u1').value.ofType(string)",
            "extension('u2').extension('u1').value.ofType(string)",
            "birthDate.extension('u1').value.ofType(string)",
            "name.given.join(', ')",
            "gender.join()",
            "link.other.getReferenceKey()",
            "link.other.getReferenceKey(Patient)",
            "getResourceKey()",
            "contact.telecom.where(system = 'old').value",
            "gender.where($this = 'old')",
            "name.given.where($this != 'f1')",
            "name.where(family.exists()).select(use & '|' & family).join(', ')",
            "name.given.select($this & '!')",
        ),
        "truth": (
            "active",
            "deceased.ofType(boolean)",
            "deceased.exists()",
            "contact.empty()",
            "name.exists({truth HumanName})",
        ),
        "number": (
            "multipleBirth.ofType(integer)",
            "telecom.rank",
            "telecom.first().rank",
            "extension('u1').value.ofType(decimal)",
        ),
        "moment": ("birthDate", "deceased.ofType(dateTime)"),
        "parts": (
            "name|HumanName",
            "telecom|ContactPoint",
            "contact|Contact",
            "contact.telecom|ContactPoint",
            "name.where({truth HumanName})|HumanName",
            "name.given|Given",
            "name.first()|HumanName",
        ),
    },
    "HumanName": {
        "text": ("family", "use", "given", "given.first()", "given[1]"),
        "truth": ("family.exists()", "given.empty()"),
        "number": ("%rowIndex",),
        "moment": ("@2020",),
        "parts": ("given|Given",),
    },
    "ContactPoint": {
        "text": ("system", "value"),
        "truth": ("value.exists()",),
        "number": ("rank", "%rowIndex"),
        "moment": ("@2020-01",),
        "parts": (),
    },
    "Contact": {
        "text": ("name.family", "name.given", "gender"),
        "truth": ("name.exists()",),
        "number": ("telecom.rank",),
        "moment": ("@2020-02-29",),
        "parts": ("telecom|ContactPoint", "name|HumanName", "name.given|Given"),
    },
    "Given": {
        "text": ("$this",),
        "truth": ("$this.exists()",),
        "number": ("%rowIndex",),
        "moment": ("@1999",),
        "parts": (),
    },
    "Observation": {
        "text": (
            "id",
            "value.ofType(string)",
            "value.ofType(Quantity).unit",
            "subject.getReferenceKey(Patient)",
        ),
        "truth": ("value.exists()", "component.empty()"),
        "number": (
            "value.ofType(Quantity).value",
            "value.ofType(integer)",
            "component.value.ofType(Quantity).value",
            "value.ofType(Quantity).value.lowBoundary()",
            "value.ofType(Quantity).value.highBoundary()",
        ),
        "moment": (
            "effective.ofType(dateTime)",
            "effective.ofType(dateTime).lowBoundary()",
            "effective.ofType(dateTime).highBoundary()",
        ),
        "time": ("value.ofType(time)", "value.ofType(time).highBoundary()", "@T10:00", "@T10:00:00.5"),
        "parts": ("component|Component",),
    },
    "Component": {
        "text": ("value.ofType(string)",),
        "truth": ("value.exists()",),
        "number": ("value.ofType(Quantity).value", "%rowIndex"),
        "moment": ("@2020",),
        "parts": (),
    },
    "QuestionnaireResponse": {
        "text": ("id", "item.linkId"),
        "truth": ("item.exists()",),
        "number": ("%rowIndex",),
        "moment": ("@2020",),
        "parts": ("item|Item", "item.answer|Answer"),
    },
    "Item": {
        "text": ("linkId", "text", "answer.value.ofType(string)", "item.text"),
        "truth": ("item.exists()",),
        "number": ("%rowIndex",),
        "moment": ("@2020",),
        "parts": ("item|Item", "answer|Answer"),
    },
    "Answer": {
        "text": ("value.ofType(string)",),
        "truth": ("item.exists()",),
        "number": ("%rowIndex",),
        "moment": ("@2020",),
        "parts": ("item|Item",),
    },
}
WAYS = {
    "QuestionnaireResponse": (["item"], ["item", "answer.item"]),
    "Item": (["item"], ["answer.item", "item"]),
    "Answer": (["item"],),
}


@st.composite
def expressions(draw: st.DrawFn, here: str, kind: str, depth: int = 0) -> str:
    """FHIRPath that gives items of a kind, asked of something."""
    if depth < 2 and (made := draw(_composed(here, kind, depth))):
        return str(made)
    path = str(draw(st.sampled_from(PATHS[here].get(kind, ("@T10:00",)))))
    while "{truth " in path:
        before, _, rest = path.partition("{truth ")
        owner, _, after = rest.partition("}")
        path = before + draw(expressions(owner, "truth", depth + 1)) + after
    return path


@st.composite
def _composed(draw: st.DrawFn, here: str, kind: str, depth: int) -> str:
    def of(kind_: str) -> str:
        return str(draw(expressions(here, kind_, depth + 1)))

    if kind == "truth":
        chosen = draw(st.integers(0, 7))
        if chosen == 0:
            return f"({of('truth')} {draw(st.sampled_from(('and', 'or', 'xor', 'implies')))} {of('truth')})"
        if chosen == 1:
            return f"({of('truth')}).not()"
        if chosen == 2:
            literal = draw(st.sampled_from(("'old'", "'f1'", of("text"), "%word")))
            return f"({of('text')} {draw(st.sampled_from(('=', '!=', '<', '>=')))} {literal})"
        if chosen == 3:
            literal = draw(st.sampled_from(("1", "1.5", of("number"), "-2.25")))
            return f"({of('number')} {draw(st.sampled_from(('=', '!=', '<', '<=', '>', '>=')))} {literal})"
        if chosen == 4:
            literal = draw(st.sampled_from(("@2020", "@2020-02-29", of("moment"), "@2020-02-29T10:00:00Z")))
            return f"({of('moment')} {draw(st.sampled_from(('=', '!=', '<', '<=')))} {literal})"
        if chosen == 5 and here == "Observation":
            return f"({of('time')} {draw(st.sampled_from(('=', '<', '>=')))} {of('time')})"
    if kind == "number" and draw(st.integers(0, 3)) == 0:
        return f"({of('number')} {draw(st.sampled_from('+-*/'))} {of('number')})"
    if kind == "text" and draw(st.integers(0, 5)) == 0:
        return f"({of('text')} {draw(st.sampled_from('+&'))} {of('text')})"
    return ""


@st.composite
def columns(draw: st.DrawFn, here: str, names: list[str]) -> list[Json]:
    """Columns under these names; each name has its kind, so that branches fit together."""
    made = []
    for name_ in names:
        kind = {"t": "text", "b": "truth", "n": "number", "m": "moment"}[name_[0]]
        fhir = {"t": "string", "b": "boolean", "n": "decimal", "m": "dateTime"}[name_[0]]
        made.append(
            {
                "name": name_,
                "path": draw(expressions(here, kind)),
                "type": fhir,
                "collection": name_.endswith("s"),
            }
        )
    return made


@st.composite
def selects(draw: st.DrawFn, here: str, names: list[str], depth: int = 0) -> Json:
    """A select with these columns: its own, those of what it makes rows for, those of branches."""
    made: Json = {}
    possible = PATHS[here]["parts"]
    maker = draw(st.sampled_from((None, None, "forEach", "forEachOrNull", "repeat")))
    if maker in {"forEach", "forEachOrNull"} and possible:
        path, _, here = str(draw(st.sampled_from(possible))).partition("|")
        if "{truth" in path:
            path = path.replace("{truth HumanName}", draw(expressions("HumanName", "truth")))
        made[maker] = path
    elif maker == "repeat" and here in WAYS:
        made["repeat"] = draw(st.sampled_from(WAYS[here]))
        here = "Item"
    if depth == 2 or draw(st.booleans()):
        return made | {"column": draw(columns(here, names))}
    if draw(st.booleans()):
        branches = [draw(selects(here, names, depth + 1)) for _ in range(draw(st.integers(1, 3)))]
        return made | {"unionAll": branches}
    cut = draw(st.integers(0, len(names)))
    inner = [draw(selects(here, part, depth + 1)) for part in (names[:cut], names[cut:]) if part]
    return made | {"select": inner}


@st.composite
def views(draw: st.DrawFn) -> Json:
    """A view over one of the types of resource."""
    resource = draw(st.sampled_from(tuple(RESOURCES)))
    kinds = draw(st.lists(st.sampled_from(("t", "ts", "b", "n", "ns", "m")), min_size=1, max_size=4))
    names = [f"{kind[0]}{at}{kind[1:]}" for at, kind in enumerate(kinds)]
    where = draw(st.lists(expressions(resource, "truth"), max_size=1))
    return {
        "resource": resource,
        "constant": [{"name": "word", "valueString": "f1"}],
        "select": [draw(selects(resource, names))],
        "where": [{"path": path} for path in where],
    }
