"""A Problem: something that is wrong with data, as a value. And the words for it, one small file per code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal, get_args

from omicz_meta.errors import UsageError
from omicz_meta.place import Place

Severity = Literal["error", "warning", "info"]
Language = Literal["cs", "en"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
FAMILIES = {
    "R": "reading",
    "M": "mapping",
    "T": "terms",
    "V": "values",
    "X": "cross-record",
    "P": "privacy",
    "C": "catalogue",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `detail` holds what the message of the code needs; none of it may identify a person.

    `value` passes the masking gate before it reaches a person or a file.

    >>> Problem("V003", place=Place(file="p.csv", column="Datum", row=3), value="31.2.2001").severity
    'error'
    """

    code: str
    place: Place = field(default_factory=Place)
    value: str | None = None
    count: int = 1
    candidates: tuple[str, ...] = ()
    rule: str | None = None
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def severity(self) -> Severity:
        """What the code says: error, warning or info."""
        return code_text(self.code).severity

    @property
    def path(self) -> str:
        """The slot of a description that it is about, as `title.cs`; empty where it is about none."""
        return dict(self.detail).get("path", "")


@dataclass(frozen=True, slots=True)
class CodeText:
    """What a problem code says in one language file: title, message, why it matters, how to repair it.

    `asked` is what a letter asks of whoever keeps the source, who has no mapping at hand; else it is the repair.
    """

    code: str
    severity: Severity
    title: dict[Language, str]
    message: dict[Language, str]
    why: dict[Language, str]
    repair: dict[Language, str]
    asked: dict[Language, str]
    example: str


@cache
def code_text(code: str) -> CodeText:
    """Return the words of a problem code; raises UsageError for a code that does not exist.

    >>> code_text("V003").title["en"]
    'Not a date'
    """
    path = resources.files("omicz_meta.codes") / f"{code}.toml"
    if not path.is_file():
        raise UsageError(f"There is no problem code {code!r}.")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return CodeText(
        code=code,
        severity=raw["severity"],
        title={"cs": raw["cs"]["title"], "en": raw["en"]["title"]},
        message={"cs": raw["cs"]["message"], "en": raw["en"]["message"]},
        why={"cs": raw["cs"]["why"], "en": raw["en"]["why"]},
        repair={"cs": raw["cs"]["repair"], "en": raw["en"]["repair"]},
        asked={"cs": _asked(raw["cs"]), "en": _asked(raw["en"])},
        example=raw["example"],
    )


def _asked(raw: dict[str, str]) -> str:
    return raw.get("asked", raw["repair"])


@cache
def codes() -> tuple[str, ...]:
    """Every problem code, sorted; the list is the folder `codes`."""
    names = (entry.name for entry in resources.files("omicz_meta.codes").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))
