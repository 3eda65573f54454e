"""`omicz-meta serve`: a catalogue folder over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from omicz_meta.cli.given import Given
from omicz_meta.errors import EnvironmentFault

_AS_ROOT = "Running as root: give the server a user that owns nothing."


@click.command("serve")
@click.argument("catalogue", type=Given("folder"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option(
    "--base",
    default="",
    metavar="IRI",
    help="Public address that leads to this server, such as https://catalogue.example.org/.",
)
@click.option(
    "--allow-root", is_flag=True, help="Serve although started as root, which is refused otherwise."
)
def command(catalogue: Path, host: str, port: int, base: str, allow_root: bool) -> None:
    """Serve a catalogue that `catalogue build` made: RDF for harvesters, pages for people, SPARQL, changes.

    Read-only. Says `listening on ...` when it is ready; a folder that is built again is taken up while it runs.
    SIGTERM ends it. Needs no rights at all, so as root it does not start.
    """
    try:
        from omicz_meta.server.serving import as_root, configure_log, serve  # noqa: PLC0415  # an extra, and heavy
    except ModuleNotFoundError as fault:
        raise EnvironmentFault("Serving needs the extra serve: pip install 'omicz-meta[serve]'.") from fault

    if as_root() and not allow_root:
        raise EnvironmentFault(f"{_AS_ROOT} With --allow-root it is served all the same.")

    def ready(address: str) -> None:
        click.echo(f"listening on {address}", err=True)
        if as_root():
            click.echo(_AS_ROOT, err=True)

    configure_log()
    serve(catalogue, host=host, port=port, base=base, ready=ready)
