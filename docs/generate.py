"""Writes the generated pages of the documentation; with `--check` it only says which ones are out of date.

python docs/generate.py [--check]
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import omicz_meta
from omicz_meta.catalogue.listing import profiles_page
from omicz_meta.cli.reference import reference_page as cli_page
from omicz_meta.mapping.reference import functions_page
from omicz_meta.reports import problems_page
from omicz_meta.schema import load_schema
from omicz_meta.schema.coverage import coverage_page
from omicz_meta.schema.listing import reference_page
from omicz_meta.terms.listing import packs_tables
from omicz_meta.units.listing import units_tables

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
MADE_BY_PEOPLE = ("Catalogue", "Cluster", "Place", "Policy", "Problem", "Rule")
TABLES = "<!-- generated: mappings/units -->"
PACKS = "<!-- generated: omicz_meta.terms -->"
READERS = ROOT / "tests" / "judges" / "kept.tsv"
ABOUT_READERS = """# What other people's readers keep

`omicz-meta serve` hands out everything that a description says. What a portal makes of it is up to the portal's
software. `make judges` lets that software read what is served, with no mock between: the harvester and parser of CKAN
2.12 with ckanext-dcat 2.4.4 (schema and profile for HealthDCAT-AP), the models of SeMPyRO 2.2.0, fairdatapoint-client
0.1.0, pyld, pyoxigraph and pyrudof. The page is generated from what they said.

- **fairdatapoint-client** and a walk by `ldp:contains` alone, as the GDI portal does it, get every dataset with every
  triple; every distribution answers at its own address.
- **pyld** and **pyoxigraph** read the same from Turtle, JSON-LD and RDF/XML of every page, and ask for no context.
- **pyrudof** finds with the official shapes of Release 8, node by node, what pySHACL finds.
- **CKAN** and **SeMPyRO** keep what the table says. *Holds*: what is in CKAN's record, or in SeMPyRO's model. *Gives
  on*: what is in the RDF that they write themselves. *whole*: all values; *1 of 2*: so many of the values, counted down
  to the last text; *address only*: that there is something, and nothing of what it says; *no place*: there is no field.

What follows for whoever writes descriptions: CKAN keeps one language of titles and descriptions, so both must be able
to stand alone; the value 0 is lost when CKAN or SeMPyRO write it; code values that are texts (as Release 8 wants them)
are refused by SeMPyRO, which expects addresses; the custodian, whether data are structured, variables and policy are
seen by neither.
"""
OPENS, CLOSES = "<!-- generated: omicz-meta demo -->", "<!-- end -->"


def library_page(_: str) -> str:
    """docs/reference/library.md: every public name with its signature and docstring."""
    parts = [
        "# Library\n",
        "```python\nimport omicz_meta as om\n```\n",
        "Everything announced, in alphabetical order. Generated from docstrings, whose examples run in the tests.\n",
        *(_entry(name) for name in sorted(omicz_meta.__all__, key=str.lower)),
    ]
    return "\n".join(parts)


def _entry(name: str) -> str:
    thing = getattr(omicz_meta, name)
    if not callable(thing):
        return f"## {name}\n\n{_listed(thing)}\n"
    parts = [
        f"## {name}",
        *_signature(name, thing),
        _with_examples(inspect.getdoc(thing) or ""),
        *_members(thing),
    ]
    return "\n\n".join(parts) + "\n"


def _signature(name: str, thing: Callable[..., object]) -> Iterator[str]:
    """How a function is called, and how a class is made that people make themselves."""
    if isinstance(thing, type) and name not in MADE_BY_PEOPLE:
        return
    signature = inspect.signature(thing)
    parts, starred = list[str](), False
    for part in signature.parameters.values():
        if part.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        parts.append(f"{part.name}: {part.annotation}{_default(part, thing)}")
    result = "" if isinstance(thing, type) else f" -> {signature.return_annotation}"
    yield "```python\nom." + _wrapped(name, parts, result) + "\n```"


def _wrapped(name: str, parts: list[str], result: str) -> str:
    short = f"{name}({', '.join(parts)}){result}"
    return short if len(short) <= WIDTH else f"{name}(\n    " + ",\n    ".join(parts) + f",\n){result}"


def _default(part: inspect.Parameter, thing: Callable[..., object]) -> str:
    """The default as people write it: constants of the module by their name, whatever is computed as dots."""
    if part.default is inspect.Parameter.empty:
        return ""
    names = {id(value): name for name, value in vars(sys.modules[thing.__module__]).items() if name.isupper()}
    plain = isinstance(part.default, str | int | None) or part.default == ()
    return f" = {repr(part.default) if plain else names.get(id(part.default), '...')}"


def _members(thing: object) -> Iterator[str]:
    """Fields of a value, then its properties and methods with the first line of what they say."""
    if not isinstance(thing, type) or issubclass(thing, BaseException):
        return
    if is_dataclass(thing):
        yield (
            "Fields: "
            + ", ".join(f"`{part.name}`" for part in fields(thing) if not part.name.startswith("_"))
            + "."
        )
    told = [
        f"- `{name}`: {(inspect.getdoc(member) or '').partition(chr(10))[0]}"
        for name, member in vars(thing).items()
        if not name.startswith("_") and (isinstance(member, property) or inspect.isfunction(member))
    ]
    if told:
        yield "\n".join(told)


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
    """What `omicz-meta demo` prints in an empty folder, in English, 100 columns wide."""
    with tempfile.TemporaryDirectory(prefix="omicz-docs-") as folder:
        homes = dict.fromkeys(
            ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), f"{folder}/home"
        )
        environment = {**os.environ, **homes, "LC_ALL": "C.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}
        environment.pop("OMICZ_PSEUDONYM_KEY", None)
        command = [str(Path(sys.executable).with_name("omicz-meta")), "demo"]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout


def units_page(current: str) -> str:
    """docs/reference/units.md with the tables of units behind its mark."""
    before, mark, _ = current.partition(TABLES)
    return f"{before}{mark}\n{units_tables()}"


def packs_page(current: str) -> str:
    """docs/reference/packs.md with formats, known names and layout behind its mark."""
    before, mark, _ = current.partition(PACKS)
    return f"{before}{mark}\n{packs_tables()}"


def readers_page(_: str) -> str:
    """docs/reference/readers.md: what the judges of tests/judges keep of a description, property by property."""
    lines = [line.split("\t") for line in READERS.read_text(encoding="utf-8").splitlines()]
    head, rows = lines[0], lines[1:]
    table = [
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
        *(f"| `{slots}` | `{name}` | {' | '.join(rest)} |" for slots, name, *rest in rows),
    ]
    return f"{ABOUT_READERS}\n" + "\n".join(table) + "\n"


PAGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("README.md", readme),
    ("docs/reference/cli.md", lambda _: cli_page()),
    ("docs/reference/coverage.md", lambda _: coverage_page(load_schema())),
    ("docs/reference/functions.md", lambda _: functions_page()),
    ("docs/reference/library.md", library_page),
    ("docs/reference/model.md", lambda _: reference_page(load_schema())),
    ("docs/reference/packs.md", packs_page),
    ("docs/reference/problems.md", lambda _: problems_page()),
    ("docs/reference/profiles.md", lambda _: profiles_page(load_schema())),
    ("docs/reference/readers.md", readers_page),
    ("docs/reference/units.md", units_page),
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
        sys.stdout.write(
            f"{path.relative_to(ROOT)}{': out of date; run `make docs`' if check else ' written'}\n"
        )
        if not check:
            path.write_text(new, encoding="utf-8")
    if not old:
        sys.stdout.write("The generated pages are up to date.\n")
    return int(check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
