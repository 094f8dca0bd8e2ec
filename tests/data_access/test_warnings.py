"""The list of open findings: its order, its filters, its counts, and who is named in it."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection

from data_access import warnings
from data_access.calendar import official_calendar
from data_access.figures import figures
from data_access.warnings import Narrowed
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, accepted, clock, found, write

NOW = datetime(2026, 11, 23, 10, 0)  # a Monday
SCOPE = Scope(Period.ending(NOW.date(), 30))
ALL = Narrowed()


def end_of(day: int) -> datetime:
    return datetime(2026, 11, day, 23, 59, 59)


@pytest.fixture
def cards(connection: Connection) -> Connection:
    """Five open findings and three that are not."""
    one = accepted("1", datetime(2026, 11, 2, 9), end_of(13), case_no="JS-001")
    two = accepted("2", datetime(2026, 11, 3, 9), end_of(16), case_no="JS_002%")
    three = clock("3", datetime(2026, 11, 23, 9), case_no="js-003", department_code="water")
    rows = [
        found(one, "W02", "yellow", datetime(2026, 11, 14), due_at=end_of(13), officer="王小明"),
        found(one, "W06", "red", datetime(2026, 11, 21), due_at=end_of(20), officer="王小明"),
        found(two, "W02", "yellow", datetime(2026, 11, 17), due_at=end_of(16), officer="王小红"),
        found(two, "W27", "order", datetime(2026, 9, 1)),
        found(three, "W24", "soon", datetime(2026, 11, 23, 9), officer="王小明"),
        found(one, "W01", "soon", datetime(2026, 11, 12), ends_at=datetime(2026, 11, 14)),
        found(two, "W15", "red", datetime(2026, 11, 5), withdrawn_at=datetime(2026, 11, 6)),
        found(three, "W03", "yellow", datetime(2026, 12, 1), due_at=end_of(30)),
    ]
    write(connection, [one, two, three], findings=rows)
    return connection


def ids(connection: Connection, narrowed: Narrowed = ALL, scope: Scope = SCOPE) -> list[str]:
    frame = warnings.listed(connection, scope, as_of=NOW, narrowed=narrowed, limit=50)
    return [f"{row['case_id']} {row['rule']}" for row in frame.to_dict("records")]


def test_the_worst_come_first_and_of_one_level_the_latest(cards: Connection):
    assert ids(cards) == ["2 W27", "1 W06", "1 W02", "2 W02", "3 W24"]


def test_days_are_working_days_and_negative_when_past(cards: Connection):
    frame = warnings.listed(cards, SCOPE, as_of=NOW, narrowed=ALL, limit=50)
    # Friday the 20th to Monday: 1; the 13th: 6; the 16th: 5; no limit, no days
    assert frame["days"].isna().tolist() == [True, False, False, False, True]
    assert frame["days"].dropna().tolist() == [-1, -6, -5]
    assert frame["stage"].tolist() == ["review", "review", "review", "review", "accept"]


@pytest.mark.parametrize(
    ("due_at", "left"),
    [
        (end_of(23), 0),  # today is the last day
        (end_of(24), 1),
        (end_of(27), 4),
        (end_of(30), 5),  # a weekend lies between
        (end_of(20), -1),  # Friday
        (datetime(2026, 11, 21, 12), -1),  # a Saturday's limit: Monday is the first day over
        (None, None),
    ],
)
def test_days_left(due_at: datetime | None, left: int | None):
    assert warnings.days_left(official_calendar(), due_at, NOW) == left


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (Narrowed(level="yellow"), ["1 W02", "2 W02"]),
        (Narrowed(rule="W02"), ["1 W02", "2 W02"]),
        (Narrowed(stage="accept"), ["3 W24"]),
        (Narrowed(waiting="day"), ["3 W24"]),
        (Narrowed(waiting="week"), ["1 W06", "2 W02"]),  # 2 days and 10 hours; 6 days
        (Narrowed(waiting="month"), ["1 W02"]),
        (Narrowed(waiting="longer"), ["2 W27"]),
        (Narrowed(waiting="nonsense"), ["2 W27", "1 W06", "1 W02", "2 W02", "3 W24"]),
        (Narrowed(search="js-"), ["1 W06", "1 W02", "3 W24"]),  # small and capital alike
        (Narrowed(search="2%"), ["2 W27", "2 W02"]),  # a sign, not a wild card
        (Narrowed(search="_00"), ["2 W27", "2 W02"]),
        (Narrowed(search="'; DROP TABLE finding; --"), []),
        (Narrowed(officer="nobody"), []),
    ],
)
def test_filters(cards: Connection, narrowed: Narrowed, expected: list[str]):
    assert ids(cards, narrowed) == expected


def test_scopes_bound_the_list(cards: Connection):
    assert ids(cards, scope=Scope(SCOPE.period, departments=("water",))) == ["3 W24"]
    assert ids(cards, scope=Scope(SCOPE.period, towns=("elsewhere",))) == []
    assert ids(cards, scope=Scope(SCOPE.period, items=("item-1",)))[0] == "2 W27"


def test_counts_are_by_level_whatever_level_is_chosen(cards: Connection):
    counts = warnings.counted(cards, SCOPE, as_of=NOW, narrowed=Narrowed(level="red"))
    assert counts[["level", "findings"]].values.tolist() == [
        ["order", 1],
        ["red", 1],
        ["yellow", 2],
        ["soon", 1],
    ]
    assert counts["days"].dropna().tolist() == [-1, -6]
    searched = warnings.counted(cards, SCOPE, as_of=NOW, narrowed=Narrowed(search="003"))
    assert searched["findings"].tolist() == [1]


def test_pages_are_cut_in_sql_and_join_without_a_gap(cards: Connection):
    pages = [
        warnings.listed(cards, SCOPE, as_of=NOW, narrowed=ALL, limit=2, offset=offset)
        for offset in (0, 2, 4, 6)
    ]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    together = [row for page in pages for row in page["finding_id"]]
    whole = warnings.listed(cards, SCOPE, as_of=NOW, narrowed=ALL, limit=50)
    assert together == whole["finding_id"].tolist()


def test_officers_are_masked_and_told_apart_by_a_code(cards: Connection):
    officers = warnings.officers(cards, SCOPE, as_of=NOW)
    assert officers["name"].tolist() == ["王**", "王**", "王**"]
    assert officers["findings"].tolist() == [2, 1, 1]
    assert not officers.astype(str).stack().str.contains("小").any()
    first = officers["officer"].iloc[0]
    assert ids(cards, Narrowed(officer=first)) == ["1 W06", "1 W02"]  # not the one in "water"
    listed = warnings.listed(cards, SCOPE, as_of=NOW, narrowed=ALL, limit=50)
    assert listed["officer"].dropna().unique().tolist() == ["王**"]


def test_who_may_see_names_sees_them(cards: Connection):
    allowed = Scope(SCOPE.period, sees_personal_data=True)
    listed = warnings.listed(cards, allowed, as_of=NOW, narrowed=ALL, limit=50)
    assert "王小明" in listed["officer"].tolist()


def test_an_empty_list_has_its_columns(connection: Connection):
    frame = warnings.listed(connection, SCOPE, as_of=NOW, narrowed=ALL, limit=20)
    assert list(frame.columns) == [*warnings.LISTED, "days"]
    assert frame.empty
    assert warnings.counted(connection, SCOPE, as_of=NOW, narrowed=ALL).empty


@pytest.mark.parametrize("moment", [datetime(2026, 10, 10, 12), NOW])
def test_the_list_is_as_long_as_the_measure_says(connection: Connection, moment: datetime):
    clocks, steps, findings = Chance(11, datetime(2026, 9, 1), 90).cases(200)
    write(connection, clocks, steps, findings)
    whole = Scope(Period(date(2026, 9, 1), moment.date()))
    for level in warnings.LIGHT_LEVELS:
        name = f"cards_open_{level}"
        number = figures(connection, whole, [name], as_of=moment)[name].iloc[0]
        listed = warnings.listed(
            connection, whole, as_of=moment, narrowed=Narrowed(level=level), limit=9_999
        )
        assert len(listed) == number > 0
