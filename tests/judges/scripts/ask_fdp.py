"""Runs beside fairdatapoint-client: reads a FAIR Data Point with it, and walks it as the GDI portal does.

python ask_fdp.py URL     prints {"point", "catalogue", "datasets": {IRI: N-Triples}, "walked": [IRI], "distributions"}
"""

from __future__ import annotations

import json
import sys

import rdflib
import requests
from fdpclient import operations
from fdpclient.client import Client
from rdflib import RDF
from rdflib.namespace import DCAT

LDP = rdflib.Namespace("http://www.w3.org/ns/ldp#")
FDP_O = rdflib.Namespace("https://w3id.org/fdp/fdp-o#")


def walked(address):
    """Everything that is reached by ldp:contains alone, whatever it is."""
    seen, waiting, datasets = set(), [address], set()
    while waiting:
        at = waiting.pop().partition("#")[0]
        if at in seen:
            continue
        seen.add(at)
        answer = requests.get(at, headers={"Accept": "text/turtle"}, timeout=60)
        answer.raise_for_status()
        graph = rdflib.Graph().parse(data=answer.content, format="turtle")
        datasets |= {str(one) for one in graph.subjects(RDF.type, DCAT.Dataset)}
        waiting += [str(one) for one in graph.objects(None, LDP.contains)]
    return sorted(datasets)


def main():
    address = sys.argv[1]
    client = Client(address)
    point = client.read_fdp()
    (catalogue_iri,) = set(point.objects(None, FDP_O.metadataCatalog))
    catalogue = operations.read(str(catalogue_iri))
    datasets, distributions = {}, {}
    for one in sorted(catalogue.objects(catalogue_iri, DCAT.dataset)):
        read = client.read_dataset(str(one).rpartition("/")[2])
        datasets[str(one)] = read.serialize(format="nt")
        for distribution in read.objects(one, DCAT.distribution):
            # the portal asks for every distribution at its own address
            answer = requests.get(str(distribution), headers={"Accept": "text/turtle"}, timeout=60)
            distributions[str(distribution)] = answer.status_code
    told = {
        "point": point.serialize(format="nt"),
        "catalogue": catalogue.serialize(format="nt"),
        "datasets": datasets,
        "walked": walked(f"{address}fdp"),
        "distributions": distributions,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
