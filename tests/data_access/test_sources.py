"""Which sources are silent, and which only sleep."""

from datetime import datetime, timedelta
from random import Random

import pandas as pd
from sqlalchemy import Connection, insert

from data_access.calendar import official_calendar
from data_access.directory import names
from data_access.schema import DataSource, Department, Town
from data_access.sources import has_cases, health, silent_minutes
from supervision.scope import Period, Scope
from tests.derived_rows import clock, write

MONDAY = datetime(2026, 11, 23, 10, 0)
SCOPE = Scope(Period.ending(MONDAY.date(), 30))


def test_nights_and_days_off_are_no_silence():
    calendar = official_calendar()
    friday = datetime(2026, 11, 20, 16, 0)
    # Friday 16:00 to 17:00 and Monday 9:00 to 10:00
    assert silent_minutes(calendar, friday, MONDAY) == 120
    assert silent_minutes(calendar, datetime(2026, 11, 21, 8), datetime(2026, 11, 22, 20)) == 0


def test_a_source_is_late_after_its_own_time(connection: Connection):
    connection.execute(
        insert(DataSource),
        [
            {"source_code": "busy", "name": "忙", "name_en": None, "expected_every_minutes": 60},
            {"source_code": "dead", "name": "停", "name_en": "Dead", "expected_every_minutes": 60},
            {"source_code": "free", "name": "随", "name_en": "", "expected_every_minutes": None},
        ],
    )
    write(
        connection,
        [
            # received long ago, closed half an hour ago: the closing is a sign of life too
            clock(
                "1",
                datetime(2026, 11, 16, 9),
                source_code="busy",
                closed_at=datetime(2026, 11, 23, 9, 30),
            ),
            clock("2", datetime(2026, 11, 20, 15, 59), source_code="dead"),
            clock("3", datetime(2026, 11, 23, 12, 0), source_code="dead"),  # not yet
        ],
    )
    found = health(connection, SCOPE, as_of=MONDAY)
    assert list(found["source_code"]) == ["busy", "dead", "free"]
    assert list(found["is_late"]) == [False, True, False]
    assert found["last_at"].iloc[1] == datetime(2026, 11, 20, 15, 59)
    assert found["last_at"].isna().iloc[2]


def test_an_empty_database_has_no_cases(connection: Connection):
    assert not has_cases(connection)


def test_names_come_by_kind_departments_in_their_order(connection: Connection):
    connection.execute(
        insert(Department),
        [
            {"department_code": "a", "name": "甲局", "name_en": "A", "display_order": 2},
            {"department_code": "b", "name": "乙局", "name_en": None, "display_order": 1},
        ],
    )
    connection.execute(insert(Town), [{"town_code": "t", "name": "朱泾镇", "name_en": "Zhujing"}])
    found = names(connection, SCOPE, as_of=MONDAY)
    assert found.to_dict("records") == [
        {"kind": "department", "code": "b", "name": "乙局", "name_en": ""},
        {"kind": "department", "code": "a", "name": "甲局", "name_en": "A"},
        {"kind": "town", "code": "t", "name": "朱泾镇", "name_en": "Zhujing"},
    ]


def test_the_last_sign_is_the_newest_of_all_receipts_and_closings(connection: Connection):
    random = Random(4)
    codes = ("many", "few", "old", "closes", "never")
    source = {"name": "x", "name_en": None, "expected_every_minutes": 60}
    connection.execute(insert(DataSource), [source | {"source_code": code} for code in codes])
    rows = []
    for n in range(200):
        code = random.choices(codes[:2], (9, 1))[0]
        received_at = MONDAY - timedelta(hours=random.randrange(-48, 24 * 20))
        closed_at = received_at + timedelta(hours=random.randrange(1, 24 * 15))
        is_closed = random.random() < 0.6
        rows.append(
            clock(str(n), received_at, source_code=code, closed_at=closed_at if is_closed else None)
        )
    gone = MONDAY - timedelta(days=30)
    rows.append(clock("o", gone, source_code="old", closed_at=MONDAY - timedelta(days=15)))
    rows.append(clock("c", gone, source_code="closes", closed_at=MONDAY - timedelta(days=13)))
    write(connection, rows)
    for as_of in (MONDAY, MONDAY - timedelta(days=3), MONDAY - timedelta(days=12)):
        expected = {}
        for code in sorted(codes):
            signs = [
                sign
                for row in rows
                if row["source_code"] == code
                for sign in (row["received_at"], row["closed_at"])
                if sign is not None and as_of - timedelta(days=14) < sign <= as_of
            ]
            expected[code] = max(signs, default=None)
        found = health(connection, SCOPE, as_of=as_of)
        assert [None if pd.isna(sign) else sign for sign in found["last_at"]] == [
            *expected.values()
        ]
    assert expected["never"] is None
    assert expected["many"] is not None
