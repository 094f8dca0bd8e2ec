"""Rows that are written once, however often they are sent."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from data_access.schema.base import Base, table_of


def put_once(connection: Connection, model: type[Base], row: dict[str, Any]) -> bool:
    """Write a row unless one of its keys is taken; whether it was written."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    table = table_of(model)
    statement = insert(table).values(row).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key)).first() is not None
