"""Mapping files to a checked plan: what a hospital writes down, read, judged and compiled before any row is read.

What reads and compiles is loaded when it is first used: most runs find the plan that an earlier one compiled.
"""

from typing import TYPE_CHECKING

from omicz_meta.later import fetching
from omicz_meta.mapping.codesets import with_sets
from omicz_meta.mapping.listing import mapping_files, mapping_listing, shipped_mappings
from omicz_meta.mapping.own_functions import OwnFunctions, own_functions
from omicz_meta.mapping.rules import ColumnSpec, Mapping, NullTokens, SourceSpec

if TYPE_CHECKING:
    from omicz_meta.mapping.compiling import check_mapping, compile_plan
    from omicz_meta.mapping.folders import load_mapping
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

__getattr__ = fetching(
    __name__,
    {
        "check_mapping": "compiling",
        "compile_plan": "compiling",
        "load_mapping": "folders",
        "read_code_map": "sssom",
        "tried": "trying",
    },
)
