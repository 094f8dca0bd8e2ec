"""The table of working days: its seed, the calendar made of it, and the years still missing.

The seed is what the State Council has announced, as the package chinesecalendar knows it. A row
whose source is "local" was put there by people and stands: the seed never touches it. A year counts
as published once its 1 January stands in the table, for every announcement names that day; so a
local day off in a year to come does not make that whole year look known.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime

from chinese_calendar.constants import holidays, workdays
from sqlalchemy import Connection, delete, extract, insert, or_, select

from data_access.masking import mask_text
from data_access.schema.base import table_of
from data_access.schema.derived import Finding
from data_access.schema.own import CalendarVersion, WorkingDay
from supervision.scope import Scope
from supervision.words import N_
from supervision.working_days import ONE_DAY, Day, WorkingCalendar

CALENDAR = "calendar"
"""The line and the subject of findings about the calendar itself."""
OFFICIAL = "official"
LOCAL = "local"

HOLIDAY_NAMES = {
    "New Year's Day": N_("元旦"),
    "Spring Festival": N_("春节"),
    "Tomb-sweeping Day": N_("清明节"),
    "Labour Day": N_("劳动节"),
    "Dragon Boat Festival": N_("端午节"),
    "National Day": N_("国庆节"),
    "Mid-autumn Festival": N_("中秋节"),
    "Anti-Fascist 70th Day": N_("抗战胜利70周年纪念日"),
}


def official_days() -> Iterator[Day]:
    """Every day of every announced year in order; the note is the holiday, in Chinese."""
    last = date(max(holidays).year, 12, 31)
    day = date(min(holidays).year, 1, 1)
    while day <= last:
        yield _official_day(day)
        day += ONE_DAY


def official_calendar() -> WorkingCalendar:
    """The announced calendar alone, without local overrides, for where there is no database."""
    return WorkingCalendar(official_days())


def seed_calendar(connection: Connection) -> int:
    """Write the announced days into working_day, and return how many rows that changed.

    Seeding twice changes nothing. A newer package brings new years and corrections of official
    rows; local rows stand. What is computed from the calendar is not recomputed here.
    """
    rows = connection.execute(select(table_of(WorkingDay))).all()
    standing = {row.day: Day(row.day, row.is_working, row.kind, row.note or "") for row in rows}
    local = {row.day for row in rows if row.source == LOCAL}
    changed = [
        entry
        for entry in official_days()
        if entry.day not in local and standing.get(entry.day) != entry
    ]
    for entry in changed:
        if entry.day in standing:
            connection.execute(delete(WorkingDay).where(WorkingDay.day == entry.day))
    if changed:
        connection.execute(insert(WorkingDay), [_as_row(entry) for entry in changed])
    return len(changed)


def load_calendar(connection: Connection) -> WorkingCalendar:
    """The calendar in the database; read anew only when a day of it has changed."""
    # read first: the days that follow are no older; there is one, or the table was not restored
    version = connection.execute(select(CalendarVersion.version)).scalar_one()
    known = _calendars.get(version)
    if known is None:
        if len(_calendars) >= MOST_CALENDARS:
            _calendars.clear()
        days = _read_days(connection)
        known = _calendars[version] = WorkingCalendar(days, published_years=_published(connection))
    return known


def published_years(connection: Connection, scope: Scope, *, as_of: datetime) -> frozenset[int]:
    """The years whose calendar is loaded: a limit that ends in another one is provisional."""
    del scope, as_of  # the calendar is everybody's, and is what it is now
    return load_calendar(connection).published_years


def day_after(connection: Connection, scope: Scope, *, as_of: datetime, days: int) -> date:
    """The day on which so many working days from the day of the moment end."""
    del scope  # the calendar is everybody's
    return load_calendar(connection).add(as_of.date(), days)


def missing_years(connection: Connection, scope: Scope, *, as_of: datetime) -> tuple[int, ...]:
    """The years that findings of the moment say are missing (W107), in order."""
    del scope
    evidence = connection.scalars(
        select(Finding.evidence).where(
            Finding.subject_id == CALENDAR,
            Finding.occurs_at <= as_of,
            or_(Finding.ends_at.is_(None), Finding.ends_at > as_of),
        )
    )
    return tuple(sorted(json.loads(text)["year"] for text in evidence))


MOST_CALENDARS = 4
_calendars: dict[str, WorkingCalendar] = {}
"""By the version of their content, which no two contents share."""


def _read_days(connection: Connection) -> list[Day]:
    columns = (WorkingDay.day, WorkingDay.is_working, WorkingDay.kind, WorkingDay.note)
    rows = connection.execute(select(*columns).order_by(WorkingDay.day)).all()
    return [
        Day(day, is_working, kind, mask_text(note) if note else "")
        for day, is_working, kind, note in rows
    ]


def _published(connection: Connection) -> frozenset[int]:
    """Years whose 1 January stands in the table."""
    first_days = connection.scalars(
        select(WorkingDay.day).where(
            extract("month", WorkingDay.day) == 1, extract("day", WorkingDay.day) == 1
        )
    )
    return frozenset(day.year for day in first_days)


def _official_day(day: date) -> Day:
    """One announced day: chinesecalendar lists holidays, and weekend days on which people work."""
    if day in workdays:
        return Day(day, True, "make_up", HOLIDAY_NAMES[workdays[day]])
    if day in holidays:
        return Day(day, False, "holiday", HOLIDAY_NAMES[holidays[day]])
    is_weekend = day.weekday() >= 5
    return Day(day, not is_weekend, "weekend" if is_weekend else "working")


def _as_row(entry: Day) -> dict[str, object]:
    return {
        "day": entry.day,
        "is_working": entry.is_working,
        "kind": entry.kind,
        "note": entry.note or None,
        "source": OFFICIAL,
    }
