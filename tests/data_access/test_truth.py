"""How true the record is, department by department, worked out by hand."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, update

from data_access.cells import compare, rebuild_cells, refresh, touched_cells
from data_access.schema import CaseClock, DataFault, EvaluatedSubject, EvaluationRun, ServiceItem
from data_access.truth import bursts, truth
from supervision.scope import Period, Scope
from tests.derived_rows import Row, clock, closed, found, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 30, 23, 59, 59)
SCOPE = Scope(Period.ending(NOW.date(), 30))


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


ON_THE_DAY = {"is_typed_known": True, "is_typed_same_day": True}
WHOLE = {"officer": "赵一", "is_complete": True}


@pytest.fixture
def recorded(connection: Connection) -> Connection:
    evening, sunday = datetime(2026, 11, 4, 20), datetime(2026, 11, 8, 10)
    whole = clock("whole", START, **ON_THE_DAY, **WHOLE)
    off = {"officer": "赵一", "is_off_hours": True}
    chain = closed("chain", START, DUE, evening, decider_count=2, **ON_THE_DAY, **off)
    write(
        connection,
        clocks=[
            whole,
            clock("typed later", START, is_typed_known=True, **WHOLE),
            clock("no officer", START, town_code="", **ON_THE_DAY),
            clock("unknown", START, department_code="", item_code="", has_fault=True),
            chain,
            closed("on a sunday", START, DUE, sunday, is_complete=True, **ON_THE_DAY, **off),
            closed(
                "in hours",
                START,
                DUE,
                datetime(2026, 11, 4, 17, 59),
                decider_count=1,
                **ON_THE_DAY,
                **WHOLE,
            ),
            clock("earlier", datetime(2026, 9, 1)),  # before the period
        ],
        findings=[found(chain, "W105", "order", evening), found(whole, "W106", "soon", START)],
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
    rebuild_cells(connection, "approval", 1)
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


def test_cases_out_of_order_are_counted_anew_after_a_batch_that_worked_cases(
    recorded: Connection,
) -> None:
    def told(scope: Scope = SCOPE) -> dict[str, int]:
        frame = truth(recorded, scope, as_of=NOW).set_index("department_code")["out_of_order"]
        return frame[frame > 0].to_dict()

    assert told() == {"housing": 1, "water": 1}
    assert told(Scope(SCOPE.period, ("water",))) == {"water": 1}
    recorded.execute(delete(DataFault).where(DataFault.department_code == "water"))
    for run_no, line in ((1, "appeal"), (2, "approval")):
        recorded.execute(
            insert(EvaluationRun), {"run_no": run_no, "finished_at": NOW, "subjects": 1}
        )
        row = {"line": line, "subject_id": "1", "run_no": run_no}
        recorded.execute(insert(EvaluatedSubject), row)
        assert told() == {"housing": 1} | ({"water": 1} if run_no == 1 else {})


def test_departments_add_up_to_the_whole(recorded: Connection) -> None:
    frame = truth(recorded, SCOPE, as_of=NOW)

    assert frame["received"].sum() == 7


def closing(case_id: str, at: datetime, officer: str) -> Row:
    return closed(case_id, START, DUE, at, officer=officer)


def test_more_than_ten_closings_in_ten_minutes_are_a_burst(connection: Connection) -> None:
    eleven = [closing(f"a{n}", datetime(2026, 11, 5, 10, 10, n), "钱二") for n in range(11)]
    ten = [closing(f"b{n}", datetime(2026, 11, 5, 10, 10, n), "孙三") for n in range(10)]
    next_ten = [closing(f"c{n}", datetime(2026, 11, 5, 10, 20, n), "孙三") for n in range(10)]
    nobody = [closing(f"d{n}", datetime(2026, 11, 5, 11, 0, n), "") for n in range(12)]
    rows = [*eleven, *ten, *next_ten, *nobody]
    write(connection, clocks=rows)
    rebuild_cells(connection, "approval", 1)

    assert bursts(connection, SCOPE, as_of=NOW).to_dict("split")["data"] == [
        ["housing", "钱*", datetime(2026, 11, 5, 10, 10), datetime(2026, 11, 5, 10, 10, 10), 11]
    ]
    assert of(truth(connection, SCOPE, as_of=NOW), "housing")["in_bursts"] == 11


def test_who_may_see_persons_sees_the_name(connection: Connection) -> None:
    rows = [closing(f"a{n}", datetime(2026, 11, 5, 10, 10, n), "钱二") for n in range(11)]
    write(connection, clocks=rows)
    rebuild_cells(connection, "approval", 1)
    scope = Scope(SCOPE.period, sees_personal_data=True)

    assert bursts(connection, scope, as_of=NOW)["officer"].tolist() == ["钱二"]


def test_an_empty_record_has_no_departments(connection: Connection) -> None:
    assert truth(connection, SCOPE, as_of=NOW).empty
    assert bursts(connection, SCOPE, as_of=NOW).empty


@pytest.mark.parametrize("bounds", [{}, {"departments": ("housing",)}, {"items": ("item-1",)}])
def test_bursts_kept_and_bursts_of_rows_are_the_same(connection: Connection, bounds: Any) -> None:
    days = [datetime(2026, 11, 5, 10, 10), datetime(2026, 11, 23, 9, 30)]  # one closed, one today
    rows = [
        closing(f"{day:%d}-{n}", day.replace(second=n), "钱二") for day in days for n in range(12)
    ]
    write(connection, clocks=rows)
    rebuild_cells(connection, "approval", 1)
    scope = Scope(SCOPE.period, **bounds)

    assert bursts(connection, scope, as_of=NOW)["cases"].tolist() == [12, 12]
    assert bursts(connection, scope, as_of=days[1].replace(second=5))["cases"].tolist() == [12]
    assert of(truth(connection, scope, as_of=NOW), "housing")["in_bursts"] == 24


def test_a_burst_goes_when_a_closing_moves(connection: Connection) -> None:
    rows = [closing(f"a{n}", datetime(2026, 11, 5, 10, 10, n), "钱二") for n in range(11)]
    write(connection, clocks=rows)
    rebuild_cells(connection, "approval", 1)
    moved = rows[0] | {"closed_at": datetime(2026, 11, 6, 9)}
    connection.execute(
        update(CaseClock).where(CaseClock.case_id == "a0").values(closed_at=moved["closed_at"])
    )
    assert "burst" in set(compare(connection, "approval")["measure"])
    refresh(
        connection, "approval", touched_cells("approval", {CaseClock: [rows[0], moved]}), run_no=2
    )

    assert bursts(connection, SCOPE, as_of=NOW).empty
    assert compare(connection, "approval").empty
