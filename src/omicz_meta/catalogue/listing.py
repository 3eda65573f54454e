"""The page of profiles: which slot of a dataset stands where in which profile, straight from their tables."""

from __future__ import annotations

from omicz_meta.catalogue.beyond import described_by
from omicz_meta.catalogue.namespaces import PREFIXES
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.turtle import shorten
from omicz_meta.schema.model import Schema

_HEAD = """# Profiles

`omicz-meta describe OUT --profile NAME` writes `OUT/catalogue/dataset.NAME.*`; HealthDCAT-AP is what `run` writes, as
`dataset.*`. A profile that lacks something it demands is not written, and C030 says what; C031 refuses data that are
not public where a profile is for open data only. Of HealthDCAT-AP `--release 5|6|7` writes older releases as
`dataset.healthdcat-ap-r6.*` and so on: properties, code lists and forms by their names of then; what a release did not
have yet stays, since readers pass over it, and `catalogue migrate` gives Release 8 back. Generated from the tables that
write the profiles.
"""
_RULE = "An empty cell: the profile has no place for the slot, and what it says is not in the file."


def profiles_page(schema: Schema) -> str:
    """docs/reference/profiles.md: the profiles, then every slot of a dataset by profile."""
    profiles = tuple(PROFILES.values())
    listed = [
        "| profile | standard | files | data | what it demands |",
        "|---|---|---|---|---|",
        *(_listed(profile) for profile in profiles),
    ]
    table = [
        f"| slot | {' | '.join(profile.name for profile in profiles)} |",
        "|---" * (len(profiles) + 1) + "|",
        *(
            f"| `{slot}` | {' | '.join(_cell(profile, slot) for profile in profiles)} |"
            for slot in described_by(schema).classes["Dataset"].slots
        ),
    ]
    return "\n".join((_HEAD, *listed, "\n## Slots\n", _RULE + "\n", *table)) + "\n"


def _listed(profile: Profile) -> str:
    suffixes = " ".join(f"`{suffix}`" for suffix in profile.suffixes)
    data = "public only" if profile.public_only else "any"
    demanded = ", ".join(f"`{path}`" for path in profile.needs) or "as `catalogue check` says"
    return f"| `{profile.name}` | {profile.title} | {suffixes} | {data} | {demanded} |"


def _cell(profile: Profile, slot: str) -> str:
    place = profile.place(slot)
    if place is None:
        return "in the IRI" if slot == "id" else ""
    return f"`{shorten(place, PREFIXES) or place}`"
