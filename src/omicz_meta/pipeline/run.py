"""The arrows in one readable function: source -> harmonise -> validate -> describe -> publish."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from omicz_meta.catalogue.description import Description
from omicz_meta.engine.cluster import Cluster
from omicz_meta.engine.remembered import NOTHING, Memory
from omicz_meta.engine.session import Resources
from omicz_meta.engine.table import SourceFile
from omicz_meta.mapping.own_functions import Functions, OwnFunctions, own_functions
from omicz_meta.pipeline.describing import Written, describe_submission, described, read_written
from omicz_meta.pipeline.finished import Finished, finished
from omicz_meta.pipeline.harmonising import Harmonised, harmonise_prepared, judged
from omicz_meta.pipeline.incremental import CACHE, memory_of
from omicz_meta.pipeline.inputs import Fingerprints, Inputs, fingerprints_of, inputs_of
from omicz_meta.pipeline.offer import offer_of
from omicz_meta.pipeline.output import clear_place, complete_or_untouched, rescued
from omicz_meta.pipeline.output_files import Options, write_folder
from omicz_meta.pipeline.prepare import (
    InputError,
    Prepared,
    Secret,
    prepare_submission,
    realm_of,
    submission_key,
)
from omicz_meta.pipeline.published import Published, earlier_release
from omicz_meta.pipeline.report import judged_figures
from omicz_meta.pipeline.trail import log_reading, log_visit
from omicz_meta.pipeline.unchanged import unchanged
from omicz_meta.records import Records
from omicz_meta.result import Report
from omicz_meta.sources import kind_of
from omicz_meta.submission import Submission, bare_submission, load_submission, opened, up_to
from omicz_meta.terms.lexicon import Lexicon
from omicz_meta.terms.place import installed_packs
from omicz_meta.validation.rule import AnyRule
from omicz_meta.validation.rules import RULES


@dataclass(frozen=True)
class Result:
    """What a run gives: the report, the records, the description, and the folder if one was written.

    `unchanged_since` is the day of the run whose folder stands as it is, where there was nothing to do.
    """

    report: Report = field(repr=False)
    records: Records
    out: Path | None = None
    harmonised: Harmonised | None = field(default=None, repr=False)
    unchanged_since: datetime.date | None = None
    described: Description | None = field(default=None, repr=False)

    @cached_property
    def dataset(self) -> Description | None:
        """The description; None without dataset.yaml. Of an unchanged folder it is made when asked for."""
        if self.unchanged_since is None or self.out is None:
            return self.described
        # loaded where a run that did nothing is asked
        from omicz_meta.pipeline.redescribing import description_again  # noqa: PLC0415

        return description_again(finished(self.out))


@dataclass(frozen=True, slots=True)
class Opening:
    """How the submission at a path is opened: as one source with a mapping, within which bounds, with which key."""

    mapping: str | Sequence[str] | None = None
    unpack_limit: int | None = None
    strict: bool = False
    key: str | None = None
    key_needed: bool | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """How the output is written: where quarantine goes, to which URI all goes as well, what is taken over."""

    quarantine: str | Path | None = None
    publish: str | None = None
    force: bool = False
    incremental: bool = False


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a submission is run. What each option means is said by `run`, which has them as keywords."""

    opening: Opening = field(default_factory=Opening)
    writing: Writing = field(default_factory=Writing)
    resources: Resources = field(default_factory=Resources)
    functions: Functions = ()
    rules: Sequence[AnyRule] = RULES
    today: datetime.date | None = None
    packs: Lexicon | None = None


