"""Holds resources against the models of `fhir.resources`: the strict check, and what exactly is wrong with one.

There is no model of R4 in it; R4 is judged by R4B, which differs for few types (see docs/reference/fhir.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.errors import EnvironmentFault
from omicz_meta.sources.header import REASON_COLUMNS

LONGEST_PATH = 100
MOST_FAULTS = 20
"""Faults of one resource that are told."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """An element that does not fit the model, and why in a word of the model's; never what stands there."""

    element: str
    reason: str

    def __str__(self) -> str:
        return f"{self.element} ({self.reason})"


def is_installed() -> bool:
    """Whether the models are there (the extra `fhir`)."""
    return find_spec("fhir") is not None and find_spec("fhir.resources") is not None


def need_models() -> None:
    """Raises EnvironmentFault without the models."""
    if not is_installed():
        raise EnvironmentFault("The strict check of FHIR needs an extra: pip install 'omicz-meta[fhir]'.")


def misfits(text: bytes, kind: str, version: FhirVersion | None) -> tuple[Misfit, ...]:
    """What does not fit the model of a resource of this type; of an unknown version, that of R4.

    >>> misfits(b'{"resourceType": "Patient", "gender": 5}', "Patient", "R5")
    (Misfit(element='gender', reason='string_type'),)
    """
    model = _model(kind, version == "R5")
    if model is None:
        return (Misfit("resourceType", "no model"),)
    content = {key: value for key, value in json.loads(text).items() if key not in REASON_COLUMNS}
    from pydantic import ValidationError  # noqa: PLC0415 - comes with the models

    try:
        model.model_validate(content)
    except ValidationError as fault:
        return tuple(dict.fromkeys(_told(fault.errors(include_url=False, include_input=False))))[:MOST_FAULTS]
    except (ValueError, TypeError, ArithmeticError, RecursionError) as fault:
        return (Misfit("", type(fault).__name__),)
    return ()


def _told(errors: list[Any]) -> Iterator[Misfit]:
    for one in errors:
        place = ".".join(str(part) for part in one["loc"])[:LONGEST_PATH]
        yield Misfit(
            place, "missing" if one["type"] == "model_field_validation.missing" else str(one["type"])
        )


@cache
def _model(kind: str, newer: bool) -> Any:
    """The model of a type of resource; None where there is none."""
    if newer:
        from fhir.resources import get_fhir_model_class  # noqa: PLC0415 - an extra
    else:
        from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 - an extra
    try:
        return get_fhir_model_class(kind)
    except (KeyError, LookupError, ImportError, AttributeError, ValueError):
        return None
