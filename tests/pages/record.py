"""A small record for the screens of efficiency, lists, definitions and quality, counted by hand.

Moment: Monday 23 November 2026. Housing has forty cases due in the period, water five.
"""

from datetime import datetime

from sqlalchemy import Engine, insert

from data_access.balances import count_balances
from data_access.cells import rebuild_cells
from data_access.engine import writing
from data_access.schema import (
    ApprovalCase,
    CasePause,
    DataFault,
    DataSource,
    Department,
    ImportRun,
    ServiceItem,
)
from tests.derived_rows import Row, closed, found, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 16, 23, 59, 59)
IN_TIME = datetime(2026, 11, 12, 15)
LATE = datetime(2026, 11, 18, 10)
LATER = datetime(2026, 11, 20, 23, 59, 59)
HOSTILE = "![x](http://elsewhere/p.png) **局** :red[x] `a`"


def fill(engine: Engine) -> None:
    """Housing: 34 in time, 4 late, 2 saved by a pause; water: 4 in time, 1 late."""
    paused = {"promised_lawful_due_at": LATER, "promised_due_at": LATER, "pause_count": 1}
    housing = [
        *_cases("h", 34, IN_TIME, decider_count=1),
        *_cases("l", 4, LATE, decider_count=2),
        *_cases("p", 2, LATE, decider_count=3, **paused),
    ]
    water = [
        *_cases("w", 4, IN_TIME, department_code="water", item_code="item-2"),
        *_cases("x", 1, LATE, department_code="water", item_code="item-2"),
    ]
    for row in housing:
        row["pauses_1_to_2"] = row[
            "pause_count"
        ]  # begun on the Friday before the Monday it was due
        row["pauses_without_notice"] = int(row["case_id"] == "p0")
    for row in (*housing[:3], housing[34]):
        row["source_verdict"] = "on_time"
    with writing(engine) as connection:
        write(
            connection,
            clocks=[*housing, *water],
            findings=[found(housing[0], "W12", "yellow", START)],
        )
        connection.execute(
            insert(Department), [_named("housing", "区房管局"), _named("water", HOSTILE)]
        )
        connection.execute(
            insert(ServiceItem), [_item("item-1", "housing"), _item("item-2", "water")]
        )
        connection.execute(insert(DataSource), [{"source_code": "window", "name": "综合窗口"}])
        connection.execute(insert(ApprovalCase), [_contract(row) for row in (*housing, *water)])
        connection.execute(
            insert(ApprovalCase), [_contract({"case_id": "bad", "case_no": "No. bad"})]
        )
        connection.execute(insert(CasePause), [_pause("p0", None), _pause("p1", "N-1")])
        connection.execute(insert(DataFault), [_fault()])
        connection.execute(insert(ImportRun), [_import()])
        rebuild_cells(connection, "approval", 1)
    count_balances(engine, NOW)


def _cases(prefix: str, number: int, closed_at: datetime, **values: object) -> list[Row]:
    return [closed(f"{prefix}{n}", START, DUE, closed_at) | values for n in range(number)]


def _named(code: str, name: str) -> Row:
    return {"department_code": code, "name": name, "display_order": 1}


def _item(code: str, department: str) -> Row:
    return {
        "item_code": code,
        "name": f"事项 {code}",
        "department_code": department,
        "kind": "licence",
        "promised_limit": 10,
        "statutory_limit": 20,
    }


def _contract(row: Row) -> Row:
    return {"case_id": row["case_id"], "source_code": "window", "case_no": row["case_no"]}


def _pause(case_id: str, notice: str | None) -> Row:
    return {
        "case_id": case_id,
        "pause_no": 1,
        "kind": "testing",
        "started_at": datetime(2026, 11, 13, 9),
        "ended_at": datetime(2026, 11, 18),
        "notice_no": notice,
    }


def _fault() -> Row:
    return {
        "fault_id": "bad|T01",
        "line": "approval",
        "subject_id": "bad",
        "source_code": "window",
        "department_code": "housing",
        "rule": "T01",
        "table_name": "approval_case",
        "column_name": "received_at",
        "raw_value": HOSTILE,
        "is_quarantined": True,
        "found_at": NOW,
    }


def _import() -> Row:
    return {
        "file_name": "cases.csv",
        "mapping_name": "city",
        "source_code": "window",
        "started_at": NOW,
        "finished_at": NOW,
        "rows_read": 46,
        "rows_shown": 45,
        "rows_quarantined": 1,
    }
