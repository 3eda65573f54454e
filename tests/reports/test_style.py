"""Colours have enough contrast, in light and in dark; bars can be told from the ground."""

from __future__ import annotations

import pytest

from omicz_meta.reports.style import DARK, LIGHT, Colours, contrast, stylesheet

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@BOTH
def test_text_is_readable(colours: Colours) -> None:
    for ink in colours.inks:
        assert contrast(ink, colours.ground) >= 4.5
        assert contrast(ink, colours.raised) >= 4.5


@BOTH
def test_bars_are_visible_and_apart(colours: Colours) -> None:
    assert contrast(colours.accent, colours.ground) >= 3
    assert contrast(colours.accent, colours.second) >= 3


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_only_tokens_carry_colour() -> None:
    written = stylesheet()
    for colours in (LIGHT, DARK):
        for value in {*colours.inks, colours.ground, colours.raised, colours.line, colours.second}:
            written = written.replace(f":{value};", "")
    assert "#" not in written.replace("#lang-", "")
