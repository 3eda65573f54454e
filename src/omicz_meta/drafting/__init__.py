"""A proposed mapping for somebody's tables: every guess with its reason and score, unsure ones commented out."""

from omicz_meta.drafting.guess import Guess
from omicz_meta.drafting.mapping import DraftedMapping, draft_mapping
from omicz_meta.drafting.write import write_draft

__all__ = ["DraftedMapping", "Guess", "draft_mapping", "write_draft"]
