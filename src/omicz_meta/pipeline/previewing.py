"""What a consumer will keep of the descriptions in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from omicz_meta.catalogue.check import Checked
from omicz_meta.catalogue.consumers import ConsumerName, consumer
from omicz_meta.catalogue.preview import Preview, preview
from omicz_meta.errors import UsageError
from omicz_meta.pipeline.candidates import candidates
from omicz_meta.schema import load_schema


@dataclass(frozen=True, slots=True)
class Previewed:
    """The previews of all descriptions in a file, and what could not be read."""

    previews: tuple[Preview, ...]
    unread: tuple[Checked, ...] = ()


def preview_file(file: Path, name: ConsumerName, *, node: str | None = None) -> Previewed:
    """Preview every description of a file: RDF, or a dataset.yaml that `node` answers for.

    Raises UsageError where the file is not there.
    """
    if not file.is_file():
        raise UsageError(f"{file.name} is not there.")
    found = list(candidates(file.name, file, node, load_schema()))
    reader = consumer(name)
    return Previewed(
        tuple(preview(one.description, reader) for one in found if one.description is not None),
        tuple(one.checked for one in found if one.description is None),
    )
