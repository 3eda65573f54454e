"""Descriptions by the thousand: written as Turtle beside rdflib and pyoxigraph, memory of a catalogue, checked again.

python benchmarks/bench_catalogue.py [--datasets N] [--pairs P] [--memory] [--check N --shapes DIR]

All figures are CPU seconds of this process, tools in turn, medians; ratios are what counts on a machine that is shared.
The other tools are handed triples that are ready; ours is handed descriptions.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.computed import Computed, QualityResult, compute_variables
from omicz_meta.catalogue.description import Description, Text
from omicz_meta.catalogue.healthdcat import healthdcat
from omicz_meta.catalogue.namespaces import PREFIXES
from omicz_meta.catalogue.profiles import HEALTHDCAT_AP
from omicz_meta.catalogue.publish import Catalogue
from omicz_meta.catalogue.rdf import Iri, Triple
from omicz_meta.catalogue.turtle_writer import TurtleWriter
from omicz_meta.pipeline.checking import check_descriptions
from omicz_meta.resources import schemas_folder
from omicz_meta.result import Completeness
from omicz_meta.schema.model import load_schema
from omicz_meta.yamlfile import read_yaml

CASE = Path(__file__).resolve().parent.parent / "tests" / "catalogue" / "cases" / "dataset.yaml"
SAMPLE = 25
TODAY = datetime.date(2026, 11, 22)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--check", type=int, default=0, metavar="N")
    parser.add_argument("--shapes", type=Path)
    parser.add_argument("--engine", default="pyrudof")
    asked = parser.parse_args()
    if asked.peak:
        print(peak(asked.peak))
        return
    if asked.pairs:
        speed(asked.datasets, asked.pairs)
    if asked.memory:
        memory()
    if asked.check:
        checks(asked.check, asked.shapes, asked.engine)


class Described(Sequence[Description]):
    """Descriptions that are made when they are asked for: a text, a number and an identifier differ."""

    def __init__(self, number: int) -> None:
        self.number, self.whole = number, whole()

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, place: int) -> Description:  # type: ignore[override]
        if not 0 <= place < self.number:
            raise IndexError(place)
        slots = dict(self.whole.dataset.slots)
        slots |= {
            "id": (f"d{place:06}",),
            "identifier": (f"GoE_CZ_TEST_{place}",),
            "number_of_records": (place,),
        }
        slots["title"] = (Text(f"Kohorta {place}", "cs"), Text(f"Cohort {place}", "en"))
        slots["keywords"] = (Text(f"slovo {place % 977}", "cs"), Text(f"word {place % 977}", "en"))
        return replace(self.whole, dataset=replace(self.whole.dataset, slots=slots))


def whole() -> Description:
    schema = load_schema()
    written, node = (read_yaml(path)[0] for path in (CASE, schemas_folder() / "nodes" / "demo.yaml"))
    assert written is not None and node is not None
    filled = [
        Completeness(name, slot, "M", 500, 430, 0) for name, slot in (("Individual", "birth_date"),) * 1
    ]
    computed = Computed(
        number_of_unique_individuals=500,
        min_typical_age=0,
        coding_systems=("HPO",),
        code_values=("HP:0001250",),
        variables=compute_variables(schema, filled),
        quality=(QualityResult("completeness", Decimal("0.86")),),
    )
    return assemble(written.plain(), node.plain(), computed, schema)[0]


def ours(described: Sequence[Description]) -> Callable[[], Iterator[str]]:
    def run() -> Iterator[str]:
        writer = TurtleWriter(HEALTHDCAT_AP)
        return (writer.document(one) for one in described)

    return run


def by_rdflib(several: Sequence[list[Triple]]) -> Callable[[], Iterator[str]]:
    from rdflib import Graph, Literal, URIRef

    def document(triples: list[Triple]) -> str:
        graph = Graph()
        for subject, predicate, term in triples:
            found = (
                URIRef(term.value)
                if isinstance(term, Iri)
                else Literal(term.value, lang=term.language)
                if term.language
                else Literal(term.value, datatype=URIRef(term.datatype) if term.datatype else None)
            )
            graph.add((URIRef(subject.value), URIRef(predicate.value), found))
        return graph.serialize(format="turtle")

    return lambda: map(document, several)


def by_pyoxigraph(several: Sequence[list[Triple]]) -> Callable[[], Iterator[str]]:
    import pyoxigraph as ox

    def document(triples: list[Triple]) -> str:
        made = [
            ox.Triple(
                ox.NamedNode(subject.value),
                ox.NamedNode(predicate.value),
                ox.NamedNode(term.value)
                if isinstance(term, Iri)
                else ox.Literal(term.value, language=term.language)
                if term.language
                else ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None),
            )
            for subject, predicate, term in triples
        ]
        written = ox.serialize(made, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
        return (written or b"").decode()

    return lambda: map(document, several)


def speed(number: int, pairs: int) -> None:
    described = Described(number)
    same_graphs([described[place] for place in range(0, number, max(1, number // SAMPLE))])
    seconds: dict[str, list[float]] = {}
    share = max(1, number // pairs)
    for pair in range(pairs):
        part = [described[place] for place in range(pair * share, (pair + 1) * share)]
        triples = [list(healthdcat(one)) for one in part]
        gc.freeze()
        for name, run in (
            ("ours", ours(part)),
            ("pyoxigraph", by_pyoxigraph(triples)),
            ("rdflib", by_rdflib(triples)),
        ):
            started = time.process_time()
            size = sum(len(text) for text in run())
            seconds.setdefault(name, []).append(time.process_time() - started)
            assert size > share * 1000
    print(f"{number} descriptions of {len(triples[0])} triples, Turtle, {pairs} turns of {share}:")
    base = statistics.median(seconds["ours"])
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        print(f"  {name:<12}{1000 * middle / share:8.2f} ms each{middle / base:8.1f} x")


def same_graphs(several: Sequence[Description]) -> None:
    """Ours, rdflib's and the triples themselves are one graph."""
    from rdflib import Graph
    from rdflib.compare import isomorphic

    texts = list(ours(several)())
    for one, text in zip(several, texts, strict=True):
        (other,) = by_rdflib([list(healthdcat(one))])()
        assert isomorphic(Graph().parse(data=text), Graph().parse(data=other))
    print(f"{len(several)} of them are isomorphic to what rdflib writes")


