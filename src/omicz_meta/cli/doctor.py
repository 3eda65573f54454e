"""`omicz-meta doctor`: what is installed, and whether it is in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from omicz_meta.cli.exits import ENVIRONMENT
from omicz_meta.cli.given import Given
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.folder import CLASSES, FolderHealth, KeptFile, examine_folder
from omicz_meta.pipeline.health import AuditLog, Extra, Health, Library, audit_log, examine

OWN_LOG = ""


@click.command("doctor")
@click.argument("out", type=Given("folder"), required=False, default=None)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--audit", is_flag=False, flag_value=OWN_LOG, default=None, metavar="[FILE]",
    help="Check only the audit log: exit code 0, or 1 with the first bad line. Default: the user's own log.",
)  # fmt: skip
def command(out: Path | None, as_json: bool, audit: str | None) -> None:
    """Show versions, licences, extras, schema, mappings and the state of the audit log.

    With OUT, an output folder: its files by privacy class, whether they are as they were written, and whether the audit
    log still tells of the run (lines cut from its end are seen by the head in OUT/run.json).

    Exit code 0 when all is in order, 1 when the audit log or OUT was changed, 3 when something a run needs is missing.
    """
    if out is not None:
        _folder(out, None if audit in (None, OWN_LOG) else Path(str(audit)), as_json)
    if audit is not None:
        _audit(_named(audit), as_json)
    health = examine()
    click.echo(
        json.dumps(asdict(health), default=str, ensure_ascii=False, indent=1) if as_json else _page(health)
    )
    raise click.exceptions.Exit(
        0 if health.works and health.audit.intact else 1 if health.works else ENVIRONMENT
    )


def _folder(out: Path, log: Path | None, as_json: bool) -> None:
    found = examine_folder(out, log)
    shown = asdict(found) | {"intact": found.intact}
    click.echo(
        json.dumps(shown, default=str, ensure_ascii=False, indent=1) if as_json else "\n".join(_files(found))
    )
    raise click.exceptions.Exit(int(not found.intact))


def _files(found: FolderHealth) -> Iterator[str]:
    for privacy in (*CLASSES, None):
        files = [file for file in found.files if file.privacy == privacy]
        if files:
            yield f"{privacy or 'not from a run'} ({sum(file.size for file in files):,} bytes)"
            yield from (f"  {file.path}{_state(file)}" for file in files)
    yield f"audit log   {_log(found.audit)}"


def _state(file: KeptFile) -> str:
    return "" if file.state == "intact" or file.privacy is None else f"  {file.state}"


def _named(audit: str) -> AuditLog:
    if audit != OWN_LOG and not Path(audit).is_file():
        raise UsageError(f"There is no file {Path(audit).name}.")
    return audit_log(None if audit == OWN_LOG else Path(audit))


def _audit(log: AuditLog, as_json: bool) -> None:
    click.echo(json.dumps(asdict(log), default=str, indent=1) if as_json else _log(log))
    raise click.exceptions.Exit(int(not log.intact))


def _page(health: Health) -> str:
    return "\n".join(
        [
            f"omicz-meta {health.version} on Python {health.python}",
            f"schema      {health.schema or 'cannot be loaded; install the package again'}",
            f"mappings    {', '.join(health.mappings)}, in {health.mappings_folder}",
            f"packs       {len(health.packs)}, in {health.packs_folder}",
            f"audit log   {_log(health.audit)}",
            "",
            "packages",
            *map(_library, health.libraries),
            "",
            "extras",
            *(line for extra in health.extras for line in _extra(extra)),
            *(["", "packs"] if health.packs else []),
            *(f"  {pack.name:<26}{pack.version:<22}{pack.licence}".rstrip() for pack in health.packs),
        ]
    )


def _library(library: Library) -> str:
    version = library.version or "missing"
    return f"  {library.name:<18}{version:<12}{library.licence or ''}".rstrip()


def _extra(extra: Extra) -> Iterator[str]:
    yield f"  {extra.name:<18}{'present' if extra.present else f'missing; {extra.command}'}"
    yield from (f"  {_library(library)}" for library in extra.libraries)


def _log(log: AuditLog) -> str:
    if not log.exists and not log.intact:
        return f"{log.path}: gone, though a run was written down in it"
    if not log.exists:
        return f"{log.path}: nothing written yet"
    return f"{log.path}: {'intact' if log.intact else f'line {log.bad_line} was changed, moved, or follows a gap'}"
