"""From dataset.yaml, node file and computed statistics to one Description, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from omicz_meta.catalogue.beyond import described_by
from omicz_meta.catalogue.computed import COMPUTED_SLOTS, COVERAGE_SLOTS, Computed
from omicz_meta.catalogue.description import UNPLACED, Description, Entity, Item, key_of
from omicz_meta.catalogue.healthdcat import SERVICES
from omicz_meta.catalogue.namespaces import EHDS
from omicz_meta.catalogue.rdf import Iri, is_iri
from omicz_meta.catalogue.reading import Reader, Spot, coded, read_entity
from omicz_meta.catalogue.rules import check_description
from omicz_meta.catalogue.series import KIND, SERIES, series_iri
from omicz_meta.problem import Problem
from omicz_meta.schema.model import Kind, Schema

DATASET_FILE = "dataset.yaml"
NODE_FILE = "node"
BESIDE = (SERVICES, SERIES)
"""What stands beside the dataset: keys of a dataset.yaml that are not slots of Dataset."""
NODE_KEYS = ("node", "base_iri", *BESIDE)
"""Keys of a node file that are not slots of Dataset."""
FROM_NODE = "node"
"""What people write under a slot that the node file answers."""


def assemble(
    dataset_yaml: Mapping[str, Any], node: Mapping[str, Any] | None, computed: Computed, schema: Schema
) -> tuple[Description, tuple[Problem, ...]]:
    """Put the description together; what cannot be used is left out and is a Problem (C and V codes), never raised.

    A slot comes from dataset.yaml; where that says `node` or nothing, from the node file; statistics come from
    `computed` alone. `node` is a node file as plain data: `base_iri` and slots of Dataset. Both may hold `services`,
    instances of DataService; one that names the datasets it serves belongs to these only. `series` are those that the
    dataset is in; one that the node file describes is named by its id.

    >>> from omicz_meta.schema.model import load_schema
    >>> raw = {"identifier": "GoE_CZ_FN_1", "number_of_records": 12}
    >>> description, problems = assemble(raw, {"base_iri": "https://example.org/"}, Computed(), load_schema())
    >>> description.iri.value, [p.place.slot for p in problems if p.code == "C005"]
    ('https://example.org/dataset/GoE_CZ_FN_1', ['number_of_records'])
    """
    schema = described_by(schema)
    reader = Reader(schema)
    from_node = {key: value for key, value in (node or {}).items() if key not in NODE_KEYS}
    statistics = computed.slots()
    base, address_problems = _base(node or {})
    written, computed_problems = _without_computed(dataset_yaml, statistics)
    own, own_problems = read_entity(
        reader, "Dataset", _answered(written, from_node, schema), Spot(DATASET_FILE, "Dataset")
    )
    rest = {
        slot: value
        for slot, value in from_node.items()
        if slot not in own.slots and _open(slot, written, statistics)
    }
    inherited, node_problems = read_entity(reader, "Dataset", rest, Spot(NODE_FILE, "Dataset"))
    counted, counted_problems = read_entity(reader, "Dataset", statistics, Spot("records", "Dataset"))
    dataset = _linked(_completed(_merged(inherited, own, counted), computed, reader), base)
    placed, beside_problems = _with_what_stands_beside(dataset, dataset_yaml, node or {}, base, reader)
    description = Description(placed, schema, base, computed.withheld)
    found = (
        *beside_problems,
        *address_problems,
        *computed_problems,
        *own_problems,
        *node_problems,
        *counted_problems,
    )
    judged = (*found, *check_description(description), *_unclaimed(dataset, computed))
    return description, tuple(dict.fromkeys(judged))


def _with_what_stands_beside(
    dataset: Entity, written: Mapping[str, Any], node: Mapping[str, Any], base: str, reader: Reader
) -> tuple[Entity, tuple[Problem, ...]]:
    """The dataset with its services and its series."""
    served, faults = _served((written.get(SERVICES), node.get(SERVICES)), dataset, base, reader)
    placed, more = _in_series(served, written.get(SERIES), node.get(SERIES), base, reader)
    return placed, (*faults, *more)


def _served(
    written: tuple[object, ...], dataset: Entity, base: str, reader: Reader
) -> tuple[Entity, tuple[Problem, ...]]:
    """The dataset with the services that serve it."""
    spot = Spot(DATASET_FILE, "Dataset").inside(SERVICES, "DataService")
    listed = [one for part in written for one in _listed(part)]
    plain = [one for one in listed if isinstance(one, Mapping)]
    read = [read_entity(reader, "DataService", one, spot) for one in plain]
    names = {
        str(dataset.first("id")),
        *map(str, dataset.all("identifier")),
        f"{base}dataset/{dataset.first('id')}",
    }
    kept = tuple(one for one, _ in read if not one.filled("served_datasets") or names & set(_named(one)))
    faults = [fault for _, several in read for fault in several]
    faults += [spot.problem("C006", SERVICES, SERVICES) for one in listed if not isinstance(one, Mapping)]
    slots = {**dataset.slots, SERVICES: kept} if kept else dataset.slots
    return replace(dataset, slots=slots), tuple(faults)


def _named(service: Entity) -> list[str]:
    return [one.value if isinstance(one, Iri) else str(one) for one in service.all("served_datasets")]


def _in_series(
    dataset: Entity, written: object, of_node: object, base: str, reader: Reader
) -> tuple[Entity, tuple[Problem, ...]]:
    """The dataset with the series that it is in: described, named by the id of one of the node's, or an address."""
    spot = Spot(DATASET_FILE, "Dataset")
    known = {str(one.get("id")): one for one in _listed(of_node) if isinstance(one, Mapping)}
    found: dict[str, Entity | Iri] = {}
    faults: list[Problem] = []
    for one in _listed(written):
        described = one if isinstance(one, Mapping) else known.get(str(one))
        if described is not None:
            series, several = _one_series(described, base, reader)
            found.setdefault(series.iri or str(described), series)
            faults.extend(several)
        elif is_iri(str(one)):
            found.setdefault(str(one), Iri(str(one)))
        else:
            faults.append(spot.problem("C003", SERIES, one, tuple(known)))
    slots = {**dataset.slots, SERIES: tuple(found.values())} if found else dataset.slots
    return replace(dataset, slots=slots), tuple(faults)


