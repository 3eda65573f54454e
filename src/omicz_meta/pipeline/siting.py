"""Writes the site of a catalogue beside its RDF: pages, and the files that they offer for download."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.profile import WRITTEN
from omicz_meta.catalogue.summary import summary
from omicz_meta.pages.frame import FILES
from omicz_meta.pages.listing import Listing
from omicz_meta.pages.site import site_pages, sitemap

SITE = "site"
"""The folder of the site in a catalogue folder; it can be put on any server of files as it is."""


def write_site(described: Sequence[tuple[str, Description]], catalogue: str, folder: Path) -> None:
    """Write `site/` into a catalogue folder that holds its files of datasets already.

    `described` are the names of these files with their descriptions, `catalogue` is the catalogue's IRI: beside it
    the site is expected to lie, which only its map for search engines says. Raises OSError when the disk refuses.
    """
    site = folder / SITE
    (site / "dataset").mkdir(parents=True)
    (site / FILES).mkdir()
    listing = Listing.of(summary(description, name) for name, description in described)
    base = catalogue.removesuffix("catalogue")
    maps = sitemap(listing, base) if base.startswith("http") and base.endswith("/") else ()
    for path, text in chain(maps, site_pages(listing, described)):
        (site / path).write_text(text, encoding="utf-8", newline="\n")
    for name, _ in described:
        for suffix in WRITTEN:
            _place(folder / FILES / f"{name}{suffix}", site / FILES / f"{name}{suffix}")


def _place(file: Path, copy: Path) -> None:
    """The same file in a second place, without a second copy where the system can do that."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copyfile(file, copy)
