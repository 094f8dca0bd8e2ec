"""Rows into the database in bulk: executemany on SQLite, COPY on PostgreSQL."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from sample_data.rows import Rows

BLOCK = 20_000


def write(connection: Connection, rows: Rows) -> None:
    """Append rows to their table, in the transaction of the connection."""
    if len(rows) == 0:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, rows)
        return
    names = ", ".join(rows.columns)
    marks = ", ".join("?" * len(rows.columns))
    cursor = connection.connection.cursor()
    cursor.executemany(
        f"INSERT INTO {rows.table} ({names}) VALUES ({marks})",
        list(zip(*rows.columns.values(), strict=True)),
    )
    cursor.close()


def _copy(connection: Connection, rows: Rows) -> None:
    names = ", ".join(rows.columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {rows.table} ({names}) FROM STDIN") as copy:
        for block in _text(rows):
            copy.write(block)
    cursor.close()


def _text(rows: Rows) -> Iterator[str]:
    """Blocks of COPY's text form; no word of the sample holds a tab, a line end or a backslash."""
    columns = [
        ["\\N" if value is None else str(value) for value in column]
        for column in rows.columns.values()
    ]
    lines = map("\t".join, zip(*columns, strict=True))
    while block := list(islice(lines, BLOCK)):
        yield "\n".join(block) + "\n"
