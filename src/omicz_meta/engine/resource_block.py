"""The seam between readers of FHIR and views: a file is resources in order, each one text of JSON with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import pyarrow as pa

from omicz_meta.engine.table import LINE, ROW, RejectedRow
from omicz_meta.problem import Problem

FhirVersion = Literal["R4", "R4B", "R5"]

RESOURCE = "resource"
TYPE = "type"
VERSION = "version"
CONTAINER = "container"
FULL_URL = "full_url"

RESOURCE_COLUMNS = pa.schema(
    [
        (RESOURCE, pa.string()),
        (ROW, pa.int64()),
        (LINE, pa.int64()),
        (TYPE, pa.string()),
        (VERSION, pa.string()),
        (CONTAINER, pa.string()),
        (FULL_URL, pa.string()),
    ]
)
"""Columns of every block of resources.

The JSON text of one resource; its running number in the file from 1; the line it begins on, null where lines say
nothing; its resourceType, null where it has none; the version of FHIR (`FhirVersion`), null where nothing tells it;
the JSON pointer to it inside a bundle (`/entry/3/resource`) and the bundle's fullUrl for it, null outside bundles.
"""


@dataclass(frozen=True, slots=True)
class ResourceBlock:
    """A run of resources: one Arrow batch with RESOURCE_COLUMNS, and what could not be read as a resource.

    Every text in the batch is one JSON object. Running numbers count rejected resources too; blocks of a file follow
    each other without gaps.
    """

    batch: pa.RecordBatch
    rejected: tuple[RejectedRow, ...] = ()


class ResourceFile(Protocol):
    """Anything that yields resources: lines of JSON, a bundle, one resource, a member of an archive."""

    @property
    def source(self) -> str:
        """Name of the source the file belongs to."""

    @property
    def file(self) -> str:
        """Path relative to the submission, as shown to people; `archive!member` inside an archive."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found about the file as a whole."""

    def blocks(self) -> Iterator[ResourceBlock]:
        """Read the file from its beginning; may be called again."""
