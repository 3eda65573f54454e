"""A submission: its manifest, and the folder it lives in even when it was handed in as one archive."""

from omicz_meta.submission.archive import ArchiveLimits, opened, up_to
from omicz_meta.submission.bare import bare_submission
from omicz_meta.submission.manifest import (
    MANIFEST,
    PrivacyPolicy,
    SourceEntry,
    Submission,
    load_submission,
)

__all__ = [
    "MANIFEST",
    "ArchiveLimits",
    "PrivacyPolicy",
    "SourceEntry",
    "Submission",
    "bare_submission",
    "load_submission",
    "opened",
    "up_to",
]
