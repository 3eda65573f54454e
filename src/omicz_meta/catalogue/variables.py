"""The data dictionary of a description: healthdcatap:hasVariables as CSVW tables and columns.

R8 wants csvw:table and csvw:column as plain repeated properties, not as the rdf:List that CSVW itself has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.forms import WORDS, Link, Row, child, render
from omicz_meta.catalogue.namespaces import CSVW, DCT, HEALTHDCATAP, RDF
from omicz_meta.catalogue.rdf import Iri, Literal, Triple

COLUMN = (
    Row("variable_name", CSVW("name"), WORDS),
    Row("title", CSVW("title"), WORDS),
    Row("description", DCT("description"), WORDS),
    Row("datatype", CSVW("datatype"), WORDS),
    Row("property_url", CSVW("propertyUrl"), Link()),
)
_GROUP_TITLE = {"cs": "Proměnné datové sady", "en": "Variables of the dataset"}


def variables(description: Description) -> Iterator[Triple]:
    """Yield the table group with one table per record class; nothing where no variable is known."""
    found = description.dataset.entities("variables")
    if not found:
        return
    group = child(description.iri, "variables")
    yield Triple(description.iri, HEALTHDCATAP("hasVariables"), group)
    yield Triple(group, RDF("type"), CSVW("TableGroup"))
    yield from _titles(group, _GROUP_TITLE)
    for name, columns in groupby(found, key=_table):
        yield from _table_triples(description, group, name, columns)


def _table_triples(
    description: Description, group: Iri, name: str, columns: Iterator[Entity]
) -> Iterator[Triple]:
    table = child(group, name)
    definition = description.schema.classes.get(name)
    yield Triple(group, CSVW("table"), table)
    yield Triple(table, RDF("type"), CSVW("Table"))
    yield from _titles(table, (definition.title if definition else {}) or {"en": name})
    for entity in columns:
        column = child(table, str(entity.first("variable_name")))
        yield Triple(table, CSVW("column"), column)
        yield Triple(column, RDF("type"), CSVW("Column"))
        yield from render(entity, column, COLUMN)


def _table(variable: Entity) -> str:
    return str(variable.first("table_name"))


def _titles(iri: Iri, titles: Mapping[str, str]) -> Iterator[Triple]:
    for language, title in titles.items():
        yield Triple(iri, DCT("title"), Literal(title, language=language))
