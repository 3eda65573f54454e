"""Links in Markdown lead somewhere: to a file of the project, and to a heading that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from . import pages

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors that hosts of Markdown make of headings."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}


def broken(page: Path) -> list[str]:
    found = []
    for link in LINK.findall(pages.prose(page.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            found.append(link)
    return found


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_links_resolve(page: Path) -> None:
    assert broken(page) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n[a](nowhere.md) [b](#here) [c](#there) [d](https://example.org)", encoding="utf-8"
    )
    assert broken(page) == ["nowhere.md", "#there"]


@pytest.mark.parametrize("page", [p for p in pages.PAGES if "docs/" in pages.name(p)], ids=pages.name)
def test_every_page_is_reached_from_the_index(page: Path) -> None:
    index = pages.ROOT / "docs" / "README.md"
    linked = {
        (index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text("utf-8"))
    }
    assert page == index or page in linked
