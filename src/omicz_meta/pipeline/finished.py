"""An output folder of a run that is there already: its run.json, its records, what `why` and `describe` start from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omicz_meta.engine.physical import record_schema
from omicz_meta.engine.staging import StagedClass
from omicz_meta.errors import UsageError
from omicz_meta.filehash import file_sha256
from omicz_meta.pipeline.output import RUN_FILE, SCHEMA_FILE, SEAL, is_sealed
from omicz_meta.records import Records, RecordTable
from omicz_meta.result import Ledger, SlotLedger, SourceLedger
from omicz_meta.schema import ClassDefinition, Schema
from omicz_meta.schema.own import NATIONAL, used_schema


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run: its folder (absolute), the content of run.json, and the schema."""

    folder: Path
    content: Mapping[str, Any]
    schema: Schema

    @property
    def ledger(self) -> Ledger:
        """Where rows and values went, as the run wrote it."""
        sources = {
            name: SourceLedger(**{key: count for key, count in account.items() if key != "files"})
            for name, account in self.content["sources"].items()
        }
        return Ledger(sources, {name: SlotLedger(**counts) for name, counts in self.content["slots"].items()})

    @property
    def classes(self) -> dict[str, StagedClass]:
        """Classes with records, in the order of the run."""
        found = (self._class(definition) for definition in self._in_order())
        return {staged.name: staged for staged in found}

    @property
    def records(self) -> Records:
        """The harmonised records by class."""
        forms = {name: record_schema(known, self.schema) for name, known in self.schema.classes.items()}
        tables = {
            name: RecordTable(self.schema.classes[name], forms[name], part.records)
            for name, part in self.classes.items()
        }
        return Records(self.schema, tables, forms)

    def definition(self, name: str) -> ClassDefinition:
        """A class that has records here, by either of its names. Raises UsageError with the classes there are."""
        known = [definition for definition in self._in_order() if name in (definition.name, definition.snake)]
        if not known:
            there = ", ".join(definition.name for definition in self._in_order()) or "none"
            raise UsageError(
                f"{self.folder.name} has no records of a class {name!r}; classes with records: {there}."
            )
        return known[0]

    def file(self, part: str, definition: ClassDefinition) -> Path:
        """The file of a class in `records` or `lineage`."""
        return self.folder / part / f"{definition.snake}.parquet"

    def check_files(self, *prefixes: str) -> None:
        """Raise UsageError where a file whose path begins like this is no longer as the run wrote it."""
        for path, entry in self.content["outputs"].items():
            file = self.folder / path
            if path.startswith(prefixes) and not (file.is_file() and file_sha256(file) == entry["sha256"]):
                raise UsageError(
                    f"{self.folder.name}/{path} is not as the run wrote it; run the submission again."
                )

    def _in_order(self) -> list[ClassDefinition]:
        by_file = {
            f"records/{definition.snake}.parquet": definition for definition in self.schema.classes.values()
        }
        return [by_file[path] for path in self.content["outputs"] if path in by_file]

    def _class(self, definition: ClassDefinition) -> StagedClass:
        records, lineage = (
            self.content["outputs"][f"{p}/{definition.snake}.parquet"] for p in ("records", "lineage")
        )
        return StagedClass(
            name=definition.name,
            records=self.file("records", definition),
            lineage=self.file("lineage", definition),
            failed=self.folder / "none",
            rows=records["rows"],
            rows_sha256=records["rows_sha256"],
            lineage_rows=lineage["rows"],
            lineage_sha256=lineage["rows_sha256"],
        )


def finished(folder: Path) -> Finished:
    """Open the output folder of a run. Raises UsageError when it is none, or its run.json is not readable.

    >>> finished(Path("no-such-folder"))
    Traceback (most recent call last):
        ...
    omicz_meta.errors.UsageError: no-such-folder is not the output folder of a run; it has no run.json.
    """
    if not (folder / RUN_FILE).is_file():
        raise UsageError(f"{folder.name} is not the output folder of a run; it has no {RUN_FILE}.")
    try:
        content = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
        complete = content.keys() >= {"submission", "sources", "slots", "outputs", "rules", "min_cell"}
    except (ValueError, AttributeError, RecursionError) as fault:
        raise UsageError(f"{folder.name}/{RUN_FILE} is damaged; run the submission again.") from fault
    if not complete or SEAL not in content:
        raise UsageError(
            f"{folder.name}/{RUN_FILE} is not from this version of omicz-meta; run the submission again."
        )
    if not is_sealed(content):
        raise UsageError(f"{folder.name}/{RUN_FILE} is not as the run wrote it; run the submission again.")
    own = folder / SCHEMA_FILE if SCHEMA_FILE in content["outputs"] else NATIONAL
    return Finished(folder.absolute(), content, used_schema(own).schema)
