"""The notices that whoever carries packs must be shown."""

from __future__ import annotations

from collections.abc import Iterable

from omicz_meta.terms.content import About


def notices(packs: Iterable[About]) -> str:
    """Title, version, licence and notice of each pack, as text.

    >>> print(notices([About("eco", "2024-07-19", title="ECO", licence="CC0-1.0", notice="ECO, CC0.")]))
    eco 2024-07-19: ECO
      Licence: CC0-1.0
      ECO, CC0.
    <BLANKLINE>
    """
    return "\n".join(_notice(about) for about in packs)


def _notice(about: About) -> str:
    text = f"{about.name} {about.version}: {about.title}\n  Licence: {about.licence or 'not stated'}\n"
    return f"{text}  {about.notice}\n" if about.notice else text
