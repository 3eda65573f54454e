"""Packs of terms: what an ontology or a code system says, carried as one file; checks, look-up, suggestions."""
