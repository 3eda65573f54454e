"""Tables of a database to Parquet as they come over ADBC, trusting every row.

python benchmarks/peers/adbc_fetch.py ADDRESS TARGET TABLE...
"""

from __future__ import annotations

import sys

import adbc_driver_postgresql.dbapi as adbc
import pyarrow.parquet as pq
import sqlalchemy as sa


def main() -> None:
    """Write each table to a file of its own."""
    address, target, *names = sys.argv[1:]
    with adbc.connect(address) as connection, connection.cursor() as cursor:
        for name in names:
            cursor.execute(str(sa.select(sa.literal_column("*")).select_from(sa.table(name))))
            rows = cursor.fetch_record_batch()
            with pq.ParquetWriter(f"{target}.{name}.parquet", rows.schema) as file:
                for batch in rows:
                    file.write_batch(batch)


if __name__ == "__main__":
    main()
