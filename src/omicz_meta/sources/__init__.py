"""Sources: files and frames read as tables of text, one bad cell at a time."""

from omicz_meta.sources.files import has_changed
from omicz_meta.sources.open import open_source
from omicz_meta.sources.source import Source

__all__ = ["Source", "has_changed", "open_source"]
