"""The clocks of one appeal as they stand at a moment, and the ledger of each.

The loop is walked anew from the contract, as evaluation walks it; what begins later than the moment
is left out.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from math import ceil

import pandas as pd
from sqlalchemy import Connection, select

from data_access.appeals.appeal_loading import LoadedAppeal, load_appeal_catalogue, load_appeals
from data_access.limits import limits_of
from data_access.schema import AppealClock
from supervision.appeals.clocks import AppealClocks, RoundClock, clocks_of
from supervision.appeals.facts import AppealClass, Limit
from supervision.appeals.loop import Span, Stage
from supervision.clocks import Limits
from supervision.ledger import LedgerDay, ledger
from supervision.scope import Scope
from supervision.segments import segments
from supervision.standing import Clock, Standing, standing
from supervision.working_days import ONE_DAY, DayRun, merge

SIGN, CONTACT, REPLY, CLOSE, REDO = "sign", "contact", "reply", "close", "redo"
CLOCK_COLUMNS = [
    *("key", "name", "round_no", "limit", "unit", "is_own", "started_at", "stopped_at"),
    *("due_at", "state", "used", "left", "over"),
]
LEDGER_COLUMNS = [*LedgerDay.__dataclass_fields__]


@dataclass(frozen=True)
class NamedClock:
    """A clock of an appeal: which limit, and of which round or holder."""

    name: str
    number: int
    round_no: int
    clock: Clock
    is_own: bool = False

    @property
    def key(self) -> str:
        """What the address and the widgets call it."""
        return f"{self.name}-{self.number}"


@dataclass(frozen=True)
class Clocks:
    """Two frames: the clocks, one row a clock, and their stretches of time, one row a stretch."""

    clocks: pd.DataFrame
    segments: pd.DataFrame


def load_appeal(connection: Connection, appeal_id: str, as_of: datetime) -> LoadedAppeal | None:
    """The appeal as its source tells it now; None where it is gone."""
    found = load_appeals(connection, [appeal_id], load_appeal_catalogue(connection), as_of)
    return found[0] if found else None


def load_seen(
    connection: Connection, scope: Scope, appeal_id: str, as_of: datetime
) -> LoadedAppeal | None:
    """The appeal, where a department of the scope holds or held a round of it."""
    if scope.departments:
        ours = AppealClock.department_code.in_(scope.departments)
        held = select(AppealClock.appeal_id).where(AppealClock.appeal_id == appeal_id, ours)
        if connection.scalar(held.limit(1)) is None:
            return None
    return load_appeal(connection, appeal_id, as_of)


def walked(loaded: LoadedAppeal | None, limits: Limits) -> AppealClocks | None:
    """Its loop and limits; None for one that is set aside."""
    return clocks_of(loaded.appeal, limits) if loaded and loaded.appeal else None


def list_clocks(connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str) -> Clocks:
    """Every clock of the appeal as it stands at `as_of`; a limit that its class has not is none.

    clocks: key, name (sign: one a holder, contact, reply, close, redo: one a reopening), round_no,
    limit, unit (working_day, natural_day, working_hour, hour), is_own (the source's own limit),
    started_at, stopped_at, due_at (empty while a suspension holds it), and the standing: state,
    used, left, over, in the unit. segments: key, start, end, kind (in_time, over, pause).
    """
    limits = limits_of(connection)
    named = list(_named(load_seen(connection, scope, appeal_id, as_of), limits, as_of))
    rows = [
        {
            **{name: getattr(one, name, getattr(one.clock, name, None)) for name in CLOCK_COLUMNS},
            **asdict(_standing(limits, one.clock, as_of)),
        }
        for one in named
    ]
    frame = pd.DataFrame(rows, columns=CLOCK_COLUMNS)
    frame["state"] = frame["state"].astype(str)
    for name in ("started_at", "stopped_at", "due_at"):
        frame[name] = pd.to_datetime(frame[name])
    for name in ("limit", "used", "left", "over"):
        frame[name] = frame[name].astype("Int64")
    parts = [
        (one.key, part.start, part.end, str(part.kind))
        for one in named
        for part in segments(one.clock, as_of)
    ]
    stretches = pd.DataFrame(parts, columns=["key", "start", "end", "kind"])
    for name in ("start", "end"):
        stretches[name] = pd.to_datetime(stretches[name])
    return Clocks(frame, stretches)


def list_ledger(
    connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str, key: str
) -> pd.DataFrame:
    """One row a day of a clock, as list_ledger of a case (case_clocks.py); none for hours.

    A suspended day stands as a pause.
    """
    limits = limits_of(connection)
    loaded = load_seen(connection, scope, appeal_id, as_of)
    known = {one.key: one for one in _named(loaded, limits, as_of)}
    days: list[LedgerDay] = []
    if key in known and known[key].clock.unit in ("working_day", "natural_day"):
        one = known[key].clock
        assert one.started_at is not None
        until = min(one.stopped_at or as_of, as_of)
        days = ledger(
            limits.calendar,
            one.started_at.date(),
            max(until, one.started_at).date(),
            one.limit,
            one.pauses,
            one.due_at.date() if one.due_at else None,
            is_natural=one.unit == "natural_day",
        )
    frame = pd.DataFrame(map(asdict, days), columns=LEDGER_COLUMNS)
    frame = frame.assign(day=pd.to_datetime(frame["day"]), kind=frame["kind"].astype(str))
    return frame.assign(is_today=frame["day"] == pd.Timestamp(as_of.date()))


def _named(loaded: LoadedAppeal | None, limits: Limits, as_of: datetime) -> Iterator[NamedClock]:
    """The clocks that had begun by the moment."""
    clocks = walked(loaded, limits)
    if clocks is None or loaded is None or loaded.appeal is None:
        return
    kind = loaded.appeal.appeal_class
    for stay in clocks.stays:
        if stay.stage is Stage.SIGN and kind.sign and stay.entered_at <= as_of:
            one = _clock(stay.entered_at, stay.left_at, stay.due_at, kind.sign, (), as_of)
            yield NamedClock(SIGN, stay.number, stay.round_no, one)
    for entry in clocks.rounds:
        number, held = entry.round.number, entry.round.suspensions
        for name, start, stop, due, limit in _of_round(entry, kind):
            if start is not None and start <= as_of:
                known = _clock(start, stop, due, limit, held, as_of)
                is_own = name == CLOSE and loaded.appeal.expected_at is not None
                yield NamedClock(name, number, number, known, is_own)


def _of_round(
    entry: RoundClock, kind: AppealClass
) -> Iterator[tuple[str, datetime | None, datetime | None, datetime | None, Limit | None]]:
    """Name, start, stop, due and limit of each clock that a round has."""
    one, is_first = entry.round, entry.round.number == 1
    answered = one.answered_at
    if is_first and kind.contact:
        due = entry.contact_due_at
        yield CONTACT, one.dispatched_at, one.contacted_at, due, kind.contact
    if is_first and kind.reply:
        yield REPLY, entry.started_at, one.replied_at or answered, entry.reply_due_at, kind.reply
    if entry.limit is not None or entry.due_at is not None:
        name = CLOSE if is_first else REDO
        yield name, entry.started_at, answered, entry.due_at, entry.limit


def _clock(
    started_at: datetime,
    stopped_at: datetime | None,
    due_at: datetime | None,
    limit: Limit | None,
    suspensions: tuple[Span, ...] | list[Span],
    as_of: datetime,
) -> Clock:
    """Suspensions of the past as runs of days, an open one up to the day of the moment."""
    runs: list[DayRun] = []
    paused_from = None
    for begun, ended in suspensions:
        if begun > as_of:
            continue
        if ended is None or ended > as_of:
            paused_from = begun
        until = ended.date() if ended else as_of.date() + ONE_DAY
        runs.append((begun.date(), until))
    return Clock(
        started_at,
        stopped_at,
        due_at,
        limit.amount if limit else None,
        limit.unit if limit else "working_day",
        merge(run for run in runs if run[0] < run[1]),
        paused_from,
    )


def _standing(limits: Limits, one: Clock, as_of: datetime) -> Standing:
    """How a clock stands; hours on the wall, which no calendar counts, are counted here."""
    if one.unit != "hour":
        return standing(limits, one, as_of)
    known = standing(limits, replace(one, unit="natural_day"), as_of)
    if one.started_at is None or known.used is None:
        return known
    until = min(one.stopped_at or as_of, as_of)
    left = over = None
    if one.due_at is not None:
        left = _hours(until, one.due_at) if until <= one.due_at else None
        over = _hours(one.due_at, until) if until > one.due_at else None
    return Standing(known.state, _hours(one.started_at, until), left, over)


def _hours(start: datetime, stop: datetime) -> int:
    return ceil((stop - start).total_seconds() / 3600)
