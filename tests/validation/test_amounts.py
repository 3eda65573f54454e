"""Amounts that cannot be negative, told as a table of results."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.validation.bar import found

from omicz_meta.schema import load_schema
from omicz_meta.validation.rules import AMOUNTS

CASES = [
    ("LOINC:704-7", "-0.02", "10*9/L", True),
    ("LOINC:704-7", "0", "10*9/L", False),
    ("LOINC:29463-7", "-1", "kg", True),
    ("LOINC:14927-8", "-1.31", "mmol/L", True),  # triglycerides: a substance of the table
    ("LOINC:1925-7", "-3.2", "mmol/L", False),  # base excess
    ("LOINC:8310-5", "-1", "Cel", False),
    ("LOINC:704-7", None, None, False),
    (None, "-0.02", "10*9/L", True),
    (None, "-2", "mmol/L", False),
]


@pytest.mark.parametrize(("assay", "number", "unit", "told"), CASES)
def test_below_nothing(assay: str | None, number: str | None, unit: str | None, told: bool) -> None:
    value = None if number is None else {"value": Decimal(number), "unit": unit}
    record = {"id": "1", "assay": assay, "value_quantity": value}
    findings = found(load_schema(), {"Measurement": [record]}, rules=(AMOUNTS,))
    shown = [(part["code"], part["slot"], part["value"]) for part in findings]
    assert shown == ([("V006", "value_quantity", f"{number} {unit}")] if told else [])
