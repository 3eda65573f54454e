"""Fixtures of the mapping tests."""

from __future__ import annotations

import pytest

from omicz_meta.schema import Schema, load_schema


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()
