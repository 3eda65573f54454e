"""Reads OWL in RDF/XML or OWL/XML: what is said of its classes, and on demand what a reasoner finds.

Nothing is fetched: what an ontology imports is told, and may be handed over beside it.
"""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.terms.content import Name
from omicz_meta.terms.draft import Content, Draft, Drafts, Options
from omicz_meta.terms.formats.rdfxml import RDF, Statements, statements
from omicz_meta.terms.formats.vocabulary import (
    ALTERNATIVE,
    CONSIDER,
    DEFINITION,
    NAMES,
    REPLACED,
    XREF,
    merge,
)
from omicz_meta.terms.formats.xml import start
from omicz_meta.terms.given import Given

if TYPE_CHECKING:
    from owlready2 import Ontology, World

OWL = "http://www.w3.org/2002/07/owl#"
_TERMS = (f"{OWL}Class", f"{OWL}NamedIndividual")
_RETIRED = (f"{OWL}DeprecatedClass", "http://www.geneontology.org/formats/oboInOwl#ObsoleteClass")
_ABOVE = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_SAID = frozenset(
    {_ABOVE, f"{OWL}deprecated", *NAMES, *REPLACED, *CONSIDER, *XREF, *DEFINITION, *ALTERNATIVE}
)
_TITLES = ("http://purl.org/dc/elements/1.1/title", "http://purl.org/dc/terms/title")
_LICENCES = ("http://purl.org/dc/terms/license", "http://purl.org/dc/elements/1.1/rights")
_USED = re.compile(rb"<(\w+:)?(Ontology|Class)[\s>]")
_OBJECTS = (
    "SELECT s.iri, p.iri, o.iri FROM objs JOIN resources s ON s.storid = objs.s JOIN resources p ON p.storid = objs.p"
    " JOIN resources o ON o.storid = objs.o ORDER BY objs.rowid"
)
_VALUES = (
    "SELECT s.iri, p.iri, CAST(o AS TEXT), d FROM datas JOIN resources s ON s.storid = datas.s"
    " JOIN resources p ON p.storid = datas.p ORDER BY datas.rowid"
)


def fits(given: Given) -> bool:
    """Whether the document is RDF that declares an ontology or classes, or OWL/XML."""
    first = start(given)
    if first == f"{{{OWL}}}Ontology":
        return True
    return first == f"{{{RDF}}}RDF" and OWL.encode() in given.head and _USED.search(given.data) is not None


def read(given: Given, options: Options) -> Content:
    """Named classes and individuals; parents are named superclasses.

    What most tools write is read here; owlready2 (extra `owl`) takes over for other forms, and for a reasoner.
    Raises UsageError for what cannot be read or contradicts itself, EnvironmentFault without the extra or, where a
    reasoner is asked for, without Java.
    """
    found = _stated(given)
    if found is None or options.infer:
        found = _by_owlready(given, infer=options.infer)
    imports = sorted({o for _, p, o in found.objects if p == f"{OWL}imports"})
    return _content(found, imports, given.name, options)


def _stated(given: Given) -> Statements | None:
    try:
        return statements(given.data)
    except ExpatError as fault:
        raise UsageError(
            f"{given.name}, line {fault.lineno}: this is not well-formed XML; get the file again."
        ) from fault
    except (LookupError, ValueError) as fault:
        raise UsageError(f"{given.name} says it is in an encoding that XML is not read in.") from fault


def _by_owlready(given: Given, *, infer: bool) -> Statements:
    world, ontology = _loaded(given)
    try:
        imports = _unhooked(world)
        if infer:
            _infer(world, ontology, given.name)
        values = [
            (s, p, text, form if isinstance(form, str) and form.startswith("@") else "")
            for s, p, text, form in world.graph.execute(_VALUES)
        ]
        return Statements([*world.graph.execute(_OBJECTS), *imports], values)
    finally:
        world.close()


