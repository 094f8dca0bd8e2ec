"""What stands derived of a batch of cases, and the writing of what differs from it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Executable, Select, and_, bindparam, delete, select
from sqlalchemy import Row as ResultRow
from sqlalchemy.dialects import postgresql, sqlite

from data_access.many_keys import as_parameter, is_among
from data_access.schema import CaseClock, DataFault, Finding, StepClock
from data_access.schema.base import Base, table_of

Row = Mapping[Any, Any]
Standing = dict[type[Base], list[ResultRow[Any]]]
DERIVED: dict[type[Base], str] = {
    CaseClock: "case_id",
    StepClock: "case_id",
    Finding: "subject_id",
    DataFault: "subject_id",
}
"""What is derived of a case, and the column that names the case."""
UNCOMPARED = ("run_no", "found_at")
"""Not what was found but when: a row that says the same again stays as it is."""


def load_standing(connection: Connection, case_ids: Collection[str]) -> Standing:
    """Every derived row of the cases, by table."""
    dialect = connection.dialect.name
    values = {"keys": as_parameter(case_ids, dialect)}
    return {
        model: list(connection.execute(_reading(model, dialect), values).all()) for model in DERIVED
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
        connection.execute(_deleting(model), [_old_key(row, model) for row in gone.values()])
    if after:
        connection.execute(_putting(model, connection.dialect.name), after)
    return [*(row._mapping for row in gone.values()), *before, *after]


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


def _old_key(row: ResultRow[Any], model: type[Base]) -> dict[str, Any]:
    return {
        f"old_{column.name}": row._mapping[column.name] for column in table_of(model).primary_key
    }


@lru_cache(maxsize=16)
def _reading(model: type[Base], dialect: str) -> Select[Any]:
    table = table_of(model)
    statement = select(table).where(is_among(table.c[DERIVED[model]], dialect))
    return statement.where(table.c.line == "approval") if "line" in table.c else statement


@lru_cache(maxsize=16)
def _deleting(model: type[Base]) -> Executable:
    table = table_of(model)
    return delete(table).where(
        and_(*(column == bindparam(f"old_{column.name}") for column in table.primary_key))
    )


@lru_cache(maxsize=16)
def _putting(model: type[Base], dialect: str) -> Executable:
    table = table_of(model)
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    others = [column.name for column in table.c if not column.primary_key]
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in others},
    )
