"""The benchmark's mapping as SQL written by hand for the same kernel, DuckDB, Parquet out.

    python benchmarks/peers/with_sql.py FILE SUBMISSION FOLDER

FILE is the UTF-8 twin of the table, since DuckDB reads no windows-1250. Trusts that every line is a row, does not look
for identifiers, keeps no ledger and no lineage, hashes nothing; may use all the memory there is.
"""

from __future__ import annotations

import sys

import duckdb
from job import DOMAIN, ORGANISM, SAMPLE_TYPES, SIDES, STATES, STORAGE, key, paths, sites

MADE = """
CREATE TEMP TABLE made AS
WITH read AS (
    SELECT row_number() OVER () AS row, *,
        try_strptime(Datum_odběru, '%d.%m.%Y')::DATE AS day,
        try_strptime(Datum_přijetí, '%d.%m.%Y')::DATE AS admitted,
        upper(replace(replace(Dg, '.', ''), ' ', '')) AS plain,
        TRY_CAST(replace(Podíl_nádoru, ',', '.') AS DECIMAL(38, 12)) AS share
    FROM read_csv($file, delim=';', header=true, all_varchar=true, quote='')
)
SELECT row, Typ, Dg AS raw_dg, Pohlaví, Stav, Datum_odběru, Teplota, Podíl_nádoru,
    ID_vzorku AS id,
    translate(substring(sha256(getvariable('outer_pad')::BLOB || unhex(sha256(
        getvariable('inner_pad')::BLOB || encode($domain || trim(nfc_normalize(ID_pacienta)))))), 1, 32),
        '0123456789abcdef', 'abcdefghijklmnop') AS individual,
    $organism AS organism,
    map_extract_value(#types, Typ) AS sample_type,
    Kód AS sprec_code,
    s.site AS anatomical_site,
    map_extract_value(#sides, Pohlaví) AS laterality,
    map_extract_value(#states, Stav) AS specimen_state,
    strftime(day, '%Y-%m-%d') AS collection_date,
    {'duration': CASE WHEN year(admitted) >= Rok::INT THEN 'P' || (year(admitted) - Rok::INT) || 'Y' END}
        AS age_at_collection,
    CASE WHEN regexp_full_match(read.plain, '[A-Z][0-9]{2}[0-9]{0,2}') THEN 'MESH:' || substring(read.plain, 1, 3)
        || CASE WHEN length(read.plain) > 3 THEN '.' || substring(read.plain, 4) ELSE '' END END AS collection_method,
    [Zkumavka, Oddělení] AS sampling_intents,
    [map_extract_value(#storage, Teplota)] AS storage_conditions,
    share AS tumour_content,
    Biobanka AS biobank
FROM read LEFT JOIN sites s ON s.code = read.Dg
"""

PROBLEMS = """
SELECT code, row, row + 1 AS line, "column", slot, id AS record_id, value FROM (
    SELECT row, id, unnest([
        {'code': 'T001', 'column': 'Typ', 'slot': 'sample_type', 'value': Typ, 'none': sample_type IS NULL},
        {'code': 'T001', 'column': 'Dg', 'slot': 'anatomical_site', 'value': raw_dg, 'none': anatomical_site IS NULL},
        {'code': 'T001', 'column': 'Pohlaví', 'slot': 'laterality', 'value': Pohlaví, 'none': laterality IS NULL},
        {'code': 'T001', 'column': 'Stav', 'slot': 'specimen_state', 'value': Stav,
         'none': specimen_state IS NULL AND Stav <> 'neuvedeno'},
        {'code': CASE WHEN regexp_full_match(Datum_odběru, '[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}')
            THEN 'V004' ELSE 'V003' END,
         'column': 'Datum_odběru', 'slot': 'collection_date', 'value': Datum_odběru,
         'none': collection_date IS NULL},
        {'code': 'T002', 'column': 'Dg', 'slot': 'collection_method', 'value': raw_dg,
         'none': collection_method IS NULL},
        {'code': 'T001', 'column': 'Teplota', 'slot': 'storage_conditions', 'value': Teplota,
         'none': storage_conditions[1] IS NULL},
        {'code': 'V005', 'column': 'Podíl_nádoru', 'slot': 'tumour_content', 'value': Podíl_nádoru,
         'none': tumour_content IS NULL}
    ], recursive := true)
    FROM made
    WHERE sample_type IS NULL OR anatomical_site IS NULL OR laterality IS NULL OR storage_conditions[1] IS NULL
        OR (specimen_state IS NULL AND Stav <> 'neuvedeno') OR collection_date IS NULL
        OR collection_method IS NULL OR tumour_content IS NULL
) WHERE "none" AND value <> '' ORDER BY row, "column"
"""

RECORDS = "SELECT * EXCLUDE (row, Typ, raw_dg, Pohlaví, Stav, Datum_odběru, Teplota, Podíl_nádoru) FROM made"
WRITTEN = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 65536)"


def main() -> None:
    """Map argv[1], of the submission argv[2], into argv[3]."""
    file = sys.argv.pop(1)
    submission, target = paths()
    connection = duckdb.connect(config={"threads": 2})
    padded = key().ljust(64, b"\0")
    for name, mask in (("inner_pad", 0x36), ("outer_pad", 0x5C)):
        connection.execute(f"SET VARIABLE {name} = $1", [bytes(byte ^ mask for byte in padded)])
    connection.execute("CREATE TEMP TABLE sites (code VARCHAR, site VARCHAR)")
    connection.executemany("INSERT INTO sites VALUES ($1, $2)", list(sites(submission).items()))
    given = {"file": file, "domain": DOMAIN, "organism": ORGANISM}
    tables = {"types": SAMPLE_TYPES, "sides": SIDES, "states": STATES, "storage": STORAGE}
    query = MADE
    for name, table in tables.items():
        query = query.replace(f"#{name}", _map(table))
    connection.execute(query, given)
    connection.execute(f"COPY ({RECORDS}) TO '{target / 'records.parquet'}' {WRITTEN}")
    connection.execute(f"COPY ({PROBLEMS}) TO '{target / 'problems.parquet'}' {WRITTEN}")


def _map(table: dict[str, str] | dict[str, str | None]) -> str:
    pairs = ", ".join(
        f"'{key}': " + ("NULL" if value is None else f"'{value}'") for key, value in table.items()
    )
    return f"MAP {{{pairs}}}"


if __name__ == "__main__":
    main()
