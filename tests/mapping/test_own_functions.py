"""Functions that users bring along: what their annotations mean, and what is refused with a sentence."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Optional

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.mapping import own_functions


def echoed(text: str) -> str:
    """The text itself.

    More words.
    """
    return text


def seeing(text: str | None, size: int = 3) -> Optional[str]:  # noqa: UP045 - people write it so
    return (text or "")[:size]


def many(*numbers: Decimal) -> Decimal:
    return sum(numbers, Decimal(0))


def listed(parts: list[str]) -> list[str]:
    return parts[::-1]


def dated(day: datetime.date) -> bool:
    return day.year > 1900


@pytest.mark.parametrize(
    ("function", "parameters", "result", "optional", "variadic", "sees"),
    [
        (echoed, ("text",), "text", 0, False, set()),
        (seeing, ("text", "integer"), "text", 1, False, {0}),
        (many, ("decimal",), "decimal", 0, True, set()),
        (listed, ("list",), "list", 0, False, set()),
        (dated, ("date",), "boolean", 0, False, set()),
    ],
)
def test_annotations(
    function: Callable[..., Any], parameters: Any, result: str, optional: int, variadic: bool, sees: set[int]
) -> None:
    (made,) = own_functions([function]).by_name.values()
    signature = made.signature
    assert (signature.parameters, signature.result, signature.optional) == (parameters, result, optional)
    assert (signature.variadic, made.sees_absence) == (variadic, sees)
    assert made.signature.summary == ("The text itself." if function is echoed else "")


def silent(text) -> str:  # type: ignore[no-untyped-def]
    return str(text)


def floating(number: float) -> str:
    return str(number)


def resultless(text: str):  # type: ignore[no-untyped-def]
    return text


def either(text: str | int) -> str:
    return str(text)


def named(*, text: str) -> str:
    return text


def empty() -> str:
    return ""


def trim(text: str) -> str:
    return text


def split(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (silent, "Parameter text of silent() is not annotated"),
        (floating, "Parameter number of floating() has an annotation of no use here"),
        (resultless, "The result of resultless() is not annotated"),
        (either, "Parameter text of either()"),
        (named, "Parameter text of named() can only be given by name"),
        (empty, "empty() takes nothing"),
        (trim, "trim is a word of the mapping language already"),
        (split, "split is a word of the mapping language already"),
        (lambda text: text, "a lambda has none"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(function: Callable[..., Any], said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("(", r"\(").replace(")", r"\)")):
        own_functions([function])


def test_two_of_one_name() -> None:
    with pytest.raises(UsageError, match="two functions echoed"):
        own_functions([echoed, echoed])


FILE = """
from __future__ import annotations
from dataclasses import dataclass
from decimal import Decimal

@dataclass(frozen=True)
class Pair:
    left: str

def _helper(anything):
    return anything

def shorter(text: str) -> str:
    return Pair(_helper(text)[:1]).left
"""


def test_a_file_is_run_as_it_was_hashed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "functions.py"
    path.write_text(FILE, encoding="utf-8")
    own = own_functions(path)
    assert list(own.by_name) == ["shorter"]
    assert own.by_name["shorter"].answer(("abc",)) == ("a", None)
    assert own.sha256 == hashlib.sha256(FILE.encode()).hexdigest()
    assert [entry.name for entry in tmp_path.iterdir()] == ["functions.py"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("def f(", "functions.py cannot be loaded: SyntaxError in line 1"),
        ("\n\n1 / 0", "functions.py cannot be loaded: ZeroDivisionError in line 3"),
        ("import no_such_module_at_all", "functions.py cannot be loaded: ModuleNotFoundError in line 1"),
        ("_hidden = 1", "functions.py has no public function"),
        ("def f(text: Unknown) -> str: ...\n", "cannot be loaded: NameError in line 1"),
    ],
)
def test_a_file_that_cannot_be_loaded(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "functions.py"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        own_functions(path)
    with pytest.raises(UsageError, match="cannot be read"):
        own_functions(tmp_path / "none.py")
