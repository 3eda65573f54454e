"""Making and opening packs, beside rdflib reading the same OWL; HPO, MONDO and EDAM as they are published.

    python benchmarks/bench_packs.py [--pairs 3] [--shared ../shared/ontologies]

Pairs alternate, figures are medians of whole processes in CPU seconds, ratios are taken within the run. HPO has no OWL
in the folder of inputs, so one is written from its OBO: names, definitions, parents, cross references; the published
file holds logical axioms too and is several times larger.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import time
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parent))

from measure import Figures, median, once

from omicz_meta.terms.draft import Options
from omicz_meta.terms.formats import obo
from omicz_meta.terms.given import delivery
from omicz_meta.terms.pack import Pack

WORK = Path(__file__).resolve().parent / "work" / "packs"
ADD = "import sys; from omicz_meta.cli import main; sys.argv[0] = 'omicz-meta'; main()"
RDFLIB = """
import gzip, sys, rdflib
data = gzip.open(sys.argv[1]).read()
print(len(rdflib.Graph().parse(data=data, format="xml")))
"""
HEADER = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:owl="http://www.w3.org/2002/07/owl#"
 xmlns:oio="http://www.geneontology.org/formats/oboInOwl#" xmlns:obo="http://purl.obolibrary.org/obo/">
<owl:Ontology rdf:about="http://purl.obolibrary.org/obo/hp.owl"/>
"""
OBO = "http://purl.obolibrary.org/obo/"


def written_owl(source: Path) -> Path:
    """HPO as OWL in RDF/XML, packed."""
    path = WORK / "hp.owl.gz"
    if not path.exists():
        [file] = delivery(source).files
        with gzip.open(path, "wt", encoding="utf-8") as target:
            target.write(HEADER)
            for term in obo.read(file, Options()).terms:
                target.write(f'<owl:Class rdf:about="{OBO}{term.curie.replace(":", "_")}">')
                for name in term.names:
                    tag = "rdfs:label" if name.scope == "label" else f"oio:has{name.scope.title()}Synonym"
                    target.write(f"<{tag}>{escape(name.text)}</{tag}>")
                for above in term.parents:
                    target.write(f'<rdfs:subClassOf rdf:resource="{OBO}{above.replace(":", "_")}"/>')
                for other in term.replaced_by:
                    target.write(f'<obo:IAO_0100001 rdf:resource="{OBO}{other.replace(":", "_")}"/>')
                for xref in term.xrefs:
                    target.write(f"<oio:hasDbXref>{escape(xref)}</oio:hasDbXref>")
                if term.definition:
                    target.write(f"<obo:IAO_0000115>{escape(term.definition)}</obo:IAO_0000115>")
                if term.obsolete:
                    target.write("<owl:deprecated>true</owl:deprecated>")
                target.write("</owl:Class>\n")
            target.write("</rdf:RDF>\n")
    return path


def added(name: str, file: Path) -> Figures:
    store = WORK / "store"
    found = once([sys.executable, "-c", ADD, "packs", "add", name, str(file)], {"OMICZ_PACKS": str(store)})
    assert found.code == 0, f"{name} was not added"
    return found


def read_by_rdflib(file: Path) -> Figures:
    found = once([sys.executable, "-c", RDFLIB, str(file)])
    assert found.code == 0
    return found


def line(what: str, runs: list[Figures]) -> str:
    cpu, peak = median([run.cpu for run in runs]), median([run.peak for run in runs])
    return f"{what:<44}{cpu:>8.2f}{peak:>8.0f}"


def opened(pack: Path) -> float:
    """Milliseconds of CPU to open a pack, with its facts and one term."""
    taken = []
    for _ in range(50):
        before = time.process_time()
        with Pack(pack) as one:
            one.term("HP:0001250")
        taken.append((time.process_time() - before) * 1000)
    return median(taken)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument(
        "--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "ontologies"
    )
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    hp = given.shared / "hp-2025-01-16.obo.zst"
    mondo = next(given.shared.glob("MONDO-*.json.zst"))
    print(f"{'':<44}{'CPU s':>8}{'MiB':>8}")
    print(line("packs add hp, OBO", [added("hp", hp) for _ in range(given.pairs)]))
    print(f"{'opening it, and one term':<44}{opened(WORK / 'store' / 'hp.pack'):>8.2f} ms")
    print(line("packs add mondo, JSON", [added("mondo", mondo) for _ in range(given.pairs)]))
    for name, owl in (("hp", written_owl(hp)), ("edam", given.shared / "edam-1.25.owl.gz")):
        ours, theirs = [], []
        for _ in range(given.pairs):
            ours.append(added(name, owl))
            theirs.append(read_by_rdflib(owl))
        print(line(f"packs add {name}, OWL", ours))
        print(line("rdflib, the same OWL read only", theirs))
        ratios = [their.cpu / our.cpu for our, their in zip(ours, theirs, strict=True)]
        print(
            f"{'':<4}rdflib takes {median(ratios):.1f} times as long, {min(ratios):.1f} to {max(ratios):.1f}"
        )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parents[1] / "src"))
    main()
