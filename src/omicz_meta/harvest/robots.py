"""What a server asks of harvesters in its robots.txt (RFC 9309): where not to go, and how long to wait in between."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

AGENT = "omicz-meta"
"""The name by which rules are looked for."""
LARGEST = 500 << 10
"""Bytes of a file that are read; RFC 9309 asks for no more."""
_EVERYBODY = "*"
_NAME = re.compile(r"[A-Za-z_-]+")
_OCTET = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a server for us: paths with whether they may be asked for, and seconds between two requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0

    def allow(self, target: str) -> bool:
        """Whether a path with its query may be asked for: the longest rule decides, of two as long the one that allows.

        >>> rules = read_robots("User-agent: *\\nDisallow: /\\nAllow: /*.ttl$")
        >>> rules.allow("/catalogue.ttl"), rules.allow("/catalogue.ttl?page=2")
        (True, False)
        """
        asked = _normal(target)
        fitting = [(len(path), allowed) for path, allowed in self.rules if _fits(path, asked)]
        return max(fitting)[1] if fitting else True


def read_robots(text: str) -> Robots:
    """Read the rules for us: those of our name, else those for everybody, else none; other lines are passed over.

    >>> read_robots("User-agent: omicz-meta\\nCrawl-delay: 2\\n\\nUser-agent: *\\nDisallow: /")
    Robots(rules=(), delay=2.0)
    """
    groups = list(_groups(text))
    for name in (AGENT, _EVERYBODY):
        ours = [lines for names, lines in groups if name in names]
        if ours:
            return _rules([line for lines in ours for line in lines])
    return Robots()


Line = tuple[str, str]


def _lines(text: str) -> Iterator[Line]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, mark, value = line.partition("#")[0].partition(":")
        if mark:
            yield key.strip().lower(), value.strip()


def _groups(text: str) -> Iterator[tuple[frozenset[str], list[Line]]]:
    """Rules with the names that stand above them."""
    names: frozenset[str] = frozenset()
    known = (line for line in _lines(text) if line[0] in ("user-agent", "allow", "disallow", "crawl-delay"))
    for heads, lines in groupby(known, key=lambda line: line[0] == "user-agent"):
        if heads:
            names = frozenset(_agent(value) for _, value in lines)
        else:
            yield names, list(lines)


def _agent(value: str) -> str:
    found = _NAME.match(value)
    return found[0].lower() if found else value[:1]


def _rules(lines: list[Line]) -> Robots:
    paths = [(_normal(value), key == "allow") for key, value in lines if key != "crawl-delay" and value]
    delays = [_seconds(value) for key, value in lines if key == "crawl-delay"]
    return Robots(tuple(paths), max(delays, default=0))


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0
    return found if math.isfinite(found) and found > 0 else 0


def _normal(path: str) -> str:
    """A path in one spelling: letters beyond ASCII as octets, and octets that need not be such as letters.

    >>> _normal("/č%7e%2f")
    '/%C4%8D~%2F'
    """
    octets = quote(path, safe=string.punctuation)
    return _OCTET.sub(lambda found: _letter(found[0]), octets)


def _letter(octet: str) -> str:
    letter = chr(int(octet[1:], 16))
    return letter if letter in _UNRESERVED else octet.upper()


def _fits(path: str, asked: str) -> bool:
    """Whether a path begins as a rule says; `*` stands for anything, `$` for the end. As long as both, never longer."""
    ends = path.endswith("$")
    first, *more = path.removesuffix("$").split("*")
    if not asked.startswith(first):
        return False
    at = len(first)
    for piece in more[:-1] if ends else more:
        found = asked.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = more[-1] if more else ""
    rest = asked[at:]
    return not ends or (rest.endswith(last) if more else not rest)
