"""Working days on arrays agree with the calendar of the rules."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from data_access.calendar import official_calendar
from sample_data.rhythm import DAY, Rhythm, arrivals, office_second, seconds_of

EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def calendar():
    return official_calendar()


@pytest.fixture(scope="module")
def rhythm(calendar):
    return Rhythm.of(calendar)


def number(day):
    return (day - EPOCH).days


def test_adding_and_counting_agree_with_the_calendar_day_by_day(calendar, rhythm):
    for offset in range(0, 800, 3):
        start = date(2024, 9, 1) + timedelta(days=offset)
        limit = offset % 23
        due = rhythm.add(np.array([number(start)]), np.array([limit]))[0]
        assert due == number(calendar.add(start, limit))
        counted = rhythm.count(np.array([number(start)]), np.array([number(start) + 30]))[0]
        assert counted == calendar.count(start, start + timedelta(days=30))


def test_the_holiday_of_2018_is_skipped(rhythm):
    """Five working days from 28 September 2018 end on 10 October, after the national holiday."""
    due = rhythm.add(np.array([number(date(2018, 9, 28))]), np.array([5]))[0]
    assert due == number(date(2018, 10, 10))


def test_no_application_comes_after_the_end(rhythm):
    until = datetime(2026, 11, 23, 10, 0)
    moments = arrivals(np.random.default_rng(1), rhythm, 5000, until)
    assert moments.max() <= seconds_of(until)
    assert (np.diff(moments) >= 0).all()
    assert moments.min() >= seconds_of(until) - 3 * 366 * DAY


def test_windows_bring_far_more_than_weekends(rhythm):
    until = datetime(2026, 11, 23, 10, 0)
    moments = arrivals(np.random.default_rng(1), rhythm, 20_000, until)
    working = rhythm.is_working(moments // DAY).mean()
    assert 0.93 < working < 0.985


def test_office_seconds_lie_between_nine_and_half_past_five():
    seconds = office_second(np.random.default_rng(1), 1000)
    assert seconds.min() >= 9 * 3600
    assert seconds.max() <= 17 * 3600 + 20 * 60