def run(  # noqa: PLR0913 - one keyword for each choice that people have
    path: str | Path,
    out: str | Path | None = None,
    *,
    rules: Sequence[AnyRule] = RULES,
    today: datetime.date | None = None,
    quarantine: str | Path | None = None,
    key: str | None = None,
    key_needed: bool | None = None,
    functions: Functions = (),
    processes: int = 1,
    cluster: Cluster | None = None,
    publish: str | None = None,
    force: bool = False,
    incremental: bool = False,
    unpack_limit: int | None = None,
    mapping: str | Sequence[str] | None = None,
    strict: bool = False,
    packs: Lexicon | None = None,
) -> Result:
    """Run a submission (folder or archive) from source to description.

    With `out` everything is written there, complete or not at all; without it nothing is written. A key is needed
    only for writing; `key` (`env:NAME` or `file:PATH`) overrides what the manifest says. `functions` are Python
    functions that the mapping may call, or the file they stand in. With several `processes` rows are worked on in
    as many, with a `cluster` by Spark, which can `publish` the output at a URI; what comes out is the same (see
    `library.harmonise`). Where `out` is what would be written, nothing is done (`Result.unchanged_since`), unless
    with `force`. An `incremental` run keeps in `out` what came of each table, and takes over (but not with
    `force`) what depends on nothing that changed; what comes out is the same. `unpack_limit` is how many GiB an
    archive may unpack to. With a `mapping` (a name, a folder, or several) `path` is one source by itself, without
    a manifest; its key is in OMICZ_PSEUDONYM_KEY. A `strict` run holds every resource of FHIR against the models
    of `fhir.resources`. Codes are looked up in `packs`, else in those of the user.
    Runs are logged (see `trail`). Raises InputError and MappingError (with problems), UsageError, EnvironmentFault.
    """
    opening = Opening(mapping, unpack_limit, strict, key, key_needed)
    writing = Writing(quarantine, publish, force, incremental)
    resources = Resources(processes=processes, cluster=cluster)
    options = RunOptions(opening, writing, resources, functions, rules, today, packs)
    return run_submission(Path(path), None if out is None else Path(out), options)


def run_submission(path: Path, out: Path | None, options: RunOptions) -> Result:
    """Run a submission from source to description, as `run` does, with all options in one value."""
    own = own_functions(options.functions)
    day = (options.today or datetime.datetime.now(datetime.UTC).date()).isoformat()
    with ExitStack() as stack:
        submission = _submitted(path, options.opening, stack)
        secret = _secret(submission, options.opening, to_write=out is not None)
        known = installed_packs() if options.packs is None else options.packs
        task = _Task(submission, secret, own, known, day, options)
        if out is None:
            keep = TemporaryDirectory(prefix="omicz-")
            return _arrows(task, Path(keep.name), keep=keep)
        result = _written(task, out)
    publish, cluster = options.writing.publish, options.resources.cluster
    if publish is not None and cluster is not None:
        # loaded where there is a cluster
        from omicz_meta.pipeline.publishing import publish as put_there  # noqa: PLC0415

        put_there(out, publish, cluster)
    return result


def _submitted(path: Path, opening: Opening, stack: ExitStack) -> Submission:
    """The submission at a path, unpacked where it is an archive; or the source there, which a mapping is named for."""
    mapping = opening.mapping
    if mapping:
        submission = bare_submission(path, kind_of(path), [mapping] if isinstance(mapping, str) else mapping)
    else:
        submission = checked_submission(stack.enter_context(opened(path, up_to(opening.unpack_limit))))
    submission = _keyed(submission, opening.key)
    return _strictly(submission) if opening.strict else submission


def _secret(submission: Submission, opening: Opening, *, to_write: bool) -> Secret:
    """The pseudonym key of a submission; what is not written does without, unless it is told otherwise."""
    needed = to_write if opening.key_needed is None else opening.key_needed
    return submission_key(submission, needed=needed)


def _keyed(submission: Submission, key: str | None) -> Submission:
    """The submission with another place of its key, where one is named."""
    if key is None:
        return submission
    return replace(submission, privacy=replace(submission.privacy, pseudonym_key=key))


def _strictly(submission: Submission) -> Submission:
    """The submission with a strict check of its sources of FHIR."""
    sources = (replace(entry, strict=entry.strict or entry.kind == "fhir") for entry in submission.sources)
    return replace(submission, sources=tuple(sources))


