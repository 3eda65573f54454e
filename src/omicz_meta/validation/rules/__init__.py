"""All rules on records and their values, in one visible tuple; a user passes his own: `rules=(*RULES, mine)`."""

from omicz_meta.validation.rules.ages import AGES, ORDER_OF_AGES
from omicz_meta.validation.rules.amounts import AMOUNTS
from omicz_meta.validation.rules.bounds import BOUNDS
from omicz_meta.validation.rules.cancer import MORPHOLOGY, TNM
from omicz_meta.validation.rules.conditions import CONDITIONS
from omicz_meta.validation.rules.consents import CONSENTS
from omicz_meta.validation.rules.constraints import CONSTRAINTS
from omicz_meta.validation.rules.dates import DATES
from omicz_meta.validation.rules.families import FAMILIES
from omicz_meta.validation.rules.future import FUTURE
from omicz_meta.validation.rules.hgvs import HGVS_SYNTAX
from omicz_meta.validation.rules.people import OWNERS, RELATIVES, SEX
from omicz_meta.validation.rules.periods import PERIODS
from omicz_meta.validation.rules.required import REQUIRED
from omicz_meta.validation.rules.sequencing import (
    DEPTH,
    DIGESTS,
    FILE_NAMES,
    INSTRUMENTS,
    LIBRARIES,
    germline_depth,
)
from omicz_meta.validation.rules.sites import SITES
from omicz_meta.validation.rules.targets import TARGETS
from omicz_meta.validation.rules.terms import TERMS
from omicz_meta.validation.rules.values import VALUES

RULES = (
    REQUIRED,
    CONDITIONS,
    VALUES,
    CONSTRAINTS,
    AMOUNTS,
    BOUNDS,
    FUTURE,
    DATES,
    PERIODS,
    AGES,
    ORDER_OF_AGES,
    SEX,
    RELATIVES,
    OWNERS,
    TNM,
    MORPHOLOGY,
    SITES,
    FAMILIES,
    INSTRUMENTS,
    LIBRARIES,
    TARGETS,
    DEPTH,
    DIGESTS,
    FILE_NAMES,
    HGVS_SYNTAX,
    CONSENTS,
    TERMS,
)

__all__ = [
    "AGES",
    "AMOUNTS",
    "BOUNDS",
    "CONDITIONS",
    "CONSENTS",
    "CONSTRAINTS",
    "DATES",
    "DEPTH",
    "DIGESTS",
    "FAMILIES",
    "FILE_NAMES",
    "FUTURE",
    "HGVS_SYNTAX",
    "INSTRUMENTS",
    "LIBRARIES",
    "MORPHOLOGY",
    "ORDER_OF_AGES",
    "OWNERS",
    "PERIODS",
    "RELATIVES",
    "REQUIRED",
    "RULES",
    "SEX",
    "SITES",
    "TARGETS",
    "TERMS",
    "TNM",
    "VALUES",
    "germline_depth",
]
