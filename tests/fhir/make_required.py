"""Compiles which elements every resource must have from `fhir.resources`: run it, and commit what it writes.

python tests/fhir/make_required.py
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

TARGET = Path("src/omicz_meta/sources/fhir/required.tsv")
PACKAGES = {"R4B": "fhir.resources.R4B", "R5": "fhir.resources"}


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
    tables = {version: required(package) for version, package in PACKAGES.items()}
    lines = []
    for kind in sorted({*tables["R4B"], *tables["R5"]}):
        older, newer = tables["R4B"].get(kind, set()), tables["R5"].get(kind, set())
        for versions, names in (("", older & newer), ("R4 R4B", older - newer), ("R5", newer - older)):
            lines += [f"{kind}\t{name}\t{versions}".rstrip() for name in sorted(names)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
