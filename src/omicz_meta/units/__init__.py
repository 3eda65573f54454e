"""Units of measurement: local spellings to UCUM codes, and exact conversion between units.

UCUM is the Unified Code for Units of Measure, its case-sensitive codes. A spelling is accepted by the curated table
(`mappings/units/spellings.tsv`) or as a valid code to the letter, and never guessed.
"""

from omicz_meta.units.analytes import Analyte, analyte, analytes
from omicz_meta.units.conversion import Conversion, conversion, convert, unknown_unit
from omicz_meta.units.dimension import Dimension, Unit
from omicz_meta.units.grammar import parse_ucum
from omicz_meta.units.places import conversion_place, spelling_place
from omicz_meta.units.spelling import Spellings, shipped_spellings, tidied, ucum

__all__ = [
    "Analyte",
    "Conversion",
    "Dimension",
    "Spellings",
    "Unit",
    "analyte",
    "analytes",
    "conversion",
    "conversion_place",
    "convert",
    "parse_ucum",
    "shipped_spellings",
    "spelling_place",
    "tidied",
    "ucum",
    "unknown_unit",
]
