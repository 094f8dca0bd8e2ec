"""How true the record is, department by department, worked out by hand."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from data_access.cells import rebuild_cells
from data_access.schema import ApprovalCase, DataFault, ServiceItem, WorkingDay
from data_access.truth import bursts, truth
from supervision.scope import Period, Scope
from tests.derived_rows import Row, clock, closed, found, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 30, 23, 59, 59)
SCOPE = Scope(Period.ending(NOW.date(), 30))


def contract(case_id: str, created_at: datetime | None, **values: Any) -> Row:
    return {
        "case_id": case_id,
        "source_code": "window",
        "case_no": case_id,
        "applicant_kind": "person",
        "officer": "赵一",
        "created_at": created_at,
    } | values


def fault(subject: str, rule: str, **values: Any) -> Row:
    return {
        "fault_id": f"{subject}|{rule}",
        "line": "approval",
        "subject_id": subject,
        "source_code": "window",
        "department_code": "housing",
        "rule": rule,
        "table_name": "approval_case",
        "column_name": "item_code",
        "raw_value": "",
        "is_quarantined": False,
        "found_at": NOW,
    } | values


@pytest.fixture
def recorded(connection: Connection) -> Connection:
    same_day, next_day = datetime(2026, 11, 2, 18), datetime(2026, 11, 3, 8)
    evening, sunday = datetime(2026, 11, 4, 20), datetime(2026, 11, 8, 10)
    whole = clock("whole", START)
    chain = closed("chain", START, DUE, evening, decider_count=2)
    write(
        connection,
        clocks=[
            whole,
            clock("typed later", START),
            clock("no officer", START, town_code=""),
            clock("unknown", START, department_code="", item_code=""),
            chain,
            closed("on a sunday", START, DUE, sunday),
            closed("in hours", START, DUE, datetime(2026, 11, 4, 17, 59), decider_count=1),
            clock("earlier", datetime(2026, 9, 1)),  # before the period
        ],
        findings=[found(chain, "W105", "order", evening), found(whole, "W106", "soon", START)],
    )
    connection.execute(
        insert(ApprovalCase),
        [
            contract("whole", same_day),
            contract("typed later", next_day),
            contract("no officer", same_day, officer=None),
            contract("unknown", None),
            contract("chain", same_day, applicant_kind=None),
            contract("on a sunday", same_day),
            contract("in hours", same_day),
        ],
    )
    connection.execute(
        insert(DataFault),
        [
            fault("unknown", "R02"),
            fault("gone", "T02", is_quarantined=True),
            fault("gone too", "T06", is_quarantined=True, department_code="water"),
        ],
    )
    connection.execute(
        insert(ServiceItem),
        [
            {"item_code": code, "name": code, "department_code": "housing", "kind": "licence"}
            for code in ("item-1", "never used")
        ],
    )
    days = {date(2026, 11, 4): True, date(2026, 11, 8): False}
    connection.execute(
        insert(WorkingDay),
        [
            {"day": day, "is_working": works, "kind": "working", "source": "official"}
            for day, works in days.items()
        ],
    )
    rebuild_cells(connection, 1)
    return connection


def of(frame: Any, department: str) -> dict[str, int]:
    row = frame[frame["department_code"] == department].iloc[0].to_dict()
    del row["department_code"]
    return row


def test_a_department_is_told_by_eight_ratios(recorded: Connection) -> None:
    assert of(truth(recorded, SCOPE, as_of=NOW), "housing") == {
        "received": 6,
        "closed": 3,
        "typed_known": 6,
        "typed_same_day": 5,  # all but the one typed in the next day
        "complete": 4,  # one without town and officer, one without the kind of applicant
        "clean": 6,
        "items": 2,
        "items_used": 1,
        "chains_zero_length": 1,
        "typed_in_late": 1,
        "out_of_order": 1,
        "deciders_known": 2,
        "in_bursts": 0,
        "closed_by_named": 3,
        "off_hours": 2,  # in the evening and on a Sunday
    }


def test_a_case_without_department_is_counted_too(recorded: Connection) -> None:
    row = of(truth(recorded, SCOPE, as_of=NOW), "")

    assert (row["received"], row["clean"], row["complete"], row["typed_known"]) == (1, 0, 0, 0)


def test_a_department_with_quarantined_cases_only_is_there(recorded: Connection) -> None:
    row = of(truth(recorded, SCOPE, as_of=NOW), "water")

    assert (row["received"], row["out_of_order"]) == (0, 1)


def test_departments_add_up_to_the_whole(recorded: Connection) -> None:
    frame = truth(recorded, SCOPE, as_of=NOW)

    assert frame["received"].sum() == 7


def closing(case_id: str, at: datetime, officer: str) -> tuple[Row, Row]:
    return closed(case_id, START, DUE, at), contract(case_id, None, officer=officer)


def test_more_than_ten_closings_in_ten_minutes_are_a_burst(connection: Connection) -> None:
    eleven = [closing(f"a{n}", datetime(2026, 11, 5, 10, 10, n), "钱二") for n in range(11)]
    ten = [closing(f"b{n}", datetime(2026, 11, 5, 10, 10, n), "孙三") for n in range(10)]
    next_ten = [closing(f"c{n}", datetime(2026, 11, 5, 10, 20, n), "孙三") for n in range(10)]
    nobody = [closing(f"d{n}", datetime(2026, 11, 5, 11, 0, n), "") for n in range(12)]
    rows = [*eleven, *ten, *next_ten, *nobody]
    write(connection, clocks=[row for row, _ in rows])
    connection.execute(insert(ApprovalCase), [row for _, row in rows])
    rebuild_cells(connection, 1)

    assert bursts(connection, SCOPE, as_of=NOW).to_dict("split")["data"] == [
        ["housing", "钱*", datetime(2026, 11, 5, 10, 10), datetime(2026, 11, 5, 10, 10, 10), 11]
    ]
    assert of(truth(connection, SCOPE, as_of=NOW), "housing")["in_bursts"] == 11


def test_who_may_see_persons_sees_the_name(connection: Connection) -> None:
    rows = [closing(f"a{n}", datetime(2026, 11, 5, 10, 10, n), "钱二") for n in range(11)]
    write(connection, clocks=[row for row, _ in rows])
    connection.execute(insert(ApprovalCase), [row for _, row in rows])
    scope = Scope(SCOPE.period, sees_personal_data=True)

    assert bursts(connection, scope, as_of=NOW)["officer"].tolist() == ["钱二"]


def test_an_empty_record_has_no_departments(connection: Connection) -> None:
    assert truth(connection, SCOPE, as_of=NOW).empty
    assert bursts(connection, SCOPE, as_of=NOW).empty
