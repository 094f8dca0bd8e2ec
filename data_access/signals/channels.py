"""Supervision from outside: how what was answered came out, and which systems are connected."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from data_access.days import start_after, start_of
from data_access.listing import Listing, rows_of
from data_access.measures import Measure
from data_access.measures.voices import SIGNALS
from data_access.schema import SignalClock
from data_access.schema.base import table_of
from data_access.scoping import within
from data_access.signals import answered_signals
from data_access.signals.signal_rows import KINDS
from supervision.scope import Scope
from supervision.words import N_

LIST, NONE = "signal_outcomes", "unknown"
signal = table_of(SignalClock).c


@dataclass(frozen=True)
class Outcome:
    """A number of `outcomes`: a kind of signal, and how it came out ("" where nobody says)."""

    kind: str
    outcome: str


def outcomes(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a kind and outcome of what was answered in the period by `as_of`.

    Columns: kind, outcome ("" where the source does not say), signals; the most frequent first.
    """
    held = answered_signals.outcomes(connection, scope, as_of)
    if held is not None:
        return held
    answered = signal.answered_at
    statement = (
        select(signal.kind, signal.outcome, func.count().label("signals"))
        .where(
            answered >= start_of(scope.period.first),
            answered < start_after(scope.period.last),
            answered <= as_of,
            *within(scope, SignalClock),
        )
        .group_by(signal.kind, signal.outcome)
        .order_by(signal.kind, func.count().desc(), signal.outcome)
    )
    return pd.read_sql_query(statement, connection)


def connected_kinds(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a kind of signal of which there has ever been one by `as_of`: kind, last_at.

    A kind that is not here has never been written: nobody knows whether there are none. That holds
    for the district, whatever the scope.
    """
    del scope
    newest = {
        kind: select(signal.received_at)
        .where(signal.kind == kind, signal.received_at <= as_of)
        .order_by(signal.received_at.desc())
        .limit(1)
        for kind in sorted(KINDS)
    }
    found = [(kind, connection.scalar(last)) for kind, last in newest.items()]
    frame = pd.DataFrame([row for row in found if row[1]], columns=["kind", "last_at"])
    return frame.astype({"kind": "str", "last_at": "datetime64[us]"})


def outcome_name(kind: str, outcome: str) -> str:
    """The name of the list behind a number of `outcomes`."""
    return f"{LIST}.{kind}.{outcome or NONE}"


def outcome_of(name: str) -> Outcome | None:
    """The number that a list of outcomes stands behind; None for another name."""
    parts = name.split(".", 2)
    if len(parts) != 3 or parts[0] != LIST or parts[1] not in KINDS:
        return None
    return Outcome(parts[1], "" if parts[2] == NONE else parts[2])


def list_outcomes(
    connection: Connection,
    scope: Scope,
    one: Outcome,
    *,
    as_of: datetime,
    limit: int = 20,
    offset: int = 0,
) -> Listing:
    """The signals behind a number of `outcomes`, the latest answer first; columns as in figures."""
    measure = _measure(one)
    return rows_of(connection, scope, measure, as_of=as_of, limit=limit, offset=offset)


@lru_cache(maxsize=128)
def _measure(one: Outcome) -> Measure:
    return Measure(
        name=outcome_name(one.kind, one.outcome),
        title=N_("外部监督事项：按结果"),
        source=SIGNALS,
        where=and_(signal.kind == one.kind, signal.outcome == one.outcome),
        anchor=signal.answered_at,
        line="signal",
    )
