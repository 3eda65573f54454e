"""The Markdown pages of the project, and the pieces of them that tests look at."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for place in (".", "docs", "mappings", "schemas", "notebooks", "benchmarks")
    for path in (ROOT.glob("*.md") if place == "." else (ROOT / place).rglob("*.md"))
    if "work" not in path.relative_to(ROOT).parts
)
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    """The page as people call it."""
    return path.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", text)


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return [body for spoken, body in FENCE.findall(text) if spoken == language]
