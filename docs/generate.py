"""Writes the generated pages of the documentation; with `--check` it only says which ones are out of date.

    python docs/generate.py [--check]
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import omicz_meta
from omicz_meta.reports import problems_page
from omicz_meta.schema import load_schema
from omicz_meta.schema.listing import reference_page

ROOT = Path(__file__).resolve().parent.parent
OPENS, CLOSES = "<!-- generated: omicz-meta demo -->", "<!-- end -->"


def library_page(_: str) -> str:
    """docs/reference/library.md: every public name with its signature and docstring."""
    parts = [
        "# Library\n",
        "```python\nimport omicz_meta as om\n```\n",
        "Everything announced, in alphabetical order. This page is generated from the docstrings; their examples run in the tests.\n",
        *(_entry(name) for name in sorted(omicz_meta.__all__, key=str.lower)),
    ]
    return "\n".join(parts)


def _entry(name: str) -> str:
    thing = getattr(omicz_meta, name)
    signature = str(inspect.signature(thing)) if callable(thing) and not _is_exception(thing) else ""
    said = inspect.getdoc(thing) if callable(thing) else _listed(thing)
    shown = f"```python\nom.{name}{signature}\n```\n\n" if signature else ""
    return f"## {name}\n\n{shown}{_with_examples(said or '')}\n"


def _is_exception(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseException)


def _listed(things: object) -> str:
    names = [str(getattr(thing, "name", thing)) for thing in things] if isinstance(things, tuple) else []
    return "A tuple, in this order: " + ", ".join(f"`{name}`" for name in names) + "."


def _with_examples(text: str) -> str:
    """A docstring as Markdown: runs of doctest lines become code."""
    lines, inside = list[str](), False
    for line in text.splitlines():
        example = line.startswith((">>>", "...")) or (inside and line.strip() != "")
        if example != inside:
            lines.append("```pycon" if example else "```")
        inside = example
        lines.append(line)
    return "\n".join((*lines, "```") if inside else lines)


def readme(current: str) -> str:
    """README.md with the real output of the demo between its two marks."""
    before, _, rest = current.partition(OPENS)
    _, _, after = rest.partition(CLOSES)
    return f"{before}{OPENS}\n```text\n{demo_output().strip()}\n```\n{CLOSES}{after}"


def demo_output() -> str:
    """What `omicz-meta demo` prints in an empty folder, in English, 80 columns wide."""
    with tempfile.TemporaryDirectory(prefix="omicz-docs-") as folder:
        homes = {name: f"{folder}/home" for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
        environment = {**os.environ, **homes, "LC_ALL": "en_GB.UTF-8", "COLUMNS": "80", "NO_COLOR": "1"}
        environment.pop("OMICZ_PSEUDONYM_KEY", None)
        command = [str(Path(sys.executable).with_name("omicz-meta")), "demo"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        return done.stdout


PAGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("README.md", readme),
    ("docs/reference/library.md", library_page),
    ("docs/reference/model.md", lambda _: reference_page(load_schema())),
    ("docs/reference/problems.md", lambda _: problems_page()),
)


def outdated() -> list[tuple[Path, str]]:
    """Pages that differ from what they are generated from, with their new text."""
    found = []
    for name, make in PAGES:
        path = ROOT / name
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        new = make(current)
        if new != current:
            found.append((path, new))
    return found


def main() -> int:
    """Write or check, and say what is to do."""
    old = outdated()
    check = "--check" in sys.argv
    for path, new in old:
        sys.stdout.write(f"{path.relative_to(ROOT)}{': out of date; run `make docs`' if check else ' written'}\n")
        if not check:
            path.write_text(new, encoding="utf-8")
    if not old:
        sys.stdout.write("The generated pages are up to date.\n")
    return int(check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
