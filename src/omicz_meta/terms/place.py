"""The packs of the user, for those who look codes up."""

from __future__ import annotations

from omicz_meta.errors import EnvironmentFault
from omicz_meta.terms.lexicon import NO_PACKS, Lexicon
from omicz_meta.terms.store import own_store


def installed_packs() -> Lexicon:
    """The packs of the user that codes are looked up in; none where there is no folder for them."""
    try:
        return Lexicon.of(own_store())
    except EnvironmentFault:
        return NO_PACKS
