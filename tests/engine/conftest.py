"""What the tests of the engine share: a session that knows the code maps of their questions."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from omicz_meta.engine.code_maps import bind_codes
from omicz_meta.engine.session import session

from .asking import CODES


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with session() as opened:
        bind_codes(opened, CODES)
        yield opened
