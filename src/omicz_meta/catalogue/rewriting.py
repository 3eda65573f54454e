"""Lifts statements of older releases of HealthDCAT-AP to Release 8: passes over statements, counted by rule.

What was renamed stands in schemas/catalogue/migrate-to-r8.toml; what changed its form follows from the tables that
descriptions are written with. A pass changes nothing in what is Release 8 already.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from omicz_meta.catalogue.codelists import code_lists
from omicz_meta.catalogue.forms import Day, Node, Row, Typed
from omicz_meta.catalogue.healthdcat import DATASET
from omicz_meta.catalogue.namespaces import (
    ADMS,
    CSVW,
    CV,
    DCAT,
    DCATAP,
    DCT,
    EU_AUTHORITY,
    HEALTH_AUTHORITY,
    HEALTHDCATAP,
    PREFIXES,
    RDF,
    SKOS,
    XSD,
)
from omicz_meta.catalogue.rdf import is_iri
from omicz_meta.catalogue.statements import Object, Said, Statements, indexed
from omicz_meta.resources import schemas_folder
from omicz_meta.tomlfile import read_table

_TELEPHONE = CV("telephone").value
_TYPE = RDF("type").value
_CODE_VALUES = HEALTHDCATAP("hasCodeValues").value
_CODING_SYSTEM = HEALTHDCATAP("hasCodingSystem").value
_IDENTIFIER = DCT("identifier").value
_LAW = DCATAP("applicableLegislation").value
_STRUCTURED = HEALTHDCATAP("hasStructuredData").value
_DISTRIBUTIONS = tuple(iri.value for iri in (DCAT("distribution"), ADMS("sample"), HEALTHDCATAP("analytics")))
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):*")
_DATES: Mapping[int, str] = MappingProxyType({4: "gYear", 7: "gYearMonth", 10: "date"})
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})T.*", re.DOTALL)

Told = Iterator[tuple[str, Said | None]]
"""Statements as a pass leaves them, each with the rule that changed it; None where it is taken away."""
Pass = Callable[[Statements, "Renames"], Told]


@dataclass(frozen=True, slots=True)
class Renames:
    """What was renamed from release to release, as IRIs; addresses and namespaces by how they begin."""

    namespaces: Mapping[str, str]
    terms_as_values: tuple[str, ...]
    addresses: Mapping[str, str]
    values: Mapping[str, str]
    properties: Mapping[str, str]
    agents: frozenset[str]
    contact_from: frozenset[str]
    contact: Mapping[str, str]
    contact_properties: Mapping[str, str]
    placeholders: frozenset[str]


@cache
def renames() -> Renames:
    """The table of what was renamed on the way to Release 8.

    >>> renames().properties["http://www.w3.org/ns/csvw#titles"]
    'http://www.w3.org/ns/csvw#title'
    """
    table = read_table(_Table, schemas_folder() / "catalogue" / "migrate-to-r8.toml")
    contact = table.contact
    return Renames(
        namespaces=_expanded(table.namespaces),
        terms_as_values=tuple(map(_iri, table.terms_as_values)),
        addresses=_expanded(table.addresses),
        values=_expanded(table.values),
        properties=_expanded(table.properties),
        agents=frozenset(map(_iri, contact.agents)),
        contact_from=frozenset(map(_iri, contact.from_)),
        contact={name: _iri(getattr(contact, name)) for name in ("to", "type", "mail", "mailbox")},
        contact_properties=_expanded(contact.properties),
        placeholders=table.placeholders.texts,
    )


@dataclass(frozen=True, slots=True)
class _Contact:
    """How whom to ask at an agent was written, and is written now; names as CURIEs."""

    agents: tuple[str, ...]
    from_: tuple[str, ...]
    to: str
    type: str
    mail: str
    mailbox: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Placeholders:
    """Texts that only say that nothing is said."""

    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Table:
    """What was renamed on the way to a release, as it stands in the file: CURIEs on the right."""

    release: str
    terms_as_values: tuple[str, ...]
    namespaces: Mapping[str, str]
    addresses: Mapping[str, str]
    values: Mapping[str, str]
    properties: Mapping[str, str]
    contact: _Contact
    placeholders: _Placeholders


def rewrite(found: Statements, tables: Renames) -> tuple[Statements, Mapping[str, int]]:
    """The statements as Release 8 has them, and how often each rule changed something.

    >>> from omicz_meta.catalogue.graph import read_graph
    >>> from omicz_meta.catalogue.statements import statements
    >>> old = b'<https://e.org/a> <http://data.europa.eu/r5r/healthdcatap#numberOfrecords:> "12" .'
    >>> new, counts = rewrite(statements(read_graph(old)), renames())
    >>> [term.text for term in new.objects("https://e.org/a", HEALTHDCATAP("numberOfRecords"))], dict(counts)
    (['12'], {'namespace': 1, 'datatype': 1})
    """
    counts: Counter[str] = Counter()
    for step in PASSES:
        told = list(step(found, tables))
        counts.update(rule for rule, _ in told if rule)
        found = indexed(said for _, said in told if said)
    return found, dict(counts)


def _namespaces(found: Statements, tables: Renames) -> Told:
    for subject, name, term in found.each():
        renamed = _term(name, tables)
        kept = _value(term, tables)
        if renamed == _TYPE:
            kept = term._replace(text=_term(term.text, tables))
        elif term.datatype:
            kept = term._replace(datatype=_term(term.datatype, tables))
        about = _value(Object("iri", subject), tables).text
        yield "namespace" if (renamed, kept) != (name, term) else "", (about, renamed, kept)


def _value(term: Object, tables: Renames) -> Object:
    """A value, where it is a term of a vocabulary whose terms stand as values."""
    renamed = _term(term.text, tables) if term.is_iri else term.text
    return term._replace(text=renamed) if renamed.startswith(tables.terms_as_values) else term


def _term(iri: str, tables: Renames) -> str:
    """A term in the namespace of Release 8, spelt as it is there, without a colon that got into the name."""
    for start in sorted((*tables.namespaces, *PREFIXES.values()), key=len, reverse=True):
        known = _NAME.fullmatch(iri, len(start)) if iri.startswith(start) else None
        if known:
            term = tables.namespaces.get(start, start) + known[1]
            return _spelling().get(term.lower(), term)
    return iri


@cache
def _spelling() -> Mapping[str, str]:
    """The properties of health data as they are spelt, by their small letters."""
    known = {row.property.value for row in DATASET if row.property.value.startswith(HEALTHDCATAP.iri)}
    return MappingProxyType({iri.lower(): iri for iri in known})


def _addresses(found: Statements, tables: Renames) -> Told:
    for subject, name, term in found.each():
        kept = term._replace(text=_address(term.text, tables)) if term.is_iri else term
        yield "address" if kept != term else "", (_address(subject, tables), name, kept)


def _address(text: str, tables: Renames) -> str:
    if text in tables.values:
        return tables.values[text]
    start = next((start for start in tables.addresses if text.startswith(start)), None)
    return tables.addresses[start] + text.removeprefix(start) if start else text


def _properties(found: Statements, tables: Renames) -> Told:
    for subject, name, term in found.each():
        renamed = tables.properties.get(name, name)
        if renamed == DCT("conformsTo").value and term.text.startswith(f"{HEALTH_AUTHORITY}coding-system/"):
            renamed = _CODING_SYSTEM
        yield "property" if renamed != name else "", (subject, renamed, term)


def _nodes(found: Statements, tables: Renames) -> Told:
    """Nodes under addresses that no description may hold are nodes without a name."""
    del tables
    for subject, name, term in found.each():
        hidden = term.is_iri and not is_iri(term.text) and bool(found.about(term.text))
        yield "internal_address" if hidden else "", (subject, name, _blank(term.text) if hidden else term)


def _literals(found: Statements, tables: Renames) -> Told:
    for subject, name, term in found.each():
        if term.kind == "literal" and term.text.strip() in tables.placeholders:
            yield "placeholder", None
        elif name == _CODE_VALUES and term.kind != "literal":
            yield "code_value", (subject, name, _text(_code_value(term, found)))
        elif term.is_iri and (
            name == _IDENTIFIER or (name == ADMS("identifier").value and term.text == subject)
        ):
            yield "identifier", (subject, _IDENTIFIER, _text(term.text))
        else:
            kept = _typed(name, term)
            yield "datatype" if kept != term else "", (subject, name, kept)


def _code_value(term: Object, found: Statements) -> str:
    """A code as people write it: a CURIE, else what the concept says of itself, else its address."""
    for prefix, start in code_lists().prefixes.items():
        if term.is_iri and term.text.startswith(start):
            return f"{prefix}:{term.text.removeprefix(start)}"
    told = (one.text for name in ("notation", "prefLabel") for one in found.objects(term.text, SKOS(name)))
    return next(told, term.text)


def _typed(name: str, term: Object) -> Object:
    wanted = _datatypes().get(name)
    if wanted is None or term.kind != "literal":
        return term
    if wanted:
        return term._replace(datatype=XSD(wanted).value, language="")
    day = _DAY.fullmatch(term.text)
    text = day[1] if day else term.text
    kind = _DATES.get(len(text))
    return term._replace(text=text, datatype=XSD(kind).value, language="") if kind else term


@cache
def _datatypes() -> Mapping[str, str]:
    """Which datatype the values of a property have; empty for dates, where their length says it."""
    return MappingProxyType(dict(_forms(DATASET)))


def _forms(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if isinstance(row.form, Typed):
            yield row.property.value, row.form.datatype
        elif isinstance(row.form, Day):
            yield row.property.value, ""
        elif isinstance(row.form, Node):
            yield from _forms(row.form.rows)


def _lists(found: Statements, tables: Renames) -> Told:
    """Tables and columns are repeated properties in Release 8, not lists, and columns belong to their table."""
    del tables
    several = {CSVW("table").value, CSVW("column").value}
    for subject, name, term in found.each():
        if name == CSVW("tableSchema").value:
            for column in found.objects(term.text, CSVW("column")):
                yield from (("list", (subject, CSVW("column").value, one)) for one in _members(column, found))
        elif name in several and found.objects(term.text, RDF("first")):
            yield from (("list", (subject, name, one)) for one in _members(term, found))
        else:
            yield "", (subject, name, term)


def _members(term: Object, found: Statements) -> Iterator[Object]:
    """The members of a list, each once however the list runs; of what is no list, itself."""
    seen: set[str] = set()
    if not found.objects(term.text, RDF("first")):
        yield term
        return
    while term.text not in seen and (first := found.objects(term.text, RDF("first"))):
        seen.add(term.text)
        yield first[0]
        term = next(iter(found.objects(term.text, RDF("rest"))), term)


def _contacts(found: Statements, tables: Renames) -> Told:
    """Whom to ask at an agent is a cv:ContactPoint; a mailbox is such a contact where there is no other."""
    agents = {term.text for _, name, term in found.each() if name in tables.agents and term.kind != "literal"}
    link = tables.contact["to"]
    for subject, name, term in found.each():
        old = name in tables.contact_from or (name == link and _of_datasets(term, found, tables))
        if subject in agents and old and term.kind != "literal":
            yield "contact_point", (subject, link, _blank(f"{term.text} of agents"))
            yield from _copied(term, found, tables)
        else:
            yield "", (subject, name, term)
    for agent in sorted(agents):
        yield from _mailbox(agent, found, tables)


def _of_datasets(term: Object, found: Statements, tables: Renames) -> bool:
    return any(name in tables.contact_properties for name in found.about(term.text))


def _copied(term: Object, found: Statements, tables: Renames) -> Told:
    node = f"{term.text} of agents"
    yield "", (node, _TYPE, Object("iri", tables.contact["type"]))
    for name, terms in found.about(term.text).items():
        renamed = tables.contact_properties.get(name, name)
        yield from (("", (node, renamed, _number(renamed, one))) for one in terms if name != _TYPE)


def _number(name: str, term: Object) -> Object:
    """A telephone of an agent is a text; that of a vCard was an address."""
    return _text(term.text.removeprefix("tel:")) if name == _TELEPHONE and term.is_iri else term


def _mailbox(agent: str, found: Statements, tables: Renames) -> Told:
    about = found.about(agent)
    mailbox = about.get(tables.contact["mailbox"], ())[:1]
    if mailbox and not any(name in about for name in (tables.contact["to"], *tables.contact_from)):
        node = _blank(f"mailbox of {agent}")
        yield "contact_point", (agent, tables.contact["to"], node)
        yield "", (node.text, _TYPE, Object("iri", tables.contact["type"]))
        yield "", (node.text, tables.contact["mail"], mailbox[0])


def _implied(found: Statements, tables: Renames) -> Told:
    """What follows and Release 8 wants said: variables mean structured data, the law of a dataset is its parts'."""
    del tables
    yield from (("", said) for said in found.each())
    for dataset in found.instances(DCAT("Dataset")):
        about = found.about(dataset)
        if HEALTHDCATAP("hasVariables").value in about and _STRUCTURED not in about:
            yield "structured", (dataset, _STRUCTURED, Object("literal", "true", XSD("boolean").value))
        for part in dict.fromkeys(term.text for link in _DISTRIBUTIONS for term in about.get(link, ())):
            if found.about(part) and _LAW not in found.about(part):
                yield from (("law", (part, _LAW, law)) for law in about.get(_LAW, ()))


PASSES: tuple[Pass, ...] = (
    _namespaces,
    _addresses,
    _properties,
    _nodes,
    _literals,
    _lists,
    _contacts,
    _implied,
)


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    known = {**PREFIXES, "authority": HEALTH_AUTHORITY, "eu": EU_AUTHORITY}
    known["iana"] = code_lists().lists["media-type"].iri
    return known[prefix] + name


def _expanded(table: Mapping[str, str]) -> Mapping[str, str]:
    """A table with CURIEs as IRIs, on either side; longer keys first."""
    whole = {old if "//" in old else _iri(old): _iri(new) for old, new in table.items()}
    return MappingProxyType(dict(sorted(whole.items(), key=lambda pair: (-len(pair[0]), pair[0]))))


def _blank(name: str) -> Object:
    return Object("blank", name)


def _text(text: str) -> Object:
    return Object("literal", text)
