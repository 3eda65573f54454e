"""The national model: compiled form for the run time, and its build from LinkML."""

from omicz_meta.schema.model import (
    ClassDefinition,
    Condition,
    Enum,
    Kind,
    Minimum,
    Schema,
    Slot,
    Value,
    load_schema,
    snake_case,
)

__all__ = [
    "ClassDefinition",
    "Condition",
    "Enum",
    "Kind",
    "Minimum",
    "Schema",
    "Slot",
    "Value",
    "load_schema",
    "snake_case",
]
