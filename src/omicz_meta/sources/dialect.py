"""How a table is written, as the mapping's source file declares it; what is None is detected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from omicz_meta.sources.limits import Limits

if TYPE_CHECKING:
    from omicz_meta.engine.resource_block import FhirVersion
    from omicz_meta.engine.view_plan import ViewPlan


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """What is declared of one column as far as reading needs it.

    `path` says where its values stand in a row of JSON, XML or nested Parquet. `formats`, `decimal` and `split` say how
    dates, numbers and lists are written: a typed value (a date cell of a workbook) becomes text in that form.
    `null_errors` are texts of formula errors that are null tokens in this column.
    """

    path: str | None = None
    formats: tuple[str, ...] = ()
    decimal: str | None = None
    split: str | None = None
    null_errors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dialect:
    """The `dialect:` of a `*.source.yaml` (architecture section 9), as far as reading needs it.

    `sheet` is the name of a sheet of a workbook and `area` a rectangle in it (`B3:H200`); `rows` is the path of the
    rows of a JSON or XML document, `namespaces` the prefixes used in paths. `null_errors` are those of all columns,
    `limits` how much is read. `views` are the views over FHIR that the mapping brings along, by name, each as it is for
    resources of a version, `modifiers` the addresses of modifier extensions that it understands, and `not_taken` what
    it says of types of resources that it does not take; `strict` has every resource checked against the models of FHIR.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header_line: int | None = None
    skip_lines: int | None = None
    comment: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    area: str | None = None
    rows: str | None = None
    namespaces: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, ColumnForm] = field(default_factory=dict)
    null_errors: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    views: Mapping[str, Mapping[FhirVersion, ViewPlan]] = field(default_factory=dict)
    modifiers: frozenset[str] = frozenset()
    not_taken: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    strict: bool = False

    def form(self, column: str) -> ColumnForm:
        """How a column is written.

        >>> Dialect(decimal=",").form("Hb").decimal
        ','
        """
        form = self.columns.get(column, ColumnForm())
        return form if form.decimal or not self.decimal else replace(form, decimal=self.decimal)

    def null_errors_of(self, column: str) -> frozenset[str]:
        """The texts of formula errors that are declared to mean nothing in a column.

        >>> Dialect(null_errors=frozenset({"#N/A"})).null_errors_of("Hb")
        frozenset({'#N/A'})
        """
        return self.null_errors | self.form(column).null_errors
