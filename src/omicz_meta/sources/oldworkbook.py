"""Workbooks of before 2007 (.xls) are tried in a process of their own before this one reads them.

A few damaged bytes can make their reader ask for more memory than any machine has, and that ends the process it runs
in. It happened to one input in some hundred when damaged files were tried (`benchmarks/fuzz.py`).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins, which an .xls is."""
LONGEST = 300
_TRIAL = """
import sys
from python_calamine import CalamineError, CalamineWorkbook
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
except (ImportError, OSError, ValueError):
    pass
try:
    with CalamineWorkbook.from_path(sys.argv[1]) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name)
except (CalamineError, OSError):
    pass
"""


def can_be_read(path: Path) -> bool:
    """Whether reading a workbook ends, well or with an error. What is no .xls is not tried, and passes.

    >>> can_be_read(Path(__file__))
    True
    """
    with path.open("rb") as stream:
        if stream.read(len(OLD)) != OLD or not sys.executable:
            return True
    try:
        tried = subprocess.run(  # noqa: S603 - this Python, our own words, and a path that is an argument of them
            [sys.executable, "-c", _TRIAL, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0
