"""Sources: files and frames read as tables of text, one bad cell at a time."""

from omicz_meta.sources.files import fingerprints, has_changed
from omicz_meta.sources.open import TOLD_BY_FILES, kind_of, open_entry, open_source
from omicz_meta.sources.source import UNUSABLE, Source

__all__ = [
    "TOLD_BY_FILES",
    "UNUSABLE",
    "Source",
    "fingerprints",
    "has_changed",
    "kind_of",
    "open_entry",
    "open_source",
]
