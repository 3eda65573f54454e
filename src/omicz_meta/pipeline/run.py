"""The arrows in one readable function: source -> harmonise -> validate -> describe -> publish."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from omicz_meta.catalogue.description import Description
from omicz_meta.engine.session import Resources
from omicz_meta.mapping.own_functions import Functions, OwnFunctions, own_functions
from omicz_meta.pipeline.describing import describe_submission, read_written, with_description
from omicz_meta.pipeline.output import complete_or_untouched
from omicz_meta.pipeline.prepare import InputError, prepare_submission, realm_of
from omicz_meta.pipeline.report import report_of
from omicz_meta.pipeline.trail import log_reading
from omicz_meta.pipeline.work import Harmonised, harmonise_prepared, judged
from omicz_meta.pipeline.write import Options, write_folder
from omicz_meta.records import Records
from omicz_meta.result import Report
from omicz_meta.submission import Submission, load_submission, opened
from omicz_meta.validation.rule import Rule
from omicz_meta.validation.rules import RULES


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gives: the report, the records, the description, and the folder if one was written."""

    report: Report
    records: Records
    dataset: Description | None
    out: Path | None = None
    harmonised: Harmonised | None = field(default=None, repr=False)


def run(
    path: str | Path,
    out: str | Path | None = None,
    *,
    rules: Sequence[Rule] = RULES,
    today: datetime.date | None = None,
    quarantine: str | Path | None = None,
    key: str | None = None,
    key_needed: bool | None = None,
    functions: Functions = (),
    processes: int = 1,
) -> Result:
    """Run a submission (folder or archive) from source to description.

    With `out` everything is written there, complete or not at all; without it nothing is written. A key is needed
    only for writing; `key` (`env:NAME` or `file:PATH`) overrides what the manifest says. `functions` are Python
    functions that the mapping may call, or the file they stand in. With several `processes` rows are worked on by
    person in as many; what comes out is the same (see `library.harmonise`). Writing is logged (see `trail`). Raises
    InputError and MappingError (with problems), UsageError, EnvironmentFault.
    """
    own, limits = own_functions(functions), Resources(processes=processes)
    needed = out is not None if key_needed is None else key_needed
    with ExitStack() as stack:
        root = stack.enter_context(opened(Path(path)))
        submission = checked_submission(root)
        if key is not None:
            submission = replace(submission, privacy=replace(submission.privacy, pseudonym_key=key))
        if out is None:
            keep = TemporaryDirectory(prefix="omicz-")
            return _run(submission, Path(keep.name), rules, today, needed, own, limits, keep=keep)
        folder = stack.enter_context(complete_or_untouched(Path(out)))
        result = _run(submission, folder, rules, today, needed, own, limits, write=Options(quarantine))
    return Result(result.report, _moved(result, Path(out)), result.dataset, Path(out))


def checked_submission(root: Path) -> Submission:
    """Load the manifest. Raises InputError with its problems when it cannot be used."""
    submission, problems = load_submission(root)
    if submission is None:
        raise InputError("The manifest cannot be used.", problems)
    return submission


def _run(
    submission: Submission,
    folder: Path,
    rules: Sequence[Rule],
    today: datetime.date | None,
    key_needed: bool,
    functions: OwnFunctions,
    resources: Resources,
    *,
    keep: TemporaryDirectory[str] | None = None,
    write: Options | None = None,
) -> Result:
    started = time.monotonic()
    day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
    written = read_written(submission)
    realm = realm_of(written.node, written.dataset, submission.id)
    prepared = prepare_submission(submission, realm=realm, key_needed=key_needed, functions=functions)
    if write is not None:
        log_reading(prepared.name, prepared.key_id, prepared.files, functions.sha256)
    harmonised = harmonise_prepared(prepared, folder, keep=keep, resources=resources)
    with judged(harmonised, rules, submission.use_cases, day) as verdicts:
        told = report_of(harmonised, verdicts, submission.use_cases, day)
        description, problems = describe_submission(written, told.computed(), prepared.schema)
        report = with_description(told.report, description, problems)
        if write is not None:
            seconds = time.monotonic() - started
            options = replace(
                write, dataset=written.dataset, node=written.node, seconds=seconds, judged_on=day
            )
            write_folder(harmonised, verdicts, report, description, options)
    return Result(report, harmonised.records, description, harmonised=harmonised)


def _moved(result: Result, out: Path) -> Records:
    """The records where they stand after the exchange of folders."""
    return result.records.at(out.absolute() / "records")
