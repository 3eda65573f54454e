"""How one value stands in RDF, in both directions: the small forms of which a profile's table is made.

A form writes a value, given the IRI that a node for it would get, as the object with the triples that describe it;
and it reads an object back as plain data, as people write it in dataset.yaml. Nodes that are not ours get their type
stated, because range shapes look for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from omicz_meta.catalogue.description import Code, Entity, Item, Text, key_of
from omicz_meta.catalogue.namespaces import FOAF, RDF, SKOS, XSD, Namespace
from omicz_meta.catalogue.rdf import Iri, Literal, Term, Triple, is_iri
from omicz_meta.catalogue.statements import Object, Statements

Rendered = tuple[Term, tuple[Triple, ...]]
_SAFE = re.compile(r"[A-Za-z0-9_-]+")
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_TYPE = RDF("type")
OWN_IRI = "@id"
"""The key under which plain data holds the IRI of a node, as in JSON-LD."""
NO_LANGUAGE = "und"
"""The language of a text that does not say it (BCP 47)."""
DEPTH = 8
"""Descriptions are five levels deep; what goes on further runs in a circle."""


class Form(Protocol):
    """A form in which values stand in RDF. One that makes no nodes of its own may say so: `plain = True`."""

    def write(self, value: Item | Entity, iri: Iri, /) -> Rendered | None:
        """The object of a value and the triples about it; None where the value has no place in this form."""

    def read(self, term: Object, found: Statements, depth: int, /) -> Any:
        """The plain data of an object; None where it does not stand in this form."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a profile's table: a slot, the property it becomes, and the form of its values.

    `part` names the nodes of this slot in IRIs; `single` keeps only the first value, English before others.
    """

    slot: str
    property: Iri
    form: Form
    part: str = ""
    single: bool = False


def render(entity: Entity, iri: Iri, rows: Iterable[Row], minted: Iri | None = None) -> Iterator[Triple]:
    """Yield the triples of an entity: one for each value of each slot in the table, and those of its neighbours.

    Neighbours without an IRI of their own get one under `minted`, where the entity itself has a foreign one.
    """
    root = minted or iri
    for row in rows:
        values = entity.slots.get(row.slot)
        if not values:
            continue
        form, plain = row.form, getattr(row.form, "plain", False)
        for number, value in enumerate(_chosen(values) if row.single else values, start=1):
            where = iri if plain else child(root, row.part or row.slot, _key(value, number))
            rendered = form.write(value, where)
            if rendered is not None:
                yield Triple(iri, row.property, rendered[0])
                yield from rendered[1]


def read_rows(subject: str, rows: Iterable[Row], found: Statements, depth: int = 0) -> dict[str, Any]:
    """The plain data of a node, by the table it was written with; a property of several rows goes by its fragment."""
    several = tuple(rows)
    plain: dict[str, Any] = {}
    for row in several:
        rivals = [one for one in several if one.property == row.property]
        terms = (term for term in found.objects(subject, row.property) if _belongs(term, row, rivals))
        values = [value for term in terms if (value := row.form.read(term, found, depth + 1)) is not None]
        if values:
            plain[row.slot] = values
    return plain


def _belongs(term: Object, row: Row, rivals: list[Row]) -> bool:
    if len(rivals) == 1:
        return True
    named = [one for one in rivals if term.is_iri and f"#{_dashed(one.part or one.slot)}" in term.text]
    starting = [one for one in rivals if isinstance(one.form, Coded) and _starts(one.form, term)]
    return row == (named or starting or rivals)[0]


def _starts(form: Coded, term: Object) -> bool:
    return bool(form.start) and term.is_iri and term.text.startswith(form.start)


def child(iri: Iri, part: str, key: str = "") -> Iri:
    """The IRI of a node that belongs to another one: a fragment of the dataset's IRI, so that it can be looked up.

    >>> child(child(Iri("https://example.org/dataset/a"), "publisher"), "contact_point").value
    'https://example.org/dataset/a#publisher-contact-point'
    """
    separator = "-" if "#" in iri.value else "#"
    name = _dashed(part)
    own = f"{name}-{key}" if name and key else name or key
    made = f"{iri.value}{separator}{own}"
    return Iri.known(made) if _SAFE.fullmatch(own) else Iri(made)


@dataclass(frozen=True, slots=True)
class Words:
    """A language-tagged literal, or a plain one where the value has no language."""

    plain: ClassVar[bool] = True

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A text as it is."""
        if isinstance(value, Text):
            language = "" if value.language == NO_LANGUAGE else value.language
            return Literal(value.value, language=language), ()
        return (Literal(str(value)), ()) if isinstance(value, str) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """A language map, or the text alone."""
        if term.kind != "literal":
            return None
        return {term.language: term.text} if term.language else term.text


