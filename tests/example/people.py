"""Invented identifiers: birth numbers that no living person has, telephone numbers, e-mail addresses."""

from __future__ import annotations

from example.dice import Dice


def birth_number(dice: Dice, sex: str, year: int) -> str:
    """A birth number (YYMMDD/SSSC, divisible by 11) whose date of birth lies in the year given.

    The example takes years 2030 to 2053, so that nobody can own the number yet.

    >>> number = birth_number(Dice(3), "Ž", 2044).replace("/", "")
    >>> int(number) % 11, number[:2], int(number[2:4]) > 50
    (0, '44', True)
    """
    return _numbered(dice, year, dice.whole(1, 12) + (50 if sex == "Ž" else 0))


def rare_birth_number(dice: Dice, sex: str) -> str:
    """A birth number of the years 2004 to 2009 in the reserve series (month + 20 or + 70).

    The series is for days whose numbers have run out; its leading zero is what a
    spreadsheet cuts off.
    """
    return _numbered(dice, dice.whole(2004, 2009), dice.whole(1, 12) + (70 if sex == "Ž" else 20))


def _numbered(dice: Dice, year: int, month: int) -> str:
    date = f"{year % 100:02}{month:02}{dice.whole(1, 28):02}"
    while True:
        nine = f"{date}{dice.whole(0, 999):03}"
        if int(nine) % 11 < 10:
            return f"{date}/{nine[6:]}{int(nine) % 11}"


def telephone(dice: Dice) -> str:
    """A telephone number of Czech form from 99x, a series that we know nobody to have."""
    return f"+420 99{dice.whole(0, 9)} {dice.whole(0, 999):03} {dice.whole(0, 999):03}"


def e_mail(dice: Dice, number: int) -> str:
    """An address under a domain reserved for examples."""
    return (
        f"{dice.pick(('rodina', 'kontakt', 'pacient'))}{number}@{dice.pick(('example.org', 'example.com'))}"
    )
