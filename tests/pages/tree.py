"""A page as a tree, read strictly: what opens is closed, names of attributes stand once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "link"}


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    children: list[Tag | str] = field(default_factory=list)

    def all(self, name: str | None = None, **attributes: str) -> Iterator[Tag]:
        """This tag and those below it, of a name and with attributes (`class_` finds one class of several)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        fits = all(value in self.attributes.get(key, "").split(" ") for key, value in wanted.items())
        if fits and name in (None, self.name):
            yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.all(name, **attributes)

    def one(self, name: str | None = None, **attributes: str) -> Tag:
        [found] = self.all(name, **attributes)
        return found

    @property
    def text(self) -> str:
        """All text below, spaces joined; what is not text for a reader left out."""
        if self.name in ("script", "style"):
            return ""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    @property
    def raw(self) -> str:
        return "".join(child for child in self.children if isinstance(child, str))

    @property
    def shape(self) -> list[str]:
        """Names of all tags in order: what a text must not change."""
        return [tag.name for tag in self.all()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("#document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        found = Tag(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, (self.open[-1].name, tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Tag:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root.one("html")
