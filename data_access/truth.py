"""How true the record is: the eight ratios Q1 to Q8 of every department, and bursts of closing."""

from datetime import datetime, time
from functools import reduce

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
)

from data_access.days import day_of, start_after, start_of
from data_access.figures import figures
from data_access.masking import mask_name
from data_access.measures.kinds import Column
from data_access.measures.tables import case as clock
from data_access.schema import ApprovalCase, CaseClock, DataFault, ServiceItem, WorkingDay
from data_access.scoping import within
from supervision.scope import Scope

BURST_CASES = 10
"""More closings than this by one person in ten minutes are a burst: nobody decides so fast."""
OPENS, CLOSES = time(8, 0), time(18, 0)
"""Closings outside these hours, or on a day off, are marked."""
MOST_BURSTS = 50
ORDER_FAULTS = ("T02", "T06")
MEASURES_NEEDED = (
    "received",
    "closed",
    "typed_in_late",
    "chains_zero_length",
    "deciders_known",
)
KEY = "department_code"


def truth(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department with anything to count: what Q1 to Q8 divide, as whole numbers.

    Columns: department_code; received, closed (cases of the period); typed_known, typed_same_day
    (Q1); complete (Q2, of received); clean (Q3, received without a fault); items, items_used (Q4);
    chains_zero_length (Q5, of deciders_known); typed_in_late (Q6, of typed_known); out_of_order
    (Q7, cases, whatever the period: their times cannot be trusted); in_bursts (Q8, of
    closed_by_named, closings whose officer is recorded); off_hours (Q8, of closed).
    """
    parts = [
        figures(connection, scope, MEASURES_NEEDED, as_of=as_of, by="department").rename(
            columns={"department": KEY}
        ),
        pd.read_sql(_completeness(scope, as_of), connection),
        pd.read_sql(_faulty(scope, as_of), connection),
        _coverage(connection, scope, as_of),
        pd.read_sql(_out_of_order(scope), connection),
        pd.read_sql(_by_named(scope, as_of), connection),
        pd.read_sql(_off_hours(scope, as_of), connection),
    ]
    frame = reduce(lambda left, right: left.merge(right, on=KEY, how="outer"), parts)
    numbers = frame.columns.difference([KEY])
    frame[numbers] = frame[numbers].fillna(0).astype("int64")
    frame["clean"] = frame["received"] - frame.pop("faulty")
    return frame.sort_values(KEY, ignore_index=True)


def bursts(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a person and ten minutes with more than `BURST_CASES` closings, the largest first.

    Columns: department_code, officer (masked), first_at, last_at, cases; `MOST_BURSTS` at most.
    """
    statement = _closings(scope, as_of).having(func.count() > BURST_CASES)
    frame = pd.read_sql(
        statement.order_by(
            literal_column("cases").desc(), literal_column("first_at"), literal_column(KEY)
        ).limit(MOST_BURSTS),
        connection,
        parse_dates=["first_at", "last_at"],
    )
    if not scope.sees_personal_data:
        frame["officer"] = frame["officer"].map(mask_name)
    return frame


def _completeness(scope: Scope, as_of: datetime) -> Select[*tuple[object, ...]]:
    """Of the cases received: typed in on the day of receipt, and with every field that counts.

    The time of typing is the source's own and may be anything; it is compared as text and only
    where it begins like a date.
    """
    typed = func.substr(cast(ApprovalCase.created_at, String), 1, 10)
    received_on = func.substr(cast(CaseClock.received_at, String), 1, 10)
    is_date = typed.like("____-__-__")
    mandatory = and_(
        CaseClock.item_code != "",
        CaseClock.department_code != "",
        CaseClock.town_code != "",
        CaseClock.channel != "",
        func.coalesce(ApprovalCase.applicant_kind, "") != "",
        func.coalesce(ApprovalCase.officer, "") != "",
    )
    return (
        select(
            CaseClock.department_code,
            _count(is_date).label("typed_known"),
            _count(and_(is_date, typed <= received_on)).label("typed_same_day"),
            _count(mandatory).label("complete"),
        )
        .join(ApprovalCase, ApprovalCase.case_id == CaseClock.case_id)
        .where(*_happened(clock.received_at, scope, as_of))
        .group_by(CaseClock.department_code)
    )


def _faulty(scope: Scope, as_of: datetime) -> Select[*tuple[object, ...]]:
    """Of the cases received: those with a fault of any kind."""
    return (
        select(CaseClock.department_code, func.count(distinct(CaseClock.case_id)).label("faulty"))
        .join(DataFault, DataFault.subject_id == CaseClock.case_id)
        .where(*_happened(clock.received_at, scope, as_of))
        .group_by(CaseClock.department_code)
    )


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


def _by_named(scope: Scope, as_of: datetime) -> Select[*tuple[object, ...]]:
    """Closings whose officer is recorded, and how many of them lie in bursts."""
    each = _closings(scope, as_of).subquery()
    in_burst = case((each.c.cases > BURST_CASES, each.c.cases), else_=0)
    return select(
        each.c.department_code,
        func.sum(each.c.cases).label("closed_by_named"),
        func.sum(in_burst).label("in_bursts"),
    ).group_by(each.c.department_code)


def _closings(scope: Scope, as_of: datetime) -> Select[*tuple[object, ...]]:
    """Closings by department, person and ten minutes: the text of a moment up to its tenths."""
    closed = (
        select(
            CaseClock.department_code,
            ApprovalCase.officer,
            CaseClock.closed_at,
            func.substr(cast(CaseClock.closed_at, String), 1, 15).label("ten_minutes"),
        )
        .join(ApprovalCase, ApprovalCase.case_id == CaseClock.case_id)
        .where(
            *_happened(clock.closed_at, scope, as_of),
            func.coalesce(ApprovalCase.officer, "") != "",
        )
        .subquery()
    )
    return select(
        closed.c.department_code,
        closed.c.officer,
        func.min(closed.c.closed_at).label("first_at"),
        func.max(closed.c.closed_at).label("last_at"),
        func.count().label("cases"),
    ).group_by(closed.c.department_code, closed.c.officer, closed.c.ten_minutes)


def _off_hours(scope: Scope, as_of: datetime) -> Select[*tuple[object, ...]]:
    """Closings on a day off or outside office hours."""
    time_of_day = func.substr(cast(CaseClock.closed_at, String), 12, 5)
    return (
        select(CaseClock.department_code, func.count().label("off_hours"))
        .outerjoin(WorkingDay, WorkingDay.day == day_of(clock.closed_at))
        .where(
            *_happened(clock.closed_at, scope, as_of),
            or_(
                time_of_day < f"{OPENS:%H:%M}",
                time_of_day >= f"{CLOSES:%H:%M}",
                WorkingDay.is_working.is_(False),
            ),
        )
        .group_by(CaseClock.department_code)
    )


def _happened(moment: Column, scope: Scope, as_of: datetime) -> list[ColumnElement[bool]]:
    return [
        *within(scope, CaseClock),
        moment >= start_of(scope.period.first),
        moment < start_after(scope.period.last),
        moment <= as_of,
    ]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
