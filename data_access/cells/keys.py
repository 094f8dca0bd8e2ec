"""Many cells as one parameter: a list of days, departments and items that SQL can join with."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    Date,
    Select,
    String,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    type_coerce,
)

from data_access.schema.base import LocalTime

CellKey = tuple[date, str, str]
AT_ONCE = 5_000
"""Cells recomputed by one statement; more save nothing and make the parameter longer."""


def as_parameter(cells: Iterable[CellKey]) -> str:
    """The value of the parameter `cells`."""
    return json.dumps(
        [{"d": day.isoformat(), "p": department, "i": item} for day, department, item in cells]
    )


def cells_asked(dialect: str) -> CTE:
    """One row a cell of the parameter: day, department_code, item_code, and the moments of the day.

    starts is its first second, ends its last second, past the first moment after it.
    """
    rows = _on_sqlite() if dialect == "sqlite" else _on_postgresql()
    return rows.cte("asked").prefix_with("MATERIALIZED")


def _on_sqlite() -> Select[*tuple[Any, ...]]:
    entries = func.json_each(bindparam("cells", type_=Text)).table_valued("value")

    def part(name: str) -> ColumnElement[str]:
        # the cast says that it is text: without it no index is used to compare it with a column
        return cast(func.json_extract(entries.c.value, f"$.{name}"), String)

    return select(
        type_coerce(part("d"), Date).label("day"),
        part("p").label("department_code"),
        part("i").label("item_code"),
        type_coerce(part("d").concat(" 00:00:00"), LocalTime).label("starts"),
        type_coerce(part("d").concat(" 23:59:59"), LocalTime).label("ends"),
        type_coerce(func.datetime(part("d"), "+1 day"), LocalTime).label("past"),
    )


def _on_postgresql() -> Select[*tuple[Any, ...]]:
    parameter = cast(bindparam("cells", type_=Text), JSON)
    entries = (
        func.json_to_recordset(parameter)
        .table_valued(column("d", Date), column("p", String), column("i", String))
        .render_derived(with_types=True)
    )
    day = entries.c.d
    return select(
        day.label("day"),
        entries.c.p.label("department_code"),
        entries.c.i.label("item_code"),
        cast(day, LocalTime).label("starts"),
        type_coerce(day + literal_column("time '23:59:59'"), LocalTime).label("ends"),
        cast(day + literal_column("1"), LocalTime).label("past"),
    )
