"""Looks at every resource of a file once: what it is, whether it can be used, and where it stands.

What is kept of a resource are a few numbers. Its text is read again when somebody wants it.
"""

from __future__ import annotations

import errno
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from omicz_meta.engine.ordered import ordered_map
from omicz_meta.engine.resource_block import FhirVersion
from omicz_meta.engine.resource_heads import HeadReader, Readers
from omicz_meta.sources.fhir.cutter import cut
from omicz_meta.sources.fhir.knowledge import Demand, demands, only_in, released, telling
from omicz_meta.sources.fhir.lines import read_lines, unbundled
from omicz_meta.sources.fhir.members import Member
from omicz_meta.sources.fhir.modifiers import Modified, Modifiers
from omicz_meta.sources.fhir.pieces import Cut, Pieces, gathered
from omicz_meta.sources.fhir.routes import Bits, Routes, routed
from omicz_meta.sources.fhir.sound import SOUND, Judged, judge
from omicz_meta.sources.fhir.xml import read_xml

Positions = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint64]
Names = npt.NDArray[np.object_]

UNTOLD = ""
CUT_OFF, TOO_LARGE = "R063", "R015"
_RELEASE = re.compile(r"\|([45]\.[0-9](?:\.[0-9]+)?)$")
_ENTRY = re.compile("/entry/([0-9]{1,15})/resource")
_ID = r"^[A-Za-z0-9\-.]{1,64}$"
_ODD_REFERENCE = "[:#?]|/_history/"


@dataclass(frozen=True, slots=True)
class Missing:
    """Resources, by their positions in a file, without an element that they must have in some versions."""

    demand: Demand
    at: Positions


