"""YAML that a person wrote: read with the place of every key, refusing what is dangerous or ambiguous.

Duplicate keys, aliases (and so YAML bombs), tags and documents nested deeper than 100 levels are refused with
file, line and column. Values keep YAML 1.2 habits that people expect: `no`, `on` and `12:30` stay text.
"""
