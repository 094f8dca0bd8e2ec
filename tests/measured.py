"""What every measure must keep: figure = list = naive count, and cells = naive count."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from data_access import running_day
from data_access.cells import compare
from data_access.cells.reading import PLACE
from data_access.figures import cases, figures
from data_access.measures import Measure
from data_access.schema import CELLS, EvaluationRun
from supervision.scope import Period, Scope
from tests.naive_counts import Question

Rows = Mapping[str, list[dict[str, Any]]]
Bounds = Mapping[str, tuple[str, ...]]
RUNNING = (datetime(2026, 9, 3, 10, 30), datetime(2026, 9, 22, 23, 59, 58))


def assert_figure_is_list_is_naive(
    connection: Connection,
    measures: Mapping[str, Measure],
    naive: Mapping[str, Any],
    rows: Rows,
    period: Period,
    moments: Sequence[datetime],
    scopes: Sequence[Bounds],
) -> set[str]:
    """At each moment and in each scope; the measures that counted anything at all."""
    seen = set()
    # the moments of a scope one after the other: they ask with the same statements
    for bounds, as_of in product(scopes, moments):
        scope = Scope(period, **bounds)
        question = Question(period.first, period.last, as_of, **bounds)
        numbers = figures(connection, scope, measures, as_of=as_of).iloc[0].to_dict()
        for name, measure in measures.items():
            where = f"{name} {bounds} {as_of}"
            assert numbers[name] == naive[name](rows, question), where
            listing = cases(connection, scope, name, as_of=as_of)
            assert listing.total == len(listing.frame), where
            assert not later_moments(listing.frame, as_of), where
            summed = listing.frame["value"].sum() if measure.value is not None else None
            assert numbers[name] == (listing.total if summed is None else summed), where
            if numbers[name]:
                seen.add(name)
    return seen


def later_moments(frame: pd.DataFrame, as_of: datetime) -> set[str]:
    """The columns that say more than was known at the moment; limits may lie ahead."""
    happened = [name for name in frame if name.endswith(("_at", "_from", "_until"))]
    return {name for name in happened if not name.endswith("due_at") and any(frame[name] > as_of)}


def assert_cells_are_naive(
    connection: Connection,
    line: str,
    naive: Mapping[str, Any],
    rows: Rows,
    period: Period,
    moments: Iterable[datetime],
    scopes: Sequence[Bounds],
) -> None:
    """The stored cells of the days that were over at each moment, added up by SQL alone.

    A figure of those days says the same, asked at their end or at the moment. Cells know towns only
    where a line has cells by town, and then no items.
    """
    names = CELLS[line].measures
    columns = {"departments": "department_code", "items": "item_code", "towns": "town_code"}
    for moment in moments:
        over = moment.date() - timedelta(days=0 if moment.time() == time(23, 59, 59) else 1)
        closed = Period(period.first, min(over, period.last))
        end = datetime.combine(closed.last, time(23, 59, 59))
        for bounds in scopes:
            tables = CELLS[line].by_town if "towns" in bounds else CELLS[line]
            if tables is None or {"towns", "items"} <= bounds.keys():
                continue
            cell = tables.daily.c
            where = [cell.day.between(closed.first, closed.last)]
            where += [cell[columns[name]].in_(codes) for name, codes in bounds.items()]
            sums = select(*(func.sum(cell[name]).label(name) for name in names)).where(*where)
            kept = connection.execute(sums).mappings().one()
            question = Question(closed.first, closed.last, end, **bounds)
            assert dict(kept) == {name: naive[name](rows, question) for name in names}, (
                f"{line} {bounds} {moment}"
            )
            for as_of in (end, moment):
                numbers = figures(connection, Scope(closed, **bounds), names, as_of=as_of)
                assert numbers.iloc[0].to_dict() == dict(kept), f"{line} {bounds} {as_of}"
    assert compare(connection, line).empty


def assert_memory_knows_the_running_day(
    connection: Connection,
    measures: Mapping[str, Measure],
    period: Period,
    scopes: Sequence[Bounds],
) -> None:
    """Right after a batch as without one: in each scope and split the flows are the same.

    Without a batch they are counted from rows, so they are what `assert_figure_is_list_is_naive`
    found them to be. What a group's rows around the batch say is not asked of rows again.
    """
    names = [name for name, one in measures.items() if one.kind == "flow"]
    splits = (None, "department", "item", "town", PLACE, "day", "month")
    asked = [*product(scopes, splits)]

    def told(as_of: datetime) -> list[pd.DataFrame]:
        return [
            figures(connection, Scope(period, **bounds), names, as_of=as_of, by=by)
            for bounds, by in asked
        ]

    running_day.forget()
    for as_of in RUNNING:
        from_rows = told(as_of)
        with connection.begin_nested() as work:
            batch = {"finished_at": as_of + timedelta(seconds=1), "subjects": 0}
            connection.execute(insert(EvaluationRun), batch)
            in_memory = told(as_of)
            kept = [one for one in measures.values() if one.in_cells]
            assert None not in [running_day.nearby(connection, one, as_of) for one in kept]
            work.rollback()
        running_day.forget()
        for known, read, where in zip(in_memory, from_rows, asked, strict=True):
            assert counting(known, names).equals(counting(read, names)), (as_of, where)
        assert from_rows[0].iloc[0].sum() > 0


def counting(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The keys with anything to count: SQL may name others too."""
    return frame[frame[list(names)].any(axis=1)].reset_index(drop=True)


def assert_days_and_months_add_up(
    connection: Connection, measures: Mapping[str, Measure], period: Period, as_of: datetime
) -> None:
    """The flows split by day and by month, added up, are the flows of the period."""
    flows = [name for name, measure in measures.items() if measure.kind == "flow"]
    whole = figures(connection, Scope(period), flows, as_of=as_of).iloc[0]
    assert whole.sum() > 0
    for by in ("day", "month"):
        parts = figures(connection, Scope(period), flows, as_of=as_of, by=by)
        assert parts[flows].sum().to_dict() == whole.to_dict(), by
