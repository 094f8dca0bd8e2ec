"""Random rows of the derived tables of a line, and the questions that tests ask of them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Boolean, Connection, Date, DateTime, Float, Integer, insert, select

from data_access.cells import rebuild_cells
from data_access.schema import CELLS
from data_access.schema.base import Base, table_of
from supervision.scope import Period
from tests.naive_counts import fetched

PERIOD = Period(date(2026, 8, 20), date(2026, 10, 5))
MOMENTS = (
    datetime(2026, 9, 3, 10, 30),
    datetime(2026, 9, 14, 23, 59, 59),
    datetime(2026, 10, 30, 9, 0),
)
SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"departments": ("d1", "d2")},
    {"items": ("water",)},
    {"towns": ("zhujing",)},
)
LISTED = (*SCOPES[:2], {"items": ("water", "housing"), "towns": ("zhujing",)})
"""The scopes in which every list is read too: each dimension once."""
CHOICES: dict[str, tuple[str, ...]] = {
    "department_code": ("d1", "d2", "d3"),
    "item_code": ("water", "housing", "manufacturing"),
    "town_code": ("zhujing", "fengjing"),
    "light": ("red", "yellow", "normal"),
    "level": ("soon", "yellow", "red", "hint", "order"),
}
"""What columns of every line hold."""
ROWS = 300

Tables = Mapping[str, type[Base]]


def fill_at_random(
    connection: Connection, tables: Tables, choices: Mapping[str, tuple[str, ...]], seed: int
) -> None:
    """Three hundred rows a table, with all cells; `choices` are the codes by name of column."""
    random, known = Random(seed), CHOICES | dict(choices)
    for model in tables.values():
        table = table_of(model)
        key = next(iter(table.primary_key)).name
        rows = []
        for number in range(ROWS):
            row = {column.name: _some(random, column, known) for column in table.c}
            rows.append(row | {key: f"key-{number}"} | ({"run_no": 1} if "run_no" in row else {}))
        connection.execute(insert(table), rows)
    for line in CELLS:
        rebuild_cells(connection, line, run_no=1)


def rows_of(connection: Connection, tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tables, for a naive count."""
    return {
        name: fetched(connection.execute(select(table_of(model))).mappings())
        for name, model in tables.items()
    }


def _some(random: Random, column: Any, choices: Mapping[str, tuple[str, ...]]) -> Any:
    """A value of a column; moments between August and October, some on the last second of a day."""
    if column.nullable and random.random() < 0.3:
        return None
    if column.name in choices:
        return str(random.choice(choices[column.name]))
    if isinstance(column.type, DateTime):
        moment = datetime(2026, 8, 1) + timedelta(seconds=random.randrange(86_400 * 90))
        return moment.replace(hour=23, minute=59, second=59) if random.random() < 0.3 else moment
    if isinstance(column.type, Date):
        return date(2026, 8, 1) + timedelta(days=random.randrange(90))
    if isinstance(column.type, Boolean):
        return random.random() < 0.6
    if isinstance(column.type, (Integer, Float)):
        return random.randrange(9)
    return ""