def peak(number: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        Catalogue(Described(number)).write(Path(folder) / "catalogue.ttl")
        taken = time.process_time() - started
        size = (Path(folder) / "catalogue.ttl").stat().st_size
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{number:>8} datasets in one catalogue: {highest:6.0f} MiB, {taken:7.1f} s CPU, {size >> 20} MiB written"


def memory() -> None:
    for number in (1_000, 10_000, 100_000):
        command = [sys.executable, __file__, "--peak", str(number)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def checks(number: int, shapes: Path | None, engine: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ["OMICZ_CACHE"] = f"{name}/cache"
        folder = Path(name) / "descriptions"
        folder.mkdir()
        described = Described(number)
        for one, text in zip(described, ours(described)(), strict=True):
            (folder / f"{one.id}.ttl").write_text(text, encoding="utf-8")
        for turn in ("first", "nothing changed", "one changed"):
            if turn == "one changed":
                changed = folder / "d000000.ttl"
                text = changed.read_text(encoding="utf-8")
                changed.write_text(text.replace('"Cohort 0"', '"Another cohort"'), encoding="utf-8")
            started, clock = time.process_time(), time.perf_counter()
            found = check_descriptions([folder], shapes=shapes, today=TODAY, engine=engine)  # type: ignore[arg-type]
            taken, passed = time.process_time() - started, time.perf_counter() - clock
            valid = sum(one.valid for one in found)
            print(f"check of {number}, {turn:<16}: {taken:8.2f} s CPU, {passed:8.2f} s, {valid} valid")


if __name__ == "__main__":
    main()
