"""What decides the outcome of a run, as one value with one digest; by it a run that has nothing to do is known.

Names and hashes only, no values. The day is not part of it: what a day may change is judged in `unchanged`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

from omicz_meta.engine.table import SourceFile
from omicz_meta.mapping import OwnFunctions
from omicz_meta.pipeline.hashes import Hashes, hashes_of, mapping_hashes, small_sha256
from omicz_meta.pipeline.health import PACKAGE, required_packages
from omicz_meta.pipeline.prepare import node_file
from omicz_meta.privacy.gate import mask_path
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.own import used_schema
from omicz_meta.sources import TOLD_BY_FILES, fingerprints
from omicz_meta.submission import MANIFEST, Submission
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon


@dataclass(frozen=True)
class Inputs:
    """Everything that decides what a run gives, but for the day it is judged on.

    `texts` are dataset.yaml and the node file, `functions` a user's own. `quarantine` says where its rows go,
    `packs` are those that codes are looked up in.
    """

    manifest: str
    sources: Hashes
    mapping: Hashes
    texts: Hashes
    schema: str
    functions: str | None
    key_id: str
    quarantine: str
    versions: Hashes
    packs: Hashes = ()

    @cached_property
    def sha256(self) -> str:
        """One digest over all of it; equal digests mean equal outcomes.

        >>> one = Inputs("m", (), (), (), "s", None, "k", "in it", ())
        >>> one.sha256 == Inputs("m", (), (), (), "s", None, "k", "off", ()).sha256
        False
        """
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def entry(self) -> dict[str, object]:
        """What run.json says of it: the digest, and of what it is made."""
        return {"sha256": self.sha256, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The files of the sources of a submission, read once: hashes by complete path.

    `whole` is false where a source is no file (a database), so that nothing can be said before it is read.
    """

    files: Mapping[Path, SourceFile]
    whole: bool


def fingerprints_of(submission: Submission) -> Fingerprints:
    """Hash the files of all sources."""
    entries, root = submission.sources, submission.root
    by_files = [entry for entry in entries if entry.kind in TOLD_BY_FILES]
    files = [fingerprints(root / entry.path, root) for entry in by_files]
    return Fingerprints({path: file for one in files for path, file in one.items()}, by_files == [*entries])


def inputs_of(
    submission: Submission,
    found: Fingerprints,
    functions: OwnFunctions,
    key_id: str | None,
    quarantine: str | Path | None,
    packs: Lexicon = NO_PACKS,
) -> Inputs | None:
    """What decides the outcome; None where that cannot be told by files.

    So it is with a random key, with functions that came without a file, and with sources that are none.
    """
    unhashed = functions.by_name and functions.sha256 is None
    if key_id is None or unhashed or not found.whole:
        return None
    return Inputs(
        manifest=small_sha256(submission.root / MANIFEST),
        sources=tuple((mask_path(file.path), file.sha256) for file in found.files.values()),
        mapping=(*mapping_hashes(submission.mapping_names, submission.root), *packs.set_fingerprints()),
        texts=hashes_of(_texts(submission)),
        schema=used_schema(submission.schema, submission.root).sha256,
        functions=functions.sha256,
        key_id=key_id,
        quarantine=str(quarantine or "in the output"),
        versions=_versions(),
        packs=packs.fingerprints(),
    )


def _texts(submission: Submission) -> Iterator[tuple[str, Path]]:
    if submission.dataset is not None:
        yield "dataset", submission.root / submission.dataset
    if submission.privacy.earlier_release is not None:
        yield "earlier release", submission.root / submission.privacy.earlier_release
    if submission.node is not None:
        yield "node", node_file(submission.node, submission.root, schemas_folder() / "nodes")


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """This package and every package it cannot do without: any of them may change what comes out."""
    return tuple(sorted((name, version(name)) for name in (PACKAGE, *required_packages())))