@dataclass(frozen=True, slots=True)
class Typed:
    """A literal of an XSD datatype; 0 and false are written like any other value."""

    plain: ClassVar[bool] = True

    datatype: str

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A number, truth value or duration."""
        if isinstance(value, Entity | Text | Code | Iri):
            return None
        lexical = str(value).lower() if isinstance(value, bool) else _plain(value)
        return Literal(lexical, XSD(self.datatype).value), ()

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The lexical form, whatever its datatype; `1` is true where a truth value is wanted."""
        if term.kind != "literal":
            return None
        truth = {"1": "true", "0": "false"} if self.datatype == "boolean" else {}
        return truth.get(term.text, term.text)


@dataclass(frozen=True, slots=True)
class Day:
    """A date at the precision it is known to: xsd:gYear, xsd:gYearMonth or xsd:date."""

    plain: ClassVar[bool] = True

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A date or part of one."""
        datatype = _DATE_TYPES.get(len(value)) if isinstance(value, str) else None
        return (Literal(str(value), XSD(datatype).value), ()) if datatype else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The date; of a point in time its day."""
        return term.text[:10] if term.kind == "literal" else None


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it is, with the types that range shapes look for."""

    plain: ClassVar[bool] = True

    types: tuple[Iri, ...] = ()

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """An address."""
        return (value, _types(value, self.types)) if isinstance(value, Iri) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The address; some write it as a literal."""
        return None if term.kind == "blank" else term.text


@dataclass(frozen=True, slots=True)
class Coded:
    """A value of a value set as the IRI it means, concepts with labels; one that means nothing is not written.

    `start` tells the codes of this slot from those of others under the same property; `named` is the label's property.
    """

    plain: ClassVar[bool] = True

    types: tuple[Iri, ...] = ()
    start: str = ""
    named: Iri | None = None

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A code."""
        if not isinstance(value, Code) or value.iri is None:
            return None
        found = Iri(value.iri)
        naming = self.named or (SKOS("prefLabel") if SKOS("Concept") in self.types else None)
        labels = (
            Triple(found, naming, Literal(name, language=lang))
            for lang, name in value.label.items()
            if naming
        )
        return found, (*_types(found, self.types), *labels)

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The IRI of the code."""
        return term.text if term.is_iri else None


@dataclass(frozen=True, slots=True)
class Node:
    """A neighbour as a node of its own, written by its table; one that has an IRI keeps it."""

    rows: tuple[Row, ...]
    types: tuple[Iri, ...] = ()

    def write(self, value: Item | Entity, iri: Iri) -> Rendered | None:
        """An entity."""
        if not isinstance(value, Entity):
            return None
        own = Iri(value.iri) if value.iri else iri
        ours = own.value.partition("#")[0] == iri.value.partition("#")[0]
        return own, (*_types(own, self.types), *render(value, own, self.rows, own if ours else iri))

    def read(self, term: Object, found: Statements, depth: int) -> Any:
        """The slots of the node, with its IRI; an address that nothing is said about is no node."""
        if term.kind == "literal" or depth > DEPTH:
            return None
        plain = read_rows(term.text, self.rows, found, depth)
        own = {OWN_IRI: term.text} if term.is_iri else {}
        return {**own, **plain} if plain or found.about(term.text) else None


