"""Where the content of a pack comes from: files, an installed package, or an address."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from omicz_meta.errors import UsageError
from omicz_meta.terms.fetching import fetched, is_address, shown
from omicz_meta.terms.given import Delivery, delivery
from omicz_meta.terms.known import Known


@dataclass(frozen=True, slots=True)
class Origin:
    """What was handed over, what is said of where it came from, and the version that is known from there."""

    delivery: Delivery
    source: str
    version: str = ""


@contextmanager
def found(name: str, known: Known, given: Sequence[str], version: str) -> Iterator[Origin]:
    """Files that were named; else the data of an installed package; else what the pack's address gives.

    An address is asked only where one was named, or where a name was given alone and no package carries its data.
    Raises UsageError where there is nothing to ask, EnvironmentFault where the network fails.
    """
    with tempfile.TemporaryDirectory(prefix="omicz-packs-") as folder:
        if given:
            yield _named(given, Path(folder))
        elif (package := _packaged(known)) is not None and not version:
            yield package
        else:
            yield _from_address(_address(name, known, version), Path(folder))


def _named(given: Sequence[str], folder: Path) -> Origin:
    origins = [_from_address(one, folder) if is_address(one) else _from_path(Path(one)) for one in given]
    if len(origins) == 1:
        return origins[0]
    parts = [origin.delivery for origin in origins]
    together = hashlib.sha256("".join(f"{part.sha256}  {part.name}\n" for part in parts).encode()).hexdigest()
    files = tuple(file for part in parts for file in part.files)
    return Origin(
        Delivery(", ".join(part.name for part in parts), files, together),
        ", ".join(origin.source for origin in origins),
    )


def _from_path(path: Path) -> Origin:
    return Origin(delivery(path), path.name)


def _from_address(address: str, folder: Path) -> Origin:
    return Origin(delivery(fetched(address, folder)), shown(address))


def _address(name: str, known: Known, version: str) -> str:
    if known.where:
        raise UsageError(f"{known.where}; then `omicz-meta packs add {name} FILE`.")
    if version and not known.dated:
        raise UsageError(
            f"Where one version of {name} is kept is not known; download it and use `omicz-meta packs add {name} FILE`."
        )
    return known.dated.format(version=version) if version else known.url


def _packaged(known: Known) -> Origin | None:
    """The data of a distribution, found without importing any of its code."""
    if not known.package:
        return None
    name, pattern = known.package
    try:
        carrier = distribution(name)
    except PackageNotFoundError:
        return None
    path = _data(carrier, pattern)
    return Origin(delivery(path), f"package {name} {carrier.version}") if path else None


def _data(carrier: Distribution, pattern: str) -> Path | None:
    listed = [one for one in carrier.files or () if PurePosixPath(one).match(pattern)]
    paths = (Path(str(carrier.locate_file(one))) for one in sorted(listed, reverse=True))
    return next((path for path in paths if path.is_file()), None)
