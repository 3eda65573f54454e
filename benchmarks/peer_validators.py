"""Records per second of LinkML's validator (closed JSON Schema) or of jsonschema-rs on the same lines of JSON.

    python benchmarks/peer_validators.py linkml|jsonschema-rs FILE CLASS COUNT

Prints records per second, per CPU second, and how many were refused. Loading the schema is left out; decoding the
lines is counted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Refused = Callable[[bytes], bool]


def linkml(record_class: str) -> Refused:
    """LinkML's own validator, as its command line uses it."""
    from linkml.validator import Validator
    from linkml.validator.plugins import JsonschemaValidationPlugin

    validator = Validator(
        str(ROOT / "schemas" / "omicz.yaml"), validation_plugins=[JsonschemaValidationPlugin(closed=True)]
    )

    def refused(line: bytes) -> bool:
        return bool(list(validator.iter_results(json.loads(line), record_class)))

    return refused


def jsonschema_rs(record_class: str) -> Refused:
    """The JSON Schema we compile, in Rust; every error is listed."""
    import jsonschema_rs
    import orjson

    schema = json.loads((ROOT / "schemas" / "compiled" / "omicz.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for({"$ref": f"#/$defs/{record_class}", "$defs": schema["$defs"]})

    def refused(line: bytes) -> bool:
        record = orjson.loads(line)
        return not validator.is_valid(record) and bool(list(validator.iter_errors(record)))

    return refused


def main() -> None:
    """Judge the first COUNT lines."""
    peer, path, record_class, count = sys.argv[1:]
    refused = {"linkml": linkml, "jsonschema-rs": jsonschema_rs}[peer](record_class)
    with Path(path).open("rb") as file:
        lines = list(islice(file, int(count)))
    refused(lines[1])
    wall, cpu = time.perf_counter(), time.process_time()
    bad = sum(map(refused, lines))
    print(len(lines) / (time.perf_counter() - wall), len(lines) / (time.process_time() - cpu), bad)


if __name__ == "__main__":
    main()
