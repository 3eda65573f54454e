"""Names of code in the pages exist: `module.name` in backticks, and `src/...` paths."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from . import pages

PACKAGE = pages.ROOT / "src" / "omicz_meta"
MODULES = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"}
NAMED = re.compile(r"`((?:om\.)?[A-Za-z_]+(?:\.[A-Za-z_]+)+)(?:\([^`]*\))?`")
FILES = ("yaml", "json", "toml", "ttl", "tsv", "parquet", "html")
OURS = [
    page for page in pages.PAGES if page.name == "ARCHITECTURE.md" or "docs/explanation" in pages.name(page)
]


def named(text: str) -> list[str]:
    """Dotted names that begin with one of our modules or with `om`."""
    found = NAMED.findall(pages.prose(text))
    code = (name for name in dict.fromkeys(found) if name.rpartition(".")[2] not in FILES)
    return [name for name in code if name.split(".")[0] in MODULES | {"om"}]


def exists(dotted: str) -> bool:
    """Whether a dotted name leads to a module or to something in one."""
    first, *parts = dotted.split(".")
    thing = import_module("omicz_meta" if first == "om" else f"omicz_meta.{first}")
    for part in parts:
        if not hasattr(thing, part):
            try:
                import_module(f"{thing.__name__}.{part}")
            except (ImportError, AttributeError):
                return False
        thing = getattr(thing, part)
    return True


@pytest.mark.parametrize("page", OURS, ids=pages.name)
def test_names_of_code_exist(page: Path) -> None:
    missing = [name for name in named(page.read_text(encoding="utf-8")) if not exists(name)]
    assert missing == []


def test_the_architecture_names_code() -> None:
    assert len(named((pages.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))) > 40


@pytest.mark.parametrize("wrong", ["engine.plan.Nothing", "pipeline.nowhere.run", "om.nothing"])
def test_a_wrong_name_is_seen(wrong: str) -> None:
    assert named(f"`{wrong}`") == [wrong]
    assert not exists(wrong)
