"""Many cells as one parameter: a list of days with two codes each that SQL can join with."""

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
"""A day and two codes, the outer and the inner one: of department and item, or town and department.
"""
AT_ONCE = 5_000
"""Cells recomputed by one statement; more save nothing and make the parameter longer."""


def as_parameter(cells: Iterable[CellKey]) -> str:
    """The value of the parameter `cells`."""
    return json.dumps(
        [{"d": day.isoformat(), "o": outer, "i": inner} for day, outer, inner in cells]
    )


def cells_asked(dialect: str) -> CTE:
    """One row a cell of the parameter: day, outer_code, inner_code, and the moments of the day.

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
        part("o").label("outer_code"),
        part("i").label("inner_code"),
        type_coerce(part("d").concat(" 00:00:00"), LocalTime).label("starts"),
        type_coerce(part("d").concat(" 23:59:59"), LocalTime).label("ends"),
        type_coerce(func.datetime(part("d"), "+1 day"), LocalTime).label("past"),
    )


def _on_postgresql() -> Select[*tuple[Any, ...]]:
    parameter = cast(bindparam("cells", type_=Text), JSON)
    entries = (
        func.json_to_recordset(parameter)
        .table_valued(column("d", Date), column("o", String), column("i", String))
        .render_derived(with_types=True)
    )
    day = entries.c.d
    return select(
        day.label("day"),
        entries.c.o.label("outer_code"),
        entries.c.i.label("inner_code"),
        cast(day, LocalTime).label("starts"),
        type_coerce(day + literal_column("time '23:59:59'"), LocalTime).label("ends"),
        cast(day + literal_column("1"), LocalTime).label("past"),
    )
