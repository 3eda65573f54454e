"""Checks RDF against the official HealthDCAT-AP shapes the way the official validator does, offline.

Per tier: core, recommended, range and code-list shapes of R8, the graph guard, and DCAT-AP 3.0.1 as base (3.0.0, whose
IRIs the shapes carry, is too narrow). DCAT-AP's own list of deprecated addresses is left out: it wants the old list of
distribution statuses, which R8 forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from omicz_meta.catalogue.graph import read_graph
from omicz_meta.catalogue.namespaces import DCAT, DCT, EU_AUTHORITY
from omicz_meta.catalogue.official import Standards
from omicz_meta.catalogue.rudof import Session
from omicz_meta.errors import UsageError

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

Tier = Literal["public", "restricted", "non-public"]
TIERS: tuple[Tier, ...] = get_args(Tier)
Engine = Literal["pyshacl", "pyrudof"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
"""Who runs the shapes: pySHACL, the reference, or pyrudof, which is quicker and has to be installed."""
GUARD = "urn:x-shacl:guard"
_SHACL = "http://www.w3.org/ns/shacl#"
_R8_FILES = (
    "healthdcat-ap-r8/shacl/shapes/{tier}-shapes.ttl",
    "healthdcat-ap-r8/shacl/shapes/graph-guard.ttl",
    "healthdcat-ap-r8/shacl/recommended/{tier}-shapes_recommended.ttl",
    "healthdcat-ap-r8/shacl/ranges/range.ttl",
    "healthdcat-ap-r8/shacl/controlled-vocabularies/mdr-vocabularies.shape.ttl",
    "dcat-ap-3.0.1/shacl/shapes.ttl",
    "dcat-ap-3.0.1/shacl/range.ttl",
    "dcat-ap-3.0.1/shacl/shapes_recommended.ttl",
)
_CODE_LIST_FOLDERS = ("healthdcat-ap-r8/vocab", "eu-authority-minimal")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of the shapes: severity (`Violation`, `Warning`, `Info`), node, property, message, value.

    A path of several properties, and a value that has no name, are empty: engines call them as they like.
    """

    severity: str
    focus: str
    path: str
    message: str
    value: str


def check_shapes(
    data: bytes | Graph,
    tier: Tier | None,
    shapes: Standards,
    suffix: str = ".ttl",
    engine: Engine = "pyshacl",
) -> tuple[Violation, ...]:
    """Check a description; only results about nodes that it describes itself count, sorted.

    Without a tier it is taken from dct:accessRights. Bytes are Turtle unless `suffix` says otherwise. Raises UsageError
    where data or shapes cannot be read, EnvironmentFault where the engine is not installed.
    """
    submitted = read_graph(data, suffix) if isinstance(data, bytes) else data
    wanted = tier or tier_of(submitted)
    results = RUN[engine](submitted, shapes, wanted)
    own = {str(subject) for subject in submitted.subjects()} | {GUARD}
    return tuple(sorted(result for result in results if result.focus in own))


def _by_pyshacl(submitted: Graph, standards: Standards, tier: Tier) -> Iterator[Violation]:
    import pyshacl  # noqa: PLC0415  # heavy
    from rdflib import Graph  # noqa: PLC0415

    # pySHACL sees code lists only in the data graph itself, not in its ontology graph.
    joined = Graph() + submitted + _code_lists(standards)
    _, results, _ = pyshacl.validate(
        joined,
        shacl_graph=_shapes(standards, tier),
        inference="none",
        advanced=False,
        meta_shacl=False,
        do_owl_imports=False,
    )
    return _results(results)


def _by_pyrudof(submitted: Graph, standards: Standards, tier: Tier) -> Iterator[Violation]:
    statements = submitted.serialize(format="nt")
    for found in _session(standards, tier).check(statements):
        yield Violation(*found)


@cache
def _session(standards: Standards, tier: Tier) -> Session:
    shapes, lists = _shapes(standards, tier), _code_lists(standards)
    return Session.of(shapes.serialize(format="turtle"), lists.serialize(format="nt"))


RUN: Mapping[Engine, Callable[[Graph, Standards, Tier], Iterator[Violation]]] = MappingProxyType(
    {"pyshacl": _by_pyshacl, "pyrudof": _by_pyrudof}
)
"""How each engine is run."""


def tier_of(graph: Graph) -> Tier:
    """The tier that datasets state; UsageError where they state none or several.

    >>> right = f"<{EU_AUTHORITY}access-right/NON_PUBLIC>"
    >>> tier_of(read_graph(f"[] a <{DCAT('Dataset').value}> ; <{DCT('accessRights').value}> {right} .".encode()))
    'non-public'
    """
    from rdflib import RDF, URIRef  # noqa: PLC0415

    prefix, rights = f"{EU_AUTHORITY}access-right/", URIRef(DCT("accessRights").value)
    datasets = set(graph.subjects(RDF.type, URIRef(DCAT("Dataset").value)))
    found = {str(term) for one in datasets for term in graph.objects(one, rights)}
    tiers = [tier for tier in TIERS if prefix + tier.upper().replace("-", "_") in found]
    if len(tiers) != 1:
        raise UsageError(
            "The description does not state one access right of the European list; name the tier."
        )
    return tiers[0]


@cache
def _shapes(standards: Standards, tier: Tier) -> Graph:
    from rdflib import OWL, Graph  # noqa: PLC0415

    graph = Graph()
    for name in _R8_FILES:
        file = name.format(tier=tier)
        graph += read_graph(standards.read(file), PurePosixPath(file).suffix)
    graph.remove((None, OWL.imports, None))
    _lift_pathless(graph)
    return graph


def _lift_pathless(graph: Graph) -> None:
    """Turn a property shape without a path into the node shape that it is (structured data demands variables)."""
    from rdflib import RDF, URIRef  # noqa: PLC0415

    is_property, path, is_node = (URIRef(_SHACL + name) for name in ("property", "path", "node"))
    for owner, _, shape in list(graph.triples((None, is_property, None))):
        if (shape, path, None) not in graph:
            graph.remove((owner, is_property, shape))
            graph.add((owner, is_node, shape))
            graph.add((shape, RDF.type, URIRef(_SHACL + "NodeShape")))


@cache
def _code_lists(standards: Standards) -> Graph:
    from rdflib import Graph  # noqa: PLC0415

    graph = Graph()
    for folder in _CODE_LIST_FOLDERS:
        for file in standards.inside(folder):
            graph += read_graph(standards.read(file), PurePosixPath(file).suffix)
    return graph


def _results(report: Graph) -> Iterator[Violation]:
    """The results of the report itself; those nested under sh:detail only explain one of them."""
    from rdflib import BNode, URIRef  # noqa: PLC0415

    def text(result: Node, name: str) -> str:
        found = report.value(result, URIRef(_SHACL + name))
        nameless = isinstance(found, BNode) and name != "focusNode"
        return "" if found is None or nameless else str(found)

    for result in report.objects(None, URIRef(_SHACL + "result")):
        severity = text(result, "resultSeverity").removeprefix(_SHACL)
        fields = (text(result, name) for name in ("focusNode", "resultPath", "resultMessage", "value"))
        yield Violation(severity, *fields)
