"""Compares two states of a catalogue, each a file or a folder of RDF."""

from __future__ import annotations

from pathlib import Path

from omicz_meta.catalogue.differences import Differences, Found, differences
from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import MEDIA_TYPES, read_graph_file
from omicz_meta.catalogue.statements import statements
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.checking import described_files
from omicz_meta.schema import load_schema
from omicz_meta.schema.model import Schema


def compare(old: Path, new: Path) -> Differences:
    """What differs between two states. Raises UsageError where one of them cannot be read or describes no dataset."""
    schema = load_schema()
    return differences(_datasets(old, schema), _datasets(new, schema))


def _datasets(path: Path, schema: Schema) -> dict[str, Found]:
    """The datasets of a file or of all files below a folder; of one that comes again, the first."""
    datasets: dict[str, Found] = {}
    for name, file in described_files(path):
        if file.suffix not in MEDIA_TYPES:
            continue
        found = statements(read_graph_file(file))
        for one in published(found, name, schema):
            datasets.setdefault(one.description.iri.value, Found(one, found))
    if not datasets:
        raise UsageError(f"{path.name} describes no dataset: RDF (.ttl .jsonld .rdf .nt) is compared.")
    return datasets
