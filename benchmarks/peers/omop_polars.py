"""Conditions and measurements with the codes of their concepts, by Polars, trusting every row.

python benchmarks/peers/omop_polars.py FOLDER TARGET
"""

from __future__ import annotations

import sys

import polars as pl


def table(name: str) -> pl.LazyFrame:
    """A table of the folder."""
    return pl.scan_parquet(f"{sys.argv[1]}/{name}.parquet")


def coded(rows: pl.LazyFrame, key: str, name: str) -> pl.LazyFrame:
    """Rows with the code of the concept that a column names."""
    code = pl.col("vocabulary_id") + ":" + pl.col("concept_code")
    concepts = table("concept").select(pl.col("concept_id").alias(key), code.alias(name))
    return rows.join(concepts, on=key, how="left")


def main() -> None:
    """Write both tables."""
    conditions = coded(table("condition_occurrence"), "condition_concept_id", "disease")
    conditions = coded(conditions, "condition_source_concept_id", "source")
    ids = ["condition_occurrence_id", "person_id"]
    kept = ["disease", "source", "condition_source_value", "condition_start_date"]
    conditions.select(pl.col(ids).cast(pl.String), *kept).sink_parquet(f"{sys.argv[2]}.conditions.parquet")
    measured = coded(table("measurement"), "measurement_concept_id", "assay")
    measured = coded(measured, "measurement_source_concept_id", "source")
    measured = coded(measured, "unit_concept_id", "unit")
    ids = ["measurement_id", "person_id"]
    kept = ["assay", "source", "unit", "value_as_number", "measurement_source_value", "measurement_date"]
    measured.select(pl.col(ids).cast(pl.String), *kept).sink_parquet(f"{sys.argv[2]}.measurements.parquet")


if __name__ == "__main__":
    main()
