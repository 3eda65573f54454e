"""What makes two findings of two reports the same one: what is wrong and where, not how often or in which rows."""

from __future__ import annotations

import hashlib
import json

from omicz_meta.result import Finding

Sameness = tuple[str | None, ...]


def sameness(finding: Finding) -> Sameness:
    """Code, place and shown value. The file counts only where no source is named: exports have a new name each month.

    >>> one = Finding("V003", "error", 2, source="p", file="p_11.csv", column="Datum", value="jaro")
    >>> later = Finding("V003", "error", 9, source="p", file="p_12.csv", column="Datum", value="jaro")
    >>> sameness(one) == sameness(later)
    True
    """
    return (
        finding.code,
        finding.source,
        None if finding.source else finding.file,
        finding.column,
        finding.record_class,
        finding.slot,
        finding.value,
        finding.detail.get("missing"),
    )


def fingerprint(finding: Finding) -> str:
    """The sameness as 32 letters, made of what a report shows anyway; digits might look like somebody's number.

    >>> fingerprint(Finding("V003", "error", 2)).isalpha()
    True
    """
    digits = hashlib.sha256(json.dumps(sameness(finding)).encode()).hexdigest()[:32]
    return digits.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
