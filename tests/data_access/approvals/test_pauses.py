"""How near to the promised date special procedures begin, counted in working days."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, text

from data_access.approvals.pauses import list_pauses, pause_counts
from data_access.calendar import load_calendar
from data_access.cells import rebuild_cells
from data_access.schema import CasePause
from supervision.pausing import SPANS, days_left, span_of
from supervision.scope import Period, Scope
from tests.derived_rows import closed, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 16, 23, 59, 59)  # a Monday
DONE = datetime(2026, 11, 20, 15)
MINUTE = timedelta(minutes=1)
SCOPE = Scope(Period.ending(NOW.date(), 30))


def pause(case_id: str, number: int, started_at: datetime, **values: object) -> dict[str, object]:
    return {
        "case_id": case_id,
        "pause_no": number,
        "kind": "testing",
        "started_at": started_at,
        "ended_at": datetime(2026, 11, 19),
        "notice_no": "N-1",
    } | values


@pytest.fixture
def paused(connection: Connection) -> Connection:
    housing = {"pause_count": 1}
    water = housing | {"department_code": "water"}
    early = water | {"pauses_6_to_10": 1}
    two = {"pause_count": 2, "pauses_6_to_10": 1, "pauses_1_to_2": 1, "pauses_without_notice": 1}
    write(
        connection,
        clocks=[
            closed("a", START, DUE, DONE, **two),
            closed("b", START, DUE, DONE + MINUTE, **housing, pauses_due_day=1),
            closed("c", START, DUE, DONE + 2 * MINUTE, **water, pauses_after_due=1),
            closed("d", START, None, DONE + 3 * MINUTE, **water, pauses_no_due=1),
            closed("e", START, DUE, datetime(2026, 10, 1), **early),  # closed before the period
            closed("f", START, DUE, DONE, **early, outcome="void"),  # no decision
            closed("g", START, DUE, DONE + 4 * MINUTE, **early),
        ],
    )
    connection.execute(
        insert(CasePause),
        [
            pause("a", 1, datetime(2026, 11, 3, 9)),  # 3 November: nine working days to the 16th
            pause("a", 2, datetime(2026, 11, 13, 17), notice_no=None),  # Friday: one
            pause("b", 1, datetime(2026, 11, 16, 8)),  # the due day itself
            pause("c", 1, datetime(2026, 11, 18, 8)),  # when it was past
            pause("a", 0, datetime(2026, 11, 9), ended_at=datetime(2026, 11, 8)),  # a fault
            pause("d", 1, datetime(2026, 11, 3, 9), ended_at=None),  # no promise to be near to
            pause("e", 1, datetime(2026, 11, 3, 9)),
            pause("f", 1, datetime(2026, 11, 3, 9)),
            pause("g", 1, datetime(2026, 11, 3, 9)),
        ],
    )
    rebuild_cells(connection, "approval", 1)
    return connection


def test_pauses_count_by_department_and_nearness(paused: Connection) -> None:
    found = pause_counts(paused, SCOPE, as_of=NOW)

    assert list(found.columns) == ["department_code", *SPANS, "without_notice"]
    assert found.to_numpy().tolist() == [
        ["housing", 0, 1, 0, 1, 1, 0, 0, 1],
        ["water", 0, 1, 0, 0, 0, 1, 1, 0],
    ]


@pytest.mark.parametrize("span", SPANS)
def test_every_count_has_its_list(paused: Connection, span: str) -> None:
    counted = pause_counts(paused, SCOPE, as_of=NOW)[span].sum()
    listed = list_pauses(paused, SCOPE, as_of=NOW, about=span, limit=100)

    assert listed.total == len(listed.frame) == counted


@pytest.mark.parametrize(
    ("started_at", "due_at", "span"),
    [
        (datetime(2026, 11, 3, 9), DUE, "6_to_10"),  # nine working days to the 16th
        (datetime(2026, 10, 30, 9), DUE, "over_10"),  # eleven
        (datetime(2026, 11, 9, 9), DUE, "3_to_5"),  # 10 to 13, 16
        (datetime(2026, 11, 13, 17), DUE, "1_to_2"),  # a Friday: one
        (datetime(2026, 11, 16, 8), DUE, "due_day"),
        (datetime(2026, 11, 17, 0), DUE, "after_due"),
        (datetime(2026, 11, 3, 9), None, "no_due"),
    ],
)
def test_the_span_is_counted_in_working_days(
    connection: Connection, started_at: datetime, due_at: datetime | None, span: str
) -> None:

    left = days_left(load_calendar(connection), started_at.date(), due_at)
    assert span_of(left, started_at, due_at) == span


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("", [("g", 3), ("d", 3), ("c", 18), ("b", 16), ("a", 3), ("a", 13)]),
        ("near", [("b", 16), ("a", 13)]),
        ("after_due", [("c", 18)]),
        ("without_notice", [("a", 13)]),
    ],
)
def test_the_list_begins_with_the_case_closed_last(
    paused: Connection, about: str, expected: list[tuple[str, int]]
) -> None:
    whole = list_pauses(paused, SCOPE, as_of=NOW, limit=10, about=about)
    pages = [
        list_pauses(paused, SCOPE, as_of=NOW, limit=size, offset=offset, about=about)
        for size in (1, 2, 4)
        for offset in range(0, len(expected) + 1, size)
    ]

    begun = whole.frame["started_at"].dt.day
    assert list(zip(whole.frame["case_id"], begun, strict=True)) == expected
    assert {page.total for page in (whole, *pages)} == {len(expected)}
    on_pages = [row for page in pages for row in page.frame.to_dict("records")]
    assert str(on_pages) == str(whole.frame.to_dict("records") * 3)


def test_days_left_are_working_days(paused: Connection) -> None:
    found = list_pauses(paused, SCOPE, as_of=NOW, limit=10).frame.set_index(
        ["case_id", "started_at"]
    )

    # from Tuesday 3 November to Monday the 16th: 4-6, 9-13, 16
    assert found.loc[("g", datetime(2026, 11, 3, 9)), "days_left"] == 9
    assert found.loc[("c", datetime(2026, 11, 18, 8)), "days_left"] == -2


def test_a_case_that_waits_for_its_clock_moves_no_row_of_another(paused: Connection) -> None:
    paused.execute(delete(CasePause).where(CasePause.case_id == "b"))
    paused.execute(insert(CasePause), [pause("c", 2, datetime(2026, 11, 18, 9))])

    pages = [list_pauses(paused, SCOPE, as_of=NOW, limit=1, offset=n).frame for n in range(6)]

    listed = [page["case_id"].tolist() for page in pages]
    assert listed == [["g"], ["d"], ["c"], [], ["a"], ["a"]]


def test_a_start_that_cannot_be_read_is_not_counted(paused: Connection) -> None:
    junk = "infinity" if paused.dialect.name == "postgresql" else "不详"
    change = text("UPDATE case_pause SET started_at = :junk WHERE case_id = 'g'")
    paused.execute(change, {"junk": junk})

    listed = list_pauses(paused, SCOPE, as_of=NOW, limit=10).frame
    assert "g" not in set(listed["case_id"])


def test_no_pauses_no_rows(connection: Connection) -> None:

    assert pause_counts(connection, SCOPE, as_of=NOW).empty
    nothing = list_pauses(connection, SCOPE, as_of=NOW, limit=10)
    assert (nothing.total, len(nothing.frame)) == (0, 0)
