"""What somebody looks for: words, chosen values of facets, and a page of the results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

TEXT, PAGE = "q", "page"
_LONGEST = 300
_MOST_VALUES = 200
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the list: `facets` are the chosen values by the name of the facet, `page` counts from 1."""

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    page: int = 1

    @classmethod
    def read(cls, parameters: Iterable[tuple[str, str]], facets: Iterable[str]) -> Query:
        """Read the parameters of an address; what is not known or not a number is passed over, never an error.

        >>> Query.read([("q", "nádor"), ("access", "PUBLIC"), ("page", "x"), ("utm", "1")], ["access"])
        Query(text='nádor', facets={'access': ('PUBLIC',)}, page=1)
        """
        known, text, page = set(facets), "", 1
        chosen: dict[str, tuple[str, ...]] = {}
        for name, value in [*parameters][:_MOST_VALUES]:
            if name == TEXT:
                text = value.strip()[:_LONGEST]
            elif name == PAGE and value.isascii() and value.isdigit():
                page = max(1, int(value[:6]))
            elif name in known and value and value not in chosen.get(name, ()):
                chosen[name] = (*chosen.get(name, ()), value)
        return cls(text, chosen, page)

    def parameters(self) -> Iterator[tuple[str, str]]:
        """The parameters of an address that asks the same.

        >>> list(Query("a", {"access": ("PUBLIC",)}, 2).parameters())
        [('q', 'a'), ('access', 'PUBLIC'), ('page', '2')]
        """
        if self.text:
            yield TEXT, self.text
        for name, values in self.facets.items():
            yield from ((name, value) for value in values)
        if self.page > 1:
            yield PAGE, str(self.page)

    def without(self, facet: str, value: str) -> Query:
        """The same without one chosen value, from the first page."""
        left = tuple(each for each in self.facets.get(facet, ()) if each != value)
        others = {name: values for name, values in self.facets.items() if name != facet}
        return Query(self.text, others | ({facet: left} if left else {}))

    def turned(self, page: int) -> Query:
        """The same, another page."""
        return replace(self, page=page)

    @property
    def empty(self) -> bool:
        """Whether it asks for everything."""
        return not self.text and not any(self.facets.values())
