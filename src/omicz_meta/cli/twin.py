"""`omicz-meta twin`: a submission written the same way, about nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from omicz_meta.cli.given import Given
from omicz_meta.cli.progress import progress
from omicz_meta.cli.screen import min_cell_option, unpack_limit_option
from omicz_meta.privacy.gate import mask_path
from omicz_meta.submission import MANIFEST


@click.command("twin")
@click.argument("submission", type=Given())
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path), required=True, help="An empty folder."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another number gives another twin.")
@min_cell_option
@unpack_limit_option
def command(submission: Path, out: Path, seed: int, min_cell: int, unpack_limit: int | None) -> None:
    """Write a synthetic twin of SUBMISSION (a submission, a folder, or a file): the same files about nobody.

    Encoding, marks, header, columns, sheets, forms of values, common codes, empty cells and faults are as in
    SUBMISSION; no row and no key of it is. A value stands in the twin only where at least --min-cell persons carry
    it. CSV, Excel, JSON and OMOP folders of CSV. The submission.yaml comes along, mappings do not.
    """
    from omicz_meta.profile import open_path  # noqa: PLC0415 - heavy, and --help does without
    from omicz_meta.twin import write_twin  # noqa: PLC0415

    with progress(f"Looking at {mask_path(submission.name)}"), open_path(submission, unpack_limit) as found:
        files = write_twin(found.tables, out, seed=seed, min_cell=min_cell)
    manifest = submission / MANIFEST
    if manifest.is_file() and all((submission / file.path).is_file() for file in files):
        shutil.copyfile(manifest, out / MANIFEST)
    for file in files:
        click.echo(f"{file.path}: {file.rows} rows")
    for name, reason in found.skipped:
        click.echo(f"{name}: left out ({reason})", err=True)
