"""What linkml-map 0.5.4 has and is refused here, element by element, each with the reason that people are told."""

from __future__ import annotations

from types import MappingProxyType

_SCHEMA = "it shapes schemas, not data"
_SOURCES = "deprecated; write populated_from, or expr: coalesce({a}, {b})"
_INHERIT = "only class derivations inherit"
_OVERRIDES = "nothing says what it means for data; write the slot derivation itself"

ELEMENT = MappingProxyType({"copy_directives": _SCHEMA, "overrides": _OVERRIDES})

SPECIFICATION = MappingProxyType(
    {
        "copy_directives": _SCHEMA,
        "source_schema_patches": "tables have no schema; declare columns in *.source.yaml",
        "slot_derivations": "a slot is derived in its class",
    }
)
TABLES = (
    "value_mappings",
    "expression_mappings",
    "expression_to_value_mappings",
    "expression_to_expression_mappings",
)
CLASS = MappingProxyType(
    {
        **ELEMENT,
        **dict.fromkeys(TABLES, "a class has no values; write it in the slot derivation"),
        "mirror_source": "rows are not records; name the slots",
        "sources": _SOURCES,
        "target_definition": _SCHEMA,
    }
)
OBJECT = MappingProxyType(
    {
        **ELEMENT,
        **dict.fromkeys(TABLES, "an object has no value; write it in the slot derivation inside"),
        "mirror_source": "rows are not records; name the slots",
        "is_a": _INHERIT,
        "mixins": _INHERIT,
    }
)
SLOT = MappingProxyType(
    {
        **ELEMENT,
        "is_a": _INHERIT,
        "mixins": _INHERIT,
        "mirror_source": "populated_from alone takes a value over as it is",
        "sources": _SOURCES,
        "target_definition": _SCHEMA,
        "inverse_of": "references are mapped from the side that holds the key",
        "type_designator": "records of this model have no slot for their class",
        "dictionary_key": "records hold lists, not dictionaries",
        "aggregation_operation": "rows are not grouped; records with one id are merged slot by slot",
    }
)
ENUM = MappingProxyType({**ELEMENT, "is_a": _INHERIT, "mixins": _INHERIT, "sources": _SOURCES})
PERMISSIBLE_VALUE = MappingProxyType(
    {
        **ELEMENT,
        **dict.fromkeys(TABLES, "write it in the enum derivation"),
        "is_a": _INHERIT,
        "mixins": _INHERIT,
        "mirror_source": "write it in the enum derivation",
        "expr": "write expr or expression_to_value_mappings in the enum derivation",
    }
)
CONVERSION = MappingProxyType(
    {
        "source_unit_scheme": "units are read as UCUM and in the spellings of Czech laboratories",
        "target_unit_scheme": "the target unit is a UCUM code",
    }
)
STRINGIFICATION = MappingProxyType({"syntax": "give a delimiter; JSON and YAML inside a cell are not read"})