def _one_series(written: Mapping[str, Any], base: str, reader: Reader) -> tuple[Entity, tuple[Problem, ...]]:
    """A series with its address; without a law of its own it is under that of health data."""
    spot = Spot(DATASET_FILE, "Dataset").inside(SERIES, KIND)
    series, faults = read_entity(reader, KIND, written, spot)
    own = series.iri or (series_iri(base, str(series.first("id"))) if series.filled("id") else None)
    missing = () if own else (spot.problem("C001", "id"),)
    slots = {"applicable_legislation": (Iri(EHDS),), **series.slots}
    return replace(series, slots=slots, iri=own), (*missing, *faults)


def _listed(written: object) -> list[Any]:
    """What stands under a key, one by one; people write one thing without a list."""
    return [one for one in (written if isinstance(written, list) else [written]) if one]


def _base(node: Mapping[str, Any]) -> tuple[str, tuple[Problem, ...]]:
    base = str(node.get("base_iri") or "")
    if base and is_iri(base) and base.startswith("http"):
        return base if base.endswith("/") else base + "/", ()
    spot = Spot(NODE_FILE, "Node")
    return UNPLACED, (spot.problem("C007" if base else "C001", "base_iri", base or None),)


def _without_computed(
    written: Mapping[str, Any], statistics: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What people may write, and C005 for what they may not: statistics, and coverage where the records have it."""
    spot = Spot(DATASET_FILE, "Dataset")
    barred = {*COMPUTED_SLOTS, *(slot for slot in COVERAGE_SLOTS if slot in statistics)}
    faults = tuple(spot.problem("C005", slot) for slot in written if slot in barred)
    return {slot: value for slot, value in written.items() if slot not in barred}, faults


def _answered(written: Mapping[str, Any], node: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Leave out what the node answers; a single record of a class, such as the policy, is completed from the node."""
    own = {slot: value for slot, value in written.items() if value != FROM_NODE and slot not in BESIDE}
    slots = schema.classes["Dataset"].slots
    for name, value in own.items():
        mergeable = name in slots and slots[name].kind is Kind.REFERENCE and not slots[name].multivalued
        if mergeable and isinstance(value, Mapping) and isinstance(node.get(name), Mapping):
            own[name] = {**node[name], **value}
    return own


def _open(slot: str, written: Mapping[str, Any], statistics: Mapping[str, Any]) -> bool:
    """Whether the node may answer a slot: nobody wrote it, and the records say nothing about it."""
    return written.get(slot) in (None, FROM_NODE) and slot not in statistics


def _merged(inherited: Entity, own: Entity, counted: Entity) -> Entity:
    """People's words win over the node's; what was counted wins over both."""
    return Entity("Dataset", {**inherited.slots, **own.slots, **counted.slots})


def _completed(dataset: Entity, computed: Computed, reader: Reader) -> Entity:
    """Fill what follows from the rest: key, theme, law, use cases, structure, provenance, law of distributions."""
    slots = dict(dataset.slots)
    slots.setdefault("id", (key_of(str(dataset.first("identifier") or "dataset")),))
    slots["themes"] = _with(slots.get("themes", ()), coded(reader, "DataTheme", "HEAL"))
    slots["applicable_legislation"] = _with(slots.get("applicable_legislation", ()), Iri(EHDS))
    if slots.get("variables"):
        slots.setdefault("is_structured", (True,))
    slots |= _told_by_run(slots, computed, reader)
    for name in ("distributions", "sample_distributions", "analytics_distributions"):
        if name in slots:
            slots[name] = tuple(_numbered(slots[name], slots["applicable_legislation"]))
    return Entity("Dataset", slots)


def _unclaimed(dataset: Entity, computed: Computed) -> Iterator[Problem]:
    """Categories of health data that the kind of records suggests and nobody named."""
    named = dataset.names("health_categories")
    if missing := tuple(name for name in computed.health_categories if name not in named):
        yield Spot(DATASET_FILE, "Dataset").problem("C004", "health_categories", candidates=missing)


def _linked(dataset: Entity, base: str) -> Entity:
    """Datasets of the same node are named by their key; in the description they have their IRI."""
    sources = (
        Iri(f"{base}dataset/{key_of(key)}") if isinstance(key, str) else key
        for key in dataset.all("source_datasets")
    )
    return replace(dataset, slots={**dataset.slots, "source_datasets": tuple(sources)})


def _with(values: tuple[Item | Entity, ...], needed: Item | None) -> tuple[Item | Entity, ...]:
    return values if needed is None or needed in values else (*values, needed)


def _told_by_run(
    slots: Mapping[str, tuple[Item | Entity, ...]], computed: Computed, reader: Reader
) -> dict[str, tuple[Item | Entity, ...]]:
    """Provenance, activities and standards of the run stand beside what people describe; use cases only stand in."""
    raw = {
        "provenance": dict(computed.provenance),
        "generated_by": list(computed.generated_by),
        "conforms_to": list(computed.standards),
    }
    told, _ = read_entity(
        reader, "Dataset", {slot: value for slot, value in raw.items() if value}, Spot("records", "Dataset")
    )
    added = {
        slot: (*slots.get(slot, ()), *(value for value in values if value not in slots.get(slot, ())))
        for slot, values in told.slots.items()
    }
    if "use_cases" not in slots:
        names, _ = read_entity(
            reader, "Dataset", {"use_cases": list(computed.use_cases)}, Spot("records", "Dataset")
        )
        added |= names.slots
    return added


def _numbered(
    distributions: tuple[Item | Entity, ...], legislation: tuple[Item | Entity, ...]
) -> Iterator[Item | Entity]:
    """Give each distribution a key, and the law of its dataset where it names none."""
    for number, distribution in enumerate(distributions, start=1):
        if isinstance(distribution, Entity):
            given = {"id": (str(number),), "applicable_legislation": legislation}
            yield replace(distribution, slots={**given, **distribution.slots})
        else:
            yield distribution