def checked_submission(root: Path) -> Submission:
    """Load the manifest. Raises InputError with its problems when it cannot be used."""
    submission, problems = load_submission(root)
    if submission is None:
        raise InputError("The manifest cannot be used.", problems)
    return submission


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be run: opened, with its key, functions and packs, judged on which day, and how."""

    submission: Submission
    secret: Secret
    functions: OwnFunctions
    packs: Lexicon
    day: str
    options: RunOptions


@dataclass(frozen=True, slots=True)
class _Earlier:
    """Where earlier runs have what may be taken over: their output, and what was left by those that were cut off."""

    out: Path | None = None
    left: Path | None = None


def _written(task: _Task, out: Path) -> Result:
    """Run into a folder, complete or untouched; nothing where it stands there already."""
    writing = task.options.writing
    keeps = writing.incremental
    if not keeps:
        clear_place(out)
    found = fingerprints_of(task.submission)
    key_id = task.secret[1]
    # rules that somebody brought along have no hash
    inputs = _inputs(task, found) if task.options.rules == RULES else None
    if inputs is not None and not writing.force and (before := unchanged(out, inputs, task.day)):
        log_visit(task.submission.id, key_id, inputs.sha256)
        return _untouched(*before)
    with ExitStack() as stack:
        left = stack.enter_context(rescued(out, CACHE)) if keeps else None
        clear_place(out)
        folder = stack.enter_context(complete_or_untouched(out, keep=CACHE if keeps else None))
        earlier = None if writing.force else _Earlier(out, left)
        write = Options(writing.quarantine, inputs=inputs, taken_over=() if keeps else None)
        result = _arrows(task, folder, known=found.files, write=write, earlier=earlier)
    return replace(result, records=_moved(result, out), out=out, harmonised=None)


def _inputs(task: _Task, found: Fingerprints) -> Inputs | None:
    quarantine = task.options.writing.quarantine
    return inputs_of(task.submission, found, task.functions, task.secret[1], quarantine, task.packs)


def _arrows(
    task: _Task,
    folder: Path,
    *,
    known: Mapping[Path, SourceFile] | None = None,
    keep: TemporaryDirectory[str] | None = None,
    write: Options | None = None,
    earlier: _Earlier | None = None,
) -> Result:
    """Source to harmonised records to a judgement to a description, and with `write` to files, in one folder."""
    started, submission = time.monotonic(), task.submission
    written = read_written(submission)
    before_it = submission.privacy.earlier_release
    released = earlier_release(submission.root / before_it if before_it else None)
    prepared = _prepared(task, written, known)
    memory, write = _begun(prepared, task, write, folder, earlier)
    resources, rules = task.options.resources, task.options.rules
    harmonised = harmonise_prepared(prepared, folder, keep=keep, resources=resources, memory=memory)
    with judged(harmonised, rules, submission.use_cases, task.day, offer_of(written)) as verdicts:
        told = judged_figures(harmonised, verdicts, submission.use_cases, task.day, released)
        computed = told.computed()
        description, problems = describe_submission(written, computed, prepared.schema)
        report = told.report(described(description, problems))
        if write is not None:
            texts = replace(write, dataset=written.dataset, node=written.node, judged_on=task.day)
            texts = replace(texts, published=Published.of(computed), earlier=released)
            options = replace(texts, seconds=time.monotonic() - started)
            write_folder(harmonised, verdicts, report, description, options)
    return Result(report, harmonised.records, harmonised=harmonised, described=description)


def _prepared(task: _Task, written: Written, known: Mapping[Path, SourceFile] | None) -> Prepared:
    """Sources and mapping, opened and compiled."""
    realm = realm_of(written.node, written.dataset, task.submission.id)
    return prepare_submission(
        task.submission,
        realm=realm,
        key=task.secret,
        functions=task.functions,
        known=known,
        anew=task.options.writing.force,
        packs=task.packs,
    )


def _begun(
    prepared: Prepared, task: _Task, write: Options | None, folder: Path, earlier: _Earlier | None
) -> tuple[Memory, Options | None]:
    """What is taken over from an earlier run, and is told of it; what will be written is logged before it is read."""
    if write is None:
        return NOTHING, None
    log_reading(prepared.name, prepared.key_id, prepared.files, task.functions.sha256)
    if write.taken_over is None:
        return NOTHING, write
    found = earlier or _Earlier()
    memory = memory_of(prepared, write.inputs, folder, found.out, found.left)
    return memory, replace(write, taken_over=tuple(memory.held), stretches=memory.taken)


def _untouched(before: Finished, report: Report) -> Result:
    """The result that stands in a folder already."""
    since = datetime.date.fromisoformat(before.content["timings"]["judged_on"])
    return Result(report, before.records, before.folder, unchanged_since=since)


def _moved(result: Result, out: Path) -> Records:
    """The records where they stand after the exchange of folders."""
    return result.records.at(out.absolute() / "records")
