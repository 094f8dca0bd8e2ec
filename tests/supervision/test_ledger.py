"""The ledger proves due dates: the official year 2018, worked by hand."""

from datetime import date, timedelta

import pytest

from supervision.ledger import DayKind, LedgerDay, ledger
from supervision.working_days import Day, WorkingCalendar

HOLIDAYS = [
    (date(2018, 2, 15), date(2018, 2, 21)),
    (date(2018, 4, 5), date(2018, 4, 7)),
    (date(2018, 4, 29), date(2018, 5, 1)),
    (date(2018, 9, 22), date(2018, 9, 24)),
    (date(2018, 10, 1), date(2018, 10, 7)),
]
MAKE_UP_DAYS = [
    date(2018, 2, 11),
    date(2018, 2, 24),
    date(2018, 4, 8),
    date(2018, 4, 28),
    date(2018, 9, 29),
    date(2018, 9, 30),
]


def the_day(day: date) -> Day:
    if day in MAKE_UP_DAYS:
        return Day(day, True, "make_up", "调休")
    if any(first <= day <= last for first, last in HOLIDAYS):
        return Day(day, False, "holiday", "放假")
    if day.weekday() >= 5:
        return Day(day, False, "weekend")
    return Day(day, True, "working")


CALENDAR = WorkingCalendar(the_day(date(2018, 1, 1) + timedelta(n)) for n in range(365))


def last_counted(days: list[LedgerDay]) -> LedgerDay:
    return [day for day in days if day.kind is DayKind.COUNTED][-1]


@pytest.mark.parametrize(
    ("started_on", "limit", "due_on"),
    [
        (date(2018, 9, 21), 20, date(2018, 10, 25)),  # two holidays, two make-up days
        (date(2018, 2, 9), 5, date(2018, 2, 22)),  # Sunday 11 February works
        (date(2018, 2, 14), 20, date(2018, 3, 20)),  # Saturday 24 February works
        (date(2018, 9, 28), 5, date(2018, 10, 10)),
        (date(2018, 4, 27), 3, date(2018, 5, 3)),  # Saturday 28 April works
        (date(2018, 9, 30), 1, date(2018, 10, 8)),  # starts on a working Sunday
    ],
)
def test_the_day_with_the_number_of_the_limit_is_the_due_date(started_on, limit, due_on):
    days = ledger(CALENDAR, started_on, due_on, limit, (), due_on)
    assert days[0].kind is DayKind.ZERO
    assert days[0].total == 0
    assert last_counted(days) == days[-1]
    assert (days[-1].day, days[-1].total, days[-1].is_due) == (due_on, limit, True)
    assert CALENDAR.add(started_on, limit) == due_on


def test_days_in_a_pause_do_not_count_and_overlapping_pauses_count_once():
    whole = [(date(2018, 9, 10), date(2018, 9, 25))]
    in_pieces = [
        (date(2018, 9, 17), date(2018, 9, 25)),
        (date(2018, 9, 10), date(2018, 9, 20)),
    ]
    due_on = date(2018, 10, 19)
    days = ledger(CALENDAR, date(2018, 9, 3), due_on, 20, whole, due_on)
    assert days == ledger(CALENDAR, date(2018, 9, 3), due_on, 20, in_pieces, due_on)
    assert (days[-1].day, days[-1].total) == (due_on, 20)
    assert sum(day.kind is DayKind.PAUSE for day in days) == 10
    kinds = {day.day: day.kind for day in days}
    assert kinds[date(2018, 9, 15)] is DayKind.WEEKEND  # a day off within a pause stays one
    assert kinds[date(2018, 9, 24)] is DayKind.HOLIDAY
    assert kinds[date(2018, 9, 25)] is DayKind.COUNTED  # the day it resumes


def test_days_past_the_due_date_are_over_and_days_to_come_are_future():
    due_on = date(2018, 5, 3)
    days = ledger(CALENDAR, date(2018, 4, 27), date(2018, 5, 4), 3, (), due_on)
    assert [(day.kind.value, day.total) for day in days] == [
        ("zero", 0),
        ("counted", 1),  # the make-up Saturday
        ("holiday", 1),
        ("holiday", 1),
        ("holiday", 1),
        ("counted", 2),
        ("counted", 3),
        ("over", 4),
    ]
    assert days[1].is_make_up
    early = ledger(CALENDAR, date(2018, 4, 27), date(2018, 4, 28), 3, (), due_on)
    assert [(day.kind.value, day.total) for day in early][-2:] == [("future", 2), ("future", 3)]
    assert early[-1].is_due


def test_an_open_pause_has_no_due_date_and_nothing_counts_in_it():
    open_pause = [(date(2018, 3, 6), date(2018, 4, 1))]
    days = ledger(CALENDAR, date(2018, 3, 1), date(2018, 3, 30), 10, open_pause, None)
    assert days[-1].day == date(2018, 3, 30)
    assert days[-1].total == 2  # Friday 2 and Monday 5 March
    assert not any(day.is_due for day in days)


def test_without_a_due_date_the_total_says_what_is_over():
    days = ledger(CALENDAR, date(2018, 3, 5), date(2018, 3, 9), 2, (), None)
    assert [day.kind.value for day in days] == ["zero", "counted", "counted", "over", "over"]


def test_without_a_limit_nothing_is_over():
    days = ledger(CALENDAR, date(2018, 3, 5), date(2018, 3, 9), None)
    assert {day.kind for day in days[1:]} == {DayKind.COUNTED}


def test_natural_days_count_weekends_too():
    days = ledger(
        CALENDAR, date(2018, 3, 2), date(2018, 3, 5), 3, (), date(2018, 3, 5), is_natural=True
    )
    assert [(day.kind.value, day.total) for day in days] == [
        ("zero", 0),
        ("counted", 1),
        ("counted", 2),
        ("counted", 3),
    ]
    assert "八十二" not in days[1].article


def test_a_day_of_an_unpublished_year_is_provisional():
    days = ledger(CALENDAR, date(2018, 12, 31), date(2019, 1, 2), 2, (), date(2019, 1, 2))
    assert [day.is_provisional for day in days] == [False, True, True]


def test_a_clock_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        ledger(CALENDAR, date(2018, 3, 5), date(2018, 3, 4), 2)


def test_a_ledger_is_cut_after_three_years():
    days = ledger(CALENDAR, date(2018, 1, 1), date(2030, 1, 1), 20, (), date(2018, 1, 29))
    assert len(days) == 3 * 366
