"""Notices: written in the transaction of what they tell, delivered later (see delivery).

A notice says what happened to which order, and nothing that a person wrote: mail and webhooks
leave this system.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, select

from data_access.access.row_security import seeing_notices
from data_access.orders.once import put_once
from data_access.schema import Finding, Notice, SupervisionOrder
from data_access.schema.base import table_of
from supervision.orders.ladder import OrderLevel, Party

WORTH_TELLING = timedelta(days=3)
"""After so long nobody is served by a notice any more, unless it says until when it is."""
REMINDED = ("W60", "W61", "W62", "W63", "W64")
"""Findings about orders that their department is told of."""

_order, _finding, _notice = table_of(SupervisionOrder), table_of(Finding), table_of(Notice)


def tell(connection: Connection, order: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Put the notice of an act into the outbox: it goes to the other side."""
    is_of_department = bool(entry["department_code"])
    _put(
        connection,
        f"act:{entry['entry_id']}",
        entry["action"],
        Party.SUPERVISOR if is_of_department else Party.DEPARTMENT,
        order,
        entry["acted_at"],
        {"state": entry["state"]},
    )


def remind(connection: Connection, now: datetime) -> int:
    """Put notices of what was found about orders into the outbox, each once; how many were new.

    What is over, or was found long ago, is not told any more.
    """
    notice_id = "finding:" + _finding.c.finding_id
    found = connection.execute(
        select(_finding, _order)
        .join(_order, _order.c.order_id == _finding.c.subject_id)
        .where(
            _finding.c.line == "order",
            _finding.c.rule.in_(REMINDED),
            _finding.c.occurs_at <= now,
            _finding.c.occurs_at > now - WORTH_TELLING,
            _finding.c.withdrawn_at.is_(None),
            (_finding.c.ends_at.is_(None)) | (_finding.c.ends_at > now),
            ~exists(select(_notice.c.notice_id).where(_notice.c.notice_id == notice_id)),
        )
        .order_by(_finding.c.occurs_at, _finding.c.finding_id)
    )
    new = 0
    for row in found.mappings():
        order = {column.name: row[column] for column in _order.c}
        rule = row[_finding.c.rule]
        extra = {"rule": rule, "finding_level": row[_finding.c.level]}
        deadline = row[_finding.c.due_at] if rule == "W60" else None
        is_new = _put(
            connection,
            f"finding:{row[_finding.c.finding_id]}",
            "circulate_due" if rule == "W64" else "reminder",
            Party.DEPARTMENT,
            order,
            now,
            extra,
            deadline,
        )
        new += is_new
    return new


def _put(
    connection: Connection,
    notice_id: str,
    kind: str,
    audience: Party,
    order: Mapping[str, Any],
    now: datetime,
    extra: Mapping[str, str],
    deadline_at: datetime | None = None,
) -> bool:
    payload = {
        "notice_id": notice_id,
        "kind": kind,
        "audience": audience.value,
        "order_id": order["order_id"],
        "order_no": order["order_no"],
        "level": order["level"],
        "line": order["line"],
        "subject_no": order["subject_no"],
        "department_code": order["department_code"],
        "due_at": order["due_at"].isoformat(sep=" "),
        "happened_at": now.isoformat(sep=" "),
        **extra,
    }
    row = {
        "notice_id": notice_id,
        "kind": kind,
        "audience": audience.value,
        "department_code": order["department_code"],
        "order_id": order["order_id"],
        "payload": json.dumps(payload, ensure_ascii=False),
        "created_at": now,
        "deadline_at": deadline_at or now + WORTH_TELLING,
        "may_disturb": order["level"] == OrderLevel.LISTED.value,
        "settled_at": None,
    }
    with seeing_notices(connection):
        return put_once(connection, Notice, row)
