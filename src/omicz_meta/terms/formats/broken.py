"""What is told of a line that was passed over."""

from __future__ import annotations

from omicz_meta.place import Place
from omicz_meta.problem import Problem


def broken(file: str, line: int) -> Problem:
    """A line of a vocabulary that cannot be read.

    >>> str(broken("hp.obo", 17).place)
    'hp.obo · line 17'
    """
    return Problem("R090", place=Place(file=file, line=line))
