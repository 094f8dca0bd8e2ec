"""How true the record is: the eight ratios Q1 to Q8 of every department, and bursts of closing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, distinct, func, select

from data_access.batches import worked_since
from data_access.cells.bursts import COLUMNS, all_bursts
from data_access.counting import Split, counted_days, split, tally
from data_access.days import start_after, start_of
from data_access.masking import mask_name
from data_access.measures import measures_named
from data_access.measures.sources import APPROVAL
from data_access.measures.tables import case as clock
from data_access.open_set.newest import Newest
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
COUNTED = (
    *(NAMES.get(name, name) for name in MEASURES_NEEDED if name != "received_faulty"),
    *("items", "items_used", "out_of_order", "in_bursts", "clean"),
)


def truth(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department with anything to count: what Q1 to Q8 divide, as whole numbers.

    Columns: department_code; received, closed (cases of the period); typed_known, typed_same_day
    (Q1); complete (Q2, of received); clean (Q3, received without a fault); items, items_used (Q4);
    chains_zero_length (Q5, of deciders_known); typed_in_late (Q6, of typed_known); out_of_order
    (Q7, cases, whatever the period: their times cannot be trusted); in_bursts (Q8, of
    closed_by_named, closings whose officer is recorded); off_hours (Q8, of closed).
    """
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    measures = measures_named(MEASURES_NEEDED)
    for department, numbers in tally(connection, scope, measures, as_of, "department").items():
        rows[department].update({NAMES.get(name, name): n for name, n in numbers.items()})
    _add_coverage(rows, connection, scope, as_of)
    for department, cases in out_of_order.seen_by(connection).cases.items():
        if not scope.departments or department in scope.departments:
            rows[department]["out_of_order"] += cases
    found = _bursts(connection, scope, as_of)
    for department, cases in zip(found[KEY], found["cases"], strict=True):
        rows[department]["in_bursts"] += cases
    for numbers in rows.values():
        numbers["clean"] = numbers["received"] - numbers.pop("received_faulty", 0)
    by_department = [(code, *(rows[code][name] for name in COUNTED)) for code in sorted(rows)]
    frame = pd.DataFrame(by_department, columns=[KEY, *COUNTED])
    return frame.astype(dict.fromkeys(COUNTED, "int64"))


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


def _add_coverage(
    rows: dict[str, Counter[str]], connection: Connection, scope: Scope, as_of: datetime
) -> None:
    """Of the catalogue's items: those with a case received."""
    used = tally(connection, scope, measures_named(["received"]), as_of, "item")
    where = [
        column.in_(chosen)
        for column, chosen in (
            (ServiceItem.department_code, scope.departments),
            (ServiceItem.item_code, scope.items),
        )
        if chosen
    ]
    catalogue = select(ServiceItem.department_code, ServiceItem.item_code).where(*where)
    for department, item in connection.execute(catalogue):
        is_used = item in used and used[item]["received"] > 0
        rows[department].update(items=1, items_used=int(is_used))


@dataclass(frozen=True)
class OutOfOrder:
    """Cases whose times stand in an impossible order or lie in the future, by department.

    Counted of the whole record, so once for all looks after a batch that worked cases.
    """

    run_no: int
    cases: Mapping[str, int]


def _out_of_order(connection: Connection, known: OutOfOrder | None, newest: int) -> OutOfOrder:
    if known and worked_since(connection, APPROVAL, known.run_no, newest) == set():
        return replace(known, run_no=newest)
    statement = (
        select(DataFault.department_code, func.count(distinct(DataFault.subject_id)))
        .where(DataFault.line == APPROVAL, DataFault.rule.in_(ORDER_FAULTS))
        .group_by(DataFault.department_code)
    )
    return OutOfOrder(newest, dict(connection.execute(statement).all()))


out_of_order = Newest[OutOfOrder](_out_of_order)


def _bursts(connection: Connection, scope: Scope, as_of: datetime) -> pd.DataFrame:
    """One row a burst: kept ones of closed days, the others from rows.

    What is kept knows no items and no towns: a burst within them may be none, or a smaller one.
    """
    days = counted_days(scope, as_of) if scope.items else None
    parts = Split(None, days) if days else split(connection, scope, as_of, None)
    if parts.is_running and not _is_any_ahead(connection, as_of):
        parts = Split(counted_days(scope, as_of), None)
    frames = []
    if parts.from_cells:
        kept = table_of(BurstCell)
        where = [kept.c.day.between(parts.from_cells.first, parts.from_cells.last)]
        if scope.departments:
            where.append(kept.c.department_code.in_(scope.departments))
        frames.append(pd.read_sql_query(select(kept).where(*where), connection))
    if parts.from_rows:
        found = all_bursts(*_closed(scope.within(parts.from_rows), as_of))
        frames.append(pd.read_sql_query(found, connection, parse_dates=["first_at", "last_at"]))
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
