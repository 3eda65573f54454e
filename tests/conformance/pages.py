"""Reads the tables of docs/reference/linkml.md, and makes one schema of all the classes in one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

PAGE = Path("docs/reference/linkml.md")
Body = dict[str, Any]
Row = tuple[str, ...]


def preamble(root: Path) -> Body:
    """What the page says the classes may use."""
    found = re.search(r"```yaml\n(.*?)```", (root / PAGE).read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return yaml.safe_load(found[1])


def table(root: Path, heading: str) -> list[Row]:
    """The rows of the table under a heading, without the marks of code."""
    text = (root / PAGE).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [tuple(map(_cell, re.split(r"(?<!\\)\|", line)[1:-1])) for line in lines]


def _cell(text: str) -> str:
    text = text.strip().replace("\\|", "|")
    return text[1:-1] if text.startswith("`") and text.endswith("`") and text.count("`") == 2 else text


def schema_of(base: Body, classes: Iterable[str]) -> Body:
    """The preamble with the classes Row0, Row1 ..., each a record class with a key."""
    made = {f"Row{number}": _class(yaml.safe_load(text)) for number, text in enumerate(classes)}
    return {**base, "classes": {**base["classes"], **made}}


def _class(body: Body) -> Body:
    return {**body, "slots": ["id", *body.get("slots", [])], "annotations": {"level": "person"}}


def records_of(text: str) -> list[Body]:
    """A record, or a list of them, each under a key."""
    found = json.loads(text)
    return [{"id": f"k{n}", **one} for n, one in enumerate(found if isinstance(found, list) else [found])]
