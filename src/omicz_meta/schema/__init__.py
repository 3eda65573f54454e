"""The national model: compiled form for the run time, and its build from LinkML."""

from omicz_meta.schema.model import (
    Branch,
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
    "Branch",
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
