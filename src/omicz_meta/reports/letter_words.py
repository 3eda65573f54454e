"""The words of the letter to whoever keeps a source, in Czech and English."""

from __future__ import annotations

from dataclasses import dataclass

from omicz_meta.problem import Language
from omicz_meta.reports.words import Forms


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Headings and sentences of the letter; `{...}` are counts and names."""

    title: str
    checked: str
    nothing: str
    share: str
    shares: Forms
    private: str
    number: str
    column: str
    wrong: str
    often: str
    rows: str
    shape: str
    todo: str
    whole_column: str
    further: str
    lines: str
    lines_lead: str
    ask: str
    how_rows: str
    sheet: str
    all_rows: str
    line: str
    more_rows: str
    findings: Forms


_CS = LetterWords(
    title="Co opravit ve zdroji {source}",
    checked=(
        "V podání {submission} jsme zkontrolovali zdroj {source}. Přečetli jsme {read}: použili {used}, v karanténě "
        "čeká {quarantined} a mimo rozsah je {out}."
    ),
    nothing="Ve zdroji není co opravovat. Děkujeme.",
    share="K opravě je {count}. {parts}",
    shares=(
        "První oprava vyřeší {share}.",
        "První {many} opravy vyřeší {share}.",
        "Prvních {many} oprav vyřeší {share}.",
    ),
    private=(
        "Dopis neobsahuje údaje o osobách, lze ho poslat e-mailem. Místo hodnot uvádíme jejich tvar: 9 je číslice, "
        "A velké a a malé písmeno."
    ),
    number="Č.",
    column="Sloupec",
    wrong="Co je špatně",
    often="Výskytů",
    rows="Řádky",
    shape="Tvar hodnot",
    todo="Co udělat",
    whole_column="celý sloupec nebo soubor",
    further="Další v přiloženém sešitu: {count}.",
    lines="Hotové řádky pro mapování",
    lines_lead="Místo tří teček stačí doplnit cíl. Uvádíme jen hodnoty, které má aspoň {min_cell} řádků.",
    ask="Opravte prosím hodnoty tam, kde vznikly, a pošlete nový export. Úplný výčet míst je v přiloženém sešitu.",
    how_rows="Řádky se počítají od prvního řádku s daty (bez záhlaví), v Excelu podle čísel listu.",
    sheet="Dopis",
    all_rows="Všechna místa",
    line="Řádek souboru",
    more_rows="Sešit uvádí prvních {most} míst.",
    findings=("nález", "nálezy", "nálezů"),
)
_EN = LetterWords(
    title="What to repair in the source {source}",
    checked=(
        "We have checked the source {source} of the submission {submission}. Of {read} read, "
        "{used} were used, {quarantined} wait in quarantine and {out} are out of scope."
    ),
    nothing="There is nothing to repair in this source. Thank you.",
    share="There are {count} to repair. {parts}",
    shares=(
        "The first repair settles {share}.",
        "The first {many} repairs settle {share}.",
        "The first {many} repairs settle {share}.",
    ),
    private=(
        "This letter holds nothing about persons and may be e-mailed. Instead of values it gives their shape: "
        "9 is a digit, A a capital and a a small letter."
    ),
    number="No.",
    column="Column",
    wrong="What is wrong",
    often="Times",
    rows="Rows",
    shape="Shape of values",
    todo="What to do",
    whole_column="whole column or file",
    further="More in the workbook that comes with this letter: {count}.",
    lines="Ready lines for the mapping",
    lines_lead="Fill in the target for the three dots. Only values that at least {min_cell} rows have.",
    ask="Please correct the values where they come from and send a new export. The workbook lists every place.",
    how_rows="Rows are counted from the first row with data (without the header), in Excel as the sheet does.",
    sheet="Letter",
    all_rows="All places",
    line="Line of the file",
    more_rows="The workbook lists the first {most} places.",
    findings=("finding", "findings", "findings"),
)


def letter_words(lang: Language) -> LetterWords:
    """The words of a language.

    >>> letter_words("cs").rows
    'Řádky'
    """
    return _CS if lang == "cs" else _EN
