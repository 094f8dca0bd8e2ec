"""What stands derived of a batch of subjects, and the writing of what differs from it."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Executable,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    select,
)
from sqlalchemy import Row as ResultRow
from sqlalchemy.dialects import postgresql, sqlite

from data_access.line import Line, Standing
from data_access.many_keys import as_parameter, is_among
from data_access.schema import DataFault, Finding
from data_access.schema.base import Base, table_of

Row = Mapping[Any, Any]
OF_EVERY_LINE: dict[type[Base], str] = {Finding: "subject_id", DataFault: "subject_id"}
"""What is derived of any subject, and the column that names it."""
UNCOMPARED = ("run_no", "found_at")
"""Not what was found but when: a row that says the same again stays as it is."""


def load_standing(connection: Connection, line: Line, subjects: Collection[str]) -> Standing:
    """Every derived row of the subjects, by table."""
    dialect = connection.dialect.name
    values = {"keys": as_parameter(subjects, dialect)}
    own = {model: _reading(model, key, dialect) for model, key in line.derived.items()}
    shared = {
        model: _reading(model, key, dialect).where(table_of(model).c.line == line.name)
        for model, key in OF_EVERY_LINE.items()
    }
    return {
        model: list(connection.execute(statement, values).all())
        for model, statement in (own | shared).items()
    }


def write_differences(
    connection: Connection,
    model: type[Base],
    standing: Sequence[ResultRow[Any]],
    rows: Iterable[Row],
) -> list[Row]:
    """Put these rows in place of those that stand; what says the same is not written.

    The rows that differ, as they were and as they are: at most one of each with the same key.
    """
    shape = _shape(model)
    gone = {shape.key_of(row): row for row in standing}
    before: list[Row] = []
    after: list[Row] = []
    for row in rows:
        earlier = gone.pop(shape.key_in(row), None)
        if earlier is None:
            after.append(row)
        elif shape.values_of(earlier) != shape.values_in(row):
            before.append(earlier._mapping)
            after.append(row)
    if gone:
        _delete(connection, model, list(gone))
    if after:
        put_rows(connection, model, after)
    return [*(row._mapping for row in gone.values()), *before, *after]


def put_rows(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    """Write whole rows, in place of those with the same key.

    Parameters are most of what a row costs. PostgreSQL takes all rows as one document, a third of
    the time of a row a statement; SQLite takes them as they are, with times as text.
    """
    if connection.dialect.name == "sqlite":
        names = itemgetter(*(entry.name for entry in table_of(model).c))
        values = [tuple(_as_kept(value) for value in names(row)) for row in rows]
        connection.exec_driver_sql(_putting_each(model), values)
    else:
        document = json.dumps([dict(row) for row in rows], default=str)
        connection.execute(_putting_document(model), {"rows": document})


def _as_kept(value: Any) -> Any:  # noqa: ANN401
    """A value as SQLite keeps it: LocalTime is text to the second."""
    return value.isoformat(" ", "seconds") if isinstance(value, datetime) else value


@dataclass(frozen=True)
class _Shape:
    """How the key and the compared values of a row are picked, by place and by name."""

    key_of: Callable[[Any], Any]
    key_in: Callable[[Any], Any]
    values_of: Callable[[Any], Any]
    values_in: Callable[[Any], Any]


@lru_cache(maxsize=16)
def _shape(model: type[Base]) -> _Shape:
    columns = list(enumerate(table_of(model).c))
    key = [(place, column.name) for place, column in columns if column.primary_key]
    compared = [(place, column.name) for place, column in columns if column.name not in UNCOMPARED]
    return _Shape(
        itemgetter(*(place for place, _ in key)),
        itemgetter(*(name for _, name in key)),
        itemgetter(*(place for place, _ in compared)),
        itemgetter(*(name for _, name in compared)),
    )


def _delete(connection: Connection, model: type[Base], keys: list[Any]) -> None:
    table, dialect = table_of(model), connection.dialect.name
    first, *rest = table.primary_key
    if rest:  # no parameter of both databases holds many keys of several columns
        names = [f"old_{column.name}" for column in table.primary_key]
        values = [dict(zip(names, key, strict=True)) for key in keys]
        connection.execute(_deleting_each(model), values)
    else:
        statement = delete(table).where(is_among(first, dialect))
        connection.execute(statement, {"keys": as_parameter(keys, dialect)})


@lru_cache(maxsize=16)
def _reading(model: type[Base], key: str, dialect: str) -> Select[Any]:
    table = table_of(model)
    return select(table).where(is_among(table.c[key], dialect))


@lru_cache(maxsize=16)
def _deleting_each(model: type[Base]) -> Executable:
    table = table_of(model)
    return delete(table).where(
        and_(*(column == bindparam(f"old_{column.name}") for column in table.primary_key))
    )


@lru_cache(maxsize=16)
def _putting_each(model: type[Base]) -> str:
    statement = _upserting(sqlite.insert(table_of(model)), model)
    return str(statement.compile(dialect=sqlite.dialect()))


@lru_cache(maxsize=16)
def _putting_document(model: type[Base]) -> Executable:
    columns = table_of(model).c
    entries = (
        func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        .table_valued(*(column(entry.name, entry.type) for entry in columns))
        .render_derived(with_types=True)
    )
    names = [entry.name for entry in columns]
    rows = select(*(entries.c[name] for name in names))
    return _upserting(postgresql.insert(table_of(model)).from_select(names, rows), model)


def _upserting(
    statement: sqlite.Insert | postgresql.Insert, model: type[Base]
) -> sqlite.Insert | postgresql.Insert:
    table = table_of(model)
    others = [entry.name for entry in table.c if not entry.primary_key]
    if not others:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in others},
    )
