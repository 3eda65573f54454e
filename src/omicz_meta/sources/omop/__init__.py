"""OMOP Common Data Model 5.3 and 5.4 as a source: tables of a folder, archive or database, as many as there are."""

from omicz_meta.sources.omop.opening import fit, is_omop, open_omop

__all__ = ["fit", "is_omop", "open_omop"]
