"""A catalogue as a folder of pages that needs no server: the list and every dataset, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from omicz_meta.catalogue.description import Description
from omicz_meta.pages.catalogue import catalogue_page
from omicz_meta.pages.dataset import dataset_pages
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.listing import Listing
from omicz_meta.pages.query import Query
from omicz_meta.reports.html import LANGUAGES

SITEMAP = "sitemap.xml"
_MOST_ADDRESSES = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def site_pages(listing: Listing, described: Iterable[tuple[str, Description]]) -> Iterator[tuple[str, str]]:
    """Yield path and text of every page; links between them are relative. `described` are names with descriptions.

    >>> [path for path, _ in site_pages(Listing.of([]), [])]
    ['index.html', 'index.en.html']
    """
    for language in LANGUAGES:
        frame = Frame(language, "", static=True)
        yield frame.catalogue(), catalogue_page(listing, Query(), frame)
    inner = [Frame(language, "../", static=True) for language in LANGUAGES]
    for name, description in described:
        for frame, page in dataset_pages(description, listing, inner):
            yield frame.dataset(name).removeprefix(frame.root), page


def sitemap(listing: Listing, base: str) -> Iterator[tuple[str, str]]:
    """Yield the site's map (sitemaps.org) for search engines; `base` is the address under which the site will lie.

    A map holds 50,000 addresses at most; where there are more, `sitemap.xml` lists several maps.

    >>> dict(sitemap(Listing.of([]), "https://example.org/"))["sitemap.xml"].count("<loc>")
    2
    """
    found = [*_addresses(listing, base)]
    parts = [found[at : at + _MOST_ADDRESSES] for at in range(0, len(found), _MOST_ADDRESSES)]
    if len(parts) == 1:
        yield SITEMAP, _document("urlset", "url", parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield SITEMAP, _document("sitemapindex", "sitemap", (base + name for name in names))
    for name, addresses in zip(names, parts, strict=True):
        yield name, _document("urlset", "url", addresses)


def _addresses(listing: Listing, base: str) -> Iterator[str]:
    frames = [Frame(language, base, static=True) for language in LANGUAGES]
    yield from (frame.catalogue() for frame in frames)
    yield from (frame.dataset(one.name) for one in listing.summaries for frame in frames)


def _document(root: str, entry: str, addresses: Iterable[str]) -> str:
    lines = (f"<{entry}><loc>{escape(address)}</loc></{entry}>\n" for address in addresses)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{"".join(lines)}</{root}>\n'
    )
