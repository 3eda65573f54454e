"""RDF as plain values: IRIs, literals and triples that are correct by construction and can be sorted.

Every literal can be written in every syntax: a character that XML 1.0 cannot carry never gets in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from omicz_meta.errors import UsageError

# No user name before the host: an address with a password in it is never meant for publication.
_WEB = r"https?://[^/?#@:\[\]]+(?::[0-9]{1,5})?(?:[/?][^#\[\]]*)?(?:#[^#\[\]]*)?"
_OTHER = r"mailto:[^@#\[\]]+@[^@#\[\]]+|tel:\+?[0-9][0-9;=.()-]*|urn:[A-Za-z0-9][A-Za-z0-9-]*:[^#\[\]]+(?:#[^#\[\]]*)?"
_IRI = re.compile(f"{_WEB}|{_OTHER}")
# RFC 3987, section 2.2: no delimiters of the syntaxes, no control, private-use or non-characters.
_FORBIDDEN_IN_IRI = re.compile(
    '[\x00-\x20<>"{}|\\\\^`\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff]'
)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """An IRI whose scheme is http, https, mailto, tel or urn (RFC 3987); anything else raises UsageError.

    >>> Iri("javascript:alert(1)")
    Traceback (most recent call last):
    ...
    omicz_meta.errors.UsageError: Not an address that a description may hold.
    """

    value: str

    def __post_init__(self) -> None:
        if not is_iri(self.value):
            raise UsageError("Not an address that a description may hold.")

    @classmethod
    def known(cls, value: str) -> Iri:
        """An IRI that is known to be one, because it was made from one: nothing is looked at again."""
        iri = object.__new__(cls)
        object.__setattr__(iri, "value", value)
        return iri


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A text with either a datatype IRI or a language tag; with neither it is an xsd:string.

    >>> Literal("věk", language="cs").datatype
    ''
    """

    value: str
    datatype: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        if _NOT_XML.search(self.value):
            raise UsageError("A literal holds a character that XML cannot carry; use clean_text.")
        if self.language and (self.datatype or not _LANGUAGE.fullmatch(self.language)):
            raise UsageError(f"Not a language tag that a literal may have: {self.language!r}.")


Term = Iri | Literal


class Triple(NamedTuple):
    """One statement. Subjects are always IRIs: descriptions have no blank nodes."""

    subject: Iri
    predicate: Iri
    term: Term


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI with an allowed scheme.

    >>> is_iri("https://example.org/a"), is_iri("file:///etc/passwd"), is_iri("http://example.org/a b")
    (True, False, False)
    """
    whole = _IRI.fullmatch(text) is not None
    return whole and not _FORBIDDEN_IN_IRI.search(text) and not _BROKEN_ESCAPE.search(text)


def clean_text(text: str) -> str:
    r"""Replace what XML 1.0 cannot carry (control characters, lone surrogates) by the replacement character.

    >>> clean_text("a\x00b\tc") == "a\ufffdb\tc"
    True
    """
    return _NOT_XML.sub("\ufffd", text)


Rank = tuple[str, str, str]
"""How a term sorts: addresses first, then by language, datatype and text. Different terms have different ranks."""


def rank(term: Term) -> Rank:
    """How a term sorts among those of a property.

    >>> rank(Iri("https://example.org/")), rank(Literal("Age", language="en"))
    (('', '', 'https://example.org/'), ('en', '', 'Age'))
    """
    if isinstance(term, Iri):
        return ("", "", term.value)
    return (term.language or "~", term.datatype, term.value)


def ordered(triples: Iterable[Triple]) -> list[Triple]:
    """Sort by subject, predicate and object, each triple once: what makes the written bytes deterministic."""
    known = {(one.subject.value, one.predicate.value, *rank(one.term)): one for one in triples}
    return [known[key] for key in sorted(known)]
