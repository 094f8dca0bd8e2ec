"""One act on one supervision order, through the very functions that the screens call."""

from datetime import timedelta

from sqlalchemy import Connection, func, select

from data_access.access.access_log import log_key
from data_access.calendar import load_calendar
from data_access.orders.refusals import WriteRefusedError
from data_access.orders.subjects import About
from data_access.orders.writing import Act, Draft, act_within, issue_within
from data_access.schema import Finding, SupervisionOrder
from data_access.schema.base import table_of
from sample_data.moves import Desk
from sample_data.order_course import (
    DEMANDS,
    SUPERVISORS,
    key_of,
    next_act,
    one_of,
    staff_of,
    words_for,
)
from sample_data.reference import departments
from supervision.orders.ladder import ENDED, STEPS, Demand, OrderLevel, Party, State

ISSUES = 0.15
DUE_DAYS = 7


def move_an_order(connection: Connection, desk: Desk) -> str:
    """Issue an order or take one a step on; empty when there is nothing to move.

    Without a key for the access log nobody can act, so nothing moves.
    """
    try:
        log_key(connection.engine)
    except ValueError:
        return ""
    if desk.chance(ISSUES) and (done := _issue(connection, desk)):
        return done
    return _advance(connection, desk)


def _issue(connection: Connection, desk: Desk) -> str:
    finding, order = table_of(Finding), table_of(SupervisionOrder)
    known = [entry.code for entry in departments()]
    has_order = select(order.c.order_id).where(order.c.finding_id == finding.c.finding_id).exists()
    newest = connection.execute(
        select(finding.c.finding_id)
        .where(
            finding.c.line == "approval",
            finding.c.level == "red",
            finding.c.occurs_at <= desk.now,
            finding.c.occurs_at > desk.now - timedelta(days=30),
            finding.c.ends_at.is_(None),
            finding.c.withdrawn_at.is_(None),
            finding.c.department_code.in_(known),
            ~has_order,
        )
        .order_by(finding.c.occurs_at.desc(), finding.c.finding_id)
        .limit(1)
    ).scalar()
    if newest is None:
        return ""
    demand = Demand.CORRECT if desk.chance(0.7) else Demand.EXPLAIN
    draft = Draft(
        key_of(desk.rng),
        About(finding_id=newest),
        OrderLevel.ORDINARY,
        demand,
        one_of(desk.rng, DEMANDS[demand]),
        load_calendar(connection).add(desk.now.date(), DUE_DAYS),
    )
    written = issue_within(connection, SUPERVISORS[0], draft, desk.now)
    return f"issue {written.order_id}"


def _advance(connection: Connection, desk: Desk) -> str:
    order = table_of(SupervisionOrder)
    is_open = order.c.state.not_in(ENDED)
    count = connection.scalar(select(func.count()).select_from(order).where(is_open)) or 0
    if not count:
        return ""
    row = connection.execute(
        select(order)
        .where(is_open)
        .order_by(order.c.order_id)
        .offset(int(desk.rng.integers(0, count)))
        .limit(1)
    ).one()
    planned = next_act(desk.rng, State(row.state), Demand(row.demand_kind))
    if planned is None:
        return ""
    is_of_department = STEPS[planned.action].parties == {Party.DEPARTMENT}
    viewer = staff_of(row.department_code) if is_of_department else SUPERVISORS[0]
    words = words_for(desk.rng, planned.action)
    deed = Act(key_of(desk.rng), row.order_id, row.version, planned.action, words)
    try:
        act_within(connection, viewer, deed, desk.now)
    except WriteRefusedError:  # a person was quicker
        return ""
    return f"{planned.action} {row.order_id}"
