"""A source by itself, without a manifest: a file or folder and the mapping that is named for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from omicz_meta.errors import UsageError
from omicz_meta.submission.manifest import PrivacyPolicy, SourceEntry, Submission

KEY = "env:OMICZ_PSEUDONYM_KEY"
"""Where the key of such a submission is."""


def bare_submission(path: Path, kind: str, mapping: Sequence[str]) -> Submission:
    """The submission that a source of this kind makes alone; it is called as its file or folder.

    A mapping is the name of a shipped one, or a folder. Raises UsageError when nothing is there.

    >>> bare_submission(Path("no-such.zip"), "omop", ["omop-5.4"])
    Traceback (most recent call last):
        ...
    omicz_meta.errors.UsageError: There is no file or folder no-such.zip.
    """
    if not path.exists():
        raise UsageError(f"There is no file or folder {path.name}.")
    whole = path.absolute()
    name = whole.stem if whole.is_file() else whole.name
    return Submission(
        id=name,
        root=whole.parent,
        sources=(SourceEntry(name, kind, Path(whole.name)),),
        mapping=tuple(_mapping(one) for one in mapping),
        privacy=PrivacyPolicy(pseudonym_key=KEY),
    )


def _mapping(name: str) -> str:
    return str(Path(name).absolute()) if Path(name).is_dir() else name
