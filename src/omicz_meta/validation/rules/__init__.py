"""All rules on records and their values, in one visible tuple; a user passes his own: `rules=(*RULES, mine)`."""

from omicz_meta.validation.rules.amounts import AMOUNTS
from omicz_meta.validation.rules.conditions import CONDITIONS
from omicz_meta.validation.rules.future import FUTURE
from omicz_meta.validation.rules.required import REQUIRED
from omicz_meta.validation.rules.terms import TERMS
from omicz_meta.validation.rules.values import VALUES

RULES = (REQUIRED, CONDITIONS, VALUES, AMOUNTS, FUTURE, TERMS)

__all__ = ["AMOUNTS", "CONDITIONS", "FUTURE", "REQUIRED", "RULES", "TERMS", "VALUES"]
