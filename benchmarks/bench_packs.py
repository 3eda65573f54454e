"""Making and opening packs, beside rdflib reading the same OWL; HPO, MONDO and EDAM as they are published.

    python benchmarks/bench_packs.py [--pairs 3] [--shared ../shared/ontologies]

Pairs alternate; figures are medians of CPU seconds, each in a process of its own and without imports; ratios are taken
within the run. HPO has no OWL in the folder of inputs, so it is written from its OBO as tools for OBO do: names,
definitions, parents, cross references, and an axiom for the sources and kind of each definition and synonym. Logical
definitions, which the published file has too, are left out.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parent))

from measure import median

from omicz_meta.terms.content import Term
from omicz_meta.terms.draft import Options
from omicz_meta.terms.formats import obo
from omicz_meta.terms.given import delivery
from omicz_meta.terms.pack import Pack

WORK = Path(__file__).resolve().parent / "work" / "packs"
WORK_OF = {
    "omicz-meta": """
from pathlib import Path
from omicz_meta.terms.adding import add
from omicz_meta.terms.store import Store
work = lambda: add(Store(Path(sys.argv[3])), sys.argv[1], [sys.argv[2]])
""",
    "rdflib": """
import gzip, rdflib
data = gzip.open(sys.argv[2]).read()
work = lambda: rdflib.Graph().parse(data=data, format="xml")
""",
}
"""What each child imports and does; only what it does is timed."""
CHILD = """
import re, sys, time
{}
before = time.process_time()
work()
spent = time.process_time() - before
peak = re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]
print(spent, int(peak) / 1024)
"""
"""The peak is the process's own; that of getrusage would count what it was forked from."""
HEADER = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:owl="http://www.w3.org/2002/07/owl#"
 xmlns:oio="http://www.geneontology.org/formats/oboInOwl#" xmlns:obo="http://purl.obolibrary.org/obo/">
<owl:Ontology rdf:about="http://purl.obolibrary.org/obo/hp.owl"/>
"""
OBO = "http://purl.obolibrary.org/obo/"
OIO = "http://www.geneontology.org/formats/oboInOwl#"
SAID = re.compile(r'(def|synonym): "((?:[^"\\]|\\.)*)" ?(EXACT|NARROW|BROAD|RELATED)? ?([^\s\[]*) ?\[(.*?)\]')


def written_owl(source: Path) -> Path:
    """HPO as OWL in RDF/XML, packed."""
    path = WORK / "hp.owl.gz"
    if not path.exists():
        [file] = delivery(source).files
        noted = axioms(file.text)
        with gzip.open(path, "wt", encoding="utf-8") as target:
            target.write(HEADER)
            for term in obo.read(file, Options()).terms:
                target.write(element(term) + "".join(noted.get(term.curie, ())))
            target.write("</rdf:RDF>\n")
    return path


def element(term: Term) -> str:
    """A term as one element."""
    parts = [f'<owl:Class rdf:about="{address(term.curie)}">']
    for name in term.names:
        tag = "rdfs:label" if name.scope == "label" else f"oio:has{name.scope.title()}Synonym"
        parts.append(f"<{tag}>{escape(name.text)}</{tag}>")
    parts += [f'<rdfs:subClassOf rdf:resource="{address(above)}"/>' for above in term.parents]
    parts += [f'<obo:IAO_0100001 rdf:resource="{address(other)}"/>' for other in term.replaced_by]
    parts += [f"<oio:hasDbXref>{escape(xref)}</oio:hasDbXref>" for xref in term.xrefs]
    parts += [f"<obo:IAO_0000115>{escape(term.definition)}</obo:IAO_0000115>"] if term.definition else []
    parts += ["<owl:deprecated>true</owl:deprecated>"] if term.obsolete else []
    return "".join((*parts, "</owl:Class>\n"))


def axioms(text: str) -> dict[str, list[str]]:
    """For each term the axioms that tell of its definition and synonyms where they come from."""
    found: dict[str, list[str]] = {}
    curie = ""
    for line in text.splitlines():
        if line.startswith("id: "):
            curie = line[4:]
        elif said := SAID.match(line):
            tag, quoted, scope, kind, sources = said.groups()
            about = f"{OBO}IAO_0000115" if tag == "def" else f"{OIO}has{(scope or 'RELATED').title()}Synonym"
            notes = [f"<oio:hasDbXref>{escape(one)}</oio:hasDbXref>" for one in sources.split(", ") if one]
            notes += [f'<oio:hasSynonymType rdf:resource="{OBO}hp#{kind}"/>'] if kind else []
            if notes:
                found.setdefault(curie, []).append(
                    f'<owl:Axiom><owl:annotatedSource rdf:resource="{address(curie)}"/><owl:annotatedProperty'
                    f' rdf:resource="{about}"/><owl:annotatedTarget>{escape(quoted)}</owl:annotatedTarget>'
                    f"{''.join(notes)}</owl:Axiom>\n"
                )
    return found


def address(curie: str) -> str:
    return OBO + curie.replace(":", "_")


class Figures(NamedTuple):
    """CPU seconds of the work without imports, and the peak of the whole process in MiB."""

    cpu: float
    peak: float


def child(who: str, name: str, file: Path) -> Figures:
    script = CHILD.format(WORK_OF[who])
    command = [sys.executable, "-c", script, name, str(file), str(WORK / "store")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Figures(*map(float, said.split()))


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
    print(line("packs add hp, OBO", [child("omicz-meta", "hp", hp) for _ in range(given.pairs)]))
    print(f"{'opening it, and one term':<44}{opened(WORK / 'store' / 'hp.pack'):>8.2f} ms")
    print(line("packs add mondo, JSON", [child("omicz-meta", "mondo", mondo) for _ in range(given.pairs)]))
    for name, owl in (("hp", written_owl(hp)), ("edam", given.shared / "edam-1.25.owl.gz")):
        ours, theirs = [], []
        for _ in range(given.pairs):
            ours.append(child("omicz-meta", name, owl))
            theirs.append(child("rdflib", name, owl))
        print(line(f"packs add {name}, OWL", ours))
        print(line("rdflib, the same OWL read only", theirs))
        ratios = [their.cpu / our.cpu for our, their in zip(ours, theirs, strict=True)]
        print(
            f"{'':<4}rdflib takes {median(ratios):.1f} times as long, {min(ratios):.1f} to {max(ratios):.1f}"
        )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parents[1] / "src"))
    main()
