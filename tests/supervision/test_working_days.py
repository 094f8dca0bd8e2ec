"""Due dates, worked out by hand from the official notices, and against a second calendar."""

import json
import random
from datetime import date, timedelta

import holidays
import pytest

from data_access.calendar import official_calendar
from supervision.working_days import Day, WorkingCalendar, merge
from tests.real_data import real_data

CALENDAR = official_calendar()


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2018-09-21", 20, "2018-10-25"),  # 24 Sep and 1-7 Oct off, 29 and 30 Sep worked
        ("2018-02-09", 5, "2018-02-22"),  # Sunday 11 Feb works, 15-21 Feb off
        ("2018-02-14", 20, "2018-03-20"),
        ("2018-09-28", 5, "2018-10-10"),
        ("2018-04-27", 3, "2018-05-03"),  # Saturday 28 Apr works
        ("2018-09-30", 1, "2018-10-08"),  # accepted on a Sunday that works
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 1, "2026-11-23"),  # accepted on a Saturday
    ],
)
def test_a_limit_ends_on_the_lawful_day(start: str, limit: int, due: str):
    assert CALENDAR.add(day(start), limit) == day(due)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([("2018-09-10", "2018-09-25")], "2018-10-19"),
        ([("2018-09-10", "2018-09-20"), ("2018-09-15", "2018-09-25")], "2018-10-19"),
        ([("2018-09-10", "2018-09-25"), ("2018-09-12", "2018-09-14")], "2018-10-19"),
        ([], "2018-09-30"),
        ([("2018-09-08", "2018-09-10")], "2018-09-30"),  # only a weekend is held
        ([("2018-10-10", "2018-10-20")], "2018-09-30"),  # after the limit had ended
        ([("2018-09-03", "2018-09-04")], "2018-09-30"),  # the day of acceptance is day 0 anyway
    ],
)
def test_days_in_a_pause_do_not_count(pauses: list[tuple[str, str]], due: str):
    runs = merge((day(first), day(past)) for first, past in pauses)
    assert CALENDAR.add(day("2018-09-03"), 20, runs) == day(due)


def test_a_limit_counted_day_by_day_ends_on_the_same_day():
    numbers = random.Random(7)
    for _ in range(600):
        start = day("2017-12-01") + timedelta(days=numbers.randrange(3000))
        limit = numbers.randrange(1, 45)
        runs = []
        for _ in range(numbers.randrange(3)):
            first = start + timedelta(days=numbers.randrange(-5, 60))
            runs.append((first, first + timedelta(days=numbers.randrange(0, 25))))
        current, left = start, limit
        while left:
            current += timedelta(days=1)
            held = any(first <= current < past for first, past in runs)
            left -= CALENDAR.is_working(current) and not held
        due = CALENDAR.add(start, limit, merge(runs))
        assert due == current
        assert CALENDAR.count(start, due, merge(runs)) == limit


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("1991-11-15", 2, "1991-11-19"),  # a Friday, long before the first notice
        ("1991-11-15", -7, "1991-11-06"),
        ("2050-01-03", 5, "2050-01-10"),  # a Monday, long after the last one
    ],
)
def test_years_without_a_notice_count_monday_to_friday(start: str, limit: int, due: str):
    assert CALENDAR.add(day(start), limit) == day(due)
    assert CALENDAR.is_provisional(day(due))


def test_a_limit_beyond_all_calendars_is_an_error():
    with pytest.raises(ValueError, match="outside the calendar"):
        CALENDAR.add(day("2026-11-23"), 10_000_000)


def test_any_calendar_agrees_with_counting_day_by_day():
    numbers = random.Random(11)
    for _ in range(100):
        first = day("2019-12-28")
        odd = [
            Day(first + timedelta(days=n), numbers.random() < 0.5, "holiday")
            for n in range(40)
            if numbers.random() < 0.6
        ]
        calendar = WorkingCalendar(odd)
        for _ in range(20):
            start = first + timedelta(days=numbers.randrange(-10, 45))
            limit = numbers.choice([-9, -2, -1, 1, 2, 7, 30])
            current, left = start, abs(limit)
            while left:
                current += timedelta(days=1 if limit > 0 else -1)
                left -= calendar.is_working(current)
            assert calendar.add(start, limit) == current


def test_counting_back_is_the_inverse_of_counting_forward():
    assert CALENDAR.add(day("2018-10-25"), -20) == day("2018-09-21")
    assert CALENDAR.add(day("2026-11-22"), -1) == day("2026-11-20")


def test_an_unpublished_year_is_monday_to_friday_and_marked():
    assert CALENDAR.is_provisional(day("2027-01-04"))
    assert not CALENDAR.is_provisional(day("2026-12-31"))
    assert CALENDAR.add(day("2026-12-28"), 20) == day("2027-01-25")  # 1 January counts: unknown yet


def test_a_local_day_off_moves_the_limit():
    days = [CALENDAR.day(day("2026-11-23") + timedelta(days=n)) for n in range(10)]
    days[1] = Day(day("2026-11-24"), False, "holiday", "local")
    assert WorkingCalendar(days).add(day("2026-11-23"), 1) == day("2026-11-25")


@pytest.mark.parametrize("year", range(2007, 2027))
def test_every_day_agrees_with_the_official_notices(year: int):
    listed = {}
    for noticed in (year, year + 1):  # the notice of a year names days of the December before
        notice = json.loads(real_data("holiday_cn", f"{noticed}.json").read_text(encoding="utf-8"))
        listed |= {entry["date"]: not entry["isOffDay"] for entry in notice["days"]}
    current = date(year, 1, 1)
    while current.year == year:
        expected = listed.get(current.isoformat(), current.weekday() < 5)
        assert CALENDAR.is_working(current) is expected, current
        current += timedelta(days=1)


@pytest.mark.parametrize("year", range(2010, 2027))
def test_every_day_agrees_with_a_second_calendar_package(year: int):
    other = holidays.country_holidays("CN", years=year)
    current = date(year, 1, 1)
    while current.year == year:
        assert CALENDAR.is_working(current) is other.is_working_day(current), current
        current += timedelta(days=1)
