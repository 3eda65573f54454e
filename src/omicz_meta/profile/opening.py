"""Opens whatever a steward has in hand: a file, a folder of files, a submission or an archive of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from omicz_meta.engine.table import Table
from omicz_meta.errors import UsageError
from omicz_meta.privacy.gate import mask_path
from omicz_meta.schema import Schema
from omicz_meta.schema.own import NATIONAL, used_schema
from omicz_meta.sources import UNUSABLE, Source, open_entry, open_source
from omicz_meta.sources.open import ENDINGS
from omicz_meta.sources.request import suffix_of
from omicz_meta.submission import MANIFEST, Submission, load_submission, opened, up_to

_ARCHIVES = (".zip", ".tar.gz", ".tgz")


@dataclass(frozen=True, slots=True)
class Opened:
    """The tables found, and the files that could not be opened, each with the reason; `name` is that of the whole.

    `submission` is what a manifest says, where there is one.
    """

    name: str
    tables: tuple[Table, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    submission: Submission | None = None

    def schema(self, asked: Path | None = None) -> Schema:
        """The schema that is asked for, else that of the submission, else the national model.

        Raises what `schema.own.used_schema` raises.
        """
        if asked is None and self.submission is not None:
            return used_schema(self.submission.schema, self.submission.root).schema
        return used_schema(asked or NATIONAL).schema


@contextmanager
def open_path(path: Path, unpack_limit: int | None = None) -> Iterator[Opened]:
    """Open a file, a folder, a submission or an archive. Raises UsageError when no table is found.

    Files of a folder are sources named after their stems; with a `submission.yaml` the sources are those it names,
    and nothing outside of the folder is read. `unpack_limit` is how many GiB an archive may unpack to.
    """
    if not path.exists():
        raise UsageError(f"There is no file or folder {mask_path(path.name)}.")
    if path.is_dir() or path.name.lower().endswith(_ARCHIVES):
        with opened(path, up_to(unpack_limit)) as folder:
            submission = load_submission(folder)[0] if (folder / MANIFEST).is_file() else None
            yield _opened(path.resolve().name, _sources(folder, submission), submission)
    else:
        yield _opened(path.name, [(path.name, partial(open_source, path))])


def _sources(folder: Path, submission: Submission | None) -> list[tuple[str, Callable[[], Source]]]:
    if submission is not None:
        return [
            (
                str(entry.path) if entry.url is None else entry.name,
                partial(open_entry, entry, submission.root),
            )
            for entry in submission.sources
        ]
    files = sorted(file for file in folder.iterdir() if suffix_of(file) in ENDINGS and file.is_file())
    return [(file.name, partial(open_source, Path(file.name), root=folder)) for file in files]


def _opened(
    name: str, sources: list[tuple[str, Callable[[], Source]]], submission: Submission | None = None
) -> Opened:
    tables, skipped = list[Table](), list[tuple[str, str]]()
    for file, open_one in sources:
        try:
            source = open_one()
        except UsageError as fault:
            skipped.append((mask_path(file), str(fault)))
            continue
        skipped += [(mask_path(problem.place.file or file), problem.code) for problem in source.unusable]
        for table in source.tables:
            codes = [problem.code for problem in table.problems if problem.code in UNUSABLE]
            if codes:
                skipped.append((mask_path(table.file), codes[0]))
            else:
                tables.append(table)
    if not tables:
        raise UsageError(f"{mask_path(name)} holds no table that can be read." + _why(skipped))
    return Opened(mask_path(name), tuple(tables), tuple(skipped), submission)


def _why(skipped: list[tuple[str, str]]) -> str:
    return "".join(f" {file}: {reason}." for file, reason in skipped[:3])
