"""The day ledger of a clock: every day from its start, whether it counts, and why.

A ledger proves a due date: the day whose running total equals the limit is the day the limit ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from supervision.words import N_
from supervision.working_days import Day, DayRun, WorkingCalendar, merge

LONGEST_DAYS = 3 * 366
"""A ledger is for reading: what runs longer than three years is cut there."""


class DayKind(StrEnum):
    """What a day is to a clock."""

    ZERO = "zero"
    COUNTED = "counted"
    OVER = "over"
    PAUSE = "pause"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    FUTURE = "future"


NOTES = {
    DayKind.ZERO: N_("起算当日不计"),
    DayKind.COUNTED: N_("计入"),
    DayKind.OVER: N_("计入，已超时限"),
    DayKind.PAUSE: N_("特别程序，不计"),
    DayKind.WEEKEND: N_("周末，不计"),
    DayKind.HOLIDAY: N_("节假日，不计"),
    DayKind.FUTURE: N_("尚未到，将计入"),
}
MAKE_UP_NOTE = N_("调休上班，计入")

WORKING_DAYS_ARTICLE = N_("《行政许可法》第八十二条")
ARTICLES = {
    DayKind.ZERO: N_("《民法典》第二百零一条"),
    DayKind.COUNTED: WORKING_DAYS_ARTICLE,
    DayKind.OVER: WORKING_DAYS_ARTICLE,
    DayKind.PAUSE: N_("《行政许可法》第四十五条"),
    DayKind.WEEKEND: WORKING_DAYS_ARTICLE,
    DayKind.HOLIDAY: WORKING_DAYS_ARTICLE,
    DayKind.FUTURE: WORKING_DAYS_ARTICLE,
}
MAKE_UP_ARTICLE = N_("国务院办公厅节假日安排")
NATURAL_DAYS_ARTICLE = N_("《民法典》第二百条")


@dataclass(frozen=True)
class LedgerDay:
    """One day of a ledger; the total is the number of days counted up to and with it.

    `is_due` marks the last day of the limit, `is_make_up` a weekend on which people work,
    `is_provisional` a day of a year whose calendar is not published yet.
    """

    day: date
    kind: DayKind
    total: int
    note: str
    article: str
    calendar_note: str = ""
    is_due: bool = False
    is_make_up: bool = False
    is_provisional: bool = False


def ledger(
    calendar: WorkingCalendar,
    started_on: date,
    until: date,
    limit: int | None,
    pauses: Sequence[DayRun] = (),
    due_on: date | None = None,
    *,
    is_natural: bool = False,
) -> list[LedgerDay]:
    """Every day of a clock, from its start to the later of `until` and `due_on`.

    Day 0 is `started_on`. Days later than `until` (today, or the day the clock stopped) are future:
    they carry the total they will have. A day is over when it counts and lies past `due_on`, or,
    where the clock has no due date, when the total is past `limit`. Pauses hold their first day
    and not their last, as everywhere; a day off within a pause stays a day off. With `is_natural`
    every day counts that is in no pause. Raises ValueError when `until` lies before the start.
    """
    if until < started_on:
        raise ValueError(f"a clock cannot end ({until}) before it starts ({started_on})")
    paused = merge(pauses)
    last = max(until, due_on or until)
    total = 0
    days = []
    for entry in calendar.days_between(started_on, last)[:LONGEST_DAYS]:
        kind = _kind(entry, started_on, paused, is_natural)
        if kind is DayKind.COUNTED:
            total += 1
            kind = _counted(entry.day, total, until, limit, due_on)
        days.append(_ledger_day(calendar, entry, kind, total, due_on, is_natural))
    return days


def _kind(entry: Day, started_on: date, pauses: Sequence[DayRun], is_natural: bool) -> DayKind:
    if entry.day == started_on:
        return DayKind.ZERO
    if not entry.is_working and not is_natural:
        return DayKind.HOLIDAY if entry.kind == "holiday" else DayKind.WEEKEND
    if any(first <= entry.day < past for first, past in pauses):
        return DayKind.PAUSE
    return DayKind.COUNTED


def _counted(day: date, total: int, until: date, limit: int | None, due_on: date | None) -> DayKind:
    if day > until:
        return DayKind.FUTURE
    is_past_limit = limit is not None and total > limit
    is_over = day > due_on if due_on else is_past_limit
    return DayKind.OVER if is_over else DayKind.COUNTED


def _ledger_day(
    calendar: WorkingCalendar,
    entry: Day,
    kind: DayKind,
    total: int,
    due_on: date | None,
    is_natural: bool,
) -> LedgerDay:
    counts = kind in (DayKind.COUNTED, DayKind.OVER)
    is_make_up = entry.kind == "make_up" and not is_natural
    note, article = NOTES[kind], ARTICLES[kind]
    if is_natural and article == WORKING_DAYS_ARTICLE:
        article = NATURAL_DAYS_ARTICLE
    elif is_make_up and counts:
        note, article = MAKE_UP_NOTE, MAKE_UP_ARTICLE
    return LedgerDay(
        day=entry.day,
        kind=kind,
        total=total,
        note=note,
        article=article,
        calendar_note=entry.note,
        is_due=entry.day == due_on,
        is_make_up=is_make_up,
        is_provisional=calendar.is_provisional(entry.day) and not is_natural,
    )
