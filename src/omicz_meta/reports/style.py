"""The look of the HTML report: colour tokens for light and dark, one scale of sizes, paper."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Colours:
    """Colour tokens as #rrggbb. Every text colour stands at least 4.5:1 on `ground` and on `raised`."""

    ground: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    second: str
    error: str
    warning: str
    info: str
    ready: str

    @property
    def inks(self) -> tuple[str, ...]:
        """The colours that text is written in."""
        return (self.text, self.quiet, self.accent, self.error, self.warning, self.info, self.ready)


LIGHT = Colours(
    ground="#ffffff",
    raised="#f4f6f8",
    line="#d5dbe1",
    text="#1b2733",
    quiet="#52616f",
    accent="#0b5cad",
    second="#9cc3e8",
    error="#b3261e",
    warning="#8a5300",
    info="#52616f",
    ready="#1a6b3c",
)
DARK = Colours(
    ground="#12181e",
    raised="#1c242c",
    line="#36424d",
    text="#e6ebf0",
    quiet="#a5b2be",
    accent="#7db8f2",
    second="#3a5f84",
    error="#ff9e95",
    warning="#f0b45a",
    info="#a5b2be",
    ready="#7fd3a0",
)


def stylesheet() -> str:
    """The whole style sheet; dark where the reader's system is, light on paper."""
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{_tokens(DARK)}}}}}"
    light = f":root{{color-scheme:light;{_tokens(LIGHT)}}}"
    return "\n".join((light, dark, _languages(), _read("report.css")))


def script() -> str:
    """The few lines of JavaScript of a report: searching, copying, keeping the place."""
    return copying() + _read("report.js")


def copying() -> str:
    """The lines of JavaScript that add a button to what is there to be copied."""
    return _read("copy.js")


def _read(name: str) -> str:
    return (resources.files("omicz_meta.reports") / name).read_text(encoding="utf-8")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _tokens(colours: Colours) -> str:
    return "".join(f"--{name}:{value};" for name, value in asdict(colours).items())


def _languages() -> str:
    """One language is shown: that of the document, which the script changes; where it does not run, the one chosen."""
    pairs = (("cs", "en"), ("en", "cs"))
    hide = "".join(f"html[lang={shown}] [data-lang={other}]{{display:none}}" for shown, other in pairs)
    chosen = "".join(
        f"html:has(#lang-{shown}:checked) [data-lang={other}]{{display:none}}"
        f"html:has(#lang-{shown}:checked) [data-lang={shown}]{{display:revert}}"
        for shown, other in pairs
    )
    mark = ".choice:checked+label{color:var(--text);background:var(--raised);font-weight:650}"
    focus = ".choice:focus-visible+label{outline:3px solid var(--accent)}"
    return f"{hide}@supports selector(:has(a)){{{chosen}}}{mark}{focus}"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
