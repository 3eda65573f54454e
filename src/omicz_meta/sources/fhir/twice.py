"""Resources that stand in a source more than once: which one counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from omicz_meta.sources.fhir.survey import Surveyed
from omicz_meta.sources.fhir.texts import texts_of
from omicz_meta.sources.jsontext import decode_row

Positions = npt.NDArray[np.int64]

AGAIN = "the same resource again"
OLDER = "an older version of a resource"
DELETED = "a resource that was deleted"

Spot = tuple[int, int]
"""A file, by its position among the files, and the position of a resource in it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was found about resources of one type and id: those left out, by reason, and pairs that contradict."""

    left_out: dict[str, list[Spot]] = field(default_factory=dict)
    contradicting: list[tuple[Spot, Spot]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Version:
    spot: Spot
    digest: bytes
    number: int | None
    moment: str | None


def sort_out(files: Sequence[Surveyed], gone: dict[int, str]) -> Told:
    """Look at all resources that stand in the files more than once. `gone` are keys of deleted ones, with moments.

    Of equal ones the first counts, of versions the newest. Others are told as pairs, and each is a resource.
    """
    told = Told()
    keys = np.concatenate([np.zeros(0, np.uint64), *(one.keys for one in files)])
    names, counts = np.unique(keys[keys != 0], return_counts=True)
    looked_at = np.concatenate([names[counts > 1], np.array(list(gone), np.uint64)])
    for key, versions in _grouped(files, np.unique(looked_at)).items():
        _judge(versions, gone.get(key), told)
    return told


def _grouped(files: Sequence[Surveyed], keys: npt.NDArray[np.uint64]) -> dict[int, list[_Version]]:
    groups: dict[int, list[_Version]] = {}
    for number, file in enumerate(files):
        chosen = np.flatnonzero(np.isin(file.keys, keys)) if len(keys) else np.zeros(0, np.int64)
        for at, texts in texts_of(file, chosen):
            for position, text in zip(at.tolist(), texts, strict=True):
                found = _version((number, position), text)
                groups.setdefault(int(file.keys[position]), []).append(found)
    return groups


def _version(spot: Spot, text: bytes) -> _Version:
    content = decode_row(text)
    meta = content.pop("meta", None)
    known = meta if isinstance(meta, dict) else {}
    number, moment = known.pop("versionId", None), known.pop("lastUpdated", None)
    whole = json.dumps([content, known], sort_keys=True).encode()
    is_number = isinstance(number, str) and number.isdecimal() and len(number) < 19
    return _Version(
        spot,
        hashlib.sha256(whole).digest(),
        int(number) if is_number else None,
        moment if isinstance(moment, str) else None,
    )


def _judge(versions: list[_Version], deleted: str | None, told: Told) -> None:
    if deleted is not None:
        versions = list(_without_deleted(versions, deleted, told))
    order = _newest_first(versions)
    if order is not None:
        for one in order[1:]:
            reason = AGAIN if one.digest == order[0].digest else OLDER
            told.left_out.setdefault(reason, []).append(one.spot)
        return
    first: dict[bytes, Spot] = {}
    for one in versions:
        if one.digest in first:
            told.left_out.setdefault(AGAIN, []).append(one.spot)
        else:
            if first:
                told.contradicting.append((next(iter(first.values())), one.spot))
            first[one.digest] = one.spot


def _without_deleted(versions: list[_Version], deleted: str, told: Told) -> Iterator[_Version]:
    """Those made anew after the resource was deleted; without a moment all were before."""
    for one in versions:
        if deleted and one.moment and one.moment > deleted:
            yield one
        else:
            told.left_out.setdefault(DELETED, []).append(one.spot)


def _newest_first(versions: list[_Version]) -> list[_Version] | None:
    """The versions in order, where all of them say which they are and no two that differ say the same."""
    for name in ("number", "moment"):
        marks = [getattr(one, name) for one in versions]
        contents = {(mark, one.digest) for mark, one in zip(marks, versions, strict=True)}
        if versions and None not in marks and len({mark for mark, _ in contents}) == len(contents) > 1:
            return sorted(
                versions, key=lambda one: (getattr(one, name), (-one.spot[0], -one.spot[1])), reverse=True
            )
    return None
