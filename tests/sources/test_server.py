"""Databases through SQLAlchemy: its SQLite dialect everywhere, and a real MariaDB server where there is one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from omicz_meta.engine.table import Narrowing, Table
from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.sources import open_source
from omicz_meta.sources.server import open_server, password_of
from omicz_meta.submission.choice import Condition

from .reading import cells


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "nis.sqlite")) as connection, connection:
        connection.execute('CREATE TABLE "lidé ""x""" ("R:Č" TEXT PRIMARY KEY, "%s" INTEGER, obraz BLOB)')
        rows = [("č", 1, None), ("b", 2, b"\x89"), ("a", None, None)]
        connection.executemany('INSERT INTO "lidé ""x""" VALUES (?, ?, ?)', rows)
        connection.execute('CREATE VIEW pohled AS SELECT "R:Č" AS id FROM "lidé ""x"""')
    return tmp_path / "nis.sqlite"


def test_tables_views_names_and_order(file: Path) -> None:
    source = open_server(f"sqlite:///{file}", "nis", {})
    tables = {table.name: table for table in source.tables}
    assert cells(tables['nis.lidé "x"']) == [("a", None, None), ("b", "2", None), ("č", "1", None)]
    assert cells(tables["nis.pohled"]) == [("a",), ("b",), ("č",)]
    faults = [fault for block in tables['nis.lidé "x"'].blocks() for fault in block.faults]
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [(2, "obraz", "R032")]


def test_columns_that_no_rule_reads_are_not_fetched(file: Path) -> None:
    table = next(one for one in open_server(f"sqlite:///{file}", "nis", {}).tables if "x" in one.name)
    assert isinstance(table, Narrowing)
    assert cells(table.only(("%s",))) == [(None,), ("2",), ("1",)]
    assert [block.rows_read for block in table.only(()).blocks()] == [3]


def test_nothing_can_be_written(file: Path) -> None:
    table = open_server(f"sqlite:///{file}", "nis", {}).tables[0]
    connection = table.database._connection  # type: ignore[attr-defined]
    with pytest.raises(sa.exc.OperationalError, match="readonly"):
        connection.exec_driver_sql("CREATE TABLE t (x)")


def test_no_more_rows_are_held_than_a_block(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "nis.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO t VALUES (?)", ((n,) for n in range(45_000)))
    (table,) = open_server(f"sqlite:///{tmp_path}/nis.sqlite", "nis", {}).tables
    assert [block.rows_read for block in table.blocks()] == [32_768, 12_232]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("oracle+cx_nothing://reader@nis.example/cdm", "SQLAlchemy reads oracle through cx_nothing"),
        ("mssql+pymssql://reader@nis.example/cdm", "needs a driver: install a package"),
        ("mysql+pymysql://reader@nis.example:port/cdm", "cannot be understood"),
        (
            "mysql://reader@127.0.0.1:1/cdm",
            "cannot be reached|needs a driver: pip install 'omicz-meta.mysql.'",
        ),
    ],
)
def test_a_server_that_cannot_be_asked(address: str, told: str) -> None:
    with pytest.raises(EnvironmentFault, match=told) as fault:
        open_source(address)
    assert "reader" not in str(fault.value)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    for address in ("mysql://u:secret@h/db", "mssql://h/db?odbc_connect=DRIVER%3Dx%3BPWD%3Dsecret"):
        with pytest.raises(UsageError, match="OMICZ_PASSWORD_NIS") as told:
            open_source(address, name="nis")
        assert "secret" not in str(told.value)


def test_a_password_from_the_keyring_where_no_variable_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring", reason="needs the extra keyring")
    from keyring.backend import KeyringBackend
    from keyring.errors import KeyringLocked

    class Kept(KeyringBackend):  # type: ignore[misc]
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            if username == "locked":
                raise KeyringLocked
            return {("mysql://nis.example/cdm", "reader"): "kept"}.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None: ...

    before = keyring.get_keyring()
    keyring.set_keyring(Kept())
    try:
        address = "mysql+pymysql://reader@nis.example/cdm?charset=utf8mb4"
        assert [password_of("nis", address, user) for user in ("reader", "nobody", "locked")] == [
            "kept",
            None,
            None,
        ]
        monkeypatch.setenv("OMICZ_PASSWORD_NIS", "other")
        assert password_of("nis", address, "reader") == "other"
    finally:
        keyring.set_keyring(before)


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    return found or pytest.skip(f"needs a MariaDB server ({name} is not there)")


