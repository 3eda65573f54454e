"""Writes Turtle in our own order and without a single blank-node label, so that its bytes are stable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from omicz_meta.schema.model import Text

LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")
PREFIXED = re.compile(r"(?<![\w-])([A-Za-z][\w-]*):(?!//)")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Pairs = list[tuple[str, str]]


def literal(text: str, language: str | None = None) -> str:
    r"""A string literal.

    >>> literal('a "b"', "en")
    '"a \\"b\\""@en'
    """
    escaped = "".join(ESCAPES.get(letter, letter) for letter in text)
    return f'"{escaped}"' + (f"@{language}" if language else "")


def texts(predicate: str, words: Text) -> Pairs:
    """One pair for each language, sorted by language."""
    return [(predicate, literal(text, language)) for language, text in sorted(words.items())]


def iri(address: str, prefixes: Mapping[str, str]) -> str:
    """The address, shortened by the longest prefix that fits.

    >>> iri("http://www.w3.org/ns/dcat#theme", {"dcat": "http://www.w3.org/ns/dcat#"})
    'dcat:theme'
    """
    fitting = sorted(
        ((base, name) for name, base in prefixes.items() if address.startswith(base)), key=_longest
    )
    for base, name in fitting:
        if LOCAL.fullmatch(address[len(base) :]):
            return f"{name}:{address[len(base) :]}"
    return f"<{address}>"


def _longest(pair: tuple[str, str]) -> tuple[int, str]:
    return -len(pair[0]), pair[1]


def block(subject: str, pairs: Iterable[tuple[str, str]]) -> str:
    """One subject with its predicates and objects, in the order given."""
    lines = " ;\n".join(f"    {predicate} {value}" for predicate, value in pairs)
    return f"{subject}\n{lines} .\n"


def nested(pairs: Iterable[tuple[str, str]]) -> str:
    """A blank node in brackets.

    >>> nested([("sh:minCount", "1")])
    '[ sh:minCount 1 ]'
    """
    return "[ " + " ; ".join(f"{predicate} {value}" for predicate, value in pairs) + " ]"


def sequence(values: Iterable[str]) -> str:
    """An RDF list."""
    return "( " + " ".join(values) + " )"


def document(comment: str, prefixes: Mapping[str, str], blocks: Iterable[str]) -> str:
    """A whole Turtle file; only prefixes that occur are declared."""
    body = "\n".join(blocks)
    used = sorted(set(PREFIXED.findall(body)) & set(prefixes))
    head = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in used)
    return f"# {comment}\n{head}\n{body}"
