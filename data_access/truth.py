"""How true the record is: the eight ratios Q1 to Q8 of every department, and bursts of closing."""

from datetime import datetime
from functools import reduce

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, distinct, func, select

from data_access.cells.bursts import COLUMNS, all_bursts
from data_access.counting import Split, counted_days, split
from data_access.days import start_after, start_of
from data_access.figures import figures
from data_access.masking import mask_name
from data_access.measures.tables import case as clock
from data_access.schema import BurstCell, CaseClock, DataFault, ServiceItem
from data_access.schema.base import table_of
from data_access.scoping import within
from supervision.scope import Scope

MOST_BURSTS = 50
ORDER_FAULTS = ("T02", "T06")
MEASURES_NEEDED = (
    *("received", "typed_known", "typed_same_day", "received_complete", "received_faulty"),
    *("closed", "closed_by_named", "closed_off_hours"),
    *("typed_in_late", "chains_zero_length", "deciders_known"),
)
NAMES = {"received_complete": "complete", "closed_off_hours": "off_hours"}
KEY = "department_code"


def truth(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department with anything to count: what Q1 to Q8 divide, as whole numbers.

    Columns: department_code; received, closed (cases of the period); typed_known, typed_same_day
    (Q1); complete (Q2, of received); clean (Q3, received without a fault); items, items_used (Q4);
    chains_zero_length (Q5, of deciders_known); typed_in_late (Q6, of typed_known); out_of_order
    (Q7, cases, whatever the period: their times cannot be trusted); in_bursts (Q8, of
    closed_by_named, closings whose officer is recorded); off_hours (Q8, of closed).
    """
    counted = figures(connection, scope, MEASURES_NEEDED, as_of=as_of, by="department")
    parts = [
        counted.rename(columns={"department": KEY} | NAMES),
        _coverage(connection, scope, as_of),
        pd.read_sql(_out_of_order(scope), connection),
        _in_bursts(connection, scope, as_of),
    ]
    frame = reduce(lambda left, right: left.merge(right, on=KEY, how="outer"), parts)
    numbers = frame.columns.difference([KEY])
    frame[numbers] = frame[numbers].fillna(0).astype("int64")
    frame["clean"] = frame["received"] - frame.pop("received_faulty")
    return frame.sort_values(KEY, ignore_index=True)


def bursts(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a person and ten minutes with more than BURST_CASES closings, the largest first.

    Columns: department_code, officer (masked), first_at, last_at, cases; `MOST_BURSTS` at most.
    """
    order = ["cases", "first_at", KEY]
    found = _bursts(connection, scope, as_of)
    found = found.sort_values(order, ascending=[False, True, True], ignore_index=True)
    frame = found[[KEY, "officer", "first_at", "last_at", "cases"]].head(MOST_BURSTS)
    if not scope.sees_personal_data:
        frame = frame.assign(officer=frame["officer"].map(mask_name))
    return frame


def _coverage(connection: Connection, scope: Scope, as_of: datetime) -> pd.DataFrame:
    """Of the catalogue's items: those with a case received."""
    used = figures(connection, scope, ("received",), as_of=as_of, by="item")
    codes = set(used.loc[used["received"] > 0, "item"])
    where = [
        column.in_(chosen)
        for column, chosen in (
            (ServiceItem.department_code, scope.departments),
            (ServiceItem.item_code, scope.items),
        )
        if chosen
    ]
    catalogue = pd.read_sql(
        select(ServiceItem.department_code, ServiceItem.item_code).where(*where), connection
    )
    catalogue["used"] = catalogue["item_code"].isin(codes)
    return (
        catalogue.groupby(KEY)
        .agg(items=("item_code", "size"), items_used=("used", "sum"))
        .reset_index()
    )


def _out_of_order(scope: Scope) -> Select[*tuple[object, ...]]:
    """Cases whose times stand in an impossible order or lie in the future."""
    departments = [DataFault.department_code.in_(scope.departments)] if scope.departments else []
    return (
        select(
            DataFault.department_code,
            func.count(distinct(DataFault.subject_id)).label("out_of_order"),
        )
        .where(DataFault.line == "approval", DataFault.rule.in_(ORDER_FAULTS), *departments)
        .group_by(DataFault.department_code)
    )


def _in_bursts(connection: Connection, scope: Scope, as_of: datetime) -> pd.DataFrame:
    found = _bursts(connection, scope, as_of)
    return found.groupby(KEY, as_index=False).agg(in_bursts=("cases", "sum"))


def _bursts(connection: Connection, scope: Scope, as_of: datetime) -> pd.DataFrame:
    """One row a burst: kept ones of closed days, the others from rows.

    What is kept knows no items and no towns: a burst within them may be none, or a smaller one.
    """
    days = counted_days(scope, as_of) if scope.items else None
    parts = Split(None, days) if days else split(scope, as_of, None)
    if parts.is_running and not _is_any_ahead(connection, as_of):
        parts = Split(counted_days(scope, as_of), None)
    frames = []
    if parts.from_cells:
        kept = table_of(BurstCell)
        where = [kept.c.day.between(parts.from_cells.first, parts.from_cells.last)]
        if scope.departments:
            where.append(kept.c.department_code.in_(scope.departments))
        frames.append(pd.read_sql(select(kept).where(*where), connection))
    if parts.from_rows:
        found = all_bursts(*_closed(scope.within(parts.from_rows), as_of))
        frames.append(pd.read_sql(found, connection, parse_dates=["first_at", "last_at"]))
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(frames, ignore_index=True)


def _is_any_ahead(connection: Connection, as_of: datetime) -> bool:
    """Whether a closing lies later on the day of the moment: a burst kept of it may be smaller."""
    later = select(clock.closed_at).where(
        clock.closed_at > as_of, clock.closed_at < start_after(as_of.date())
    )
    return connection.scalar(later.limit(1)) is not None


def _closed(scope: Scope, as_of: datetime) -> list[ColumnElement[bool]]:
    return [
        *within(scope, CaseClock),
        clock.closed_at >= start_of(scope.period.first),
        clock.closed_at < start_after(scope.period.last),
        clock.closed_at <= as_of,
    ]
