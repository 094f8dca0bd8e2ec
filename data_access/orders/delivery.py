"""The delivery of notices: at least once, each channel by itself, tried again later and later.

A notice is claimed before it is sent and marked after, each in a transaction of its own: who dies
in between leaves a claim that runs out, and the notice is sent again with the same key.
"""

import json
import logging
import smtplib
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, and_, case, func, or_, select, update

from data_access.access.row_security import seeing_notices
from data_access.engine import reading, settings, writing
from data_access.evaluation import shanghai_now
from data_access.loops import keep
from data_access.orders.channels import Channel, channels_of
from data_access.orders.once import put_once
from data_access.orders.outbox import remind
from data_access.schema import Delivery, Notice
from data_access.schema.base import table_of
from supervision.quiet_hours import QuietHours, quiet_from
from supervision.scope import Scope

log = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=2)
"""Longer than any channel may take."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
AT_ONCE = 50
REST_SECONDS = 5.0
RECENT = timedelta(days=7)

_notice, _delivery = table_of(Notice), table_of(Delivery)


def keep_delivering(engine: Engine, stopping: threading.Event) -> None:
    """Deliver what waits until told to stop; what fails is logged and tried again."""
    channels, quiet = channels_of(settings()), quiet_from(settings().quiet_hours)

    def work() -> float:
        deliver(engine, channels, quiet, now=shanghai_now())
        return REST_SECONDS

    keep("the delivery of notices", work, stopping)


def deliver(
    engine: Engine, channels: Mapping[str, Channel], quiet: QuietHours | None, *, now: datetime
) -> int:
    """Try whatever is due once on every channel; how many deliveries succeeded."""
    with writing(engine) as connection:
        if channels:
            remind(connection, now)
        _give_up_what_is_late(connection, now)
    delivered = 0
    for channel, send in channels.items():
        with reading(engine) as connection:
            waiting = _due(connection, channel, now)
        for row in waiting:
            if not _is_held(row, quiet, now) and _claim(engine, row, channel, now):
                delivered += _send(engine, row, channel, send, now)
    if delivered:
        with writing(engine) as connection:
            _settle(connection, list(channels), now)
    return delivered


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: half a minute, doubled, an hour at most."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)


def health(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a channel that was tried within seven days.

    Columns: channel, delivered, failing (tried in vain, and tried again), late (given up: nobody
    was told in time), last_error (of one that fails, None where none does).
    """
    del scope  # no case data is in it
    is_open = _notice.c.settled_at.is_(None)
    failed = _delivery.c.delivered_at.is_(None) & _delivery.c.last_error.is_not(None)
    statement = (
        select(
            _delivery.c.channel,
            func.sum(case((_delivery.c.delivered_at.is_not(None), 1), else_=0)).label("delivered"),
            func.sum(case((failed & is_open, 1), else_=0)).label("failing"),
            func.sum(case((_delivery.c.delivered_at.is_(None) & ~is_open, 1), else_=0)).label(
                "late"
            ),
            func.max(case((failed & is_open, _delivery.c.last_error))).label("last_error"),
        )
        .join(_notice, _notice.c.notice_id == _delivery.c.notice_id)
        .where(_notice.c.created_at > as_of - RECENT, _notice.c.created_at <= as_of)
        .group_by(_delivery.c.channel)
        .order_by(_delivery.c.channel)
    )
    with seeing_notices(connection):
        found = connection.execute(statement)
        return pd.DataFrame(found.all(), columns=list(found.keys()))


def _due(connection: Connection, channel: str, now: datetime) -> list[Any]:
    """What has never been tried on a channel, or is to be tried again, the oldest first."""
    tried = and_(_delivery.c.notice_id == _notice.c.notice_id, _delivery.c.channel == channel)
    is_due = or_(
        _delivery.c.attempts.is_(None),
        and_(_delivery.c.delivered_at.is_(None), _delivery.c.next_attempt_at <= now),
    )
    statement = (
        select(_notice, _delivery.c.attempts)
        .outerjoin(_delivery, tried)
        .where(_notice.c.settled_at.is_(None), is_due)
        .order_by(_notice.c.created_at, _notice.c.notice_id)
        .limit(AT_ONCE)
    )
    return list(connection.execute(statement))


def _is_held(row: Any, quiet: QuietHours | None, now: datetime) -> bool:  # noqa: ANN401
    """Whether it waits for the morning: it may, and the morning comes before its last moment."""
    if quiet is None or row.may_disturb:
        return False
    morning = quiet.end_after(now)
    return morning is not None and morning <= row.deadline_at


def _claim(engine: Engine, row: Any, channel: str, now: datetime) -> bool:  # noqa: ANN401
    """Take a delivery for this process; False where another has it."""
    claimed = {"attempts": (row.attempts or 0) + 1, "next_attempt_at": now + CLAIMED_FOR}
    with writing(engine) as connection:
        if row.attempts is None:
            key = {"notice_id": row.notice_id, "channel": channel}
            nothing = {"delivered_at": None, "last_error": None}
            return put_once(connection, Delivery, key | claimed | nothing)
        done = connection.execute(
            update(_delivery)
            .where(
                *_is_of(row.notice_id, channel),
                _delivery.c.attempts == row.attempts,
                _delivery.c.delivered_at.is_(None),
            )
            .values(claimed)
        )
        return done.rowcount == 1


def _send(
    engine: Engine,
    row: Any,  # noqa: ANN401
    channel: str,
    send: Channel,
    now: datetime,
) -> bool:
    try:
        send(json.loads(row.payload))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        attempts = (row.attempts or 0) + 1
        result = {
            "last_error": _in_short(error),
            "next_attempt_at": now + wait_after(attempts),
        }
        log.warning("a notice could not be sent by %s: %s", channel, result["last_error"])
    else:
        result = {"delivered_at": now, "last_error": None}
    with writing(engine) as connection:
        where = _is_of(row.notice_id, channel)
        connection.execute(update(_delivery).where(*where).values(result))
    return "delivered_at" in result


def _in_short(error: Exception) -> str:
    """What went wrong, without what a server said: that may quote an address or a password."""
    code = getattr(error, "smtp_code", None) or getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _give_up_what_is_late(connection: Connection, now: datetime) -> None:
    late = _notice.c.settled_at.is_(None), _notice.c.deadline_at < now
    connection.execute(update(_notice).where(*late).values(settled_at=now))


def _settle(connection: Connection, channels: list[str], now: datetime) -> None:
    """Close the notices that every channel has delivered."""
    done = (
        select(func.count())
        .select_from(_delivery)
        .where(
            _delivery.c.notice_id == _notice.c.notice_id,
            _delivery.c.channel.in_(channels),
            _delivery.c.delivered_at.is_not(None),
        )
        .scalar_subquery()
    )
    statement = update(_notice).where(_notice.c.settled_at.is_(None), done == len(channels))
    connection.execute(statement.values(settled_at=now))


def _is_of(notice_id: str, channel: str) -> tuple[Any, Any]:
    return _delivery.c.notice_id == notice_id, _delivery.c.channel == channel
