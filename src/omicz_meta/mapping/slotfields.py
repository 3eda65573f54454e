"""Reads the parts of a slot or enum derivation that change a value: mapping tables, units, offsets, delimiters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omicz_meta.mapping import refused
from omicz_meta.mapping.rules import Branch, ConversionRule, MappingTables, OffsetRule, TextRule

if TYPE_CHECKING:
    from omicz_meta.mapping.form import Faults
    from omicz_meta.yamlfile import Node

TABLE_KEYS = refused.TABLES
CONVERSION_KEYS = (
    "source_unit",
    "target_unit",
    "source_unit_slot",
    "source_magnitude_slot",
    "target_unit_slot",
    "target_magnitude_slot",
    "none_if_non_numeric",
    "analyte",
)


def read_tables(parts: dict[str, Node], faults: Faults) -> MappingTables:
    """The four mapping tables of a derivation."""
    values, expressions, to_values, to_expressions = (
        _entries(parts.get(key), key, faults) for key in TABLE_KEYS
    )
    return MappingTables(
        None if "value_mappings" not in parts else tuple((key.text, value) for key, value in values),
        tuple((key.text, value) for key, value in expressions),
        (
            *(Branch(key, value) for key, value in to_values),
            *(Branch(key, value, computed=True) for key, value in to_expressions),
        ),
    )


def _entries(node: Node | None, where: str, faults: Faults) -> tuple[tuple[Node, Node], ...]:
    """Lines of a mapping table: `key: result`, or `key: {value: result}` as linkml-map writes them out."""
    if node is None:
        return ()
    if node.shape != "mapping":
        faults.shape(node, f"{where}: keys, each with its result")
        return ()
    return tuple((key, value.get("value") or value) for key, value in node.entries)


def read_conversion(node: Node | None, faults: Faults) -> ConversionRule | None:
    """`unit_conversion`: names of columns and slots, units as written."""
    if node is None:
        return None
    parts = faults.keys(node, CONVERSION_KEYS, "unit_conversion", refused.CONVERSION)
    known = {key: part for key, part in parts.items() if faults.text(part, key) is not None}
    return ConversionRule(
        node,
        source_unit=known.get("source_unit"),
        target_unit=known.get("target_unit"),
        unit_column=known.get("source_unit_slot"),
        magnitude_column=known.get("source_magnitude_slot"),
        unit_slot=known.get("target_unit_slot"),
        magnitude_slot=known.get("target_magnitude_slot"),
        analyte=known.get("analyte"),
        lenient=faults.flag(parts.get("none_if_non_numeric"), "none_if_non_numeric"),
    )


def read_offset(node: Node | None, faults: Faults) -> OffsetRule | None:
    """`offset`: a column and its factor, both needed."""
    if node is None:
        return None
    parts = faults.keys(node, ("offset_value", "offset_field", "offset_reverse"), "offset")
    factor, column = parts.get("offset_value"), parts.get("offset_field")
    if factor is None or column is None or faults.text(column, "offset_field") is None:
        faults.shape(node, "offset: both offset_value and offset_field")
        return None
    if isinstance(factor.value, bool | str | None):
        faults.shape(factor, "offset_value: a number")
        return None
    return OffsetRule(column, factor, faults.flag(parts.get("offset_reverse"), "offset_reverse"))


def read_stringification(node: Node | None, faults: Faults) -> TextRule | None:
    """`stringification` with a delimiter."""
    if node is None:
        return None
    known = ("delimiter", "reversed", "over_slots")
    parts = faults.keys(node, known, "stringification", refused.STRINGIFICATION)
    delimiter = faults.text(parts.get("delimiter"), "delimiter")
    if not delimiter:
        faults.shape(node, "stringification: a delimiter")
        return None
    reverse = faults.flag(parts.get("reversed"), "reversed")
    return TextRule(node, delimiter, reverse, faults.texts(parts.get("over_slots"), "over_slots"))