def _loaded(given: Given) -> tuple[World, Ontology]:
    try:
        from owlready2 import World  # noqa: PLC0415 - of the extra `owl`
    except ImportError as fault:
        raise EnvironmentFault(
            'Reading OWL needs owlready2: python -m pip install "omicz-meta[owl]"; or take the OBO or JSON form.'
        ) from fault
    world = World()
    ontology = world.get_ontology("https://omicz.example/given#")
    try:
        # not Ontology.load, which would fetch what is imported; and owlready2 prints what it stumbles over
        with redirect_stderr(io.StringIO()):
            ontology.graph.parse(io.BytesIO(given.data), default_base="https://omicz.example/given#")
    except Exception as fault:  # owlready2 raises whatever it stumbles over
        raise UsageError(f"{given.name} cannot be read as OWL; get the file again.") from fault
    ontology.loaded = True
    return world, ontology


def _unhooked(world: World) -> list[tuple[str, str, str]]:
    """What is imported; taken out, since a reasoner would fetch it."""
    imported = [one for one in world.graph.execute(_OBJECTS) if one[1] == f"{OWL}imports"]
    world.graph.execute(
        "DELETE FROM objs WHERE p = (SELECT storid FROM resources WHERE iri = ?)", (f"{OWL}imports",)
    )
    return imported


def _infer(world: World, ontology: Ontology, name: str) -> None:
    import owlready2  # noqa: PLC0415

    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError as fault:
        raise UsageError(
            f"{name} contradicts itself, so nothing can be inferred; leave --infer out."
        ) from fault
    except (OSError, owlready2.OwlReadyJavaError) as fault:
        raise EnvironmentFault("The reasoner cannot be run; it needs Java. Or leave --infer out.") from fault


def _content(found: Statements, imports: list[str], name: str, options: Options) -> Content:
    objects, values = found.objects, found.values
    kinds = {s for s, p, o in objects if p == f"{RDF}type" and o in _TERMS}
    named = {iri: options.curie(iri) for iri in kinds if not iri.startswith((OWL, RDF))}
    drafts = Drafts()
    others: dict[str, list[str]] = {}
    for iri in sorted(named):
        drafts[named[iri]]
    for s, p, o in objects:
        if p in _SAID and s in named:
            _object(drafts[named[s]], p, o, options)
    for s, p, text, form in values:
        if p in _SAID and s in named:
            _value(drafts[named[s]], p, text, form, options, others)
    merge(drafts, others)
    version, title, licence = _facts(objects, values)
    told = Problem("T031", Place(file=name), count=len(imports), candidates=tuple(imports))
    problems = (told,) if imports else ()
    return Content(drafts.terms(), version=version, title=title, licence=licence, problems=problems)


def _object(draft: Draft, predicate: str, target: str, options: Options) -> None:
    if predicate == _ABOVE:
        if target in _RETIRED:
            draft.obsolete = True
        elif not target.startswith(OWL):
            draft.parents.append(options.curie(target))
    elif predicate in REPLACED:
        draft.replaced_by.append(options.curie(target))
    elif predicate in CONSIDER:
        draft.consider.append(options.curie(target))
    elif predicate in XREF:
        draft.xrefs.append(options.curie(target))


def _value(
    draft: Draft, predicate: str, text: str, form: str, options: Options, others: dict[str, list[str]]
) -> None:
    scope = NAMES.get(predicate)
    if scope is not None:
        draft.names.append(Name(text, scope, form[1:] or options.language))
    elif predicate == f"{OWL}deprecated":
        draft.obsolete |= text.lower() in ("true", "1")
    elif predicate in DEFINITION:
        draft.definition = draft.definition or text
    elif predicate in REPLACED:
        draft.replaced_by.append(options.curie(text))
    elif predicate in CONSIDER:
        draft.consider.append(options.curie(text))
    elif predicate in XREF:
        draft.xrefs.append(text)
    elif predicate in ALTERNATIVE:
        others.setdefault(options.curie(text), []).append(draft.curie)


def _facts(
    objects: list[tuple[str, str, str]], values: list[tuple[str, str, str, str]]
) -> tuple[str, str, str]:
    """What the ontology says of itself: version, title, licence."""
    about = {s for s, p, o in objects if p == f"{RDF}type" and o == f"{OWL}Ontology"}
    stated = [(p, o) for s, p, o in objects if s in about] + [(p, o) for s, p, o, _ in values if s in about]

    def first(*predicates: str) -> str:
        return next((text for wanted in predicates for predicate, text in stated if predicate == wanted), "")

    return first(f"{OWL}versionIRI", f"{OWL}versionInfo"), first(*_TITLES), first(*_LICENCES)
