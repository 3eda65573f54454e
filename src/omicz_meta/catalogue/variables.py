"""The data dictionary of a description: healthdcatap:hasVariables as CSVW tables and columns.

R8 wants csvw:table and csvw:column as plain repeated properties, not as the rdf:List that CSVW itself has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from omicz_meta.catalogue.description import Description, Entity, key_of
from omicz_meta.catalogue.forms import OWN_IRI, WORDS, Link, Row, child, read_rows, render
from omicz_meta.catalogue.namespaces import CSVW, DCT, DQV, HEALTHDCATAP, RDF, SKOS, XSD
from omicz_meta.catalogue.rdf import Iri, Literal, Triple
from omicz_meta.catalogue.statements import Statements

COLUMN = (
    Row("variable_name", CSVW("name"), WORDS),
    Row("title", CSVW("title"), WORDS),
    Row("description", DCT("description"), WORDS),
    Row("datatype", CSVW("datatype"), WORDS),
    Row("property_url", CSVW("propertyUrl"), Link()),
)
GROUPED = (
    HEALTHDCATAP("hasVariables").value,
    DQV("hasQualityAnnotation").value,
    DQV("hasQualityMeasurement").value,
)
"""Properties of a dataset that are read by code and not by a table: variables and evidence of quality."""
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
# A point, which no key of a table or column has, keeps these apart from names of columns.
_FILLED = "filled.share"
_FILLED_TITLE = {"cs": "podíl záznamů s vyplněnou proměnnou", "en": "share of records that have the variable"}
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


def read_variables(dataset: str, found: Statements) -> list[dict[str, Any]]:
    """The columns of all tables of a dataset as plain data; a table that we did not name goes by its title."""
    groups = found.objects(dataset, HEALTHDCATAP("hasVariables"))
    tables = [
        (group.text, table.text) for group in groups for table in found.objects(group.text, CSVW("table"))
    ]
    return [
        ({OWN_IRI: column.text} if column.is_iri else {})
        | {"table_name": _name(group, table, found)}
        | read_rows(column.text, COLUMN, found)
        | _read_share(column.text, found)
        for group, table in tables
        for column in found.objects(table, CSVW("column"))
    ]


def _name(group: str, table: str, found: Statements) -> str:
    titles = [title.text for title in found.objects(table, DCT("title"))]
    own = table.removeprefix(f"{group}-")
    if own == table:
        return titles[-1] if titles else own
    # a key that was made from a title stands for that title
    return next((title for title in titles if key_of(title) == own), own)


def _table_triples(
    description: Description, group: Iri, name: str, columns: Iterator[Entity]
) -> Iterator[Triple]:
    table = child(group, key_of(name))
    definition = description.schema.classes.get(name)
    yield Triple(group, CSVW("table"), table)
    yield Triple(table, RDF("type"), CSVW("Table"))
    yield from _titles(table, (definition.title if definition else {}) or {"en": name})
    for entity in columns:
        own = Iri(entity.iri) if entity.iri else None
        column = own or child(table, key_of(str(entity.first("variable_name"))))
        yield Triple(table, CSVW("column"), column)
        yield Triple(column, RDF("type"), CSVW("Column"))
        yield from render(entity, column, COLUMN)
        yield from _share(entity, group, column)


def _share(entity: Entity, group: Iri, column: Iri) -> Iterator[Triple]:
    """How many records have the variable, as a dqv:QualityMeasurement from 0 to 1 beside those of the whole."""
    percent = entity.first("completeness")
    if not isinstance(percent, Decimal):
        return
    metric, measurement = child(group, _FILLED), child(column, _FILLED)
    yield Triple(metric, RDF("type"), DQV("Metric"))
    for language, title in _FILLED_TITLE.items():
        yield Triple(metric, SKOS("prefLabel"), Literal(title, language=language))
    yield Triple(column, DQV("hasQualityMeasurement"), measurement)
    yield Triple(measurement, RDF("type"), DQV("QualityMeasurement"))
    yield Triple(measurement, DQV("computedOn"), column)
    yield Triple(measurement, DQV("isMeasurementOf"), metric)
    yield Triple(measurement, DQV("value"), Literal(f"{percent / 100:f}", XSD("decimal").value))


def _read_share(column: str, found: Statements) -> dict[str, Any]:
    """The share in percent, where it is one of ours and a number."""
    for measurement in found.objects(column, DQV("hasQualityMeasurement")):
        for value in found.objects(measurement.text, DQV("value")):
            if measurement.text.endswith(f"-{_FILLED}") and _NUMBER.fullmatch(value.text):
                return {"completeness": [f"{100 * Decimal(value.text):f}"]}
    return {}


def _table(variable: Entity) -> str:
    return str(variable.first("table_name"))


def _titles(iri: Iri, titles: Mapping[str, str]) -> Iterator[Triple]:
    for language, title in titles.items():
        yield Triple(iri, DCT("title"), Literal(title, language=language))
