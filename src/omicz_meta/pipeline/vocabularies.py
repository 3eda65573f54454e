"""Which packs answered for the codes of a set of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from omicz_meta.engine.checks import Court, Judged
from omicz_meta.engine.occurrences import prefixes
from omicz_meta.terms.lexicon import Lexicon, fingerprint
from omicz_meta.validation.rules.terms import coded_slots


@dataclass(frozen=True, slots=True)
class Used:
    """A pack that codes were looked up in: its name, its version with the SHA-256 of its file, its prefixes."""

    name: str
    version: str
    fingerprint: str
    prefixes: tuple[str, ...]

    def entry(self) -> dict[str, object]:
        """What run.json says of it."""
        return {
            "name": self.name,
            "version": self.version,
            "sha256": self.fingerprint.rpartition(" ")[2],
            "prefixes": list(self.prefixes),
        }


def named_versions(packs: Iterable[Used]) -> tuple[str, ...]:
    """Names with versions, as a description tells them."""
    return tuple(f"{pack.name} {pack.version}" for pack in packs)


def used_packs(court: Court, classes: Mapping[str, Judged], packs: Lexicon) -> tuple[Used, ...]:
    """The packs that were asked about codes of these records, by name."""
    if not packs.packs:
        return ()
    occurring: set[str] = set()
    for name, judged in classes.items():
        for path in coded_slots(court.schema.classes[name], court.schema):
            if court.has_values(judged, path[0].name):
                occurring |= prefixes(court.connection, judged, path)
    found = {pack for prefix in occurring if (one := packs.vocabulary(prefix)) for pack in one.packs}
    names = {pack.about.name for pack in found}
    asked = [pack for pack in packs.packs if pack in found or pack.about.extends in names]
    return tuple(
        Used(pack.about.name, pack.about.version, fingerprint(pack), pack.about.prefixes) for pack in asked
    )
