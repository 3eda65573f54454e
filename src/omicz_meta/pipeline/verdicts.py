"""Verdicts on descriptions, kept from one check to the next in the user's cache folder.

One file for each set of terms (code, model, shapes, engine, tier), a line for each description. Nothing here is needed:
a file that cannot be read or written costs time only, and a line that is damaged is as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.check import Checked, Terms
from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.mqa import Metric, mqa
from omicz_meta.catalogue.regulation import regulation
from omicz_meta.pipeline.codestate import code_of, state_of
from omicz_meta.pipeline.shelf import cache_folder
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema
from omicz_meta.userfolder import locked

PACKAGE = "omicz-meta"
LAYERS = (".", "catalogue", "schema", "codes")
"""Where the code stands that judges descriptions."""
MOST_FILES = 4
"""How many sets of terms are remembered."""
SPARE = 50_000
"""So many lines that were not asked for may stay; beyond them the file is written anew with those that were."""


@dataclass
class Verdicts:
    """What is known, by key; lines are read when they are asked for, new ones wait to be written."""

    schema: Schema
    lines: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    verdicts: dict[str, Checked] = field(default_factory=dict)

    def find(self, key: str) -> tuple[Checked, ...] | None:
        """The verdicts under a key; None for none, or a line that cannot be read."""
        line = self.lines.get(key)
        if line is None:
            return None
        self.asked.add(key)
        try:
            told = json.loads(line)
            return tuple(
                replace(self._restored(verdict), iri=iri, reviewed=reviewed)
                for iri, reviewed, verdict in told
            )
        except (ValueError, TypeError, KeyError, IndexError):
            return None

    def keep(self, key: str, several: tuple[Checked, ...]) -> None:
        """Keep verdicts until they are written."""
        told = [(one.iri, one.reviewed, _written(_plain(one))) for one in several]
        self.new[key] = _written(told)

    def _restored(self, verdict: str) -> Checked:
        """A verdict without its dataset; many datasets have the same."""
        found = self.verdicts.get(verdict)
        if found is None:
            found = self.verdicts[verdict] = self._read(json.loads(verdict))
        return found

    def _read(self, plain: list[Any]) -> Checked:
        problems, filled, met, fair, lacking, official = plain
        empty = Description(Entity("Dataset"), self.schema)
        elements = zip(regulation(empty), filled, strict=True) if filled else ()
        metrics = zip(mqa(empty), met, strict=True) if met else ()
        return Checked(
            "",
            "",
            tuple(map(_problem, problems)),
            tuple(one._replace(filled=flag == "1") for one, flag in elements),
            tuple(one._replace(met=flag == "1") for one, flag in metrics),
            tuple(Metric(*parts) for parts in fair),
            {name: tuple(slots) for name, slots in lacking.items()},
            official,
        )


def _written(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _plain(one: Checked) -> list[Any]:
    """A verdict as data, without the dataset that it is on."""
    return [
        [
            [
                problem.code,
                problem.place.slot,
                problem.place.record_class,
                problem.value,
                problem.candidates,
                problem.detail,
            ]
            for problem in one.problems
        ],
        "".join("01"[element.filled] for element in one.elements),
        "".join("01"[metric.met] for metric in one.metrics),
        one.fair,
        {name: list(slots) for name, slots in one.lacking.items()},
        one.official,
    ]


def _problem(plain: list[Any]) -> Problem:
    code, slot, record_class, value, candidates, detail = plain
    return Problem(
        code,
        Place(slot=slot, record_class=record_class),
        value,
        candidates=tuple(candidates),
        detail=tuple((name, text) for name, text in detail),
    )


@contextmanager
def remembered(terms: Terms) -> Iterator[Verdicts]:
    """The verdicts that were kept under the same terms; what is new is written at the end, if that is possible."""
    verdicts = Verdicts(terms.schema)
    file = None
    # no folder for the user: nothing is kept
    with suppress(OSError, RuntimeError):
        file = cache_folder() / "checks" / f"{_digest(terms)}.jsonl"
        verdicts.lines.update(_read(file))
    yield verdicts
    if file is not None and verdicts.new:
        with suppress(OSError):
            _write(file, verdicts)


def _digest(terms: Terms) -> str:
    lists = schemas_folder()
    told = [
        version(PACKAGE),
        version(terms.engine),
        sorted(code_of(LAYERS)),
        sorted((*state_of(lists / "catalogue", "catalogue"), *state_of(lists / "compiled", "compiled"))),
        terms.engine,
        terms.tier,
        terms.standards.fingerprint if terms.standards else None,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _read(file: Path) -> Mapping[str, str]:
    if not file.is_file():
        return {}
    os.utime(file)
    lines = file.read_text(encoding="utf-8").split("\n")
    parts = (line.partition("\t") for line in lines)
    return {key: told for key, mark, told in parts if mark}


def _write(file: Path, verdicts: Verdicts) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    crowded = len(verdicts.lines) - len(verdicts.asked) > SPARE
    kept = {key: verdicts.lines[key] for key in verdicts.asked} if crowded else {}
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as target, locked(target):
        if crowded:
            target.truncate(0)
        for key, line in {**kept, **verdicts.new}.items():
            target.write(f"{key}\t{line}\n".encode())
    for old in sorted(file.parent.glob("*.jsonl"), key=lambda one: -one.stat().st_mtime_ns)[MOST_FILES:]:
        old.unlink(missing_ok=True)
