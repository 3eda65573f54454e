"""How hard the property tests try: few examples in `make test`, all of them in `make test-all`."""

from __future__ import annotations

import os

SHARE = 1 if os.environ.get("OMICZ_TESTS") == "all" else 10
"""Of so many examples one is tried."""
LEAST = 3


def examples(many: int) -> int:
    """The number of examples of a property that is worth `many` of them; never fewer than three."""
    return max(many // SHARE, min(many, LEAST))
