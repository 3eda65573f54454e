"""Reads the Markdown cases of this folder, and writes plans down in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.engine.plan import (
    Absent,
    Call,
    Case,
    Collect,
    Column,
    Constant,
    Convert,
    Each,
    Expression,
    Item,
    Recode,
    Record,
    Split,
    Translate,
    Variable,
)
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.rules import SourceSpec
from omicz_meta.mapping.scope import Scope, TableView
from omicz_meta.mapping.sourcefile import read_source
from omicz_meta.problem import Problem
from omicz_meta.schema import Schema
from omicz_meta.yamlfile import parse_yaml

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class MarkdownCase:
    """One `## title` of a suite with its fenced blocks by name."""

    title: str
    blocks: dict[str, str]


def markdown_cases(name: str) -> list[MarkdownCase]:
    text = (CASES / name).read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```(\S+)\n(.*?)^```", part, flags=re.MULTILINE | re.DOTALL)
        found.append(MarkdownCase(part.splitlines()[0].strip(), dict(blocks)))
    return found


def table_rows(name: str) -> list[tuple[str, str]]:
    """Rows `| left | right |` of a suite; a bar inside a cell is written \\|."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("| `")]
    return [
        (cells[0].strip()[1:-1].replace("\\|", "|"), cells[1].strip()[1:-1].replace("\\|", "|"))
        for cells in rows
    ]


def shown(part: Expression) -> str:
    """An expression in one line; null tokens are left out unless they say why.

    A comparison is shown without what it says of empty cells.
    """
    match part:
        case Column(name, table, _, meanings):
            reasons = "".join(f" {token}={why}" for token, why in meanings)
            return f"[{table + '.' if table else ''}{name}{reasons}]"
        case Item():
            return "item"
        case Variable():
            return "variable"
        case Constant(value):
            return repr(value) if isinstance(value, str | bool | None) else str(value)
        case Absent(reason):
            return f"absent {reason}"
        case Call(function, arguments):
            return f"{function}({', '.join(map(shown, arguments))})"
        case Convert(value, kind, formats, decimal):
            more = (*formats, *(() if decimal == "." else (f"mark {decimal}",)))
            return f"read({shown(value)} as {kind}{''.join(f' {word}' for word in more)})"
        case Recode(value, pairs, code):
            few = ", ".join(f"{key}={target}" for key, target in pairs[:3])
            return f"recode({shown(value)}: {few}{' ...' if len(pairs) > 3 else ''} else {code})"
        case Translate(value, codes, code):
            return f"translate({shown(value)} by {codes} else {code})"
        case Case(((Call("is_null" | "and"), Constant(bool())), *_), Call("eq" | "ne") as compared):
            return shown(compared)
        case Case(branches, otherwise):
            written = "; ".join(f"{shown(test)} -> {shown(value)}" for test, value in branches)
            return f"case({written}; else {shown(otherwise)})"
        case Record(kind, fields):
            return f"{kind}({', '.join(f'{name}={shown(value)}' for name, value in fields)})"
        case Collect(items, names):
            named = zip(map(shown, items), names or ("",) * len(items), strict=True)
            return f"[{', '.join(f'{name}: {item}' if name else item for item, name in named)}]"
        case Split(value, separator):
            return f"split({shown(value)} at {separator!r})"
        case Each(items, body):
            return f"each({shown(items)}: {shown(body)})"


def told(problem: Problem) -> str:
    """A problem in one line: code, place in the YAML, value, nearest names."""
    column = dict(problem.detail).get("yaml_column")
    place = problem.place
    where = f"{place.file}:{place.line}:{column}" if place.file else f"{place.source} [{place.column}]"
    near = f" -> {', '.join(problem.candidates)}" if problem.candidates else ""
    return " ".join(part for part in (problem.code, where, problem.value) if part) + near


def scope_for(columns: tuple[str, ...], schema: Schema, source: str = "") -> Scope:
    """A scope over one table, with what a source file declares."""
    faults = Faults()
    node, problems = parse_yaml(source, "t.source.yaml")
    assert node is not None, problems
    spec = read_source(node, "t", schema, faults) if source else SourceSpec("t")
    assert not faults.found
    return Scope(schema, TableView("t", columns, spec), ("dg",), faults)


def mapping_folder(case: MarkdownCase, folder: Path) -> None:
    """Write the mapping files of a case."""
    (folder / "codes").mkdir(parents=True)
    names = {
        "transform": "t.transform.yaml",
        "source": "p.source.yaml",
        "codes": "codes/dg.sssom.tsv",
        "units": "units.tsv",
    }
    for block, name in names.items():
        if block in case.blocks:
            (folder / name).write_text(case.blocks[block], encoding="utf-8")


def tables_of(case: MarkdownCase) -> dict[str, tuple[str, ...]]:
    """Tables of a case: a line `name: column; column` for each."""
    lines = case.blocks.get("tables", "p: id; Jméno; Datum; Pohlaví").splitlines()
    parts = (line.partition(": ") for line in lines)
    return {name: tuple(columns.split("; ")) for name, _, columns in parts}
