"""Two verdicts on records by one LinkML schema: ours, and that of LinkML's own validator."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml
from linkml.validator import Validator
from linkml.validator.plugins import JsonschemaValidationPlugin

from omicz_meta.pipeline.harmonising import judged
from omicz_meta.pipeline.records_input import read_records
from omicz_meta.schema.build import compiled_source
from omicz_meta.validation.rules import RULES

Records = dict[str, list[dict[str, Any]]]
TODAY = "2027-12-01"


class Both:
    """A schema, read by both, in a folder of its own."""

    def __init__(self, folder: Path, schema: dict[str, Any]) -> None:
        self.folder = folder
        self.linkml = folder / "schema.yaml"
        self.linkml.write_text(yaml.safe_dump(schema, sort_keys=False, allow_unicode=True), encoding="utf-8")
        self.validator = Validator(
            str(self.linkml), validation_plugins=[JsonschemaValidationPlugin(closed=True)]
        )

    def ours(self, records: Records) -> dict[tuple[str, int], set[str]]:
        """The codes of errors by class and position of the record."""
        compiled = self.folder / "schema.json"
        compiled.write_text(json.dumps(compiled_source(self.linkml)[0]), encoding="utf-8")
        path = self.folder / "records.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        harmonised = read_records(path, schema=compiled)
        found = defaultdict[tuple[str, int], set[str]](set)
        with judged(harmonised, RULES, (), TODAY) as verdicts:
            for row in pq.read_table(verdicts.problems).to_pylist():
                if row["severity"] == "error":
                    found[row["record_class"], row["row"] - 1].add(row["code"])
        return found

    def refused(self, name: str, record: dict[str, Any]) -> bool:
        """Whether LinkML's validator refuses a record of a class."""
        return any(self.validator.iter_results(record, name))
