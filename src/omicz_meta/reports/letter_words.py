"""The words of the letter to whoever keeps a source, in Czech and English."""

from __future__ import annotations

from omicz_meta.bilingual import Bilingual, Words


class LetterWords(Words):
    """Headings and sentences of the letter; `{...}` are counts and names.

    >>> LetterWords("cs").rows
    'Řádky'
    """

    title = Bilingual("Co opravit ve zdroji {source}", "What to repair in the source {source}")
    checked = Bilingual(
        "V podání {submission} jsme zkontrolovali zdroj {source}. Přečetli jsme {read}, "
        "v karanténě čeká {quarantined}.",
        "We have checked the source {source} of the submission {submission}. We have read {read}; "
        "{quarantined} in quarantine.",
    )
    at_least = Bilingual("nejméně {rows} řádků", "at least {rows} rows")
    fewer = Bilingual("méně než {rows} řádků", "fewer than {rows} rows")
    waiting = Bilingual(("řádek", "řádky", "řádků"), ("row is", "rows are", "rows are"))
    nothing = Bilingual(
        "Ve zdroji není co opravovat. Děkujeme.", "There is nothing to repair in this source. Thank you."
    )
    share = Bilingual("K opravě je {count}. {parts}", "There are {count} to repair. {parts}")
    shares = Bilingual(
        (
            "První oprava vyřeší {share}.",
            "První {many} opravy vyřeší {share}.",
            "Prvních {many} oprav vyřeší {share}.",
        ),
        (
            "The first repair settles {share}.",
            "The first {many} repairs settle {share}.",
            "The first {many} repairs settle {share}.",
        ),
    )
    private = Bilingual(
        "Dopis neobsahuje údaje o osobách, lze ho poslat e-mailem. Místo hodnot uvádíme jejich tvar: 9 "
        "je číslice, A velké a a malé písmeno.",
        "This letter holds nothing about persons and may be e-mailed. Instead of values it gives their "
        "shape: 9 is a digit, A a capital and a a small letter.",
    )
    number = Bilingual("Č.", "No.")
    column = Bilingual("Sloupec", "Column")
    wrong = Bilingual("Co je špatně", "What is wrong")
    often = Bilingual("Výskytů", "Times")
    rows = Bilingual("Řádky", "Rows")
    shape = Bilingual("Tvar hodnot", "Shape of values")
    todo = Bilingual("Co udělat", "What to do")
    whole_column = Bilingual("celý sloupec nebo soubor", "whole column or file")
    whole_row = Bilingual("celý řádek", "whole row")
    further = Bilingual(
        "Další v přiloženém sešitu: {count}.", "More in the workbook that comes with this letter: {count}."
    )
    lines = Bilingual("Hotové řádky pro mapování", "Ready lines for the mapping")
    lines_lead = Bilingual(
        "Místo tří teček stačí doplnit cíl. Uvádíme jen hodnoty, které má aspoň {min_cell} řádků.",
        "Fill in the target for the three dots. Only values that at least {min_cell} rows have.",
    )
    ask = Bilingual(
        "Opravte prosím hodnoty tam, kde vznikly, a pošlete nový export. Úplný výčet míst je v "
        "přiloženém sešitu.",
        "Please correct the values where they come from and send a new export. The workbook lists every "
        "place.",
    )
    how_rows = Bilingual(
        "Řádky se počítají od prvního řádku s daty (bez záhlaví), v Excelu podle čísel listu.",
        "Rows are counted from the first row with data (without the header), in Excel as the sheet does.",
    )
    sheet = Bilingual("Dopis", "Letter")
    all_rows = Bilingual("Všechna místa", "All places")
    line = Bilingual("Řádek souboru", "Line of the file")
    more_rows = Bilingual("Sešit uvádí prvních {most} míst.", "The workbook lists the first {most} places.")
    findings = Bilingual(("nález", "nálezy", "nálezů"), ("finding", "findings", "findings"))
