"""The page of profiles: which slot of a dataset stands where in which profile, straight from their tables."""

from __future__ import annotations

from omicz_meta.catalogue.beyond import described_by
from omicz_meta.catalogue.namespaces import PREFIXES
from omicz_meta.catalogue.profile import Profile
from omicz_meta.catalogue.profiles import PROFILES
from omicz_meta.catalogue.series import SERIES
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
_CCMM = """
## CCMM as XML only

CCMM is written as XML of 1.1.0, its last release, which has a schema to be held against. RDF of 1.2 is not written,
because what is published of it does not agree with itself (seen in November 2026, `techlib/CCMM` at 0345fe8 and
`techlib/CCMM-utils` at 20916b5):

- the shapes demand one publication year as `https://w3id.org/tib/datacite/property/publicationYear`; the sample has it
  as `https://model.ccmm.cz/vocabulary/datacite#relatedItemPublicationYear`, which is the year of a related item;
- the shapes link grants by `https://w3id.org/tib/datacite/property/fundingReference`, the sample by
  `https://model.ccmm.cz/vocabulary/datacite#hasFundingReference`;
- the sample says that it conforms to `https://model.ccmm.cz/research-data/1.1.0`, and its JSON-LD names a context of
  1.2.0, which has no release.

A file that follows one of the two would fail by the other. A test holds the sample to these findings, so that it is
noticed when they are mended.
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
            for slot in (*described_by(schema).classes["Dataset"].slots, SERIES)
        ),
    ]
    return "\n".join((_HEAD, *listed, _CCMM, "## Slots\n", _RULE + "\n", *table)) + "\n"


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
