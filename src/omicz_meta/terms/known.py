"""The vocabularies whose name is enough: where they come from, under what licence, for which prefixes they speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from omicz_meta.terms.content import PackKind
from omicz_meta.tomlfile import read_tables


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a pack before anybody has its file.

    `url` is where it can be fetched, `dated` the same for one version (`{version}`), `package` a distribution that
    carries it and the pattern of its file there. `where` says how people get it who must ask for it. `iris` gives
    prefixes of addresses, `root` is the term above all others, `keep` asks that the file itself is carried too.
    """

    title: str = ""
    kind: PackKind = "terms"
    licence: str = ""
    notice: str = ""
    prefixes: tuple[str, ...] = ()
    extends: str = ""
    url: str = ""
    dated: str = ""
    package: tuple[str, ...] = ()
    where: str = ""
    language: str = "en"
    iris: Mapping[str, str] = field(default_factory=dict)
    root: str = ""
    keep: bool = False


@cache
def known_packs() -> Mapping[str, Known]:
    """All of them by name.

    >>> known_packs()["hp"].prefixes
    ('HP',)
    """
    return read_tables(Known, Path(__file__).with_name("known.toml"))