@pytest.fixture(scope="module")
def mariadb() -> Iterator[str]:
    """A MariaDB server that listens on a socket in a folder of its own, and on no network."""
    pytest.importorskip("pymysql", reason="needs the extra mysql")
    server, install = program("mariadbd"), program("mariadb-install-db")
    with tempfile.TemporaryDirectory(prefix="maria-") as folder:
        socket = f"{folder}/s.sock"
        user = ["--user=root"] if os.geteuid() == 0 else []
        common = ["--no-defaults", f"--datadir={folder}/data", *user]
        made = subprocess.run(
            [install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"MariaDB does not start here: {(made.stderr or made.stdout).strip()[-200:]}")
        command = [server, *common, f"--socket={socket}", "--skip-networking", "--default-time-zone=+02:00"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            address = f"mysql+pymysql://root@localhost/mysql?unix_socket={socket}"
            waited = time.monotonic() + 60
            while not answers(address) and time.monotonic() < waited and running.poll() is None:
                time.sleep(0.1)
            ask(
                address,
                "CREATE DATABASE nis CHARACTER SET utf8mb4",
                "CREATE USER reader IDENTIFIED BY 'tajne'",
            )
            ask(address, "GRANT SELECT, INSERT ON *.* TO reader")
            yield socket
            running.terminate()


def answers(address: str) -> bool:
    try:
        ask(address)
    except sa.exc.OperationalError:
        return False
    return True


def ask(address: str, *statements: str) -> None:
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def address(mariadb: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own for each test, as its owner sees it."""
    name = f"nis_{os.urandom(4).hex()}"
    ask(
        f"mysql+pymysql://root@localhost/mysql?unix_socket={mariadb}",
        f"CREATE DATABASE {name} CHARACTER SET utf8mb4",
    )
    monkeypatch.setenv("OMICZ_PASSWORD_NIS", "tajne")
    return f"mysql+pymysql://root@localhost/{name}?unix_socket={mariadb}"


def reader(address: str) -> str:
    return address.replace("mysql+pymysql://root@", "mysql://reader@")


def read(address: str, *conditions: Condition) -> Table:
    """The only table, as one sees it who may read."""
    choice = {"t": conditions} if conditions else None
    (table,) = open_source(reader(address), name="nis", tables=choice).tables
    return table


VALUES = [
    ("DECIMAL(38,12)", "12345678901234567890123456.123456789012", "12345678901234567890123456.123456789012"),
    ("DECIMAL(10,2)", "1.10", "1.10"),
    ("DOUBLE", "0.1", "0.1"),
    ("BIGINT", "9223372036854775807", "9223372036854775807"),
    ("BOOLEAN", "TRUE", "1"),
    ("DATE", "'1899-12-31'", "1899-12-31"),
    ("DATETIME(6)", "'2001-02-03 04:05:06.789'", "2001-02-03T04:05:06.789000"),
    ("TIME", "'12:30:00'", "PT12H30M"),
    ("VARCHAR(40)", "'Příliš žluťoučký 🧬'", "Příliš žluťoučký 🧬"),
    ("VARCHAR(40) CHARACTER SET latin2", "'Žluť'", "Žluť"),
    ("TEXT", "''", ""),
    ("TEXT", "NULL", None),
    ("ENUM('muž', 'žena')", "'žena'", "žena"),
    ("YEAR", "1987", "1987"),
]


@pytest.mark.heavy
def test_values_of_a_real_server(address: str) -> None:
    columns = ", ".join(f"c{n} {kind}" for n, (kind, _, _) in enumerate(VALUES))
    ask(
        address, f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({', '.join(v for _, v, _ in VALUES)})"
    )
    ((*found,),) = cells(read(address))
    assert dict(enumerate(found)) == dict(enumerate(text for _, _, text in VALUES))


@pytest.mark.heavy
def test_moments_are_told_in_utc_whatever_the_zone_of_the_server(address: str) -> None:
    ask(address, "CREATE TABLE t (x TIMESTAMP)", "INSERT INTO t VALUES ('2001-07-03 04:05:06')")
    assert cells(read(address)) == [("2001-07-03T02:05:06",)]


@pytest.mark.heavy
@pytest.mark.parametrize("charset", ["utf8mb4", "latin2"])
def test_text_is_put_in_order_and_compared_by_its_bytes(address: str, charset: str) -> None:
    ask(address, f"CREATE TABLE t (x VARCHAR(9) CHARACTER SET {charset}, n INT)")
    ask(address, "INSERT INTO t VALUES ('č', 1), ('B', 2), ('a', 3), ('Č', 4), ('A', 5), ('A ', 6)")
    assert [row[0] for row in cells(read(address))] == ["A", "A ", "B", "a", "Č", "č"]
    assert cells(read(address, Condition("x", "in", ("a", "Č", "%")))) == [("a", "3"), ("Č", "4")]
    first = Condition("n", "at_most", ("1",))
    assert cells(read(address, Condition("x", "above", ("a",)), first)) == [("č", "1")]


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["order", "a'b", "lidé", "x; DROP TABLE t; --", "%s", "%%", ":p", "?"])
def test_names_are_data(address: str, name: str) -> None:
    root, quoted = address, "`" + name.replace("`", "``") + "`"
    ask(
        root,
        *(
            text.replace("%", "%%")
            for text in (f"CREATE TABLE {quoted} ({quoted} TEXT)", f"INSERT INTO {quoted} VALUES ('x')")
        ),
    )
    assert cells(read(address)) == [("x",)]


@pytest.mark.heavy
def test_all_passes_see_the_database_as_it_was_and_can_change_nothing(address: str) -> None:
    ask(address, "CREATE TABLE t (x INT)", "INSERT INTO t VALUES (1)")
    table = read(address)
    ask(address, "INSERT INTO t VALUES (2)")
    assert [cells(table), cells(table)] == [[("1",)], [("1",)]]
    with pytest.raises(sa.exc.SQLAlchemyError, match="READ ONLY"):
        table.database._connection.exec_driver_sql("INSERT INTO t VALUES (3)")  # type: ignore[attr-defined]


@pytest.mark.heavy
def test_a_login_that_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMICZ_PASSWORD_NIS", "jine")
    with pytest.raises(EnvironmentFault, match="refuses the login") as told:
        read(address)
    assert "reader" not in str(told.value)


@pytest.mark.heavy
def test_a_server_that_goes_away_stops_the_run(address: str) -> None:
    ask(address, "CREATE TABLE t (x INT PRIMARY KEY, y VARCHAR(500))")
    ask(address, "INSERT INTO t SELECT seq, repeat('x', 500) FROM seq_1_to_100000")
    program = (
        "import sys; from omicz_meta.sources import open_source; from omicz_meta.errors import EnvironmentFault\n"
        "(table,) = open_source(sys.argv[1], name='nis').tables; blocks = table.blocks(); next(blocks)\n"
        "print(flush=True); sys.stdin.readline()\n"
        "try: list(blocks)\n"
        "except EnvironmentFault as fault: print(fault)"
    )
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", program, reader(address)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as other:
        assert other.stdout
        other.stdout.readline()
        end_connections(address)
        told, _ = other.communicate("\n")
    assert "stopped answering while table t was read" in told
    assert "reader" not in told


def end_connections(address: str) -> None:
    with sa.create_engine(address, poolclass=sa.NullPool).connect() as connection:
        found = "SELECT id FROM information_schema.processlist WHERE user = 'reader' AND db = database()"
        for (number,) in connection.exec_driver_sql(found).fetchall():
            connection.exec_driver_sql(f"KILL {number}")


@pytest.mark.heavy
def test_memory_does_not_grow_with_the_rows(address: str) -> None:
    ask(address, "CREATE TABLE t (x INT PRIMARY KEY, y VARCHAR(400))")
    ask(address, "INSERT INTO t SELECT seq, repeat('x', 400) FROM seq_1_to_200000")
    program = (
        "import resource, sys; from omicz_meta.sources import open_source\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "(table,) = open_source(sys.argv[1], name='nis').tables\n"
        "blocks = table.blocks(); next(blocks); first = peak()\n"
        "print(sum(block.rows_read for block in blocks), peak() - first)"
    )
    command = [sys.executable, "-c", program, reader(address)]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, grown = map(int, made.stdout.split())
    assert rows == 200_000 - 32_768
    assert grown < 50
