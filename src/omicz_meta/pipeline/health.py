"""Looks at the installation: versions and licences, extras, schema, mappings, audit log. What `doctor` shows."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

from omicz_meta.errors import OmiczError
from omicz_meta.privacy.audit import audit_path, verify
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema
from omicz_meta.terms.content import About
from omicz_meta.terms.store import own_store

PACKAGE = "omicz-meta"
EXTRAS = (
    "schema",
    "owl",
    "fhir",
    "postgres",
    "mysql",
    "keyring",
    "harvest",
    "serve",
    "shacl-fast",
    "spark",
)
"""Extras that add something for users; the others are for those who work on the package."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Library:
    """A package this one builds on; `version` is None where it is not installed."""

    name: str
    version: str | None
    licence: str | None


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional part: its packages, and whether all of them are there."""

    name: str
    libraries: tuple[Library, ...]

    @property
    def present(self) -> bool:
        """Whether every package of the extra is installed."""
        return all(library.version for library in self.libraries)

    @property
    def command(self) -> str:
        """The command that installs it."""
        return f'python -m pip install "{PACKAGE}[{self.name}]"'


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The state of the audit log: not there yet, its first bad line, or intact (both false and None)."""

    path: Path
    exists: bool
    bad_line: int | None

    @property
    def intact(self) -> bool:
        """Whether nothing was edited, cut out or moved; a log that has not begun is intact."""
        return self.bad_line is None


@dataclass(frozen=True, slots=True)
class CarriedPack:
    """A pack that is installed."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Health:
    """What is installed and whether it is in order. `schema` is name and version, None when it cannot be loaded."""

    python: str
    version: str
    libraries: tuple[Library, ...]
    extras: tuple[Extra, ...]
    schema: str | None
    mappings: tuple[str, ...]
    mappings_folder: Path
    packs: tuple[CarriedPack, ...]
    packs_folder: Path
    audit: AuditLog

    @property
    def works(self) -> bool:
        """Whether everything that a run needs is there."""
        return self.schema is not None and all(library.version for library in self.libraries)


def examine() -> Health:
    """Look at the installation this code runs in.

    >>> examine().works
    True
    """
    return Health(
        python=platform.python_version(),
        version=_library(PACKAGE).version or "unknown",
        libraries=tuple(_library(name) for name in required_packages()),
        extras=tuple(Extra(name, tuple(map(_library, required_packages(name)))) for name in EXTRAS),
        schema=_schema(),
        mappings=tuple(
            sorted(path.parent.name for path in mappings_folder().glob("*/README.md") if _is_mapping(path))
        ),
        mappings_folder=mappings_folder(),
        packs=tuple(_pack(one.about) for one in own_store().installed()),
        packs_folder=own_store().folder,
        audit=audit_log(),
    )


def audit_log(path: Path | None = None, head: str | None = None) -> AuditLog:
    """Check an audit log; by default the one that runs write to. Raises EnvironmentFault when it cannot be read.

    With the `head` that a run.json recorded, lines cut from the end are seen, and a log that is gone.
    """
    place = path or audit_path()
    exists = place.is_file()
    gone = 1 if head is not None else None
    return AuditLog(place, exists, verify(place, head) if exists else gone)


def _pack(about: About) -> CarriedPack:
    return CarriedPack(about.name, about.version, about.licence)


def _is_mapping(readme: Path) -> bool:
    return any(readme.parent.glob("*.transform.yaml"))


def _schema() -> str | None:
    try:
        schema = load_schema()
    except (OmiczError, OSError, ValueError, KeyError):
        return None
    return f"{schema.name} {schema.version}"


def required_packages(extra: str | None = None) -> Iterator[str]:
    """Names of the packages of an extra, or of the core."""
    for line in requires(PACKAGE) or ():
        name, wanted = _NAME.match(line), _EXTRA.search(line)
        if name is not None and (wanted[1] if wanted else None) == extra:
            yield name[0]


def _library(name: str) -> Library:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return Library(name, None, None)
    return Library(name, found.version, _licence(found.metadata.json))


def _licence(stated: Mapping[str, str | list[str]]) -> str | None:
    """The licence a package declares: an SPDX expression, else its classifiers, else the first line of its text."""
    licences = [
        line.rpartition(" :: ")[2] for line in stated.get("classifier", ()) if line.startswith("License ::")
    ]
    text = str(stated.get("license") or "").strip().partition("\n")[0]
    return str(stated.get("license_expression") or ", ".join(licences) or text[:60]) or None
