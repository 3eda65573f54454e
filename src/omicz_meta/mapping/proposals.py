"""Tells rows of SSSOM that a person vouches for from those that a program proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping

REVIEWERS = ("reviewer_id", "reviewer_label")
UNREVIEWED = "unreviewed"
AUTOMATIC = frozenset(
    {
        "lexicalmatching",
        "lexicalsimilaritythresholdmatching",
        "semanticsimilaritythresholdmatching",
        "structuralmatching",
        "instancebasedmatching",
        "backgroundknowledgebasedmatching",
        "compositematching",
    }
)
"""Processes of the vocabulary semapv in which no person decides, in lower case."""


def is_proposal(row: Mapping[str, str], *, translates: bool) -> bool:
    """Whether a row says of itself that nobody reviewed it, or `translates` by an automatic process alone.

    >>> is_proposal({"mapping_justification": "semapv:LexicalMatching"}, translates=True)
    True
    >>> is_proposal({"mapping_justification": "semapv:LexicalMatching", "reviewer_id": "orcid:1"}, translates=True)
    False
    """
    process = re.split("[:#/]", row.get("mapping_justification", ""))[-1].casefold()
    reviewed = any(row.get(name) for name in REVIEWERS)
    return row.get("review_status", "").casefold() == UNREVIEWED or (
        translates and process in AUTOMATIC and not reviewed
    )
