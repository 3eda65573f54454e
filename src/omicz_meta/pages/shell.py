"""What all pages of a catalogue share: head, skip link, header with the switch of languages, footer."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from omicz_meta.pages.frame import Frame
from omicz_meta.pages.page_words import PageWords
from omicz_meta.problem import Language
from omicz_meta.reports.html import LANGUAGES
from omicz_meta.reports.labels import Labels
from omicz_meta.reports.markup import Element, Json, Node, Trusted, el, render
from omicz_meta.reports.style import copying, stylesheet


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, what search engines show of it, its own address by language, its main part.

    `data` is a JSON-LD document that is embedded, `files` other forms of the same by media type.
    """

    title: str
    about: str
    addresses: Mapping[Language, str]
    main: tuple[Node, ...]
    data: str | None = None
    files: tuple[tuple[str, str], ...] = ()


def document(page: Page, frame: Frame) -> str:
    """The whole page as HTML."""
    body = el(
        "body",
        el("a", Labels(frame.language).skip, href="#main", class_="skip"),
        _header(page, frame),
        el("main", page.main, id="main", tabindex="-1"),
        _footer(frame),
        el("script", Trusted(script())),
    )
    return f"<!DOCTYPE html>\n{render(el('html', _head(page), body, lang=frame.language))}\n"


def policy() -> str:
    """The Content-Security-Policy of the pages: nothing from outside, and no script but ours.

    >>> "script-src 'sha256-" in policy()
    True
    """
    digest = b64encode(sha256(script().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'self'"
    )


@cache
def script() -> str:
    """The few lines of JavaScript: filtering where there is no server, copying."""
    return copying() + (resources.files("omicz_meta.pages") / "pages.js").read_text(encoding="utf-8")


@cache
def style() -> str:
    """The style sheet of the reports, and what only the catalogue has."""
    own = (resources.files("omicz_meta.pages") / "pages.css").read_text(encoding="utf-8")
    return f"{stylesheet()}\n{own}"


def _head(page: Page) -> Element:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=policy()),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="description", content=page.about),
        el("title", page.title),
        [el("link", rel="alternate", hreflang=each, href=page.addresses[each]) for each in LANGUAGES],
        [el("link", rel="describedby", type=media, href=address) for media, address in page.files],
        el("style", Trusted(style())),
        el("script", Json(page.data), type="application/ld+json") if page.data else None,
    )


def _header(page: Page, frame: Frame) -> Element:
    words = PageWords(frame.language)
    return el(
        "header",
        el("a", words.catalogue, href=frame.catalogue(), class_="home"),
        el(
            "nav",
            [_choice(page, each, frame) for each in LANGUAGES],
            class_="languages",
            aria_label=words.language,
        ),
        class_="top",
    )


def _choice(page: Page, language: Language, frame: Frame) -> Element:
    name = Labels(language).language_name
    if language == frame.language:
        return el("span", name, class_="chosen", aria_current="true", lang=language)
    return el("a", name, href=page.addresses[language], hreflang=language, lang=language)


def _footer(frame: Frame) -> Element:
    return el("footer", el("p", PageWords(frame.language).made, class_="quiet"))
