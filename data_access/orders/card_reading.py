"""Questions about cards as people act on them: one card, its acts, and what waits for a decision.

Names are masked unless the scope has the right to see them; numbers in free text always are.
`seen` is how often the reader has written (see reading).
"""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, and_, case, func, or_, select

from data_access.masking import mask_text
from data_access.orders.framing import bounds, framed, shown_names
from data_access.orders.reading import is_last_act
from data_access.schema import CardEntry, Finding, OrderEntry, SupervisionOrder
from data_access.schema.base import table_of
from supervision.scope import Scope

_order, _entry = table_of(SupervisionOrder), table_of(OrderEntry)
_act, _finding = table_of(CardEntry), table_of(Finding)


def find_card(
    connection: Connection, scope: Scope, *, as_of: datetime, finding_id: str, seen: int = 0
) -> pd.DataFrame:
    """A finding of any line that has occurred, and where it stands; no row where there is none.

    Columns: finding_id, line, subject_id, subject_no, rule, level, department_code, item_code,
    town_code, occurs_at, ends_at, withdrawn_at, evidence, state (of cards.CardState, by `as_of`),
    order_id and order_no of the open order about it (empty where there is none).
    """
    del seen
    names = (
        *("finding_id", "line", "subject_id", "subject_no", "rule", "level", "department_code"),
        *("item_code", "town_code", "occurs_at", "ends_at", "withdrawn_at", "evidence"),
    )
    last = (
        select(_act.c.state)
        .where(_act.c.finding_id == _finding.c.finding_id, _act.c.acted_at <= as_of)
        .order_by(_act.c.entry_no.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_over = (
        select(_entry.c.entry_no)
        .where(is_last_act(_order.c.order_id, as_of), _entry.c.state.in_(("closed", "withdrawn")))
        .exists()
    )
    is_open = and_(
        _order.c.finding_id == _finding.c.finding_id, _order.c.issued_at <= as_of, ~is_over
    )
    statement = (
        select(
            *(_finding.c[name] for name in names),
            case(
                (_finding.c.withdrawn_at <= as_of, "withdrawn"),
                else_=func.coalesce(last, "standing"),
            ).label("state"),
            _order.c.order_id,
            _order.c.order_no,
        )
        .select_from(_finding)
        .outerjoin(_order, is_open)
        .where(
            _finding.c.finding_id == finding_id,
            _finding.c.occurs_at <= as_of,
            *bounds(scope, _finding),
        )
    )
    return framed(connection, statement)


def list_card_entries(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    line: str,
    subject_id: str,
    seen: int = 0,
) -> pd.DataFrame:
    """Every act about the cards of a subject, oldest first.

    Columns: finding_id, rule, action, state, acted_at, person_name (masked), department_code,
    reason.
    """
    del seen
    names = ("finding_id", "action", "state", "acted_at", "person_name", "department_code")
    statement = (
        select(*(_act.c[name] for name in names), _finding.c.rule, _act.c.reason)
        .join(_finding, _finding.c.finding_id == _act.c.finding_id)
        .where(
            _act.c.line == line,
            _act.c.subject_id == subject_id,
            _act.c.acted_at <= as_of,
            *bounds(scope, _finding),
        )
        .order_by(_act.c.acted_at, _act.c.finding_id, _act.c.entry_no)
    )
    frame = framed(connection, statement)
    frame["reason"] = frame["reason"].map(mask_text)
    frame["person_name"] = shown_names(scope, frame["person_name"])
    return frame


def contested_cards(
    connection: Connection, scope: Scope, *, as_of: datetime, limit: int
) -> pd.DataFrame:
    """The cards whose contest waits at the moment, the oldest first, and how many there are.

    Columns: finding_id, line, subject_id, subject_no, rule, level, department_code, item_code,
    acted_at, reason, waiting (the whole number, the same in each row).
    """
    later = _act.alias()
    statement = (
        select(
            *(
                _finding.c[name]
                for name in ("finding_id", "line", "subject_id", "subject_no", "rule", "level")
            ),
            _finding.c.department_code,
            _finding.c.item_code,
            _act.c.acted_at,
            _act.c.reason,
            func.count().over().label("waiting"),
        )
        .join(_finding, _finding.c.finding_id == _act.c.finding_id)
        .outerjoin(
            later,
            and_(
                later.c.finding_id == _act.c.finding_id,
                later.c.entry_no > _act.c.entry_no,
                later.c.acted_at <= as_of,
            ),
        )
        .where(
            _act.c.action == "contest",
            _act.c.acted_at <= as_of,
            later.c.entry_id.is_(None),
            or_(_finding.c.withdrawn_at.is_(None), _finding.c.withdrawn_at > as_of),
            *bounds(scope, _finding),
        )
        .order_by(_act.c.acted_at, _act.c.finding_id)
        .limit(limit)
    )
    frame = framed(connection, statement)
    frame["reason"] = frame["reason"].map(mask_text)
    return frame