@dataclass(slots=True)
class Surveyed:
    """What is known of the resources of one file, by position: columns with one value for each.

    `codes` are SOUND or say why a text is no resource. `keys` are hashes of type and id, 0 without an id. `persons`
    says by hash to whom a resource belongs, 0 where it does not say; `logical` where it says so by an identifier only.
    Keys and persons are forgotten once all files were compared. `bits` tell which views may take something (`routes`).
    `entries` are the numbers of the entries of a bundle that hold resources, -1 for none; those that stand elsewhere
    in bundles are in `containers`. `versions` is what its own elements tell. `carried` counts, for each type, the keys
    at the top by their numbers. `modified` are modifier extensions that are not understood.
    """

    member: Member
    at: Positions
    lengths: Positions
    lines: Positions
    codes: Names
    kinds: Names
    keys: Numbers
    persons: Numbers
    versions: Names
    bits: Bits
    entries: Positions
    containers: dict[int, str] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    logical: dict[int, str] = field(default_factory=dict)
    searched: set[str] = field(default_factory=set)
    missing: list[Missing] = field(default_factory=list)
    modified: dict[int, Modified] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)
    odd_ids: Positions = field(default_factory=lambda: np.zeros(0, np.int64))
    carried: dict[str, Counter[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)


def read_pieces(member: Member) -> Iterator[Pieces]:
    """The texts of a file. What cannot be unpacked, and what follows it, is one text that cannot be read."""
    try:
        with member.open() as stream:
            if member.ending in (".ndjson", ".jsonl"):
                yield from read_lines(stream, member.limits)
            elif member.ending == ".xml":
                yield from gathered(read_xml(stream, member.limits))
            else:
                yield from gathered(cut(stream, member.limits))
    except OSError as fault:
        code = TOO_LARGE if fault.errno == errno.EFBIG else CUT_OFF
        yield from gathered([Cut(0, b"", 0, code=code)])


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mapping asks of resources: who takes from them, and what it understands of what modifies them."""

    routes: Routes
    modifiers: Modifiers


def survey(member: Member, readers: Readers, asked: Asked) -> Surveyed:
    """Look at every resource of a file, as many runs at a time as there are readers. Never raises for what is in it."""

    def look(pieces: Pieces) -> list[Surveyed]:
        with readers.one() as reader:
            runs = _apart(pieces, member, reader, asked.modifiers)
            return [_looked_at(run, reader, member, asked.routes) for run in runs]

    parts = [part for run in ordered_map(look, read_pieces(member), len(readers)) for part in run]
    whole = Surveyed(
        member,
        _joined((part.at for part in parts), "int64"),
        _joined((part.lengths for part in parts), "int64"),
        _joined((part.lines for part in parts), "int64"),
        shortened(_joined((part.codes for part in parts), "O")),
        shortened(_joined((part.kinds for part in parts), "O")),
        _joined((part.keys for part in parts), "u8"),
        _joined((part.persons for part in parts), "u8"),
        shortened(_joined((part.versions for part in parts), "O")),
        _joined((part.bits for part in parts), "u4"),
        shortened(_joined((part.entries for part in parts), "int64")),
    )
    first = 0
    for part in parts:
        _take_over(whole, part, first)
        first += len(part)
    return whole


def _joined(parts: Iterable[npt.NDArray[Any]], kind: str) -> npt.NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts])


def shortened(names: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Names or numbers, held once where all are the same; they are not to be changed.

    >>> shortened(np.array(["R4", "R4"], object)).strides
    (0,)
    """
    same = len(names) > 0 and bool((names == names[0]).all())
    return np.broadcast_to(names[:1], names.shape) if same else names


def is_one(names: npt.NDArray[Any]) -> bool:
    """Whether `shortened` found all names the same."""
    return len(names) > 0 and names.strides == (0,)


def called(names: Names, name: str) -> npt.NDArray[np.bool_]:
    """Which of some names are this one; one look tells where all are the same.

    >>> [called(one, "a").tolist() for one in (np.array(["a", "b"], object), shortened(np.array(["a"], object)))]
    [[True, False], [True]]
    """
    if is_one(names):
        return np.full(len(names), names[0] == name)
    found: npt.NDArray[np.bool_] = names == name
    return found


def _take_over(whole: Surveyed, part: Surveyed, first: int) -> None:
    for name in ("containers", "urls", "logical", "modified"):
        getattr(whole, name).update({at + first: value for at, value in getattr(part, name).items()})
    whole.aliases.update(part.aliases)
    whole.searched |= part.searched
    whole.missing += [Missing(one.demand, one.at + first) for one in part.missing]
    whole.gone += part.gone
    for kind, counts in part.carried.items():
        whole.carried.setdefault(kind, Counter()).update(counts)
    whole.odd_ids = np.concatenate([whole.odd_ids, part.odd_ids + first])


@dataclass(frozen=True, slots=True)
class _Looked:
    pieces: Pieces
    judged: Judged


def _apart(pieces: Pieces, member: Member, reader: HeadReader, known: Modifiers) -> Iterator[_Looked]:
    """A run, or several: bundles that stand where a resource should are taken apart."""
    judged = judge(pieces, reader, member.limits, known)
    bundles = _bundles(judged)
    if not bundles:
        yield _Looked(pieces, judged)
        return
    for run in gathered(unbundled(pieces, bundles, member.limits)):
        yield _Looked(run, judge(run, reader, member.limits, known))


def _bundles(judged: Judged) -> set[int]:
    if "Bundle" not in judged.heads["type"].unique().to_pylist():
        return set()
    mask = np.asarray(pc.equal(judged.heads["type"], "Bundle").fill_null(False))
    return set(np.flatnonzero(mask & (judged.codes == SOUND)).tolist())


def _looked_at(looked: _Looked, reader: HeadReader, member: Member, routes: Routes) -> Surveyed:
    pieces, judged = looked.pieces, looked.judged
    sound = judged.codes == SOUND
    kinds = judged.heads["type"].combine_chunks().dictionary_encode()
    names = np.array([*kinds.dictionary.to_pylist(), UNTOLD], object)
    at = kinds.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False)
    keys = np.where(sound, judged.heads["key"].fill_null(0).to_numpy(), np.uint64(0)).astype(np.uint64)
    found = Surveyed(
        member,
        pieces.at,
        pieces.lengths,
        pieces.lines,
        judged.codes,
        np.where(sound, names[at], UNTOLD),
        keys,
        np.zeros(len(pieces), np.uint64),
        np.full(len(pieces), UNTOLD, object),
        routed(pieces, names[:-1].tolist(), routes),
        np.full(len(pieces), -1),
        modified=dict(judged.modified),
        gone=list(pieces.gone),
    )
    _contained(found, pieces)
    for number, name in enumerate(names[:-1]):
        _of_kind(found, judged, str(name), np.flatnonzero(sound & (at == number)))
    good = np.asarray(pc.match_substring_regex(judged.heads["id"], _ID).fill_null(True))
    found.odd_ids = np.flatnonzero(sound & ~good)
    _profiled(found, judged, sound)
    _places(found, pieces, judged, reader)
    _belonging(found, judged, reader, sound)
    return found


def _contained(found: Surveyed, pieces: Pieces) -> None:
    """Where in bundles resources stand."""
    for number, container in pieces.containers.items():
        entry = _ENTRY.fullmatch(container)
        if entry:
            found.entries[number] = int(entry[1])
        else:
            found.containers[number] = container


def container_of(found: Surveyed, at: int) -> str | None:
    """The JSON pointer to a resource in its bundle."""
    entry = int(found.entries[at])
    return found.containers.get(at) if entry < 0 else f"/entry/{entry}/resource"


