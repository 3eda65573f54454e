"""Mapping files to a checked plan: what a hospital writes down, read, judged and compiled before any row is read."""

from omicz_meta.mapping.compiling import check_mapping, compile_plan
from omicz_meta.mapping.folders import (
    load_mapping,
    mapping_files,
    mapping_listing,
    shipped_mappings,
    with_sets,
)
from omicz_meta.mapping.own_functions import OwnFunctions, own_functions
from omicz_meta.mapping.rules import ColumnSpec, Mapping, NullTokens, SourceSpec
from omicz_meta.mapping.sssom import read_code_map
from omicz_meta.mapping.trying import tried

__all__ = [
    "ColumnSpec",
    "Mapping",
    "NullTokens",
    "OwnFunctions",
    "SourceSpec",
    "check_mapping",
    "compile_plan",
    "load_mapping",
    "mapping_files",
    "mapping_listing",
    "own_functions",
    "read_code_map",
    "shipped_mappings",
    "tried",
    "with_sets",
]
