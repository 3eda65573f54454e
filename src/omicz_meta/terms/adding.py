"""`packs add`: from a name and what was handed over to an installed pack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.terms.content import About, PackKind
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.given import Delivery
from omicz_meta.terms.installing import install
from omicz_meta.terms.known import Known, known_packs
from omicz_meta.terms.origin import Origin, found
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.reading import plain_files, plain_version, read, usual_prefix
from omicz_meta.terms.store import Installed, Store
from omicz_meta.terms.succession import circles

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What whoever adds a pack says beside its name and file; empty fields are taken from what is known or found."""

    version: str = ""
    sha256: str = ""
    prefixes: tuple[str, ...] = ()
    kind: PackKind | None = None
    licence: str = ""
    language: str = ""
    infer: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A pack that was installed, the version that it replaced, and what was told about its file."""

    installed: Installed
    replaced: str = ""
    problems: tuple[Problem, ...] = ()


def add(store: Store, name: str, given: Sequence[str] = (), wanted: Wanted | None = None) -> Added:
    """Make a pack of files, of an address, or of what the name stands for, and install it.

    Raises UsageError, in a sentence that says what to do, for a name that means nothing, a file that is no vocabulary
    or damaged, a checksum or version that differs, content that must be asked for, and a prefix that is taken;
    EnvironmentFault where disk or network fail. Whatever is raised, the pack that was installed before is still there.
    """
    wanted = wanted or Wanted()
    known = _known(name, given)
    with found(name, known, given, wanted.version) as origin:
        _pinned(origin.delivery, wanted.sha256)
        return _added(store, name, known, origin, wanted)


def _known(name: str, given: Sequence[str]) -> Known:
    if not _NAME.fullmatch(name):
        raise UsageError("The name of a pack has small letters, digits, dots and hyphens only, as in hp-cs.")
    known = known_packs().get(name)
    if known is None and not given:
        raise UsageError(
            f"No vocabulary is known as {name}; give a file: `omicz-meta packs add {name} FILE`."
        )
    return known or Known()


def _pinned(given: Delivery, sha256: str) -> None:
    if sha256 and not _DIGEST.fullmatch(sha256):
        raise UsageError("--sha256 takes the 64 hexadecimal digits of a SHA-256 checksum.")
    if sha256 and sha256.lower() != given.sha256:
        raise UsageError(
            f"{given.name} does not have the checksum that was asked for but {given.sha256}, so nothing was installed; "
            "get the file of that version, or check where the checksum came from."
        )


def _added(store: Store, name: str, known: Known, origin: Origin, wanted: Wanted) -> Added:
    before = next((one.about.version for one in store.installed() if one.about.name == name), "")
    if (wanted.kind or known.kind) == "files":
        content, files = Content(kind="files"), plain_files(origin.delivery)
    else:
        content = read(origin.delivery, _options(store, known, name, wanted))
        files = plain_files(origin.delivery) if known.keep else {}
    about = _about(name, known, origin, wanted, content)
    _meant(about, origin.delivery.name, content)
    installed = install(store, about, content.terms, files)
    return Added(installed, before, (*content.problems, *_circles(installed, origin.delivery.name)))


def _meant(about: About, file: str, content: Content) -> None:
    """A vocabulary must have codes of the prefixes it is to speak for, else it is another file than was meant."""
    starts = tuple(f"{prefix}:" for prefix in about.prefixes)
    if starts and not any(term.curie.startswith(starts) for term in content.terms):
        raise UsageError(
            f"{file} has no code that begins with {' or '.join(starts)}, so it is not {about.name}; "
            "check the file, or give the pack another name."
        )


def _circles(installed: Installed, file: str) -> tuple[Problem, ...]:
    """Replacements that lead back to where they began; the terms in them stay obsolete without a successor."""
    with Pack(installed.path) as pack:
        found = circles(pack)
    named = tuple(" -> ".join(circle) for circle in found[:5])
    return (Problem("T032", Place(file=file), count=len(found), candidates=named),) if found else ()


def _options(store: Store, known: Known, name: str, wanted: Wanted) -> Options:
    prefix = (*wanted.prefixes, *known.prefixes, name.upper())[0]
    return Options(
        prefix, known.iris, wanted.language or known.language, _labels(store, known.extends), wanted.infer
    )


def _labels(store: Store, name: str) -> dict[str, str]:
    """The English labels of the pack that names belong to, where it is installed."""
    pack = store.pack(name) if name else None
    if pack is None:
        return {}
    query = "SELECT curie, text FROM name JOIN term ON term.nr = name.term WHERE scope = 'label' AND language = 'en'"
    with pack:
        return dict(pack.rows(query))


def _about(name: str, known: Known, origin: Origin, wanted: Wanted, content: Content) -> About:
    return About(
        name,
        _version(origin, wanted, content),
        content.kind,
        known.title or content.title or name,
        wanted.licence or known.licence or content.licence,
        known.notice,
        origin.source,
        origin.delivery.sha256,
        _prefixes(known, wanted, content),
        _extended(name, known) if content.kind == "names" else "",
    )


def _version(origin: Origin, wanted: Wanted, content: Content) -> str:
    stated = plain_version(content.version) or origin.version
    if wanted.version and stated and plain_version(wanted.version) != stated:
        raise UsageError(
            f"{origin.delivery.name} says it is version {stated}, not {wanted.version}; "
            "get the file of that version, or leave --version out."
        )
    return wanted.version or stated or f"sha256-{origin.delivery.sha256[:12]}"


def _prefixes(known: Known, wanted: Wanted, content: Content) -> tuple[str, ...]:
    if content.kind != "terms":
        return ()
    return wanted.prefixes or known.prefixes or usual_prefix(content.terms)


def _extended(name: str, known: Known) -> str:
    """A pack of names is called after the one it extends, as hp-cs is."""
    if extends := known.extends or name.rpartition("-")[0]:
        return extends
    raise UsageError(
        f"The file holds names for another pack's terms; call it after that pack, as in {name}-cs."
    )
