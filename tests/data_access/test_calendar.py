"""The table of working days: seeding, local rows, published years."""

from datetime import date

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import NoResultFound

from data_access.calendar import load_calendar, official_days, seed_calendar
from data_access.schema import CalendarVersion, WorkingDay

SATURDAY_WORKED = date(2026, 10, 10)
NATIONAL_DAY = date(2026, 10, 1)


@pytest.fixture
def empty(connection: Connection) -> Connection:
    connection.execute(delete(WorkingDay))
    return connection


@pytest.fixture
def seeded(connection: Connection) -> Connection:
    """As every database of these tests was made: seeded, and nothing else."""
    return connection


def a_row(connection: Connection, day: date) -> tuple[object, ...]:
    columns = (WorkingDay.is_working, WorkingDay.kind, WorkingDay.note, WorkingDay.source)
    return tuple(connection.execute(select(*columns).where(WorkingDay.day == day)).one())


def a_local_day(connection: Connection, day: date, is_working: bool, kind: str) -> None:
    connection.execute(delete(WorkingDay).where(WorkingDay.day == day))
    values = {"day": day, "is_working": is_working, "kind": kind, "source": "local"}
    connection.execute(insert(WorkingDay).values(note="by order of the district", **values))


def test_the_seed_names_every_kind_of_day(seeded: Connection):
    assert a_row(seeded, NATIONAL_DAY) == (False, "holiday", "国庆节", "official")
    assert a_row(seeded, SATURDAY_WORKED) == (True, "make_up", "国庆节", "official")
    assert a_row(seeded, date(2026, 11, 22)) == (False, "weekend", None, "official")
    assert a_row(seeded, date(2026, 11, 23)) == (True, "working", None, "official")


def test_the_seed_has_every_day_of_its_years_once(seeded: Connection):
    first, last, count = seeded.execute(
        select(func.min(WorkingDay.day), func.max(WorkingDay.day), func.count())
    ).one()
    assert first == date(2004, 1, 1)
    assert (last.month, last.day) == (12, 31)
    assert count == (last - first).days + 1


def test_seeding_twice_changes_nothing(empty: Connection):
    assert seed_calendar(empty) == len(list(official_days()))
    assert seed_calendar(empty) == 0


def test_seeding_mends_official_rows_and_adds_missing_ones(seeded: Connection):
    seeded.execute(update(WorkingDay).where(WorkingDay.day == NATIONAL_DAY).values(is_working=True))
    seeded.execute(delete(WorkingDay).where(WorkingDay.day >= date(2026, 12, 30)))
    assert seed_calendar(seeded) == 3
    assert a_row(seeded, NATIONAL_DAY) == (False, "holiday", "国庆节", "official")


def test_a_local_row_stands(seeded: Connection):
    a_local_day(seeded, date(2026, 11, 24), False, "holiday")
    assert seed_calendar(seeded) == 0
    assert a_row(seeded, date(2026, 11, 24))[3] == "local"
    assert not load_calendar(seeded).is_working(date(2026, 11, 24))


def test_the_calendar_is_kept_until_its_content_changes(seeded: Connection):
    first = load_calendar(seeded)
    assert load_calendar(seeded) is first
    assert first.add(date(2026, 11, 23), 1) == date(2026, 11, 24)
    a_local_day(seeded, date(2026, 11, 24), False, "holiday")
    assert load_calendar(seeded).add(date(2026, 11, 23), 1) == date(2026, 11, 25)


def test_an_official_day_changed_by_hand_is_seen(seeded: Connection):
    load_calendar(seeded)
    seeded.execute(
        update(WorkingDay).where(WorkingDay.day == date(2026, 11, 24)).values(is_working=False)
    )
    assert not load_calendar(seeded).is_working(date(2026, 11, 24))


def test_days_changed_in_any_way_are_seen(seeded: Connection):
    """Whatever stays the same of them: their number, the last one, and all they add up to."""
    assert load_calendar(seeded).add(date(2026, 10, 30), 5) == date(2026, 11, 6)
    for is_working, month, day in ((0, 11, 2), (1, 11, 8), (0, 12, 11), (1, 12, 5)):
        change = update(WorkingDay).where(WorkingDay.day == date(2026, month, day))
        seeded.execute(change.values(is_working=bool(is_working)))
    assert load_calendar(seeded).add(date(2026, 10, 30), 5) == date(2026, 11, 8)


def test_a_day_taken_away_and_put_back_is_seen_twice(seeded: Connection):
    assert not load_calendar(seeded).is_working(NATIONAL_DAY)
    with seeded.begin_nested() as change:
        seeded.execute(delete(WorkingDay).where(WorkingDay.day == NATIONAL_DAY))
        assert load_calendar(seeded).is_working(NATIONAL_DAY)
        change.rollback()
    assert not load_calendar(seeded).is_working(NATIONAL_DAY)


def test_two_official_days_that_change_places_are_seen(seeded: Connection):
    assert load_calendar(seeded).add(date(2026, 11, 23), 1) == date(2026, 11, 24)
    for day, is_working in ((date(2026, 11, 24), False), (date(2026, 11, 28), True)):
        change = update(WorkingDay).where(WorkingDay.day == day)
        seeded.execute(change.values(is_working=is_working))
    calendar = load_calendar(seeded)
    assert calendar.add(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert calendar.is_working(date(2026, 11, 28))


def test_a_note_tells_no_number_of_a_person(seeded: Connection):
    day = date(2026, 11, 24)
    a_local_day(seeded, day, False, "holiday")
    change = update(WorkingDay).where(WorkingDay.day == day)
    seeded.execute(change.values(note="张三 13812345678 定"))
    note = load_calendar(seeded).day(day).note
    assert "定" in note
    assert "13812345678" not in note


def test_one_local_day_does_not_publish_its_year(seeded: Connection):
    year = max(load_calendar(seeded).published_years) + 1
    a_local_day(seeded, date(year, 5, 4), False, "holiday")
    calendar = load_calendar(seeded)
    assert not calendar.is_working(date(year, 5, 4))
    assert calendar.is_provisional(date(year, 5, 4))
    a_local_day(seeded, date(year, 1, 1), False, "holiday")
    assert not load_calendar(seeded).is_provisional(date(year, 5, 4))


def test_an_empty_table_is_a_calendar_of_guesses(empty: Connection):
    calendar = load_calendar(empty)
    assert calendar.published_years == frozenset()
    assert calendar.is_provisional(date(2026, 11, 23))


def test_a_calendar_without_its_version_is_not_read(seeded: Connection):
    """As after a restore that left it out: no limit is better than one of another calendar."""
    seeded.execute(delete(CalendarVersion))
    with pytest.raises(NoResultFound):
        load_calendar(seeded)
