"""The terms by which catalogues say where they go on: pages, containers, streams of changes."""

from __future__ import annotations

from omicz_meta.catalogue.namespaces import AS, FDP_O, HYDRA, TREE, Namespace

OLD_FDP_O = Namespace("fdp-o-old", "http://rdf.biosemantics.org/ontologies/fdp-o#")

NEXT = (HYDRA("next"), HYDRA("nextPage"))
"""The page after this one, under its name of today and under its old one."""
METADATA_CATALOG = tuple(space("metadataCatalog") for space in (FDP_O, OLD_FDP_O))
FAIR_DATA_POINT = tuple(space("FAIRDataPoint") for space in (FDP_O, OLD_FDP_O))
EARLIER = tuple(TREE(name) for name in ("LessThanRelation", "LessThanOrEqualToRelation"))
"""Relations to pages whose members are all older than a value."""
ACTIVITIES = {AS(name).value: name for name in ("Create", "Update", "Delete", "Add", "Remove", "Upsert")}
GONE = ("Delete", "Remove")
