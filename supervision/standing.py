"""How one clock stands at a moment: what is left of its limit, or by how much it is past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from supervision.clocks import Limits
from supervision.working_days import DayRun, merge

WORKING_DAY, NATURAL_DAY, WORKING_HOUR = "working_day", "natural_day", "working_hour"


class State(StrEnum):
    """Where a clock is; running and paused are open, met and missed are over."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    PAUSED = "paused"
    PAST = "past"  # still running, past its limit
    MET = "met"
    MISSED = "missed"  # stopped after its limit
    UNLIMITED = "unlimited"  # running without a limit
    DONE = "done"  # stopped; had no limit


@dataclass(frozen=True)
class Clock:
    """What is known of a clock; pauses are runs of days, first included, last not.

    A limit without a due date is a clock that an open pause has stopped.
    """

    started_at: datetime | None
    stopped_at: datetime | None = None
    due_at: datetime | None = None
    limit: int | None = None
    unit: str = WORKING_DAY
    pauses: Sequence[DayRun] = field(default=())
    paused_from: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """The state, the units used, and the units left (over) before (after) the limit.

    A day of an event is day 0, hours are rounded up; `over` is 0 for what ended later than its
    limit on the very same day.
    """

    state: State
    used: int | None = None
    left: int | None = None
    over: int | None = None


def standing(limits: Limits, clock: Clock, now: datetime) -> Standing:
    """How the clock stands at `now`: what happens later is not known yet. Equal is in time."""
    if clock.started_at is None or clock.started_at > now:
        return Standing(State.NOT_BEGUN)
    is_over = clock.stopped_at is not None and clock.stopped_at <= now
    until = clock.stopped_at if is_over and clock.stopped_at else now
    used = _used(limits, clock, clock.started_at, until)
    if clock.due_at is None:
        return Standing(_state_without_due(clock, is_over, now), used, _left_in_pause(clock, used))
    if until > clock.due_at:
        over = _used(limits, clock, clock.due_at, until)
        return Standing(State.MISSED if is_over else State.PAST, used, over=over)
    left = _used(limits, clock, until, clock.due_at)
    return Standing(State.MET if is_over else State.RUNNING, used, left=left)


def _state_without_due(clock: Clock, is_over: bool, now: datetime) -> State:
    if is_over:
        return State.DONE
    is_paused = clock.paused_from is not None and clock.paused_from <= now
    return State.PAUSED if is_paused else State.UNLIMITED


def _left_in_pause(clock: Clock, used: int) -> int | None:
    if clock.limit is None:
        return None
    return max(clock.limit - used, 0)


def _used(limits: Limits, clock: Clock, start: datetime, stop: datetime) -> int:
    return limits.used(start, stop, clock.unit, merge(clock.pauses))
