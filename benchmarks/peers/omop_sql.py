"""Conditions and measurements with the codes of their concepts, by SQL for DuckDB, trusting every row.

python benchmarks/peers/omop_sql.py FOLDER TARGET
"""

from __future__ import annotations

import sys

import duckdb

CONCEPTS = """
create view concepts as
select concept_id, vocabulary_id || ':' || concept_code as code from read_parquet('{place}/concept.parquet')
"""

CONDITIONS = """
copy (
    select condition_occurrence_id::varchar as id, person_id::varchar as person, d.code as disease, s.code as source,
        condition_source_value, condition_start_date
    from read_parquet('{place}/condition_occurrence.parquet') c
    left join concepts d on d.concept_id = c.condition_concept_id
    left join concepts s on s.concept_id = c.condition_source_concept_id
    order by condition_occurrence_id
) to '{target}.conditions.parquet' (format parquet, compression zstd)
"""

MEASUREMENTS = """
copy (
    select measurement_id::varchar as id, person_id::varchar as person, a.code as assay, s.code as source,
        u.code as unit, value_as_number, measurement_source_value, measurement_date
    from read_parquet('{place}/measurement.parquet') m
    left join concepts a on a.concept_id = m.measurement_concept_id
    left join concepts s on s.concept_id = m.measurement_source_concept_id
    left join concepts u on u.concept_id = m.unit_concept_id
    order by measurement_id
) to '{target}.measurements.parquet' (format parquet, compression zstd)
"""


def main() -> None:
    """Write both tables."""
    base = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
    for query in (CONCEPTS, CONDITIONS, MEASUREMENTS):
        base.execute(query.format(place=sys.argv[1], target=sys.argv[2]))


if __name__ == "__main__":
    main()
