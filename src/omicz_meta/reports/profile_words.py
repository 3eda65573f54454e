"""What a profile says in Czech and English: types, facts of a column in one line, headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omicz_meta.bilingual import Bilingual, Words, by_key
from omicz_meta.problem import Language
from omicz_meta.profile.facts import ColumnProfile, Counted, Link, Profile, TableProfile
from omicz_meta.reports.words import bind, counted, number, percent, shortened


class ProfileLabels(Words):
    """The words of one language.

    >>> ProfileLabels("cs").types["text"]
    'volný text'
    """

    title = Bilingual("Co je v tabulkách:", "What is in the tables:")
    rows = Bilingual(("řádek", "řádky", "řádků"), ("row", "rows", "rows"))
    tables = Bilingual(("tabulka", "tabulky", "tabulek"), ("table", "tables", "tables"))
    columns = Bilingual(("sloupec", "sloupce", "sloupců"), ("column", "columns", "columns"))
    suspects = Bilingual(
        ("sloupec vypadá", "sloupce vypadají", "sloupců vypadá"),
        ("column looks", "columns look", "columns look"),
    )
    errors = Bilingual(
        ("chyba vzorce", "chyby vzorců", "chyb vzorců"),
        ("error of a formula", "errors of formulas", "errors of formulas"),
    )
    heads = Bilingual(
        ("sloupec", "typ", "prázdné", "různé", "co dál"), ("column", "type", "empty", "distinct", "what else")
    )
    types = by_key(
        {
            "date": ("datum", "date"),
            "integer": ("celé číslo", "integer"),
            "decimal": ("desetinné č.", "decimal"),
            "boolean": ("ano/ne", "yes/no"),
            "code": ("kód", "code"),
            "category": ("kategorie", "category"),
            "identifier": ("identifikátor", "identifier"),
            "text": ("volný text", "free text"),
            "empty": ("prázdný", "empty"),
        }
    )
    kinds = by_key(
        {
            "birth_number": ("rodná čísla", "birth numbers"),
            "rid": ("RID", "RID"),
            "drid": ("DRID", "DRID"),
            "insurance_number": ("čísla pojištěnců", "insurance numbers"),
            "id_card": ("občanské průkazy", "identity cards"),
            "passport": ("pasy", "passports"),
            "email": ("e-mailové adresy", "e-mail addresses"),
            "phone": ("telefonní čísla", "telephone numbers"),
            "iban": ("bankovní účty", "bank accounts"),
            "account": ("bankovní účty", "bank accounts"),
            "decodable": ("identifikátory, z nichž lze získat čísla", "ids that decode to numbers"),
            "name": ("jména", "names"),
            "address": ("adresy", "addresses"),
        }
    )
    facts = by_key(
        {
            "looks": ("vypadá jako", "looks like"),
            "unique": ("jedinečný", "unique"),
            "unique_about": ("podle vzorku jedinečný", "unique as far as sampled"),
            "listed": ("v našem seznamu", "in a list we have"),
            "in": ("známých v", "known in"),
            "names": ("názvy z", "names of"),
            "split": ("více v buňce, oddělovač", "several in a cell, at"),
            "unit": ("jednotka v názvu", "unit in the name"),
            "units": ("jednotky", "units"),
            "nulls": ("znamená nic", "means nothing"),
            "values": ("hodnoty", "values"),
            "withheld": ("neukázáno", "not shown"),
            "shapes": ("tvary", "shapes"),
            "digits": ("číslic před čárkou", "digits before the mark"),
            "decades": ("desetiletí", "decades"),
            "misfits": ("neodpovídá typu", "do not fit"),
            "unreadable": ("nečitelné", "unreadable"),
            "formula_errors": ("chyby vzorců", "errors of formulas"),
            "mark": ("desetinný znak", "decimal mark"),
            "header": ("hlavička na řádce", "header on line"),
            "delimiter": ("oddělovač", "delimiter"),
            "encoding": ("kódování", "encoding"),
            "rejected": ("nelze rozdělit na buňky", "could not be cut into cells"),
            "keys": ("odlišuje řádky", "tells rows apart"),
            "links": ("Vazby mezi tabulkami", "Links between tables"),
            "link": (
                "{column} z {table} je v {other_column} z {other}: {share}",
                "{column} of {table} is in {other_column} of {other}: {share}",
            ),
            "about": ("odhad", "estimated"),
            "findings": ("zjištěno při čtení", "found while reading"),
            "repeated": (
                "řádky, které ve všech sloupcích opakují jiný: {count}, první je řádek {first}",
                "rows that repeat another one in every column: {count}, the first is row {first}",
            ),
            "headless": (
                "První řádek vypadá jako data: je tam hlavička? Názvy sloupců jsou ukázány jen tvarem.",
                "The first row looks like data: is there a header? Names of columns are shown by shape.",
            ),
            "skipped": ("Neotevřeno", "Not opened"),
            "least": (
                "Ukazují se jen slova veřejných číselníků, která má aspoň {least} řádků, a tvary ostatních "
                "(a: písmeno, 9: číslice).",
                "Shown are only words of public lists that at least {least} rows carry, and shapes of others "
                "(a: letter, 9: digit).",
            ),
            "suspects": ("jako přímý identifikátor", "like a direct identifier"),
        }
    )


def summary(profile: Profile, lang: Language) -> str:
    """The whole in one sentence."""
    words = ProfileLabels(lang)
    columns = [column for table in profile.tables for column in table.columns]
    suspects = sum(column.identifier is not None for column in columns)
    rows = sum(table.rows for table in profile.tables)
    told = (
        counted(len(profile.tables), words.tables, lang),
        counted(len(columns), words.columns, lang),
        counted(rows, words.rows, lang),
    )
    suspected = f"{counted(suspects, words.suspects, lang)} {words.facts['suspects']}" if suspects else ""
    errors = formula_errors(profile.tables)
    broken = counted(errors, words.errors, lang) if errors else ""
    return "; ".join(filter(None, (", ".join(told), suspected, broken))) + "."


def formula_errors(tables: Iterable[TableProfile]) -> int:
    """How many cells hold the error of a formula instead of a value."""
    return sum(column.formula_errors for table in tables for column in table.columns)


def table_line(table: TableProfile, lang: Language) -> str:
    """How a table is written, in one line."""
    facts = ProfileLabels(lang).facts
    parts = [counted(table.rows, ProfileLabels(lang).rows, lang)]
    if table.encoding:
        mark = {"\t": "tab"}.get(table.delimiter or "", f'"{table.delimiter}"')
        parts += [table.encoding, f"{facts['delimiter']} {mark}"]
    if table.decimal:
        parts.append(f'{facts["mark"]} "{table.decimal}"')
    if table.header_line:
        parts.append(f"{facts['header']} {table.header_line}")
    if table.rejected:
        parts.append(f"{number(table.rejected, lang)} {facts['rejected']}")
    if errors := formula_errors((table,)):
        parts.append(f"{facts['formula_errors']}: {number(errors, lang)}")
    if table.repeated:
        numbers = (number(table.repeated, lang), number(table.first_repeated or 0, lang))
        parts.append(facts["repeated"].format(count=numbers[0], first=numbers[1]))
    if table.findings:
        parts.append(f"{facts['findings']}: {', '.join(table.findings)}")
    return " · ".join(parts)


def keys_line(table: TableProfile, lang: Language) -> str | None:
    """The keys of a table, in one line."""
    if not table.keys:
        return None
    return f"{ProfileLabels(lang).facts['keys']}: {', '.join(' + '.join(key) for key in table.keys)}"


def distinct(column: ColumnProfile, lang: Language) -> str:
    """The number of different values, marked where it is estimated."""
    return ("" if column.distinct_exact else "≈ ") + number(column.distinct, lang)


def column_facts(column: ColumnProfile, lang: Language) -> Iterator[str]:
    """What else there is to say about a column, part by part."""
    labels = ProfileLabels(lang)
    facts = labels.facts
    if column.identifier:
        yield f"{facts['looks']} {labels.kinds[column.identifier]}"
    if column.unique:
        yield facts["unique" if column.distinct_exact else "unique_about"]
    if column.system:
        known = f"{facts['in']} {column.pack}" if column.pack else facts["listed"]
        looked_up = column.listed or column.pack
        yield column.system + (f" ({number(column.listed, lang)} {known})" if looked_up else "")
    if column.names:
        yield f"{facts['names']} {column.names.text} {percent(column.names.count, column.filled)}"
    if column.split:
        yield f'{facts["split"]} "{column.split}"'
    yield from _listed(None, column.formats, column.filled)
    if column.decimal:
        yield f'{facts["mark"]} "{column.decimal}"'
    if column.decades:
        yield f"{facts['decades']} {column.decades[0]}–{column.decades[1]}"
    if column.digits:
        yield f"{facts['digits']} {'–'.join(map(str, dict.fromkeys(column.digits)))}"
    if column.unit:
        yield f"{facts['unit']} {column.unit}"
    yield from _listed(facts["units"], column.units, column.filled)
    yield from _listed(facts["values"], column.values, column.filled)
    yield from _listed(facts["nulls"], column.null_tokens, column.filled)
    if not column.identifier and not column.values:
        yield from _listed(facts["shapes"], column.shapes, column.filled)
    if column.type in ("code", "category") and column.withheld:
        yield f"{facts['withheld']} {number(column.withheld, lang)}"
    misfits = column.filled - sum(token.count for token in column.null_tokens) - column.fitting
    if misfits > 0 and column.type not in ("empty", "category", "text"):
        yield f"{facts['misfits']} {number(misfits, lang)}"
    if column.unreadable:
        yield f"{facts['unreadable']} {number(column.unreadable, lang)}"
    if column.formula_errors:
        yield f"{facts['formula_errors']} {number(column.formula_errors, lang)}"


def _listed(name: str | None, found: tuple[Counted, ...], whole: int) -> Iterator[str]:
    if found:
        parts = (f"{shortened(part.text, 40)} {percent(part.count, whole)}" for part in found[:6])
        yield (f"{name}: " if name else "") + ", ".join(parts) + (", …" if len(found) > 6 else "")


def link_line(link: Link, lang: Language) -> str:
    """A foreign key in one line."""
    facts = ProfileLabels(lang).facts
    share = percent(round(10_000 * link.share), 10_000) + ("" if link.exact else f" ({facts['about']})")
    return bind(
        facts["link"].format(
            column=link.column,
            table=link.table,
            other_column=link.other_column,
            other=link.other_table,
            share=share,
        ),
        lang,
    )
