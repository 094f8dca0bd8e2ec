"""How a clock stands: every boundary once. November 2026: the 2nd is a Monday."""

from datetime import date, datetime

import pytest

from supervision.clocks import Limits
from supervision.opening_hours import government_hours
from supervision.standing import NATURAL_DAY, WORKING_HOUR, Clock, Standing, State, standing
from supervision.working_days import WorkingCalendar

CALENDAR = WorkingCalendar([])
LIMITS = Limits(CALENDAR, government_hours(CALENDAR))
START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 9, 23, 59, 59)  # five working days


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 2, 8), Standing(State.NOT_BEGUN)),
        (datetime(2026, 11, 2, 9), Standing(State.RUNNING, used=0, left=5)),
        (datetime(2026, 11, 5, 9), Standing(State.RUNNING, used=3, left=2)),
        (datetime(2026, 11, 7, 9), Standing(State.RUNNING, used=4, left=1)),  # a Saturday
        (DUE, Standing(State.RUNNING, used=5, left=0)),  # its last second is in time
        (datetime(2026, 11, 10), Standing(State.PAST, used=6, over=1)),
        (datetime(2026, 11, 16, 9), Standing(State.PAST, used=10, over=5)),
    ],
)
def test_a_running_clock(now, expected):
    assert standing(LIMITS, Clock(START, due_at=DUE, limit=5), now) == expected


@pytest.mark.parametrize(
    ("stopped_at", "expected"),
    [
        (datetime(2026, 11, 4, 17), Standing(State.MET, used=2, left=3)),
        (DUE, Standing(State.MET, used=5, left=0)),
        (datetime(2026, 11, 11, 9), Standing(State.MISSED, used=7, over=2)),
    ],
)
def test_a_stopped_clock(stopped_at, expected):
    clock = Clock(START, stopped_at, DUE, 5)
    assert standing(LIMITS, clock, datetime(2026, 11, 30)) == expected


def test_what_happens_later_is_not_known_yet():
    clock = Clock(START, datetime(2026, 11, 11, 9), DUE, 5)
    assert standing(LIMITS, clock, datetime(2026, 11, 5, 9)).state is State.RUNNING
    assert standing(LIMITS, clock, datetime(2026, 11, 10, 9)).state is State.PAST


def test_late_on_the_very_day_is_over_by_no_whole_day():
    clock = Clock(START, datetime(2026, 11, 9, 17), datetime(2026, 11, 9, 15))
    assert standing(LIMITS, clock, datetime(2026, 11, 30)) == Standing(State.MISSED, used=5, over=0)


def test_an_open_pause_leaves_days_but_no_due_date():
    pause = [(date(2026, 11, 4), date(2026, 12, 31))]
    clock = Clock(START, None, None, 5, pauses=pause, paused_from=datetime(2026, 11, 4, 10))
    assert standing(LIMITS, clock, datetime(2026, 11, 20)) == Standing(State.PAUSED, used=1, left=4)
    before = standing(LIMITS, clock, datetime(2026, 11, 3, 10))
    assert before == Standing(State.UNLIMITED, used=1, left=4)


def test_no_limit_is_neither_in_time_nor_late():
    assert standing(LIMITS, Clock(START), datetime(2026, 11, 4)) == Standing(
        State.UNLIMITED, used=2
    )
    done = Clock(START, datetime(2026, 11, 5))
    assert standing(LIMITS, done, datetime(2026, 11, 30)) == Standing(State.DONE, used=3)


def test_natural_days_leave_pauses_out_and_count_weekends():
    pause = [(date(2026, 11, 6), date(2026, 11, 9))]  # three days
    clock = Clock(START, None, datetime(2026, 11, 12, 23, 59, 59), 7, NATURAL_DAY, pause)
    assert standing(LIMITS, clock, datetime(2026, 11, 10)) == Standing(
        State.RUNNING, used=5, left=2
    )


def test_hours_are_told_in_started_hours_of_opening():
    due = datetime(2026, 11, 2, 15)  # 9:00 and four hours: 11:30 to 13:30 is closed, 15:00
    clock = Clock(START, None, due, 4, WORKING_HOUR)
    assert standing(LIMITS, clock, datetime(2026, 11, 2, 11)) == Standing(
        State.RUNNING, used=2, left=2
    )
    assert standing(LIMITS, clock, datetime(2026, 11, 2, 16, 30)) == Standing(
        State.PAST, used=6, over=2
    )
