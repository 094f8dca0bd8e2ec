"""Supervision orders as a line of business: from what people wrote to its derived rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from sqlalchemy import Connection, Select, or_, select

from data_access.days import start_of
from data_access.finding_rows import finding_rows
from data_access.line import Line, Row, Rows, Standing, Subjects, Work
from data_access.orders.derivation import (
    LINE,
    answer_rows,
    clock_row,
    event_rows,
    light_rows,
    stay_rows,
    subject_words,
)
from data_access.orders.loading import LoadedOrder, load_orders
from data_access.schema import (
    Finding,
    OrderAnswer,
    OrderClock,
    OrderEvent,
    OrderLight,
    OrderStay,
    SupervisionOrder,
)
from data_access.waiting import CALENDAR, THRESHOLD
from supervision.orders.clocks import clocks_of
from supervision.orders.rules import ClockedOrder, findings_of

DERIVED = (OrderClock, OrderStay, OrderAnswer, OrderEvent, OrderLight)


def _read(
    connection: Connection, order_ids: Sequence[str], _standing: Standing, work: Work
) -> Subjects:
    for one in load_orders(connection, order_ids):
        yield subject_words(one), partial(_derived, one, work)


def _derived(one: LoadedOrder, work: Work, earlier: Sequence[Row]) -> Rows:
    """The derived rows of one order."""
    limits, thresholds = work.declared.limits, work.declared.thresholds
    clocks = clocks_of(one.order, limits, thresholds)
    found = findings_of(ClockedOrder(one.order, clocks, limits, thresholds))
    return {
        OrderClock: [clock_row(one, clocks, work.run_no)],
        OrderStay: stay_rows(one, clocks),
        OrderAnswer: answer_rows(one, clocks),
        OrderEvent: event_rows(one),
        OrderLight: light_rows(one, found),
        Finding: finding_rows(subject_words(one), found, earlier, work.now, work.run_no),
    }


def _behind(taken: Mapping[str, set[str]]) -> Iterable[Select[str]]:
    """The orders that a change of numbers or of the calendar changes: open then, or later."""
    if THRESHOLD in taken:
        yield ORDERS.subjects
    elif days := taken.get(CALENDAR):
        first = start_of(min(date.fromisoformat(str(day)[:10]) for day in days))
        clock = OrderClock
        is_open = or_(clock.ended_at.is_(None), clock.ended_at >= first, clock.due_at >= first)
        yield select(clock.order_id).where(is_open)


ORDERS = Line(
    name=LINE,
    table=SupervisionOrder.__tablename__,
    subjects=select(SupervisionOrder.order_id),
    derived=dict.fromkeys(DERIVED, "order_id"),
    read=_read,
    behind=_behind,
)
