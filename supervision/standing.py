"""How one clock stands at a moment: what is left of its limit, or by how much it is past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from supervision.working_days import ONE_DAY, DayRun, WorkingCalendar, merge

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
    """The state, the days used, and the days left (over) before (after) the limit.

    Days are in the clock's unit and empty where the unit is hours; `over` is 0 for what ended
    later than its limit on the very same day.
    """

    state: State
    used: int | None = None
    left: int | None = None
    over: int | None = None


def standing(calendar: WorkingCalendar, clock: Clock, now: datetime) -> Standing:
    """How the clock stands at `now`: what happens later is not known yet. Equal is in time."""
    if clock.started_at is None or clock.started_at > now:
        return Standing(State.NOT_BEGUN)
    is_over = clock.stopped_at is not None and clock.stopped_at <= now
    until = clock.stopped_at if is_over and clock.stopped_at else now
    used = _days(calendar, clock, clock.started_at.date(), until.date())
    if clock.due_at is None:
        return Standing(_state_without_due(clock, is_over, now), used, _left_in_pause(clock, used))
    if until > clock.due_at:
        over = _days(calendar, clock, clock.due_at.date(), until.date())
        return Standing(State.MISSED if is_over else State.PAST, used, over=over)
    left = _days(calendar, clock, until.date(), clock.due_at.date())
    return Standing(State.MET if is_over else State.RUNNING, used, left=left)


def _state_without_due(clock: Clock, is_over: bool, now: datetime) -> State:
    if is_over:
        return State.DONE
    is_paused = clock.paused_from is not None and clock.paused_from <= now
    return State.PAUSED if is_paused else State.UNLIMITED


def _left_in_pause(clock: Clock, used: int | None) -> int | None:
    if clock.limit is None or used is None:
        return None
    return max(clock.limit - used, 0)


def _days(calendar: WorkingCalendar, clock: Clock, after: date, until: date) -> int | None:
    """Days of the clock's unit later than `after` and not later than `until`."""
    if clock.unit == WORKING_HOUR:
        return None
    pauses = merge(clock.pauses)
    if clock.unit != NATURAL_DAY:
        return calendar.count(after, until, pauses)
    first, past = after + ONE_DAY, until + ONE_DAY
    paused = sum(max((min(end, past) - max(start, first)).days, 0) for start, end in pauses)
    return max((past - first).days - paused, 0)
