"""Words in two languages: each is written once, in Czech and in English side by side, and read in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar, overload

from omicz_meta.problem import Language

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one place in one language. A subclass lists them, each a `Bilingual`; a missing one is a type error.

    >>> class Greetings(Words):
    ...     hello = Bilingual("Dobrý den", "Hello")
    >>> Greetings("cs").hello, Greetings("en").hello
    ('Dobrý den', 'Hello')
    """

    lang: Language


class Bilingual(Generic[T]):
    """A word, a phrase or a table of them in both languages: an attribute of `Words`, read in their language."""

    def __init__(self, cs: T, en: T) -> None:
        self._said: Mapping[Language, T] = MappingProxyType({"cs": cs, "en": en})

    @overload
    def __get__(self, words: None, owner: Any) -> Bilingual[T]: ...

    @overload
    def __get__(self, words: Words, owner: Any) -> T: ...

    def __get__(self, words: Words | None, owner: Any) -> Bilingual[T] | T:
        return self if words is None else self._said[words.lang]


def by_key(words: Mapping[str, tuple[T, T]]) -> Bilingual[Mapping[str, T]]:
    """Words that are looked up by a key, each in Czech and in English.

    >>> class Severities(Words):
    ...     name = by_key({"error": ("chyba", "error"), "info": ("informace", "information")})
    >>> Severities("cs").name["error"]
    'chyba'
    """
    cs, en = (MappingProxyType({key: said[at] for key, said in words.items()}) for at in (0, 1))
    return Bilingual[Mapping[str, T]](cs, en)
