"""How near to its due date a special procedure began: late ones may have been begun to save it."""

from datetime import date, datetime

from supervision.working_days import WorkingCalendar

SPANS = ("over_10", "6_to_10", "3_to_5", "1_to_2", "due_day", "after_due", "no_due")
"""Working days from the start of a pause to the last day of the promise, nothing excluded."""
NEAR = ("1_to_2", "due_day")
"""A pause that begins so late may have been begun to save the promise."""
MOST_DAYS = {"due_day": 0, "1_to_2": 2, "3_to_5": 5, "6_to_10": 10}


def days_left(calendar: WorkingCalendar, started_on: date, due_at: datetime | None) -> int | None:
    """Working days from the start to the last day of the promise; negative after it."""
    if due_at is None:
        return None
    if started_on <= due_at.date():
        return calendar.count(started_on, due_at.date())
    return -calendar.count(due_at.date(), started_on)


def span_of(left: int | None, started_at: datetime, due_at: datetime | None) -> str:
    """Which of SPANS the start lies in, so many days being left."""
    if due_at is None or left is None:
        return "no_due"
    if started_at > due_at:
        return "after_due"
    return next((name for name, most in MOST_DAYS.items() if left <= most), "over_10")
