"""Mappings that were read and plans that were compiled, kept between runs by a digest of all that they depend on.

These are the bytes of the mapping's files and of those all mappings share, the schema, a user's functions, this package
and, for a plan, the columns of the tables and the use cases. What has a fault is not kept, nor what was read
while its files changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import yaml

from omicz_meta import mapping as mappings
from omicz_meta.engine.plan import Plan
from omicz_meta.mapping import Mapping as Files
from omicz_meta.mapping import OwnFunctions, mapping_listing, with_sets
from omicz_meta.mapping.stored import restored, stored
from omicz_meta.pipeline.codestate import code_of
from omicz_meta.pipeline.hashes import small_sha256, unit_hashes
from omicz_meta.pipeline.health import PACKAGE
from omicz_meta.pipeline.shelf import Shelf, cache_folder
from omicz_meta.problem import Problem
from omicz_meta.schema import Schema
from omicz_meta.submission import Submission
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon

if TYPE_CHECKING:
    from omicz_meta.mapping.compiling import ByName, Tables

Compiled = tuple[Plan | None, tuple[Problem, ...]]
LAYERS = (".", "engine", "identifiers", "mapping", "schema", "sources", "units")
"""Where the code stands that reads and compiles mappings."""


class Compile(Protocol):
    """What `mapping.compile_plan` does."""

    def __call__(
        self,
        mapping: Files,
        schema: Schema,
        tables: Tables,
        *,
        use_cases: tuple[str, ...],
        functions: ByName,
    ) -> Compiled:
        """The plan and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Reads and compiles the mapping of a submission; with a `shelf`, only what no earlier run has."""

    submission: Submission
    functions: OwnFunctions
    shelf: Shelf | None = None
    digest: str | None = None
    packs: Lexicon = NO_PACKS
    schema_sha256: str = ""

    def mapping(self, schema: Schema) -> Files:
        """The mapping, as `load_mapping` reads it; sets of mappings in packs are not kept a second time."""
        named = self.submission
        return with_sets(self._read(schema), named.mapping_names, named.root, self.packs)

    def _read(self, schema: Schema) -> Files:
        name = self._name("mapping")
        found = self._found(name)
        if isinstance(found, Files):
            return found
        named = self.submission
        # what reads and compiles is loaded here, where no earlier run has what it gives
        mapping = mappings.load_mapping(
            named.mapping, base=named.root, schema=schema, beside=named.own_mappings
        )
        self._keep(name, mapping, mapping.problems)
        return mapping

    def plan(
        self,
        mapping: Files,
        schema: Schema,
        tables: Tables,
        *,
        use_cases: tuple[str, ...],
        functions: ByName,
    ) -> Compiled:
        """The plan, as `compile_plan` makes it."""
        name = self._name("plan", [*tables.items()], use_cases, self.packs.set_fingerprints())
        match self._found(name):
            case (Plan() as known, tuple(told)):
                return known, told
        plan, faults = mappings.compile_plan(
            mapping, schema, tables, use_cases=use_cases, functions=functions
        )
        self._keep(name, (plan, faults), faults)
        return plan, faults

    def _name(self, *parts: object) -> str:
        return _sha256([self.digest, *parts])

    def _found(self, name: str) -> object:
        text = self.shelf and self.shelf.find(name)
        return restored(text) if text else None

    def _keep(self, name: str, value: object, problems: tuple[Problem, ...]) -> None:
        faulty = any(problem.severity == "error" for problem in problems)
        # what was read after the digest was taken may be something else
        if (
            self.shelf
            and not faulty
            and self.digest == _digest(self.submission, self.functions, self.schema_sha256)
        ):
            self.shelf.put(name, stored(value))


def compiler_of(
    submission: Submission,
    functions: OwnFunctions,
    key: bytes | None,
    packs: Lexicon = NO_PACKS,
    *,
    schema_sha256: str,
) -> Compiler:
    """The compiler for a submission; it keeps nothing without a `key` for seals, nor with functions without a file."""
    if key is not None and not (functions.by_name and functions.sha256 is None):
        # no folder for the user, or a package that is none: nothing is kept
        with suppress(OSError, RuntimeError):
            digest = _digest(submission, functions, schema_sha256)
            shelf = Shelf(cache_folder(), key)
            return Compiler(submission, functions, shelf, digest, packs, schema_sha256)
    return Compiler(submission, functions, packs=packs)


def _digest(submission: Submission, functions: OwnFunctions, schema_sha256: str) -> str:
    listed = mapping_listing(submission.mapping_names, submission.root)
    files = [(one.name, small_sha256(one.path) if one.at_home else None) for one in listed]
    code = [version(PACKAGE), yaml.__version__, sys.version, sorted(code_of(LAYERS))]
    return _sha256(
        [
            submission.mapping,
            submission.own_mappings,
            files,
            unit_hashes(),
            schema_sha256,
            functions.sha256,
            code,
        ]
    )


def _sha256(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
