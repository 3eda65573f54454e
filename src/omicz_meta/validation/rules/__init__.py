"""All rules on records and their values, in one visible tuple; a user passes his own: `rules=(*RULES, mine)`."""

from omicz_meta.validation.rules.amounts import AMOUNTS
from omicz_meta.validation.rules.bounds import BOUNDS
from omicz_meta.validation.rules.cancer import MORPHOLOGY, TNM
from omicz_meta.validation.rules.conditions import CONDITIONS
from omicz_meta.validation.rules.constraints import CONSTRAINTS
from omicz_meta.validation.rules.dates import DATES
from omicz_meta.validation.rules.future import FUTURE
from omicz_meta.validation.rules.people import AGES, OWNERS, RELATIVES, SEX
from omicz_meta.validation.rules.required import REQUIRED
from omicz_meta.validation.rules.sequencing import (
    DEPTH,
    DIGESTS,
    FILE_NAMES,
    HGVS_SYNTAX,
    INSTRUMENTS,
    LIBRARIES,
    germline_depth,
)
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
    AGES,
    SEX,
    RELATIVES,
    OWNERS,
    TNM,
    MORPHOLOGY,
    INSTRUMENTS,
    LIBRARIES,
    DEPTH,
    DIGESTS,
    FILE_NAMES,
    HGVS_SYNTAX,
    TERMS,
)

__all__ = [
    "AGES",
    "AMOUNTS",
    "BOUNDS",
    "CONDITIONS",
    "CONSTRAINTS",
    "DATES",
    "DEPTH",
    "DIGESTS",
    "FILE_NAMES",
    "FUTURE",
    "HGVS_SYNTAX",
    "INSTRUMENTS",
    "LIBRARIES",
    "MORPHOLOGY",
    "OWNERS",
    "RELATIVES",
    "REQUIRED",
    "RULES",
    "SEX",
    "TERMS",
    "TNM",
    "VALUES",
    "germline_depth",
]
