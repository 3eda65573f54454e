"""The tables of units as Markdown, for the reference page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omicz_meta.units.analytes import analytes
from omicz_meta.units.grammar import atoms, parse_ucum
from omicz_meta.units.tables import rows


def units_tables() -> str:
    """Everything the tables hold: spellings by the code they mean, refused ones, symbols, analytes, formulas.

    >>> "| `10*9/L` | `m-3` |" in units_tables()
    True
    """
    return "\n".join((*_spellings(), *_refused(), *_symbols(), *_analytes(), *_formulas()))


def _table(title: str, head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"\n## {title}\n"
    for cells in (head, ("---",) * len(head), *lines):
        yield f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _spellings() -> Iterator[str]:
    written: dict[str, list[str]] = {}
    for row in rows("spellings.tsv"):
        written.setdefault(row["ucum"], []).append(row["spelling"])
    lines = (
        (_code(code), _code(str(unit.dimension)), " ".join(map(_code, spellings)))
        for code, spellings in written.items()
        if (unit := parse_ucum(code)) is not None
    )
    return _table("Spellings", ("UCUM", "dimension", "written as"), lines)


def _refused() -> Iterator[str]:
    lines = ((_code(row["spelling"]), row["note"]) for row in rows("spellings.tsv") if not row["ucum"])
    return _table("Refused spellings", ("written", "because it could be"), lines)


def _symbols() -> Iterator[str]:
    lines = (
        (_code(code), _code(str(atom.unit.dimension)), " ".join(map(_code, atom.prefixes)), atom.cs, atom.en)
        for code, atom in atoms().items()
    )
    return _table("Symbols", ("UCUM", "dimension", "prefixes", "česky", "English"), lines)


def _analytes() -> Iterator[str]:
    lines = (
        (
            one.cs,
            one.en,
            f"{float(one.molar_mass):.6g}" if one.molar_mass else "",
            ", ".join(one.codes),
            one.origin,
        )
        for one in analytes()
    )
    return _table("Analytes", ("česky", "English", "g/mol", "codes", "source"), lines)


def _formulas() -> Iterator[str]:
    lines = (
        (
            row["analyte"],
            f"{_code(row['to'])} = {row['slope']} · {_code(row['from'])} + {row['intercept']}",
            row["source"],
        )
        for row in rows("formulas.tsv")
    )
    yield from _table("Formulas", ("analyte", "formula", "source"), lines)
    yield ""