def _of_kind(found: Surveyed, judged: Judged, kind: str, mine: Positions) -> None:
    """What the keys of the resources of one type tell: their version, and what they lack."""
    if not len(mine):
        return
    is_mine = np.zeros(len(found), bool)
    is_mine[mine] = True
    chosen = is_mine[judged.of]
    of, keys = judged.of[chosen], judged.keys[chosen]
    numbers, counts = np.unique(keys, return_counts=True)
    found.carried[kind] = Counter(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))
    only = only_in(kind)
    if only:
        found.versions[mine] = only
    for version, names in telling(kind).items() if not only else ():
        if names:
            found.versions[of[np.isin(keys, np.array(list(names), np.uint64))]] = version
    for demand in demands(kind):
        have = np.zeros(len(found), bool)
        for key in demand.keys:
            have[of[keys == np.uint64(key)]] = True
        if len(without := mine[~have[mine]]):
            found.missing.append(Missing(demand, without))


def _profiled(found: Surveyed, judged: Judged, sound: npt.NDArray[np.bool_]) -> None:
    """Versions that a profile or the resource itself names."""
    for name, read in (("profile", _of_profile), ("release", released)):
        column = judged.heads[name].combine_chunks().dictionary_encode()
        told = [read(text) for text in column.dictionary.to_pylist()]
        if any(told):
            values = np.array([*(one or UNTOLD for one in told), UNTOLD], object)
            said = values[column.indices.fill_null(len(told)).to_numpy(zero_copy_only=False)]
            found.versions[:] = np.where(sound & (said != UNTOLD), said, found.versions)


def _of_profile(text: str) -> FhirVersion | None:
    """The version that the profiles of a resource name, if they name one: `http://hl7.org/fhir/...|4.0.1`."""
    try:
        profiles = json.loads(text)
    except ValueError:
        return None
    named = [
        _RELEASE.search(one)
        for one in (profiles if isinstance(profiles, list) else [])
        if isinstance(one, str) and one.startswith("http://hl7.org/fhir/StructureDefinition/")
    ]
    return next((released(match[1]) for match in named if match), None)


def _places(found: Surveyed, pieces: Pieces, judged: Judged, reader: HeadReader) -> None:
    """What others may call a resource, where that is not its type and id."""
    ids = judged.heads["id"]
    for number, url in pieces.urls.items():
        if judged.codes[number] != SOUND:
            continue
        kind, own = str(found.kinds[number]), ids[number].as_py()
        uuid = url.rpartition(":")[2] if url.startswith("urn:") else None
        if own is None:
            found.urls[number] = url
            found.keys[number] = reader.hashes([f"{kind}/{uuid}"])[0] if uuid else 0
        elif uuid != own and not url.endswith(f"{kind}/{own}"):
            found.aliases[url] = f"{kind}/{own}"


def _belonging(found: Surveyed, judged: Judged, reader: HeadReader, sound: npt.NDArray[np.bool_]) -> None:
    """To whom resources belong."""
    persons = judged.heads["person"]
    plain = np.asarray(pc.starts_with(persons, "Patient/").fill_null(False)) & sound
    odd = np.asarray(pc.match_substring_regex(persons, _ODD_REFERENCE).fill_null(False)) & sound
    hashes = judged.heads["person_key"].fill_null(0).to_numpy().astype(np.uint64)
    found.persons[plain & ~odd] = hashes[plain & ~odd]
    at = np.flatnonzero(odd)
    if len(at):
        said = persons.take(pa.array(at)).to_pylist()
        found.searched.update(text for text in said if text.startswith("Patient?identifier="))
        texts = [patient_of(text, found.aliases) for text in said]
        found.persons[at] = [
            key if text else 0 for key, text in zip(reader.hashes(texts), texts, strict=True)
        ]
    named = judged.heads["person_identifier"]
    by_name = np.asarray(persons.is_null()) & sound & np.asarray(pc.not_equal(named, "").fill_null(False))
    found.logical.update({int(n): named[int(n)].as_py() for n in np.flatnonzero(by_name)})


def patient_of(reference: str, aliases: dict[str, str]) -> str:
    """The patient that a reference is to, as type and id; empty for anything else, and for a contained one.

    >>> patient_of("http://h/fhir/Patient/1/_history/2", {}), patient_of("urn:uuid:7", {}), patient_of("#p", {})
    ('Patient/1', 'Patient/7', '')
    """
    if reference in aliases:
        reference = aliases[reference]
    if reference.startswith("urn:"):
        return f"Patient/{reference.rpartition(':')[2]}"
    parts = reference.split("/_history/")[0].split("/")
    return "/".join(parts[-2:]) if parts[-2:-1] == ["Patient"] and "?" not in reference else ""
