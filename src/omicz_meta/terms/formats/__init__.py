"""Readers, one module for each format that vocabularies come in."""
