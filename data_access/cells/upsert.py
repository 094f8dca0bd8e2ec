"""Rows of a select put into a table: new where their key is new, else in place of what stood."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Select, Table, column, table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    into: Table, key: Sequence[str], names: Sequence[str], rows: Select[Any], dialect: str
) -> Executable:
    """Write the rows (the key, then the named columns); other columns keep what they have.

    The select must end with a group by or a where: SQLite would read ON CONFLICT as a join.
    """
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    # its own would be made of every column of the table, for each statement anew
    excluded = table("excluded", *map(column, names)).c
    return (
        insert(into)
        .from_select([*key, *names], rows)
        .on_conflict_do_update(
            index_elements=list(key), set_={name: excluded[name] for name in names}
        )
    )
