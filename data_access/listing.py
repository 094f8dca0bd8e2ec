"""The list behind a figure: the very rows that a measure counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, DateTime, Select, func, select

from data_access.count_statements import bounds, flags, values_of
from data_access.counting import counted_days, tally
from data_access.days import unindexed
from data_access.measures import MEASURES, Measure, measures_named
from data_access.running_day import ends_with_the_day
from supervision.scope import Scope


@dataclass(frozen=True)
class Listing:
    """A page of a list, and how many rows the whole list has."""

    total: int
    frame: pd.DataFrame


def cases(
    connection: Connection,
    scope: Scope,
    name: str,
    *,
    as_of: datetime,
    limit: int | None = None,
    offset: int = 0,
) -> Listing:
    """The list behind the figure of a measure: as many rows as the figure says.

    Columns: case_id, case_no, item_code, department_code, town_code, received_at, accepted_at,
    closed_at, promised_due_at, statutory_due_at, outcome, is_provisional (a limit ends in a year
    without a calendar); of steps also step_no, step_code, started_at, ended_at, due_at; of paused
    cases started_at, ended_at; of findings and lights also rule, level, occurs_at (findings:
    finding_id). What happened only after `as_of` is empty, its result too; limits are not. A sum
    has a last column, value, which adds up to its figure. Measures of the catalogue list items:
    item_code, department_code, kind and their limits. What happened last comes first in flows
    (limits of one second by item or department), what waits longest in stocks. Raises ValueError
    for an unknown name.
    """
    measure = measures_named([name])[0]
    return rows_of(connection, scope, measure, as_of=as_of, limit=limit, offset=offset)


def rows_of(
    connection: Connection,
    scope: Scope,
    measure: Measure,
    *,
    as_of: datetime,
    limit: int | None = None,
    offset: int = 0,
) -> Listing:
    """The same of a measure that need not bear a name; keep it: its statements are remembered."""
    days = counted_days(scope, as_of)
    if measure.kind == "flow" and days is None:
        return Listing(0, _frame([], measure, as_of))
    _, page = _statements(measure, *flags(scope))
    values = values_of(scope.within(days) if days else scope, as_of)
    rows = connection.execute(page.limit(limit).offset(offset), values).all()
    number = count_of(connection, scope, measure, as_of=as_of)
    return Listing(number, _frame(rows, measure, as_of))


def count_of(connection: Connection, scope: Scope, measure: Measure, *, as_of: datetime) -> int:
    """How many rows the list of a measure has."""
    days = counted_days(scope, as_of)
    if measure.kind == "flow" and days is None:
        return 0
    is_kept = measure.whole or (measure.in_cells and measure.unit == "count")
    if measure.name in MEASURES and is_kept:  # a year of rows is not read
        return tally(connection, scope, [measure], as_of)[None][measure.name]
    total, _ = _statements(measure, *flags(scope))
    values = values_of(scope.within(days) if days else scope, as_of)
    return int(connection.scalar(total, values) or 0)


@lru_cache(maxsize=512)
def _statements(
    measure: Measure, has_departments: bool, has_items: bool, has_towns: bool
) -> tuple[Select[Any], Select[Any]]:
    """How many rows there are, and the rows in their order."""
    where = [*bounds(measure, has_departments, has_items, has_towns), *measure.conditions()]
    total = select(func.count()).select_from(measure.source.rows).where(*where)
    page = (
        select(*_columns(measure))
        .select_from(measure.source.listed)
        .where(*where)
        .order_by(*_order(measure))
    )
    return total, page


def _columns(measure: Measure) -> list[ColumnElement[Any]]:
    value = [] if measure.value is None else [measure.value.label("value")]
    return [*measure.source.columns, *value]


def _order(measure: Measure) -> list[ColumnElement[Any]]:
    if measure.anchor is not None:
        return [measure.anchor.desc(), *_within_a_second(measure), *measure.source.order]
    # what stands is found by its end and sorted: in order of its beginning lies all that ever was
    since = [unindexed(moment) for moment in (*measure.exceeded, *measure.begins)[:1]]
    return [*since, *measure.source.order]


def _within_a_second(measure: Measure) -> Sequence[ColumnElement[Any]]:
    """The code that orders limits, nearly all of which end in the last second of a day.

    It follows the limit in the index that finds them, so no page sorts all of a day.
    """
    anchor, source = measure.anchor, measure.source
    if not (isinstance(anchor, Column) and ends_with_the_day(measure)):
        return []
    led = (tuple(index.columns) for index in anchor.table.indexes)
    following = [columns[1] for columns in led if len(columns) > 1 and columns[0] is anchor]
    codes = source.item, source.department
    return [one.desc() for one in following if any(one is code for code in codes)][:1]


def _frame(rows: Sequence[Any], measure: Measure, as_of: datetime) -> pd.DataFrame:
    """The rows as a frame, column by column: whole rows would be taken apart again.

    What has not been accepted yet bears the moment from which on it will be deemed accepted; that
    and all that happened after the moment asked about is left out, limits may lie ahead.
    """
    columns = _columns(measure)
    by_column = zip(*rows, strict=True) if rows else [np.array((), dtype=object)] * len(columns)
    told: dict[str, Any] = {}
    for column, values in zip(columns, by_column, strict=True):
        told[column.name] = values
        if isinstance(column.type, DateTime):
            told[column.name] = moments = np.array(values, dtype="datetime64[us]")
            if not column.name.endswith("due_at"):
                moments[moments > np.datetime64(as_of)] = np.datetime64("NaT")
    return pd.DataFrame(told)
