"""Questions about orders: what waits for whom, and one order with its history.

Names are masked unless the scope has the right to see them; numbers in free text always are.
`seen` is how often the reader has written: answers are shared within a second, and nobody is to be
shown one from before an act of their own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from data_access.masking import mask_text
from data_access.orders.framing import bounds, framed, shown_names
from data_access.schema import (
    OrderClock,
    OrderEntry,
    OrderLight,
    OrderStay,
    SupervisionOrder,
)
from data_access.schema.base import table_of
from supervision.orders.ladder import Party
from supervision.scope import Scope

_order, _entry = table_of(SupervisionOrder), table_of(OrderEntry)
_clock, _stay, _light = table_of(OrderClock), table_of(OrderStay), table_of(OrderLight)
LISTED = (
    *("order_id", "order_no", "line", "subject_id", "subject_no", "finding_id", "rule"),
    *("department_code", "item_code", "town_code", "level", "demand_kind"),
    *("issued_at", "due_at", "state", "party", "since", "light", "ended_at"),
)
MOMENTS = ["issued_at", "due_at", "since", "ended_at"]


@dataclass(frozen=True)
class Wanted:
    """What narrows the list of orders beside the scope; empty means everything.

    `turn` is whose turn it is: department, supervisor; "open" is anybody's, "ended" nobody's.
    """

    turn: str = ""
    light: str = ""
    level: str = ""
    search: str = ""
    line: str = ""
    subject_id: str = ""


def counted(
    connection: Connection, scope: Scope, *, as_of: datetime, wanted: Wanted
) -> pd.DataFrame:
    """One row a light and party of what `wanted` leaves: light, party, orders."""
    rows = _rows(scope, as_of, wanted).subquery()
    statement = (
        select(rows.c.light, rows.c.party, func.count().label("orders"))
        .group_by(rows.c.light, rows.c.party)
        .order_by(rows.c.light, rows.c.party)
    )
    return pd.DataFrame(
        connection.execute(statement).all(), columns=["light", "party", "orders"]
    ).astype({"orders": "int64"})


def listed(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    wanted: Wanted,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """One row an order as it stood at the moment, the most urgent first; columns as LISTED.

    Red before yellow before the others, then what is due first; what has ended comes last, the
    newest first. `since` is when it came into its state.
    """
    rows = _rows(scope, as_of, wanted).subquery()
    place = case((rows.c.light == "red", 0), (rows.c.light == "yellow", 1), else_=2)
    is_over = case((rows.c.party == Party.NOBODY.value, 1), else_=0)
    newest = case((rows.c.party == Party.NOBODY.value, rows.c.since))
    statement = (
        select(rows)
        .order_by(is_over, place, newest.desc(), rows.c.due_at, rows.c.order_id)
        .limit(limit)
        .offset(offset)
    )
    return framed(connection, statement)


def find_order(
    connection: Connection, scope: Scope, *, as_of: datetime, order_id: str, seen: int = 0
) -> pd.DataFrame:
    """One order, whatever the evaluation has done: the columns of LISTED and version, demand.

    No row where there is none in the scope by `as_of`. State, version and light are those of the
    moment: who acts on a state that somebody has left meanwhile is told so.
    """
    del seen
    of_order = (name for name in LISTED if name in _order.c and name != "state")
    statement = (
        select(
            *(_order.c[name] for name in of_order),
            _entry.c.state,
            _entry.c.entry_no.label("version"),
            _order.c.demand,
            _order.c.issued_by_name,
            _light.c.light,
            _clock.c.sign_due_at,
            _ended(as_of),
        )
        .select_from(_order)
        .join(_entry, is_last_act(_order.c.order_id, as_of))
        .outerjoin(_clock, _clock.c.order_id == _order.c.order_id)
        .outerjoin(_light, and_(_light.c.order_id == _order.c.order_id, _shows(_light, as_of)))
        .where(
            _order.c.order_id == order_id,
            _order.c.issued_at <= as_of,
            *bounds(scope, _order),
        )
    )
    frame = framed(connection, statement)
    frame["demand"] = frame["demand"].map(mask_text)
    frame["issued_by_name"] = shown_names(scope, frame["issued_by_name"])
    return frame


def list_entries(
    connection: Connection, scope: Scope, *, as_of: datetime, order_id: str, seen: int = 0
) -> pd.DataFrame:
    """Every act on an order by `as_of`, oldest first.

    Columns: entry_no, action, state, acted_at, person_name (masked), department_code, words.
    """
    del seen
    names = ("entry_no", "action", "state", "acted_at", "person_name", "department_code", "words")
    statement = (
        select(*(_entry.c[name] for name in names))
        .join(_order, _order.c.order_id == _entry.c.order_id)
        .where(
            _entry.c.order_id == order_id,
            _entry.c.acted_at <= as_of,
            *bounds(scope, _order),
        )
        .order_by(_entry.c.entry_no)
    )
    frame = framed(connection, statement)
    frame["words"] = frame["words"].map(mask_text)
    frame["person_name"] = shown_names(scope, frame["person_name"])
    return frame


def _rows(scope: Scope, as_of: datetime, wanted: Wanted) -> Select[Any]:
    """Every order that had been issued at the moment, with its state and light then."""
    names = (
        *("order_id", "order_no", "line", "subject_id", "subject_no", "finding_id"),
        *("department_code", "item_code", "town_code", "level", "demand_kind"),
        *("issued_at", "due_at"),
    )
    stays = and_(_stay.c.order_id == _clock.c.order_id, _stands(_stay, as_of))
    where = [_clock.c.issued_at <= as_of, *bounds(scope, _clock)]
    if wanted.turn == "open":
        where.append(_stay.c.party != Party.NOBODY.value)
    elif wanted.turn:
        party = Party.NOBODY.value if wanted.turn == "ended" else wanted.turn
        where.append(_stay.c.party == party)
    if wanted.light:
        where.append(_light.c.light == wanted.light)
    if wanted.level:
        where.append(_clock.c.level == wanted.level)
    if wanted.line:
        where.append(_clock.c.line == wanted.line)
    if wanted.subject_id:
        where.append(_clock.c.subject_id == wanted.subject_id)
    if wanted.search:
        words = wanted.search
        where.append(
            or_(
                _clock.c.order_no.icontains(words, autoescape=True),
                _clock.c.subject_no.icontains(words, autoescape=True),
            )
        )
    return (
        select(
            *(_clock.c[name] for name in names),
            _ended(as_of),
            _order.c.rule,
            _stay.c.state,
            _stay.c.party,
            _stay.c.entered_at.label("since"),
            _light.c.light,
        )
        .join(_order, _order.c.order_id == _clock.c.order_id)
        .join(_stay, stays)
        .outerjoin(_light, and_(_light.c.order_id == _clock.c.order_id, _shows(_light, as_of)))
        .where(*where)
    )


def is_last_act(order_id: ColumnElement[str], as_of: datetime) -> ColumnElement[bool]:
    """Whether an entry is the last act on an order by the moment: its state is that of the order.

    Acts are numbered without a gap, so the number is the version too.
    """
    acts = _entry.alias()
    last = select(func.max(acts.c.entry_no)).where(
        acts.c.order_id == order_id, acts.c.acted_at <= as_of
    )
    return and_(_entry.c.order_id == order_id, _entry.c.entry_no == last.scalar_subquery())


def _ended(as_of: datetime) -> ColumnElement[datetime]:
    return case((_clock.c.ended_at <= as_of, _clock.c.ended_at)).label("ended_at")


def _stands(stays: Any, as_of: datetime) -> ColumnElement[bool]:  # noqa: ANN401
    is_not_left = or_(stays.c.left_at.is_(None), stays.c.left_at > as_of)
    return and_(stays.c.entered_at <= as_of, is_not_left)


def _shows(lights: Any, as_of: datetime) -> ColumnElement[bool]:  # noqa: ANN401
    lasts = or_(lights.c.valid_until.is_(None), lights.c.valid_until > as_of)
    return and_(lights.c.valid_from <= as_of, lasts)
