"""The recorded trial behind the choice of kernel and of how its expressions are built.

    python benchmarks/trial_kernel.py [--rows 500000]

The same four columns (a Czech date, a decimal with a comma, a recoding, a code) are computed three ways from the
same Arrow table: DuckDB with its own expression objects, DuckDB with a sqlglot tree and bound parameters, Polars
expressions. Building and running are timed apart, medians of five; values are compared.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

NUMBER = r"[+-]?[0-9]+(,[0-9]+)?"
DATE = r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
KEYS, TARGETS = ["M", "Ž", "muž", "žena"], ["male", "female", "male", "female"]


def table(rows: int) -> pa.Table:
    """Made-up cells."""
    rng = random.Random(1)
    return pa.table(
        {
            "d": [
                f"{rng.randint(1, 31)}.{rng.randint(1, 12)}.{rng.randint(1930, 2025)}" for _ in range(rows)
            ],
            "n": [f"{rng.randint(0, 999)},{rng.randint(0, 99)}" for _ in range(rows)],
            "s": [rng.choice([*KEYS, "x"]) for _ in range(rows)],
            "c": [f"{rng.choice('CDEG')}{rng.randint(100, 999)}" for _ in range(rows)],
        }
    )


def objects(connection: duckdb.DuckDBPyConnection) -> Callable[[], Any]:
    """DuckDB's own expression objects."""
    from duckdb import CaseExpression, ColumnExpression, ConstantExpression, FunctionExpression

    def call(name: str, *arguments: Any) -> Any:
        return FunctionExpression(name, *arguments)

    d, n, s, c = (ColumnExpression(name) for name in "dnsc")
    date = CaseExpression(
        call("regexp_full_match", d, ConstantExpression(DATE)),
        call("try_strptime", d, ConstantExpression("%d.%m.%Y")).cast("DATE").cast("VARCHAR"),
    )
    plain = call("replace", n, ConstantExpression(","), ConstantExpression("."))
    number = CaseExpression(
        call("regexp_full_match", n, ConstantExpression(NUMBER)), plain.try_cast("DECIMAL(38,12)")
    )
    keys = call("list_value", *map(ConstantExpression, KEYS))
    sex = call(
        "list_extract", call("list_value", *map(ConstantExpression, TARGETS)), call("list_position", keys, s)
    )
    head, tail = (call("substring", c, *map(ConstantExpression, part)) for part in ((1, 3), (4,)))
    code = call(
        "||", call("||", call("||", ConstantExpression("MKN10:"), head), ConstantExpression(".")), tail
    )
    relation = connection.table("t").select(
        date.alias("d"), number.alias("n"), sex.alias("s"), code.alias("c")
    )
    query = relation.sql_query()
    return lambda: connection.sql(query).to_arrow_table()


def tree(connection: duckdb.DuckDBPyConnection) -> Callable[[], Any]:
    """A sqlglot tree with every constant bound as a parameter."""
    from sqlglot import exp

    bound: dict[str, Any] = {}

    def constant(value: Any) -> exp.Expression:
        bound[f"p{len(bound)}"] = value
        return exp.Parameter(this=exp.Var(this=f"p{len(bound) - 1}"))

    def call(name: str, *arguments: exp.Expression) -> exp.Expression:
        return exp.Anonymous(this=name, expressions=list(arguments))

    d, n, s, c = (exp.column(name, quoted=True) for name in "dnsc")
    moment = call("try_strptime", d, constant("%d.%m.%Y"))
    date = exp.Case(
        ifs=[
            exp.If(
                this=call("regexp_full_match", d.copy(), constant(DATE)),
                true=exp.cast(exp.cast(moment, "date"), "varchar"),
            )
        ]
    )
    plain = call("replace", n, constant(","), constant("."))
    number = exp.Case(
        ifs=[
            exp.If(
                this=call("regexp_full_match", n.copy(), constant(NUMBER)),
                true=exp.TryCast(this=plain, to=exp.DataType.build("decimal(38,12)")),
            )
        ]
    )
    sex = call("list_extract", constant(TARGETS), call("list_position", constant(KEYS), s))
    head, tail = call("substring", c, constant(1), constant(3)), call("substring", c.copy(), constant(4))
    code = exp.DPipe(
        this=exp.DPipe(this=exp.DPipe(this=constant("MKN10:"), expression=head), expression=constant(".")),
        expression=tail,
    )
    query = exp.select(date.as_("d"), number.as_("n"), sex.as_("s"), code.as_("c")).from_("t").sql("duckdb")
    return lambda: connection.sql(query, params=bound).to_arrow_table()


def frame(cells: pa.Table) -> Callable[[], Any]:
    """Polars expressions."""
    import polars as pl

    lazy = pl.from_arrow(cells).lazy()
    date = pl.when(pl.col("d").str.contains(f"^{DATE}$")).then(
        pl.col("d").str.to_date("%d.%m.%Y", strict=False).dt.to_string("iso")
    )
    number = pl.when(pl.col("n").str.contains(f"^{NUMBER}$")).then(
        pl.col("n").str.replace(",", ".", literal=True).cast(pl.Decimal(38, 12), strict=False)
    )
    sex = pl.col("s").replace_strict(dict(zip(KEYS, TARGETS, strict=True)), default=None)
    code = pl.concat_str(pl.lit("MKN10:"), pl.col("c").str.slice(0, 3), pl.lit("."), pl.col("c").str.slice(3))
    chosen = lazy.select(date.alias("d"), number.alias("n"), sex.alias("s"), code.alias("c"))
    return lambda: chosen.collect().to_arrow()


def timed(work: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    """Median seconds, and the last result."""
    seconds, result = [], None
    for _ in range(runs):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), result


def main() -> None:
    """Print one line per way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    rows = parser.parse_args().rows
    cells = table(rows)
    connection = duckdb.connect(config={"threads": 2})
    connection.register("t", cells)
    results = []
    for name, make in (
        ("DuckDB, expression objects", lambda: objects(connection)),
        ("DuckDB, sqlglot tree", lambda: tree(connection)),
        ("Polars expressions", lambda: frame(cells)),
    ):
        try:
            build, work = timed(make)
        except ImportError as missing:
            print(f"{name:<30} skipped: {missing.name} is not installed")
            continue
        run, result = timed(work)
        results.append([result[column].cast(pa.string()).to_pylist() for column in ("d", "s", "c")])
        print(
            f"{name:<30} build {build * 1000:7.1f} ms   run {run * 1000:7.1f} ms   {rows / run / 1e6:5.2f} M rows/s"
        )
    print("same values:", all(result == results[0] for result in results))


if __name__ == "__main__":
    main()
