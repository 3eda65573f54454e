"""The words of workbooks, in Czech and English."""

from __future__ import annotations

from omicz_meta.bilingual import Bilingual, Words


class SheetWords(Words):
    """Names of sheets and columns, and what is said about their limits.

    >>> SheetWords("cs").summary
    'Souhrn'
    """

    summary = Bilingual("Souhrn", "Summary")
    row = Bilingual("Řádek", "Row")
    found = Bilingual("Nálezy", "Findings")
    severity = Bilingual("Závažnost", "Severity")
    masked = Bilingual(
        "Hodnoty, které by mohly označit osobu, jsou nahrazeny svým tvarem. List má nejvýš {rows} řádků "
        "(z delší tabulky jen chybné) a {comments} komentářů. Soubor obsahuje řádky zdroje: zacházejte s "
        "ním jako se zdrojem samým.",
        "Values that might point to a person are replaced by their shape. A sheet has at most {rows} "
        "rows (of a longer table only the faulty ones) and {comments} comments. The file holds rows of "
        "the source: treat it as the source itself.",
    )
