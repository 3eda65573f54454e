"""The words of workbooks, in Czech and English."""

from __future__ import annotations

from dataclasses import dataclass

from omicz_meta.problem import Language


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Names of sheets and columns, and what is said about their limits."""

    summary: str
    row: str
    found: str
    severity: str
    masked: str


_CS = SheetWords(
    summary="Souhrn",
    row="Řádek",
    found="Nálezy",
    severity="Závažnost",
    masked=(
        "Hodnoty, které by mohly označit osobu, jsou nahrazeny svým tvarem. List má nejvýš {rows} řádků "
        "(z delší tabulky jen chybné) a {comments} komentářů. Soubor obsahuje řádky zdroje: zacházejte s ním "
        "jako se zdrojem samým."
    ),
)
_EN = SheetWords(
    summary="Summary",
    row="Row",
    found="Findings",
    severity="Severity",
    masked=(
        "Values that might point to a person are replaced by their shape. A sheet has at most {rows} rows "
        "(of a longer table only the faulty ones) and {comments} comments. The file holds rows of the source: treat it "
        "as the source itself."
    ),
)


def sheet_words(lang: Language) -> SheetWords:
    """The words of a language.

    >>> sheet_words("cs").summary
    'Souhrn'
    """
    return _CS if lang == "cs" else _EN