@dataclass(frozen=True, slots=True)
class Statement:
    """A text that the profile wants as a node (provenance, rights): all languages are labels of the same node."""

    kind: Iri
    label: Iri

    def write(self, value: Item | Entity, iri: Iri) -> Rendered | None:
        """A text in a language."""
        if not isinstance(value, Text):
            return None
        (term, _), label = WORDS.write(value, iri) or (Literal(""), ()), self.label
        return iri, (*_types(iri, (self.kind,)), Triple(iri, label, term))

    def read(self, term: Object, found: Statements, _: int) -> Any:
        """The texts of the node by language, or of the literal that stands in its place."""
        labels = (term,) if term.kind == "literal" else found.objects(term.text, self.label)
        texts: dict[str, list[str]] = {}
        for label in labels:
            texts.setdefault(label.language or NO_LANGUAGE, []).append(label.text)
        return texts or None


@dataclass(frozen=True, slots=True)
class BareMail:
    """A mailbox as the Core Vocabularies want it: a literal without `mailto:`."""

    plain: ClassVar[bool] = True

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A mailbox."""
        return (Literal(value.value.removeprefix("mailto:")), ()) if isinstance(value, Iri) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The mailbox, whichever way it is written."""
        return None if term.kind == "blank" else term.text


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone number as a tel: IRI (RFC 3966); one that is no number is not written."""

    plain: ClassVar[bool] = True

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A number as people write it."""
        number = "tel:" + "".join(sign for sign in str(value) if sign in "+0123456789")
        return (Iri(number), ()) if isinstance(value, str) and is_iri(number) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The number; some write it as a node with vcard:hasValue, which is not read."""
        return None if term.kind == "blank" else term.text.removeprefix("tel:")


@dataclass(frozen=True, slots=True)
class AddressText:
    """An identifier that is an address, written as xsd:anyURI."""

    plain: ClassVar[bool] = True

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """An address."""
        return (Literal(value.value, XSD("anyURI").value), ()) if isinstance(value, Iri) else None

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The address."""
        return None if term.kind == "blank" else term.text


@dataclass(frozen=True, slots=True)
class Named:
    """A code that a vocabulary writes as stem and name, such as spdx:checksumAlgorithm_sha256."""

    plain: ClassVar[bool] = True

    namespace: Namespace
    stem: str
    types: tuple[Iri, ...] = ()

    def write(self, value: Item | Entity, _: Iri) -> Rendered | None:
        """A code."""
        if not isinstance(value, Code):
            return None
        term = self.namespace(self.stem + value.name)
        return term, _types(term, self.types)

    def read(self, term: Object, _: Statements, __: int) -> Any:
        """The name behind the stem."""
        start = self.namespace.iri + self.stem
        return term.text.removeprefix(start) if term.text.startswith(start) else None


@dataclass(frozen=True, slots=True)
class CodedNode:
    """A value of a value set that the profile wants inside a node of its own."""

    kind: Iri
    link: Iri

    def write(self, value: Item | Entity, iri: Iri) -> Rendered | None:
        """A code."""
        inner = Coded().write(value, iri)
        if inner is None:
            return None
        return iri, (*_types(iri, (self.kind,)), Triple(iri, self.link, inner[0]), *inner[1])

    def read(self, term: Object, found: Statements, _: int) -> Any:
        """The IRI of the code in the node."""
        inner = found.objects(term.text, self.link)
        return next((one.text for one in inner if one.is_iri), None)


WORDS = Words()
PAGE = Link((FOAF("Document"),))
"""A web page."""


def _dashed(part: str) -> str:
    return part.replace("_", "-")


def _types(iri: Iri, types: tuple[Iri, ...]) -> tuple[Triple, ...]:
    return tuple([Triple(iri, _TYPE, kind) for kind in types])


def _plain(value: Decimal | int | str) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _chosen(values: tuple[Item | Entity, ...]) -> tuple[Item | Entity, ...]:
    english = tuple(value for value in values if isinstance(value, Text) and value.language == "en")
    return (english or values)[:1]


def _key(value: Item | Entity, number: int) -> str:
    """What tells siblings apart: a key of their own where they have one, so that a new sibling renames nobody."""
    if isinstance(value, Text):
        return ""
    own = value.first("id") or value.first("notation") if isinstance(value, Entity) else None
    return key_of(str(own)) if own else (str(number) if number > 1 else "")
