"""The clocks of a case: when each limit starts, warns and ends.

Administrative Licensing Law: acceptance within five working days or deemed accepted (32),
decision within the limit and its one extension (42), special procedures do not count (45),
delivery within ten working days of the decision (44), limits are working days (82).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Protocol

from supervision.cases import ENDED_WITHOUT_DECISION, Case, Extension, Step
from supervision.pauses import Pauses, lawful_pauses
from supervision.working_days import END_OF_DAY, DayRun, WorkingCalendar

ACCEPTANCE_DAYS = 5
DELIVERY_DAYS = 10
EXTENSION_DAYS = 10
JOINT_EXTENSION_DAYS = 15
SOON_SHARE = 0.9
SOON_DAYS_LEFT = 1
ONE_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class StepClock:
    """One step: its limit, and the wait before it."""

    step: Step
    previous_code: str
    previous_ended_at: datetime | None
    limit_days: int | None
    due_at: datetime | None
    used_days: int | None
    waited_days: int | None

    def is_late(self) -> bool:
        """Whether it ended after its limit."""
        ended = self.step.ended_at
        return self.due_at is not None and ended is not None and ended > self.due_at


@dataclass(slots=True)
class Clocks:
    """Every moment at which the state of a case changes; empty where a clock does not run."""

    pauses: Pauses = field(default_factory=Pauses)
    answered_at: datetime | None = None
    acceptance_due_at: datetime | None = None
    accepted_at: datetime | None = None
    is_deemed_accepted: bool = False
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    reviewed_at: datetime | None = None
    promised_limit: int | None = None
    statutory_limit: int | None = None
    promised_soon_at: datetime | None = None
    promised_due_at: datetime | None = None
    promised_lawful_due_at: datetime | None = None
    promised_raw_due_at: datetime | None = None
    statutory_due_at: datetime | None = None
    statutory_lawful_due_at: datetime | None = None
    delivery_due_at: datetime | None = None
    is_provisional: bool = False
    used_days: int | None = None
    raw_days: int | None = None
    valid_extension_days: int = 0
    steps: list[StepClock] = field(default_factory=list)


class OfficeHours(Protocol):
    """Hours in which an office is open: all that limits in working hours need."""

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """Return the moment at which so many open hours have passed."""

    def seconds_between(self, start: datetime, stop: datetime) -> float:
        """Return how many open seconds lie between."""


@dataclass(frozen=True)
class Limits:
    """How limits of each unit are laid on the calendar."""

    calendar: WorkingCalendar
    office_hours: OfficeHours

    def due(self, start: datetime, limit: int, unit: str, runs: tuple[DayRun, ...]) -> datetime:
        """The last moment of a limit that starts then."""
        if unit == "working_day":
            return self.calendar.due_at(start.date(), limit, runs)
        if unit == "natural_day":
            return _natural_due(start.date(), limit, runs)
        return self._hours_due(start, limit, runs)

    def used(self, start: datetime, stop: datetime, unit: str, runs: tuple[DayRun, ...]) -> int:
        """How much of a limit is used up, in whole units; the day of the start is day 0."""
        if unit == "working_day":
            return self.calendar.count(start.date(), stop.date(), runs)
        if unit == "natural_day":
            held = sum(_overlap(run, start.date(), stop.date()) for run in runs)
            return max(0, (stop.date() - start.date()).days - held)
        return ceil(self._open_seconds(start, stop, runs) / 3600)

    def _open_seconds(self, start: datetime, stop: datetime, runs: tuple[DayRun, ...]) -> float:
        seconds = self.office_hours.seconds_between(start, stop)
        for first, past in runs:
            held_from = max(start, datetime.combine(first, time.min))
            held_until = min(stop, datetime.combine(past, time.min))
            if held_from < held_until:
                seconds -= self.office_hours.seconds_between(held_from, held_until)
        return seconds

    def _hours_due(self, start: datetime, hours: int, runs: tuple[DayRun, ...]) -> datetime:
        """Push the end behind every pause that begins before it."""
        due = self.office_hours.add_hours(start, hours)
        for first, past in runs:
            held_from = max(start, datetime.combine(first, time.min))
            held_until = datetime.combine(past, time.min)
            if held_from < min(due, held_until):
                left = self.office_hours.seconds_between(held_from, due)
                due = self.office_hours.add_hours(held_until, left / 3600)
        return due


def clocks_of(case: Case, limits: Limits) -> Clocks:
    """All clocks of a case."""
    clocks = Clocks(pauses=lawful_pauses(case), stopped_at=case.stopped_at)
    _acceptance(case, limits.calendar, clocks)
    if clocks.started_at is not None:
        _decision(case, limits, clocks)
    _delivery(case, limits.calendar, clocks)
    _steps(case, limits.calendar, clocks)
    clocks.is_provisional = any(
        due is not None and limits.calendar.is_provisional(due.date())
        for due in _counted_by_calendar(case, clocks)
    )
    return clocks


def _counted_by_calendar(case: Case, clocks: Clocks) -> Iterator[datetime | None]:
    """The ends of limits that another calendar would move: neither natural days nor given ends."""
    yield from (clocks.acceptance_due_at, clocks.delivery_due_at)
    if case.item.limit_unit != "natural_day":
        if case.promised_due_at is None:
            yield clocks.promised_due_at
        if case.statutory_due_at is None:
            yield clocks.statutory_due_at


def extension_faults(
    extension: Extension, position: int, expiry: datetime | None, is_joint: bool
) -> list[str]:
    """Why an extension does not count, as codes; none when it is valid (article 42)."""
    most = JOINT_EXTENSION_DAYS if is_joint else EXTENSION_DAYS
    faults = {
        "second": position > 0,
        "too_long": extension.days > most,
        "no_approver": not extension.approver,
        "after_expiry": extension.approved_at is None
        or (expiry is not None and extension.approved_at > expiry),
    }
    return [name for name, holds in faults.items() if holds]


def _acceptance(case: Case, calendar: WorkingCalendar, clocks: Clocks) -> None:
    """Five working days from receipt; a correction notice in time starts them anew on reply."""
    base, due = case.received_at, calendar.due_at(case.received_at.date(), ACCEPTANCE_DAYS)
    first_notice: datetime | None = None
    waiting = False
    for notice in case.corrections:
        first_notice = first_notice or notice.notified_at
        if notice.notified_at > due or (case.accepted_at and notice.notified_at > case.accepted_at):
            break
        waiting = notice.replied_at is None
        if notice.replied_at is not None:
            base = notice.replied_at
            due = calendar.due_at(base.date(), ACCEPTANCE_DAYS)
    ended = case.closed_at if case.accepted_at is None else None
    answers = [moment for moment in (case.accepted_at, ended, first_notice) if moment]
    clocks.answered_at = min(answers) if answers else None
    settled_at = case.accepted_at or ended
    if waiting and settled_at is None:
        return
    clocks.acceptance_due_at = due
    if settled_at is not None and (settled_at <= due or waiting):
        clocks.accepted_at = clocks.started_at = case.accepted_at
        return
    clocks.is_deemed_accepted = True
    clocks.accepted_at, clocks.started_at = due + ONE_SECOND, base


def _decision(case: Case, limits: Limits, clocks: Clocks) -> None:
    start, item, pauses = clocks.started_at, case.item, clocks.pauses
    assert start is not None
    unit = item.limit_unit
    if item.case_kind != "instant":
        clocks.promised_limit = item.promised_limit
        clocks.statutory_limit = item.statutory_limit

    def due(limit: int | None, own: datetime | None, held: bool = True) -> datetime | None:
        if own is not None:
            return own
        if limit is None:
            return None
        moment = limits.due(start, limit, unit, pauses.runs if held else ())
        return None if held and pauses.stop(moment.date()) else moment

    clocks.promised_raw_due_at = due(clocks.promised_limit, case.promised_due_at, held=False)
    clocks.promised_lawful_due_at = due(clocks.promised_limit, case.promised_due_at)
    clocks.statutory_lawful_due_at = due(clocks.statutory_limit, case.statutory_due_at)
    extra = _valid_extension(case, clocks)
    clocks.valid_extension_days = extra
    clocks.promised_due_at = clocks.promised_lawful_due_at
    clocks.statutory_due_at = clocks.statutory_lawful_due_at
    if extra:
        if clocks.promised_limit is not None:
            clocks.promised_due_at = due(clocks.promised_limit + extra, case.promised_due_at)
        if clocks.statutory_limit is not None:
            clocks.statutory_due_at = due(clocks.statutory_limit + extra, case.statutory_due_at)
    clocks.promised_soon_at = _soon(case, limits, clocks, extra)
    clocks.reviewed_at = _reviewed_at(case, clocks)
    if clocks.stopped_at is not None:
        clocks.used_days = limits.used(start, clocks.stopped_at, unit, pauses.runs)
        clocks.raw_days = limits.used(start, clocks.stopped_at, unit, ())


def _valid_extension(case: Case, clocks: Clocks) -> int:
    if not case.extensions:
        return 0
    expiry = clocks.statutory_lawful_due_at or clocks.promised_lawful_due_at
    first = case.extensions[0]
    return 0 if extension_faults(first, 0, expiry, case.item.is_joint) else first.days


def _soon(case: Case, limits: Limits, clocks: Clocks, extra: int) -> datetime | None:
    """When nine tenths of the promise are used or one working day is left, whichever is first."""
    start, due = clocks.started_at, clocks.promised_due_at
    if start is None or due is None or start >= due:
        return None
    if case.promised_due_at is None and case.item.limit_unit == "working_day":
        limit = (clocks.promised_limit or 0) + extra
        day = max(0, min(ceil(limit * SOON_SHARE), limit - SOON_DAYS_LEFT))
        moment = datetime.combine(
            limits.calendar.add(start.date(), day, clocks.pauses.runs), time.min
        )
    else:
        last_day = datetime.combine(limits.calendar.add(due.date(), -SOON_DAYS_LEFT), time.min)
        moment = min(last_day, start + (due - start) * SOON_SHARE).replace(microsecond=0)
    return max(start, moment)


def _reviewed_at(case: Case, clocks: Clocks) -> datetime | None:
    """The end of the last review, once every review step has ended."""
    ends = [step.ended_at for step in case.steps if step.kind in ("review", "on_site")]
    if not ends or any(end is None for end in ends):
        return None
    last = max(end for end in ends if end is not None)
    accepted = clocks.accepted_at
    if accepted is not None and last < accepted:
        last = accepted
    return min(last, clocks.stopped_at) if clocks.stopped_at else last


def _delivery(case: Case, calendar: WorkingCalendar, clocks: Clocks) -> None:
    """Ten working days from a decision that grants, where a document is due (article 44)."""
    if case.decided_at is None or not case.item.needs_document or case.outcome != "granted":
        return
    days = DELIVERY_DAYS if case.item.delivery_limit is None else case.item.delivery_limit
    clocks.delivery_due_at = calendar.due_at(case.decided_at.date(), days)


def _steps(case: Case, calendar: WorkingCalendar, clocks: Clocks) -> None:
    runs = clocks.pauses.runs
    previous: Step | None = None
    for step in case.steps:
        begun, declared = step.begun_at, case.item.steps.get(step.code)
        limit = declared.limit_days if declared else None
        due = step.due_at
        if due is None and begun is not None and limit is not None:
            due = calendar.due_at(begun.date(), limit, runs)
            if clocks.pauses.stop(due.date()):
                due = None
        used = waited = None
        if begun is not None and step.ended_at is not None:
            used = calendar.count(begun.date(), step.ended_at.date(), runs)
        left = previous.ended_at if previous else None
        if begun is not None and left is not None:
            waited = calendar.count(left.date(), begun.date(), runs)
        clocks.steps.append(
            StepClock(step, previous.code if previous else "", left, limit, due, used, waited)
        )
        previous = step


def _natural_due(start: date, limit: int, runs: tuple[DayRun, ...]) -> datetime:
    day, left = start, limit
    while left > 0:
        day += timedelta(days=1)
        if not any(first <= day < past for first, past in runs):
            left -= 1
    return datetime.combine(day, END_OF_DAY)


def _overlap(run: DayRun, after: date, until: date) -> int:
    first = max(run[0], after + timedelta(days=1))
    past = min(run[1], until + timedelta(days=1))
    return max(0, (past - first).days)


def ended_without_decision(case: Case) -> bool:
    """Whether the case ended in a way that is no decision on the application."""
    return case.outcome in ENDED_WITHOUT_DECISION
