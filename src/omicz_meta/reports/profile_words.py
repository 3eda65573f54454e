"""What a profile says in Czech and English: types, facts of a column in one line, headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from omicz_meta.problem import Language
from omicz_meta.profile.facts import ColumnProfile, Counted, Link, Profile, TableProfile
from omicz_meta.reports.words import Forms, bind, counted, number, percent, shortened


@dataclass(frozen=True, slots=True)
class ProfileLabels:
    """The words of one language."""

    title: str
    rows: Forms
    tables: Forms
    columns: Forms
    suspects: Forms
    errors: Forms
    heads: tuple[str, str, str, str, str]
    types: MappingProxyType[str, str]
    kinds: MappingProxyType[str, str]
    facts: MappingProxyType[str, str]
    language_name: str
    skip: str
    next: str


_EN = ProfileLabels(
    title="What is in the tables:",
    rows=("row", "rows", "rows"),
    tables=("table", "tables", "tables"),
    columns=("column", "columns", "columns"),
    suspects=("column looks", "columns look", "columns look"),
    errors=("error of a formula", "errors of formulas", "errors of formulas"),
    heads=("column", "type", "empty", "distinct", "what else"),
    types=MappingProxyType(
        {t: t for t in ("date", "integer", "decimal", "code", "category", "identifier", "empty")}
        | {"boolean": "yes/no", "text": "free text"}
    ),
    kinds=MappingProxyType(
        {
            "birth_number": "birth numbers",
            "rid": "RID",
            "drid": "DRID",
            "insurance_number": "insurance numbers",
            "id_card": "identity cards",
            "passport": "passports",
            "email": "e-mail addresses",
            "phone": "telephone numbers",
            "iban": "bank accounts",
            "account": "bank accounts",
            "decodable": "ids that decode to numbers",
            "name": "names",
            "address": "addresses",
        }
    ),
    facts=MappingProxyType(
        {
            "looks": "looks like",
            "unique": "unique",
            "unique_about": "unique as far as sampled",
            "listed": "in a list we have",
            "in": "known in",
            "names": "names of",
            "split": "several in a cell, at",
            "unit": "unit in the name",
            "units": "units",
            "nulls": "means nothing",
            "values": "values",
            "withheld": "not shown",
            "shapes": "shapes",
            "digits": "digits before the mark",
            "decades": "decades",
            "misfits": "do not fit",
            "unreadable": "unreadable",
            "formula_errors": "errors of formulas",
            "mark": "decimal mark",
            "header": "header on line",
            "delimiter": "delimiter",
            "encoding": "encoding",
            "rejected": "could not be cut into cells",
            "keys": "tells rows apart",
            "links": "Links between tables",
            "link": "{column} of {table} is in {other_column} of {other}: {share}",
            "about": "estimated",
            "findings": "found while reading",
            "headless": "The first row looks like data: is there a header? "
            "Names of columns are shown by shape.",
            "skipped": "Not opened",
            "least": "Shown are only words of public lists that at least {least} rows carry, "
            "and shapes of others (a: letter, 9: digit).",
            "suspects": "like a direct identifier",
        }
    ),
    language_name="English",
    skip="Skip to the tables",
    next="next",
)
_CS = ProfileLabels(
    title="Co je v tabulkách:",
    rows=("řádek", "řádky", "řádků"),
    tables=("tabulka", "tabulky", "tabulek"),
    columns=("sloupec", "sloupce", "sloupců"),
    suspects=("sloupec vypadá", "sloupce vypadají", "sloupců vypadá"),
    errors=("chyba vzorce", "chyby vzorců", "chyb vzorců"),
    heads=("sloupec", "typ", "prázdné", "různé", "co dál"),
    types=MappingProxyType(
        {
            "date": "datum",
            "integer": "celé číslo",
            "decimal": "desetinné č.",
            "boolean": "ano/ne",
            "code": "kód",
            "category": "kategorie",
            "identifier": "identifikátor",
            "text": "volný text",
            "empty": "prázdný",
        }
    ),
    kinds=MappingProxyType(
        {
            "birth_number": "rodná čísla",
            "rid": "RID",
            "drid": "DRID",
            "insurance_number": "čísla pojištěnců",
            "id_card": "občanské průkazy",
            "passport": "pasy",
            "email": "e-mailové adresy",
            "phone": "telefonní čísla",
            "iban": "bankovní účty",
            "account": "bankovní účty",
            "decodable": "identifikátory, z nichž lze získat čísla",
            "name": "jména",
            "address": "adresy",
        }
    ),
    facts=MappingProxyType(
        {
            "looks": "vypadá jako",
            "unique": "jedinečný",
            "unique_about": "podle vzorku jedinečný",
            "listed": "v našem seznamu",
            "in": "známých v",
            "names": "názvy z",
            "split": "více v buňce, oddělovač",
            "unit": "jednotka v názvu",
            "units": "jednotky",
            "nulls": "znamená nic",
            "values": "hodnoty",
            "withheld": "neukázáno",
            "shapes": "tvary",
            "digits": "číslic před čárkou",
            "decades": "desetiletí",
            "misfits": "neodpovídá typu",
            "unreadable": "nečitelné",
            "formula_errors": "chyby vzorců",
            "mark": "desetinný znak",
            "header": "hlavička na řádce",
            "delimiter": "oddělovač",
            "encoding": "kódování",
            "rejected": "nelze rozdělit na buňky",
            "keys": "odlišuje řádky",
            "links": "Vazby mezi tabulkami",
            "link": "{column} z {table} je v {other_column} z {other}: {share}",
            "about": "odhad",
            "findings": "zjištěno při čtení",
            "headless": "První řádek vypadá jako data: je tam hlavička? "
            "Názvy sloupců jsou ukázány jen tvarem.",
            "skipped": "Neotevřeno",
            "least": "Ukazují se jen slova veřejných číselníků, která má aspoň {least} řádků, "
            "a tvary ostatních (a: písmeno, 9: číslice).",
            "suspects": "jako přímý identifikátor",
        }
    ),
    language_name="Čeština",
    skip="Přejít na tabulky",
    next="dále",
)


def profile_labels(lang: Language) -> ProfileLabels:
    """The words of a language."""
    return _CS if lang == "cs" else _EN


def summary(profile: Profile, lang: Language) -> str:
    """The whole in one sentence."""
    words = profile_labels(lang)
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
    facts = profile_labels(lang).facts
    parts = [counted(table.rows, profile_labels(lang).rows, lang)]
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
    if table.findings:
        parts.append(f"{facts['findings']}: {', '.join(table.findings)}")
    return " · ".join(parts)


def keys_line(table: TableProfile, lang: Language) -> str | None:
    """The keys of a table, in one line."""
    if not table.keys:
        return None
    return f"{profile_labels(lang).facts['keys']}: {', '.join(' + '.join(key) for key in table.keys)}"


def distinct(column: ColumnProfile, lang: Language) -> str:
    """The number of different values, marked where it is estimated."""
    return ("" if column.distinct_exact else "≈ ") + number(column.distinct, lang)


def column_facts(column: ColumnProfile, lang: Language) -> Iterator[str]:
    """What else there is to say about a column, part by part."""
    labels = profile_labels(lang)
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
    facts = profile_labels(lang).facts
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
