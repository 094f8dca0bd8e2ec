"""A page of appeals: the rounds of a list as they stood at a moment, masked, in one frame.

Rows stay rows until all is known of them: a page has some twenty, and each step over a frame costs
more than all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, select

from data_access.appeals.appeal_words import mask_enterprise, own_words
from data_access.measures.appeals import CLOCK, clock
from data_access.schema import Appeal, AppealStay, AppealStep
from data_access.schema.base import table_of
from supervision.scope import Scope

Row = Mapping[Any, Any]
appeal, stay, step = table_of(Appeal).c, table_of(AppealStay).c, table_of(AppealStep).c
DTYPES = {
    "appeal_id": "str",
    "round_no": "Int64",
    "appeal_no": "str",
    "category_code": "str",
    "department_code": "str",
    "town_code": "str",
    "channel": "str",
    "opened_at": "datetime64[us]",
    "due_at": "datetime64[us]",
    "answered_at": "datetime64[us]",
    "outcome": "str",
    "called_back_at": "datetime64[us]",
    "verdict": "str",
    "satisfaction": "Int64",
    "enterprise_code": "str",
    "returns": "int64",
    "holders": "int64",
    "calls": "int64",
    "words": "str",
    "enterprise": "object",
}
SENT = ("dispatch", "redispatch")

_stays = select(stay.appeal_id, stay.department_code, stay.begun_by, stay.ended_by, stay.left_at)
_calls = select(step.appeal_id, step.note).where(step.kind == "call_back")


def selected(**others: ColumnElement[Any]) -> Select[Any]:
    """What `told` needs of each round, where it is not another column than that of the clock."""
    columns: dict[str, ColumnElement[Any]] = {
        "appeal_id": clock.appeal_id,
        "round_no": clock.round_no,
        "appeal_no": clock.appeal_no,
        "category_code": clock.item_code,
        "department_code": clock.department_code,
        "town_code": clock.town_code,
        "channel": clock.channel,
        "opened_at": clock.opened_at,
        "due_at": clock.due_at,
        "answered_at": clock.answered_at,
        "outcome": clock.outcome,
        "called_back_at": clock.called_back_at,
        "verdict": clock.enterprise_verdict,
        "satisfaction": clock.satisfaction,
    }
    named = (column.label(name) for name, column in (columns | others).items())
    words = (appeal.title, appeal.content, appeal.contact_name)
    return select(*named, *words, appeal.enterprise_name, appeal.enterprise_code)


def plain() -> Select[Any]:
    """The same of the rounds themselves."""
    return selected().select_from(CLOCK.outerjoin(Appeal, appeal.appeal_id == clock.appeal_id))


def told(
    connection: Connection, scope: Scope, rows: Sequence[Row], as_of: datetime
) -> pd.DataFrame:
    """One row a round in their order: the columns of DTYPES, with what had happened by the moment.

    Enterprises and what they wrote are masked, unless the scope sees them.
    """
    ids = sorted({row["appeal_id"] for row in rows})
    pushed = _pushed(connection, ids, as_of) if ids else {}
    said = _said(connection, ids, as_of) if ids else {}
    found = [_as_of(row, as_of) | pushed[row["appeal_id"]] | said[row["appeal_id"]] for row in rows]
    for row in found:
        sees_all = scope.sees_personal_data
        row["words"] = own_words(row, sees_all=sees_all)
        row["enterprise"] = row["enterprise_name"] if sees_all else mask_enterprise(row)
        row["enterprise_code"] = row["enterprise_code"] or ""
    columns = {
        name: pd.Series([row[name] for row in found], dtype=dtype, copy=False)
        for name, dtype in DTYPES.items()
    }
    return pd.DataFrame(columns, copy=False)


def _as_of(row: Row, as_of: datetime) -> dict[str, Any]:
    """The round without its answer, and without its call-back, where they came later."""
    known = dict(row)
    if known["answered_at"] is None or known["answered_at"] > as_of:
        known |= {"answered_at": None, "outcome": ""}
    if known["called_back_at"] is None or known["called_back_at"] > as_of:
        known |= {"called_back_at": None, "verdict": "", "satisfaction": None}
    return known


def _pushed(
    connection: Connection, ids: Sequence[str], as_of: datetime
) -> Mapping[str, dict[str, int]]:
    """By appeal: returns, and how many different holders there have been."""
    returns: dict[str, int] = defaultdict(int)
    holders: dict[str, set[str]] = defaultdict(set)
    entered = _stays.where(stay.appeal_id.in_(ids), stay.entered_at <= as_of)
    for one, department, begun_by, ended_by, left_at in connection.execute(entered):
        returns[one] += ended_by == "return" and left_at is not None and left_at <= as_of
        if begun_by in SENT:
            holders[one].add(department)
    return {one: {"returns": returns[one], "holders": len(holders[one])} for one in ids}


def _said(
    connection: Connection, ids: Sequence[str], as_of: datetime
) -> Mapping[str, dict[str, Any]]:
    """By appeal: calls, and the note of the last of them that has one."""
    found: dict[str, dict[str, Any]] = {one: {"calls": 0, "note": None} for one in ids}
    for one, note in _in_order(connection, ids, as_of):
        entry = found[one]
        entry["calls"] += 1
        if note is not None:
            entry["note"] = note
    return found


def _in_order(connection: Connection, ids: Sequence[str], as_of: datetime) -> Iterable[Any]:
    made = _calls.where(step.appeal_id.in_(ids), step.happened_at <= as_of)
    return connection.execute(made.order_by(step.appeal_id, step.happened_at, step.step_no))
