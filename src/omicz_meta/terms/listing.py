"""What packs can be made of, as Markdown, for the reference page: formats, columns of plain tables, known names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omicz_meta.terms.formats.plain import COLUMNS
from omicz_meta.terms.formats.table import FORMATS
from omicz_meta.terms.known import Known, known_packs
from omicz_meta.terms.layout import TABLES


def packs_tables() -> str:
    """All of it.

    >>> "| `hp` | Human Phenotype Ontology | `HP` |" in packs_tables()
    True
    """
    formats = ((one.name, f"`{one.read.__module__}`") for one in FORMATS)
    columns = ((f"`{name}`", meaning) for name, meaning in COLUMNS.items())
    names = ((f"`{name}`", *_known(known)) for name, known in known_packs().items())
    return "\n".join(
        (
            *_table("Formats", ("format", "module"), formats),
            *_table("Columns of a plain table", ("column", "what stands in it"), columns),
            *_table("Known names", ("name", "what", "speaks for", "comes from", "licence"), names),
            "\n## Tables of a pack\n\n```sql",
            *TABLES,
            "```\n",
        )
    )


def _table(title: str, head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"\n## {title}\n"
    for cells in (head, ("---",) * len(head), *lines):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _known(known: Known) -> tuple[str, str, str, str]:
    spoken = " ".join(f"`{prefix}`" for prefix in known.prefixes) or known.kind
    origins = [f"package {known.package[0]}"] if known.package else []
    origins += [known.where or known.url]
    return known.title, spoken, "; ".join(origins), known.licence
