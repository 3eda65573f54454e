"""Reads CodeSystem and ValueSet of FHIR as JSON (https://hl7.org/fhir/codesystem.html, .../valueset.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from omicz_meta.errors import UsageError
from omicz_meta.terms.content import Name
from omicz_meta.terms.draft import Content, Draft, Drafts, Options
from omicz_meta.terms.given import Given

_READ = ("CodeSystem", "ValueSet")
_GONE = ("retired", "deprecated", "inactive", "withdrawn")
_SYNONYM = "900000000000013009"
"""SNOMED CT's code for a synonym, as a designation's use."""

Facts = Mapping[str, Any]


def fits(given: Given) -> bool:
    """Whether the JSON is a code system or value set, or a bundle of some."""
    return any(True for _ in _resources(given.json))


def read(given: Given, options: Options) -> Content:
    """All concepts. Raises UsageError for a resource that only says where its codes are."""
    drafts = Drafts()
    resources = list(_resources(given.json))
    for resource in resources:
        if resource["resourceType"] == "CodeSystem":
            _system(resource, drafts, options, given.name)
        else:
            _set(resource, drafts, options, given.name)
    first = resources[0]
    return Content(
        drafts.terms(),
        version=str(first.get("version", "")),
        title=first.get("title") or first.get("name", ""),
    )


def _resources(facts: Any) -> Iterator[Facts]:
    if isinstance(facts, dict) and facts.get("resourceType") in _READ:
        yield facts
    elif isinstance(facts, dict) and facts.get("resourceType") == "Bundle":
        inner = (entry.get("resource", {}) for entry in facts.get("entry", ()))
        yield from (one for one in inner if one.get("resourceType") in _READ)


def _system(resource: Facts, drafts: Drafts, options: Options, name: str) -> None:
    if not resource.get("concept"):
        raise UsageError(f"{name} only describes its code system; get the file that has the codes in it.")
    language = resource.get("language") or options.language

    def take(concepts: Iterable[Facts], above: tuple[str, ...]) -> None:
        for concept in concepts:
            draft = drafts[options.curie(concept["code"])]
            _concept(draft, concept, language)
            draft.parents += above
            _properties(draft, concept, drafts, options)
            take(concept.get("concept", ()), (draft.curie,))

    take(resource["concept"], ())


def _set(resource: Facts, drafts: Drafts, options: Options, name: str) -> None:
    language = resource.get("language") or options.language
    expanded = resource.get("expansion", {}).get("contains")
    listed = list(_contained(expanded) if expanded else _composed(resource.get("compose", {}), name))
    if not listed:
        raise UsageError(f"{name} only describes its value set; get one that is expanded.")
    systems = {system for system, _ in listed}
    for system, concept in listed:
        prefix = options.iris.get(system) or (options.prefix if len(systems) == 1 else _short(system))
        draft = drafts[f"{prefix}:{concept['code']}"]
        _concept(draft, concept, language)
        draft.obsolete |= bool(concept.get("inactive"))


def _contained(concepts: Iterable[Facts]) -> Iterator[tuple[str, Facts]]:
    for concept in concepts:
        if "code" in concept:
            yield concept.get("system", ""), concept
        yield from _contained(concept.get("contains", ()))


def _composed(compose: Facts, name: str) -> Iterator[tuple[str, Facts]]:
    for part in compose.get("include", ()):
        if not part.get("concept"):
            # half a value set would make valid codes look wrong
            raise UsageError(
                f"{name} takes in codes that it does not list; get a value set that is expanded."
            )
        yield from ((part.get("system", ""), concept) for concept in part["concept"])


def _concept(draft: Draft, concept: Facts, language: str) -> None:
    if concept.get("display"):
        draft.names.append(Name(concept["display"], "label", language))
    for one in concept.get("designation", ()):
        spoken = one.get("language") or language
        synonym = spoken == language or one.get("use", {}).get("code") in (_SYNONYM, "synonym")
        draft.names.append(Name(one["value"], "exact" if synonym else "label", spoken))
    draft.definition = concept.get("definition") or draft.definition


def _properties(draft: Draft, concept: Facts, drafts: Drafts, options: Options) -> None:
    for one in concept.get("property", ()):
        value = next((one[key] for key in one if key.startswith("value")), None)
        text = value.get("code", "") if isinstance(value, dict) else str(value)
        match one.get("code"):
            case "parent" | "subsumedBy":
                draft.parents.append(options.curie(text))
            case "child":
                drafts[options.curie(text)].parents.append(draft.curie)
            case "status":
                draft.obsolete |= text.lower() in _GONE
            case "inactive" | "deprecated" | "retired":
                draft.obsolete |= value is True or text.lower() == "true"
            case "replacedBy":
                draft.replaced_by.append(options.curie(text))


def _short(system: str) -> str:
    return system.rstrip("/").rpartition("/")[2].rpartition(":")[2]
