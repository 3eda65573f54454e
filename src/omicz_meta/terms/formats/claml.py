"""Reads ClaML (EN 14463), in which WHO and national centres publish ICD-10 and other classifications.

Codes that a classification forms with modifiers, such as E10.0 of E10 and a list of complications, are formed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.etree.ElementTree import Element

from omicz_meta.terms.content import Name, Scope
from omicz_meta.terms.draft import Content, Drafts, Options
from omicz_meta.terms.formats.xml import root, start
from omicz_meta.terms.given import Given

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SCOPES: Mapping[str, Scope] = MappingProxyType(
    {"preferred": "label", "preferredLong": "exact", "inclusion": "narrow"}
)
"""Inclusion terms are names of what is classified here, most of them narrower than the class."""


@dataclass(frozen=True, slots=True)
class _Class:
    code: str
    element: Element
    above: tuple[str, ...]
    modifiers: tuple[str, ...]
    excluded: frozenset[str]


def fits(given: Given) -> bool:
    """Whether the document is ClaML."""
    return start(given) == "ClaML"


def read(given: Given, options: Options) -> Content:
    """All classes, and those that modifiers form of the lowest ones."""
    tree = root(given)
    drafts = Drafts()
    classes = {one.code: one for one in map(_class, tree.iterfind("Class"))}
    for one in classes.values():
        draft = drafts[options.curie(one.code)]
        draft.names += _names(one.element, options.language)
        draft.parents += map(options.curie, one.above)
        draft.definition = _definition(one.element)
    _modified(classes, _modifiers(tree), drafts, options)
    title = tree.find("Title")
    version = title.get("version") or title.get("date") or "" if title is not None else ""
    return Content(
        drafts.terms(), version=version, title="".join(title.itertext()).strip() if title is not None else ""
    )


def _class(element: Element) -> _Class:
    return _Class(
        element.get("code", ""),
        element,
        tuple(one.get("code", "") for one in element.iterfind("SuperClass")),
        tuple(one.get("code", "") for one in element.iterfind("ModifiedBy")),
        frozenset(one.get("code", "") for one in element.iterfind("ExcludeModifier")),
    )


def _names(element: Element, language: str) -> Iterator[Name]:
    for rubric in element.iterfind("Rubric"):
        scope = _SCOPES.get(rubric.get("kind", ""))
        for label in rubric.iterfind("Label") if scope else ():
            if text := _text(label):
                yield Name(text, scope or "exact", label.get(_LANGUAGE) or language)


def _definition(element: Element) -> str | None:
    kinds = ("definition", "text")
    found = (rubric.find("Label") for rubric in element.iterfind("Rubric") if rubric.get("kind") in kinds)
    return next((_text(label) for label in found if label is not None), None)


def _text(label: Element) -> str:
    """The words of a label; references to other codes stand beside it in print and are no part of the name."""
    parts = [label.text or ""]
    for inner in label:
        parts += ["" if inner.tag == "Reference" else _text(inner), inner.tail or ""]
    return " ".join("".join(parts).split())


def _modifiers(tree: Element) -> Mapping[str, list[tuple[str, Element]]]:
    """For each modifier its classes: what is added to a code, and its element."""
    found: dict[str, list[tuple[str, Element]]] = {}
    for element in tree.iterfind("ModifierClass"):
        found.setdefault(element.get("modifier", ""), []).append((element.get("code", ""), element))
    return found


def _modified(
    classes: Mapping[str, _Class],
    modifiers: Mapping[str, list[tuple[str, Element]]],
    drafts: Drafts,
    options: Options,
) -> None:
    inner = {code for one in classes.values() for code in one.above}
    for code in sorted(classes.keys() - inner):
        bases = [code]
        for name in _inherited(code, classes):
            endings = modifiers.get(name, ())
            for base in bases if endings else ():
                for ending, element in endings:
                    _form(_code(base, ending), element, base, drafts, options)
            bases = [_code(base, ending) for base in bases for ending, _ in endings] or bases


def _form(code: str, element: Element, base: str, drafts: Drafts, options: Options) -> None:
    curie, above = options.curie(code), options.curie(base)
    if curie in drafts:
        return
    labels = {name.language: name.text for name in drafts[above].names if name.scope == "label"}
    for name in _names(element, options.language):
        if name.scope == "label":
            text = f"{labels[name.language]}: {name.text}" if name.language in labels else name.text
            drafts[curie].names.append(Name(text, "label", name.language))
    drafts[curie].parents.append(above)


def _code(base: str, ending: str) -> str:
    """A fourth character follows a dot, whether or not the file writes one; a fifth follows the fourth."""
    if ending.startswith(".") and "." in base:
        return base + ending[1:]
    return base + (ending if "." in base or ending.startswith(".") else f".{ending}")


def _inherited(code: str, classes: Mapping[str, _Class]) -> tuple[str, ...]:
    """The modifiers of a class: those of the classes above it and its own, without those it leaves out."""
    names: list[str] = []
    excluded: set[str] = set()
    seen, ahead = {code}, [code]
    while ahead:
        one = classes.get(ahead.pop())
        if one is not None:
            excluded |= one.excluded
            names = [*(name for name in one.modifiers if name not in excluded), *names]
            ahead += [above for above in one.above if above not in seen]
            seen.update(one.above)
    return tuple(dict.fromkeys(names))
