"""The clocks of an appeal: when each limit of its class starts, warns and ends.

The handling limits run from acceptance, for the enterprise waits from then on: no return and no
second dispatch sets them back. Signing and the first contact run from the dispatch. A reopened
appeal has the limit for doing it again, from the reopening. Suspended time counts for no limit,
and while a suspension is open a limit that it has reached has no end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from math import ceil

from supervision.appeals.facts import Appeal, Limit
from supervision.appeals.loop import Loop, Round, Span, Stage, Stay
from supervision.clocks import SOON_DAYS_LEFT, SOON_SHARE, Limits
from supervision.working_days import DayRun, merge

REPEAT = timedelta(days=90)
AGAIN = timedelta(days=30)


@dataclass(slots=True)
class RoundClock:
    """One round with its limits; empty where a clock does not run."""

    round: Round
    started_at: datetime | None = None
    limit: Limit | None = None
    contact_due_at: datetime | None = None
    reply_due_at: datetime | None = None
    soon_at: datetime | None = None
    due_at: datetime | None = None
    raw_due_at: datetime | None = None
    used_days: int | None = None
    """Working days from the start to the answer, suspensions out; whatever the limit's unit."""
    raw_days: int | None = None
    same_subject_again_at: datetime | None = None
    """When the enterprise came again with the same within thirty days of the answer."""


@dataclass(slots=True)
class AppealClocks:
    """Every moment at which the state of an appeal changes."""

    rounds: list[RoundClock] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    is_repeat: bool = False
    """The same enterprise had come with the same category in the ninety days before."""
    is_provisional: bool = False


def clocks_of(appeal: Appeal, limits: Limits) -> AppealClocks:
    """All clocks of an appeal."""
    loop = Loop(appeal)
    clocks = AppealClocks([_round_clock(appeal, one, limits) for one in loop.rounds], loop.stays)
    _sign_limits(appeal, clocks, limits)
    asked = appeal.requested_at
    clocks.is_repeat = any(asked - REPEAT <= one < asked for one in appeal.same_subject_at)
    clocks.is_provisional = any(
        due is not None and limits.calendar.is_provisional(due.date())
        for clock in clocks.rounds
        for due in (clock.due_at, clock.contact_due_at, clock.reply_due_at)
    )
    return clocks


def due_of(
    start: datetime, limit: Limit, limits: Limits, suspensions: Sequence[Span] = ()
) -> datetime | None:
    """The last moment of a limit; None while an open suspension holds it."""
    if limit.is_in_days:
        due = limits.due(start, limit.amount, limit.unit, _runs(suspensions))
    else:
        due = _after_hours(start, limit, limits, suspensions)
    held_from = next((begun for begun, ended in suspensions if ended is None), None)
    if held_from is None:
        return due
    is_held = due.date() >= held_from.date() if limit.is_in_days else due >= held_from
    return None if is_held else due


def _round_clock(appeal: Appeal, one: Round, limits: Limits) -> RoundClock:
    clock = RoundClock(one)
    is_first = one.number == 1
    kind, held = appeal.appeal_class, one.suspensions
    # the end of an answered round may tell that nobody ever accepted or dispatched it
    begun = one.accepted_at or one.dispatched_at or (one.opened_at if one.answered_at else None)
    clock.started_at = start = begun if is_first else one.opened_at
    clock.limit = kind.close if is_first else kind.redo or kind.close
    if is_first and appeal.expected_at is not None:
        clock.due_at = clock.raw_due_at = appeal.expected_at
    elif start is not None and clock.limit is not None:
        clock.due_at = due_of(start, clock.limit, limits, held)
        clock.raw_due_at = due_of(start, clock.limit, limits)
    if is_first and start is not None and kind.reply is not None:
        clock.reply_due_at = due_of(start, kind.reply, limits, held)
    if is_first and one.dispatched_at is not None and kind.contact is not None:
        clock.contact_due_at = due_of(one.dispatched_at, kind.contact, limits, held)
    clock.soon_at = _soon(clock, limits, is_own=not is_first or appeal.expected_at is None)
    if start is not None and one.answered_at is not None:
        runs = _runs(held)
        clock.used_days = limits.used(start, one.answered_at, "working_day", runs)
        clock.raw_days = limits.used(start, one.answered_at, "working_day", ())
    if one.answered_at is not None:
        end = one.answered_at
        again = [other for other in appeal.same_subject_at if end < other <= end + AGAIN]
        clock.same_subject_again_at = min(again, default=None)
    return clock


def _sign_limits(appeal: Appeal, clocks: AppealClocks, limits: Limits) -> None:
    """Each holder has the whole time for signing, from the moment it came to it."""
    sign = appeal.appeal_class.sign
    for stay in clocks.stays:
        if stay.stage is Stage.SIGN and sign is not None:
            stay.due_at = due_of(stay.entered_at, sign, limits)
        elif stay.stage is Stage.CONTACT:
            stay.due_at = clocks.rounds[stay.round_no - 1].contact_due_at
        elif stay.stage is Stage.HANDLE:
            stay.due_at = clocks.rounds[stay.round_no - 1].due_at


def _soon(clock: RoundClock, limits: Limits, *, is_own: bool) -> datetime | None:
    """When nine tenths of the limit are used or one working day is left, whichever is first."""
    start, due, limit = clock.started_at, clock.due_at, clock.limit
    if start is None or due is None or start >= due:
        return None
    if is_own and limit is not None and limit.unit == "working_day":
        day = max(0, min(ceil(limit.amount * SOON_SHARE), limit.amount - SOON_DAYS_LEFT))
        runs = _runs(clock.round.suspensions)
        return max(start, datetime.combine(limits.calendar.add(start.date(), day, runs), time.min))
    share = (start + (due - start) * SOON_SHARE).replace(microsecond=0)
    if is_own and limit is not None and not limit.is_in_days:
        return share
    last_day = datetime.combine(limits.calendar.add(due.date(), -SOON_DAYS_LEFT), time.min)
    return max(start, min(last_day, share))


def _runs(suspensions: Iterable[Span]) -> tuple[DayRun, ...]:
    """Ended suspensions as whole days: the first day is out, the last one counts."""
    return merge((begun.date(), ended.date()) for begun, ended in suspensions if ended is not None)


def _after_hours(
    start: datetime, limit: Limit, limits: Limits, suspensions: Sequence[Span]
) -> datetime:
    """Push the end of a limit in hours behind every suspension that begins before it."""
    due = _add_hours(start, limit.amount, limit, limits)
    for begun, ended in sorted((begun, ended) for begun, ended in suspensions if ended):
        held_from = max(start, begun)
        if held_from < min(due, ended):
            left = _hours_between(held_from, due, limit, limits)
            due = _add_hours(ended, left, limit, limits)
    return due


def _add_hours(start: datetime, hours: float, limit: Limit, limits: Limits) -> datetime:
    if limit.unit == "hour":
        return (start + timedelta(hours=hours)).replace(microsecond=0)
    return limits.office_hours.add_hours(start, hours)


def _hours_between(start: datetime, stop: datetime, limit: Limit, limits: Limits) -> float:
    if limit.unit == "hour":
        return (stop - start).total_seconds() / 3600
    return limits.office_hours.seconds_between(start, stop) / 3600
