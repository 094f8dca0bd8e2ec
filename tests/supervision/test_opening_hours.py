"""Sums of working time, against the answers that other libraries' tests expect."""

import json
import random
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data_access.calendar import official_calendar
from supervision.opening_hours import GOVERNMENT_HOURS, OpeningHours, government_hours, hours_from
from supervision.settings import Settings
from tests.real_data import real_data

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def vectors() -> list[dict[str, Any]]:
    path = real_data("peer_vectors", "working_time_vectors.json")
    return json.loads(path.read_text(encoding="utf-8"))


def moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(0) if hour == "24" else time(int(hour), int(minute or 0))


def office(vector: dict[str, Any]) -> OpeningHours:
    words, _, zone = vector["calendar"].partition(" tz ")
    week: dict[int, list[tuple[time, time]]] = {}
    for days, hours in re.findall(r"([a-z]{3}(?:[-,][a-z]{3})*) ([\d:,-]+)", words):
        first, dash, last = days.partition("-")
        numbers = (
            range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)
            if dash
            else [WEEKDAYS.index(name) for name in days.split(",")]
        )
        for number in numbers:
            for span in hours.strip(",").split(","):
                opening, closing = span.split("-")
                week.setdefault(number, []).append((clock(opening), clock(closing)))
    start = moment(vector["start"])
    is_aware = isinstance(start, datetime) and start.tzinfo is not None
    named = ZoneInfo(zone.split(" ")[0]) if zone else None
    days_off = [date.fromisoformat(text) for text in vector["holidays"]]
    return OpeningHours(week, days_off, named or (UTC if is_aware else None))


def answer(vector: dict[str, Any]) -> object:
    hours, start = office(vector), moment(vector["start"])
    operation, _, argument = vector["op"].partition(" ")
    if operation == "add_days":
        return hours.add_days(start, vector["n"])
    if operation == "add_hours":
        return hours.add_hours(start, vector["n"])
    if operation == "add_minutes":
        return hours.add_seconds(start, vector["n"] * 60)
    if operation == "roll_forward":
        return hours.roll_forward(start)
    if operation == "seconds_until":
        return round(hours.seconds_between(start, moment(argument)))
    last = moment(argument.split(" ")[0])
    return hours.days_between(start, last, inclusive="(inclusive)" in argument)


def test_every_vector_of_other_libraries_comes_out():
    for vector in vectors():
        expected = vector["expected"]
        if "Do NOT require" in vector.get("note", ""):
            expected = "2014-04-10"  # the day of the event is day 0, also when it is a day off
        if isinstance(expected, str):
            expected = moment(expected)
        assert answer(vector) == expected, vector


def test_six_hours_fill_a_working_day_of_the_district():
    hours = government_hours(official_calendar())
    assert hours.add_hours(datetime(2026, 9, 30, 9), 6) == datetime(2026, 9, 30, 17)
    # the seven days of October are off, Saturday the tenth works
    assert hours.add_hours(datetime(2026, 9, 30, 16), 2) == datetime(2026, 10, 8, 10)
    assert hours.seconds_between(datetime(2026, 9, 30, 16), datetime(2026, 10, 8, 10)) == 7200
    assert hours.opens_on(date(2026, 10, 10))


def test_another_citys_hours_end_a_limit_at_another_moment():
    hours = hours_from("08:30-12:00, 14:00-18:00")
    assert hours == ((time(8, 30), time(12)), (time(14), time(18)))
    office = government_hours(official_calendar(), hours)
    # Friday 30 October 15:00: three hours to 18:00, and one on Monday; ours would be at 11:00
    assert office.add_hours(datetime(2026, 10, 30, 15), 4) == datetime(2026, 11, 2, 9, 30)
    ours = government_hours(official_calendar(), hours_from(Settings().office_hours))
    assert ours.add_hours(datetime(2026, 10, 30, 15), 4) == datetime(2026, 11, 2, 11)
    assert hours_from("00:00-00:00") == ((time(0), time(0)),)
    assert hours_from(Settings().office_hours) == GOVERNMENT_HOURS


@pytest.mark.parametrize(
    "text",
    [
        *("", "9 to 5", "09:00", "11:30-09:00", "09:00-09:00", "13:00-17:00,09:00-11:30"),
        *("09:00-12:00,11:00-17:00", "09:00-00:00,10:00-11:00", "25:00-26:00"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(text: str):
    with pytest.raises(ValueError, match=r"\w"):
        hours_from(text)


def test_an_office_that_never_opens_says_so():
    with pytest.raises(ValueError, match="does not open"):
        OpeningHours({}).add_hours(datetime(2026, 1, 1), 1)


PARIS = OpeningHours({6: [(time(0), time(0))]}, zone=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("sunday", "hours"),
    [(date(2020, 3, 29), 23), (date(2019, 10, 27), 25), (date(2020, 4, 5), 24)],
)
def test_an_office_open_all_day_is_open_an_hour_less_or_more_when_the_clock_changes(
    sunday: date, hours: int
):
    start = datetime.combine(sunday, time(0))
    end = datetime.combine(sunday + timedelta(days=1), time(0))
    assert PARIS.seconds_between(start, end) == hours * 3600
    assert PARIS.add_hours(start, hours) == end
    assert PARIS.add_hours(end, -hours) == start


def test_a_limit_across_the_change_of_the_clock_counts_real_hours():
    # from 01:00 (+01:00) three hours: 02:00 does not exist, so the wall clock shows 05:00
    assert PARIS.add_hours(datetime(2020, 3, 29, 1), 3) == datetime(2020, 3, 29, 5)
    aware = PARIS.add_hours(datetime(2020, 3, 29, 0, tzinfo=UTC), 3)
    assert aware == datetime(2020, 3, 29, 3, tzinfo=UTC)
    assert aware.isoformat() == "2020-03-29T05:00:00+02:00"


def test_an_office_that_counts_days_but_has_no_hours_says_so():
    with pytest.raises(ValueError, match="does not open"):
        OpeningHours({}, is_working=lambda _day: True).add_hours(datetime(2026, 1, 1), -1)


def test_sums_of_open_time_agree_with_counting_minute_by_minute():
    hours = government_hours(official_calendar())
    numbers = random.Random(5)
    for _ in range(40):
        start = datetime(2026, 9, 28) + timedelta(minutes=numbers.randrange(14 * 1440))
        minutes = numbers.randrange(1, 1500)
        moment, left = start, minutes
        while left:
            is_open = hours.opens_on(moment.date()) and any(
                opening <= moment.time() < closing for opening, closing in GOVERNMENT_HOURS
            )
            moment += timedelta(minutes=1)
            left -= is_open
        assert hours.add_seconds(start, minutes * 60) == moment
        assert hours.seconds_between(start, moment) == minutes * 60
        assert hours.add_seconds(moment, -minutes * 60) == max(start, hours.roll_forward(start))
