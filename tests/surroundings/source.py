"""The files of the package, each parsed once for all tests that look through them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "omicz_meta"


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
