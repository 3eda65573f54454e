"""Values about nobody, in the form of those that were seen."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from omicz_meta.identifiers import IdentifierKind, birth_number
from omicz_meta.profile.vocabulary import means_nothing
from omicz_meta.twin.dates import any_day, date_form
from omicz_meta.twin.learn import LIST, Learnt, may_be_kept, parts

_CONSONANTS, _VOWELS = "bcdfghjklmnprstvxz", "aeiou"
_FILLER = ("slovo", "text", "vzor", "popis", "údaj", "bez", "osoby", "zde")
_WIDE = 10
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def like(value: str, chance: random.Random) -> str:
    """Another text of the same shape: letters for letters, digits for digits; all else stays. Long text is filler.

    >>> like("D0546 e84.9", random.Random(1))
    'G9141 o77.6'
    """
    if len(value) > 40:
        words = (chance.choice(_FILLER) for _ in range(max(2, len(value) // 60 * 10)))
        return " ".join(words)
    return "".join(_letter(letter, number, chance) for number, letter in enumerate(value))


def _letter(letter: str, place: int, chance: random.Random) -> str:
    if letter.isdigit():
        return str(chance.randrange(10) if place else chance.randrange(1, 10))
    if not letter.isalpha():
        return letter
    other = chance.choice(_VOWELS if letter.lower() in "aeiouyáéíóúůýě" else _CONSONANTS)
    return other.upper() if letter.isupper() else other


def keys(seen: set[str], count: int, kind: IdentifierKind | None, chance: random.Random) -> list[str]:
    """So many different keys in the form of those seen, none of which was seen; what nearly all begin with stays."""
    listed = sorted(seen)
    start = _common_start(listed)
    made: dict[str, None] = {}
    tried = 0
    while len(made) < count:
        model = chance.choice(listed)
        if kind is not None:
            one = identifier(model, kind, chance)
        else:
            one = (
                start + like(model.removeprefix(start), chance)
                if model.startswith(start)
                else like(model, chance)
            )
        tried += 1
        # where all keys of this form are taken, new ones are longer
        one += str(chance.randrange(10)) * (tried > 20 * (count + 10))
        if one not in seen:
            made[one] = None
    return list(made)


def _common_start(values: list[str]) -> str:
    """Letters and marks, no digits, that nine in ten values begin with."""
    starts = Counter("".join(_leading(value)) for value in values)
    start, count = starts.most_common(1)[0]
    return start if count >= 0.9 * len(values) else ""


def _leading(value: str) -> Iterator[str]:
    for letter in value[:8]:
        if letter.isdigit() or letter.islower():
            return
        yield letter


def identifier(value: str, kind: IdentifierKind, chance: random.Random) -> str:
    """An identifier of the same kind and form about nobody; one that breaks its rule gives one that breaks it."""
    read = birth_number(value) if kind is IdentifierKind.BIRTH_NUMBER else None
    if read is not None:
        return _birth_number(read.birth.year // _WIDE * _WIDE, len(read.digits), "/" in value, chance)
    if kind is IdentifierKind.EMAIL and "@" in value:
        return f"{like(value.partition('@')[0], chance)}@example.org"
    start = "+420" if value.startswith("+420") else ""
    return start + like(value.removeprefix(start), chance)


def _birth_number(decade: int, length: int, slash: bool, chance: random.Random) -> str:
    last = 1953 if length == 9 else decade + _WIDE - 1
    first = decade if length == 9 else max(decade, 1954)
    while True:
        day = any_day((min(first, last), last), chance)
        month = day.month + chance.choice((0, 50))
        nine = f"{day.year % 100:02}{month:02}{day.day:02}{chance.randrange(1000):03}"
        digits = nine if length == 9 else nine + str(int(nine) % 11)
        if len(digits) == length and birth_number(digits):
            return f"{digits[:6]}/{digits[6:]}" if slash else digits


def dates(one: Learnt, days: Sequence[date], min_cell: int, chance: random.Random) -> list[str]:
    """The cells of a column of dates: the day of each row in a form that was seen, or none."""
    empty = _banded(len(days) - one.counts.total(), min_cell, len(days))
    blank = frozenset(chance.sample(range(len(days)), empty))
    models = sorted(one.counts.elements())
    made = []
    for row, day in enumerate(days):
        value = chance.choice(models)
        form = date_form(value)
        year = str(day.year) if _YEAR.fullmatch(value.strip()) else _unseen(value, one, chance)
        shown = year if form is None else form.write(day, chance)
        made.append("" if row in blank else shown)
    return made


def column(one: Learnt, rows: int, min_cell: int, chance: random.Random) -> list[str]:
    """The cells of a column that is no key: as many empty ones, in bands of `min_cell`, and the rest in any order."""
    empty = _banded(rows - one.counts.total(), min_cell, rows)
    wanted = rows - empty
    maker = {"number": _numbers, "code": _codes, "list": _lists}.get(one.role, _texts)
    cells = maker(one, wanted, min_cell, chance) if one.counts else []
    cells = (cells + [""] * rows)[:wanted] + [""] * (rows - wanted)
    chance.shuffle(cells)
    return cells


def _banded(count: int, min_cell: int, most: int) -> int:
    """A count as it may be told: to the next multiple of `min_cell`; few stay few, all stay all."""
    if count in (0, most):
        return count
    return min(most, max(1, round(count / min_cell)) * min_cell)


def _codes(one: Learnt, wanted: int, min_cell: int, chance: random.Random) -> list[str]:
    kept = {v: n for v, n in one.counts.items() if may_be_kept(v, one.carriers.get(v, 0), min_cell)}
    forms = {_form(value): value for value in kept}
    weights: Counter[str] = Counter()
    for value, count in kept.items():
        weights[value] += _banded(count, min_cell, wanted)
    made: list[str] = []
    for value, count in sorted(one.counts.items()):
        if value in kept:
            continue
        if _form(value) in forms:
            weights[forms[_form(value)]] += count
        else:
            # a form that no common value has: a fault, or a rare code
            other = _unseen(value, one, chance)
            made += [other] * count
    total = sum(weights.values())
    ordered = sorted(weights)
    made += (
        chance.choices(ordered, [weights[v] for v in ordered], k=max(0, wanted - len(made))) if total else []
    )
    return made


def _lists(one: Learnt, wanted: int, min_cell: int, chance: random.Random) -> list[str]:
    """Lists of common codes, as long as those seen and with their marks between."""
    kept = sorted(code for code, n in one.carriers.items() if may_be_kept(code, n, min_cell))
    if not kept:
        return _texts(one, wanted, min_cell, chance)
    weights, made = [one.carriers[code] for code in kept], list[str]()
    for value in chance.choices(sorted(one.counts.elements()), k=wanted):
        between = LIST.search(value)
        count = min(len(kept), len(parts(one, value)))
        made.append((between[0] if between else "").join(chance.choices(kept, weights, k=count)))
    return made


def _unseen(value: str, one: Learnt, chance: random.Random) -> str:
    if not any(map(str.isalnum, value)) or means_nothing(value):
        return value
    if (written := date_form(value)) is not None and 1900 <= written.year <= 2100:
        decade = written.year // _WIDE * _WIDE
        return written.write(any_day((decade, decade + _WIDE // 2), chance), chance)
    for _ in range(50):
        other = like(value, chance)
        if other not in one.counts:
            return other
    return like(value + "x", chance)


def _form(value: str) -> str:
    return "".join("9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in value)


def _numbers(one: Learnt, wanted: int, _: int, chance: random.Random) -> list[str]:
    models = sorted(one.counts.elements())
    read = sorted(number for value in models if (number := _number(value)) is not None)
    low, high = float(f"{read[len(read) // 20]:.1e}"), float(f"{read[-1 - len(read) // 20]:.1e}")
    made = []
    for value in chance.choices(models, k=wanted):
        mark = "," if "," in value else "."
        decimals = len(value.partition(mark)[2])
        drawn = f"{chance.uniform(min(low, high), max(low, high)):.{decimals}f}".replace(".", mark)
        made.append(_unseen(value, one, chance) if _number(value) is None else drawn)
    return made


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _texts(one: Learnt, wanted: int, _: int, chance: random.Random) -> list[str]:
    models = sorted(one.counts.elements())
    kind = one.kind
    drawn = chance.choices(models, k=wanted)
    return [_unseen(v, one, chance) if kind is None else _nobodys(v, one, kind, chance) for v in drawn]


def _nobodys(value: str, one: Learnt, kind: IdentifierKind, chance: random.Random) -> str:
    made = (identifier(value, kind, chance) for _ in range(50))
    return next((text for text in made if text not in one.counts), "")
