"""`omicz-meta doctor`: what is installed, and whether it is in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from omicz_meta.cli.exits import ENVIRONMENT
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.health import AuditLog, Extra, Health, Library, audit_log, examine

OWN_LOG = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--audit", is_flag=False, flag_value=OWN_LOG, default=None, metavar="[FILE]",
    help="Check only the audit log: exit code 0, or 1 with the first bad line. Default: the user's own log.",
)  # fmt: skip
def command(as_json: bool, audit: str | None) -> None:
    """Show versions, licences, extras, schema, mappings and the state of the audit log.

    Exit code 0 when all is in order, 1 when the audit log was changed, 3 when something a run needs is missing.
    """
    if audit is not None:
        _audit(_named(audit), as_json)
    health = examine()
    click.echo(
        json.dumps(asdict(health), default=str, ensure_ascii=False, indent=1) if as_json else _page(health)
    )
    raise click.exceptions.Exit(
        0 if health.works and health.audit.intact else 1 if health.works else ENVIRONMENT
    )


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
    if not log.exists:
        return f"{log.path}: nothing written yet"
    return f"{log.path}: {'intact' if log.intact else f'line {log.bad_line} was changed, moved, or follows a gap'}"
