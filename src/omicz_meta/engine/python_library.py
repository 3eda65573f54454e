"""Functions of the closed library that only Python can compute: one line each, signature and meaning.

`bind` makes them known to every session; `signatures` lists them among all others.
"""

from __future__ import annotations

import unicodedata

from omicz_meta.engine.python_functions import PythonFunction, by_name
from omicz_meta.engine.signature import Signature
from omicz_meta.engine.unit_functions import UNIT_FUNCTIONS

PYTHON_FUNCTIONS = by_name(
    (
        PythonFunction(
            Signature(
                "nfkc", ("text",), "text", "text in Unicode's compatibility form: `ﬁ` becomes `fi`, `²` `2`"
            ),
            lambda text: unicodedata.normalize("NFKC", text),
        ),
        *UNIT_FUNCTIONS,
    )
)
"""By name. The kernel's engine has no compatibility form of Unicode (NFKC), only the canonical one."""
