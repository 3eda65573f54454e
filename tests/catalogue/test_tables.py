"""Tables that come with the package: read into values, and refused by name where they are not of the shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from omicz_meta.catalogue.consumers import CONSUMERS, WHEN, consumer
from omicz_meta.errors import EnvironmentFault
from omicz_meta.tomlfile import read_table, read_tables


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    kind: Literal["soft", "hard"] = "soft"


@dataclass(frozen=True, slots=True)
class Whole:
    from_: str
    open: bool
    codes: frozenset[str]
    parts: Mapping[str, Part] = field(default_factory=dict)


GOOD = 'from = "a"\nopen = true\ncodes = ["x", "y"]\n[parts.one]\nname = "n"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "whole.toml"


def test_a_table_is_read_as_its_fields_say(file: Path) -> None:
    file.write_text(GOOD)
    assert read_table(Whole, file) == Whole("a", True, frozenset({"x", "y"}), {"one": Part("n")})


def test_tables_of_one_kind_are_read_by_name(file: Path) -> None:
    file.write_text('[1]\nname = "n"\n[2]\nname = "m"\nkind = "hard"\n')
    assert read_tables(Part, file) == {"1": Part("n"), "2": Part("m", "hard")}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("colour = 1\n" + GOOD, "whole.toml: colour is unknown"),
        (GOOD.replace("open = true\n", ""), "whole.toml: open is missing"),
        (GOOD + 'colour = "red"\n', "whole.toml: parts: one: colour is unknown"),
        (GOOD + 'kind = "wet"\n', "whole.toml: parts: one: kind: 'wet' is none of 'soft', 'hard'"),
        (GOOD.replace("true", '"yes"'), "whole.toml: open: str in the place of bool"),
        (GOOD.replace('["x", "y"]', '"x"'), "whole.toml: codes: str in the place of list"),
        (GOOD.replace('"y"', "2"), "whole.toml: codes: int in the place of str"),
        ('parts = "one"\n' + GOOD.partition("[parts")[0], "whole.toml: parts: str in the place of dict"),
    ],
)
def test_what_is_not_of_the_shape_is_told_by_name(wrong: str, told: str, file: Path) -> None:
    file.write_text(wrong)
    with pytest.raises(EnvironmentFault, match=f"^{told}"):
        read_table(Whole, file)


@pytest.mark.parametrize("name", CONSUMERS)
def test_reasons_of_consumers_speak_of_values_that_can_be_told(name: str) -> None:
    assert {reason.when for reason in consumer(name).reasons} <= set(WHEN)
