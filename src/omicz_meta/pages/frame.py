"""Where a page stands: in which language it speaks, and what its links lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from omicz_meta.problem import Language
from omicz_meta.reports.html import LANGUAGES

FILES = "datasets"
"""Folder of the files of datasets, in a catalogue, on a server and in a site alike."""
Parameters = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page needs to know of where it stands.

    Addresses begin with `root`, which ends with a slash or is empty. On a server the list is at `root`, a dataset at
    `dataset/NAME`, and the language is the parameter `lang`. In a `static` site the language is part of the name of
    the file, and what is asked for stands behind `#`, where a script reads it. Files of a dataset are at
    `datasets/NAME.ttl` on both.
    """

    language: Language
    root: str = "/"
    static: bool = False

    def catalogue(self, parameters: Parameters = (), language: Language | None = None) -> str:
        """The address of the list, filtered by parameters.

        >>> Frame("cs").catalogue([("q", "nádor")]), Frame("en", "../", static=True).catalogue([("q", "a")])
        ('/?q=n%C3%A1dor&lang=cs', '../index.en.html#q=a')
        """
        spoken = language or self.language
        if self.static:
            asked = urlencode([*parameters], errors="replace")
            return f"{self.root}index{_ending(spoken)}{f'#{asked}' if asked else ''}"
        return f"{self.root}?{urlencode([*parameters, ('lang', spoken)], errors='replace')}"

    def dataset(self, name: str, language: Language | None = None) -> str:
        """The address of the page of a dataset.

        >>> Frame("en").dataset("a"), Frame("cs", "", static=True).dataset("a")
        ('/dataset/a?lang=en', 'dataset/a.html')
        """
        spoken = language or self.language
        page = f"{self.root}dataset/{quote(name, safe='', errors='replace')}"
        return page + _ending(spoken) if self.static else f"{page}?lang={spoken}"

    def file(self, name: str, suffix: str) -> str:
        """The address of a file that describes a dataset.

        >>> Frame("en").file("a", ".ttl")
        '/datasets/a.ttl'
        """
        return f"{self.root}{FILES}/{quote(name, safe='', errors='replace')}{suffix}"

    @property
    def other(self) -> Language:
        """The other language."""
        return next(language for language in LANGUAGES if language != self.language)


def _ending(language: Language) -> str:
    """The main language of the catalogue has no mark of its own, so that `index.html` is where a site begins."""
    return ".html" if language == LANGUAGES[0] else f".{language}.html"
