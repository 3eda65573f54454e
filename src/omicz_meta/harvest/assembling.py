"""One catalogue from the complete states of several nodes, with what each of them served kept beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.assemble import assemble
from omicz_meta.catalogue.building import Chosen, choose
from omicz_meta.catalogue.computed import Computed
from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.folder import Member, Write, write_folder
from omicz_meta.catalogue.index import DATASETS, INDEX, NODES, SYNTAXES, Index
from omicz_meta.catalogue.publish import Catalogue, Record, write_description
from omicz_meta.harvest.library import link, read_files
from omicz_meta.harvest.limits import Limits
from omicz_meta.harvest.offers import Offer, offers
from omicz_meta.harvest.reading import PageReader
from omicz_meta.harvest.selecting import Selected, select
from omicz_meta.harvest.state import ORIGINALS, READ, NodeState, write_state
from omicz_meta.pipeline.building import left_out, opened_as, written_before
from omicz_meta.pipeline.describing import plain_yaml
from omicz_meta.pipeline.output import complete_or_untouched, write_json
from omicz_meta.pipeline.prepare import node_file
from omicz_meta.pipeline.siting import write_site
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.schema import load_schema

Sources = Mapping[str, tuple[NodeState, Path]]
"""The complete state of each node with the folder of its documents, in the order in which they became known."""


RUN_BY = "node.json"
"""What the node file of whoever runs the catalogue said."""


@dataclass(frozen=True, slots=True)
class About:
    """Who runs the catalogue: a description that holds its base address and publisher, and what the node file says."""

    description: Description
    answers: Mapping[str, Any]


def about_node(name: str) -> About:
    """Read the node file of whoever runs the catalogue: its name among those shipped, or its path."""
    path = Path(name)
    file = path if path.is_file() else node_file(name, path.parent, schemas_folder() / "nodes")
    return _about(plain_yaml(file))


def about_before(out: Path) -> About | None:
    """Who runs the catalogue that is there, as it was said when it was harvested last."""
    file = out / RUN_BY
    return _about(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def _about(answers: Mapping[str, Any]) -> About:
    description, _ = assemble({}, answers, Computed(), load_schema())
    iri = Catalogue((), base_iri=description.base_iri).iri.value
    # the publisher is named after the catalogue, since there is no dataset that it belongs to
    placed = replace(description, dataset=replace(description.dataset, iri=iri))
    return About(placed, json.loads(json.dumps(answers, default=str)))


def assemble_catalogue(
    sources: Sources,
    out: Path,
    digest: str,
    before: Mapping[str, Any],
    about: About | None,
    now: datetime,
    *,
    site: bool,
) -> tuple[Chosen, tuple[Problem, ...]]:
    """Choose among what the nodes offer and write the catalogue; where nothing is taken, nothing is written."""
    selected = _selected(sources)
    chosen = choose(one.candidate for one in selected.taken)
    if chosen.taken:
        by_iri = {one.iri: one for one in selected.taken}
        members = [
            Member(name, by_iri[one.checked.iri].address, one.description)
            for name, one in chosen.taken
            if one.description is not None
        ]
        catalogue = _catalogue(members, by_iri, before, about)
        with complete_or_untouched(out, INDEX) as part:
            opened_as(out, part)
            write = _writer(by_iri, before, out)
            index = write_folder(members, part, written_before(out), now, catalogue, write)
            if site:
                write_site([(one.name, one.description) for one in members], index.catalogue, part)
            for name, (state, folder) in sources.items():
                _kept(state, folder, part / NODES / name)
            listed = _listed(index, by_iri, selected)
            told = {"left_out": left_out(chosen), "nodes": _nodes(sources), "made_of": digest}
            if about is not None:
                write_json(part / RUN_BY, about.answers)
            write_json(part / INDEX, {**listed, **told})
    return chosen, selected.problems


def renewed(out: Path, before: Mapping[str, Any], sources: Sources) -> int:
    """Write down that all is as it was, and when that was seen; the number of datasets."""
    for name, (state, _) in sources.items():
        write_state(state, out / NODES / name)
    beside = out / f".{INDEX}.new"
    write_json(beside, {**before, "nodes": _nodes(sources)})
    beside.replace(out / INDEX)
    return len(before.get("datasets", ()))


def _selected(sources: Sources) -> Selected:
    schema = load_schema()
    with closing(PageReader(Limits())) as reader:
        offered = [
            offer for state, folder in sources.values() for offer in offers(state, folder, reader, schema)
        ]
    return select(offered, [state for state, _ in sources.values()])


def _catalogue(
    members: Sequence[Member], by_iri: Mapping[str, Offer], before: Mapping[str, Any], about: About | None
) -> Catalogue:
    """The catalogue keeps its address from harvest to harvest, whichever dataset comes first."""
    base = about.description.base_iri if about else str(before.get("catalogue", "")).removesuffix("catalogue")
    records = tuple(
        Record(one.name, iri, offer.entry.first_seen, offer.entry.changed, offer.address)
        for one in members
        for iri in (one.description.iri,)
        for offer in (by_iri[iri.value],)
    )
    return Catalogue(
        [one.description for one in members],
        base_iri=base or None,
        publisher=about.description if about else None,
        records=records,
    )


def _writer(by_iri: Mapping[str, Offer], before: Mapping[str, Any], out: Path) -> Write:
    """Writes the files of a dataset, or takes them over from the catalogue before where the same was said then."""
    known = {one["dataset"]: (one.get("name"), one.get("made_of")) for one in before.get("datasets", ())}

    def write(member: Member, folder: Path) -> Iterable[Path]:
        iri = member.description.iri.value
        files = [f"{member.name}{suffix}" for suffix in SYNTAXES]
        same = known.get(iri) == (member.name, _made_of(by_iri[iri]))
        if not (same and all((out / DATASETS / file).is_file() for file in files)):
            return write_description(member.description, folder, name=member.name)
        for file in files:
            link(out / DATASETS / file, folder / file)
        return [folder / file for file in files]

    return write


def _made_of(offer: Offer) -> str:
    told = (version("omicz-meta"), offer.iri, offer.entry.sha256)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def _kept(state: NodeState, folder: Path, into: Path) -> None:
    """Keep what a node served, and what was read in it: the documents of its state and nothing else."""
    for part in (ORIGINALS, READ):
        (into / part).mkdir(parents=True)
    for document in state.documents.values():
        link(folder / ORIGINALS / document.file, into / ORIGINALS / document.file)
        for read in read_files(document):
            if (folder / READ / read).is_file():
                link(folder / READ / read, into / READ / read)
    write_state(state, into)


def _listed(index: Index, by_iri: Mapping[str, Offer], selected: Selected) -> dict[str, object]:
    """The index of a catalogue with where each dataset comes from, and where else it is offered."""
    datasets = [{**one.entry(), **_provenance(by_iri[one.iri], selected)} for one in index.datasets]
    return {**index.entry(), "datasets": datasets}


def _provenance(offer: Offer, selected: Selected) -> dict[str, object]:
    others: Iterator[Offer] = iter(selected.besides.get(offer.iri, ()))
    return {
        "node": offer.node,
        "identifiers": sorted(offer.identifiers),
        "first_seen": offer.entry.first_seen,
        "changed": offer.entry.changed,
        "made_of": _made_of(offer),
        "also": [{"node": other.node, "dataset": other.iri, "source": other.address} for other in others],
    }


def _nodes(sources: Sources) -> list[dict[str, object]]:
    return [
        {
            "node": name,
            "address": state.address,
            "kind": state.kind,
            "since": state.since,
            "seen": state.seen,
            "datasets": len(state.datasets),
            "documents": len(state.documents),
            "folder": f"{NODES}/{name}",
        }
        for name, (state, _) in sources.items()
    ]
