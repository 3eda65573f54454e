"""Writes the reference page of the function library: every function, what it takes and gives, and an example."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.python_library import PYTHON_FUNCTIONS
from omicz_meta.engine.signature import Signature
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.mapping.trying import tried

EXAMPLES: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "Text": (
            "trim(' Brno ')",
            "squeeze('Ústí   nad  Labem')",
            "lower('ŽÍŽALA')",
            "upper('žížala')",
            "plain('Plzeň')",
            "nfc('e\\u0301')",
            "nfkc('10²/ﬁ')",
            "concat('CZ', '010')",
            "replace('12-34', '-', '/')",
            "regex_extract('vzorek 12/34', '([0-9]+)/')",
            "regex_replace('12 / 34', ' */ *', '-')",
            "matches('E75.2', '[A-Z][0-9]{2}.*')",
            "contains('Praha 5', 'Praha')",
            "startswith('C50.9', 'C50')",
            "endswith('C50.9', '.9')",
            "strlen('kůň')",
            "substr('C50.9', 0, 3)",
            "pad_left('123', 6, '0')",
            "str(12.50)",
        ),
        "Choice and logic": (
            "coalesce(None, 'b')",
            "is_null(None)",
            "between(5, 1, 10)",
            "'a' == 'b' or not (1 > 2)",
            "'high' if 7.2 >= 6.5 else 'normal'",
            "case((1 > 2, 'a'), (True, 'b'))",
        ),
        "Numbers": (
            "integer('1 234')",
            "decimal('1 234,5', ',')",
            "0.1 + 0.2",
            "7 - 2.5",
            "1.5 * 3",
            "divide(2, 3)",
            "round(2.665, 2)",
            "round(2.5)",
            "floor(-1.5)",
            "ceil(-1.5)",
            "abs(-1.5)",
            "comparator('<0,5')",
            "comparator('nad 10')",
            "magnitude('<0,5', ',')",
        ),
        "Lists": (
            "split('E75.2, G71', ',')",
            "join('; ', split('E75.2, G71', ','))",
            "len(split('a,b,c', ','))",
            "first(split('a,b,c', ','))",
            "last(split('a,b,c', ','))",
            "min([3, 1.5, 2])",
            "max([3, 1.5, 2])",
            "sum([3, 1.5, 2])",
            "sorted(split('b,a', ','))",
            "unique(split('b,a,b', ','))",
        ),
        "Dates and durations": (
            "date('31. 12. 2001', 'd.m.yyyy')",
            "partial_date('12/2001', 'm/yyyy')",
            "year(partial_date('12/2001', 'm/yyyy'))",
            "month(partial_date('12/2001', 'm/yyyy'))",
            "day(date('31.12.2001'))",
            "age_at(partial_date('1980', 'yyyy'), date('1.3.2000'))",
            "days_between(date('28.2.2024'), date('1.3.2024'))",
            "years(5)",
            "months(18)",
            "weeks(2)",
            "days(10)",
            "duration('1,5 roku')",
            "duration('3 týdny')",
        ),
        "Units": (
            "ucum('mm/hod')",
            "convert_unit(5.3, 'kPa', 'mmHg')",
            "convert_unit(5, 'mmol/l', 'g/l')",
        ),
        "Codes and persons": (
            "code('e75 2', 'MKN10')",
            "code('M-8500/3', 'ICDO3M')",
            "code('718-8', 'LOINC')",
            "concept('hp_0001250', 'HPO')",
            "coding('http://snomed.info/sct', '73211009')",
            "coding('RxNorm', '308182')",
            "coding('http://snomed.info/sct|73211009')",
            "coding(split('http://hl7.org/fhir/sid/icd-10|E11.9 http://www.orpha.net|586', ' '))",
            "preferred(split('SNOMEDCT:73211009 ICD10:E11.9', ' '), 'MKN10', 'ICD10')",
            "without(split('SNOMEDCT:73211009 ICD10:E11.9', ' '), 'ICD10:E11.9')",
            "curie('MKN10', 'e849')",
            "check_digit('718-7', 'luhn')",
            "birth_date('855715/0008')",
            "sex('855715/0008')",
            "birth_date('855715/0009')",
            "pseudonym('P1')",
        ),
    }
)
"""Expressions by subject; a test sees to it that every function is among them."""

OPERATORS = MappingProxyType(
    {
        "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "add": "+", "subtract": "-",
        "multiply": "*", "divide": "/", "and": "and", "or": "or", "not": "not",
    }
)  # fmt: skip
"""Functions that are mostly written as operators."""

_HEAD = """\
# Functions

Functions of `expr` in a transform file (see [mapping files](mapping.md)). The library is closed and typed:
`omicz-meta mapping check` says what a function expects (M008) and names the nearest one for an unknown name (M007). A
function of an empty value gives nothing, unless its line says otherwise. Over a list, a function of single values is
applied to every element. [Your own functions](../how-to/own-functions.md) stand beside these for a run.

Generated; the examples run. `tried` gives value and note of an expression, on a row if it is handed one.
"""


def functions_page() -> str:
    """docs/reference/functions.md."""
    return "\n".join((_HEAD, *_subjects(), _table(), _systems()))


def _subjects() -> Iterator[str]:
    for subject, expressions in EXAMPLES.items():
        lines = [f"## {subject}", "", "```pycon"]
        if subject == next(iter(EXAMPLES)):
            lines.append(">>> from omicz_meta.mapping import tried")
        for expression in expressions:
            answer = tried(expression)
            shown = repr(answer.value) if answer.note is None else repr(answer)
            lines += [f">>> tried({_quoted(expression)}){'.value' if answer.note is None else ''}", shown]
        yield "\n".join((*lines, "", "```\n"))


def _quoted(text: str) -> str:
    return f'r"{text}"' if "\\" in text else f'"{text}"'


def _table() -> str:
    rows = [_row(signature) for signature in SIGNATURES.values()]
    head = ["## All functions", "", "| function | gives | meaning |", "|---|---|---|"]
    told = "\n¹ computed in Python, once for each distinct value: DuckDB cannot say exactly the same.\n"
    return "\n".join((*head, *rows, told))


def _row(signature: Signature) -> str:
    sign = OPERATORS.get(signature.name)
    written = f" (`{sign}`)" if sign else ""
    python = " ¹" if signature.name in PYTHON_FUNCTIONS else ""
    called = f"{signature.name}({_parameters(signature)})"
    return f"| `{called}`{written}{python} | {signature.result} | {signature.summary.replace('|', chr(92) + '|')} |"


def _parameters(signature: Signature) -> str:
    names: list[str] = list(signature.parameters)
    for position in range(1, signature.optional + 1):
        names[-position] = f"[{names[-position]}]"
    return f"{', '.join(names)}{' ...' if signature.variadic else ''}"


def _systems() -> str:
    rows = [f"| `{one.name}` | `{one.prefix}:` | {one.check or ''} |" for one in CODE_SYSTEMS.values()]
    head = [
        "## Code systems of `code` and `concept`",
        "",
        "| system | CURIE | check digit |",
        "|---|---|---|",
    ]
    return "\n".join((*head, *rows, ""))
