"""What could not be read: faults by rule and place, their list, and the runs of imports."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, insert, text, update

from data_access.derived_rows import put_rows
from data_access.engine import reading, writing
from data_access.importing.writing import write_faults
from data_access.quality import fault_counts, import_runs, list_faults, wrong_counts
from data_access.schema import ApprovalCase, DataFault, FaultCount, ImportRun
from supervision.scope import Period, Scope

NOW = datetime(2026, 11, 23, 9, 41, 20)
SCOPE = Scope(Period.ending(NOW.date(), 30))


def fault(fault_id: str, subject: str, rule: str, **values: object) -> dict[str, object]:
    return {
        "fault_id": fault_id,
        "line": "approval",
        "subject_id": subject,
        "source_code": "window",
        "department_code": "housing",
        "rule": rule,
        "table_name": "approval_case",
        "column_name": "received_at",
        "raw_value": "不详",
        "is_quarantined": True,
        "found_at": NOW,
    } | values


def contract_case(case_id: str) -> dict[str, object]:
    return {"case_id": case_id, "source_code": "window", "case_no": f"No. {case_id}"}


@pytest.fixture
def faulty(connection: Connection) -> Connection:
    connection.execute(
        insert(DataFault),
        [
            fault("1", "bad", "T01"),
            fault("2", "bad", "T02", column_name="closed_at"),  # the same case, another rule
            fault("3", "odd", "R02", column_name="item_code", is_quarantined=False),
            fault("4", "file.csv:7", "T01", line="import", source_code="city", department_code=""),
        ],
    )
    connection.execute(insert(ApprovalCase), [contract_case("bad"), contract_case("odd")])
    return connection


def counted(connection: Connection) -> list[list[object]]:
    """The counts, which are those of the rows."""
    assert not wrong_counts(connection)
    return fault_counts(connection, SCOPE, as_of=NOW).to_dict("split")["data"]


def test_faults_count_by_rule_and_source(faulty: Connection) -> None:
    assert counted(faulty) == [
        ["R02", "window", 1, 0],
        ["T01", "city", 1, 1],
        ["T01", "window", 1, 1],
        ["T02", "window", 1, 1],
    ]


def test_counts_go_with_the_rows(faulty: Connection) -> None:
    faulty.execute(delete(DataFault).where(DataFault.fault_id == "2"))
    faulty.execute(update(DataFault).where(DataFault.fault_id == "3").values(is_quarantined=True))
    faulty.execute(update(DataFault).where(DataFault.fault_id == "4").values(rule="R02"))
    faulty.execute(insert(DataFault), [fault(f"more {n}", "odd", "R02") for n in range(3)])

    assert counted(faulty) == [
        ["R02", "city", 1, 1],
        ["R02", "window", 4, 4],
        ["T01", "window", 1, 1],
    ]


def test_faults_that_come_again_are_counted_once(faulty: Connection) -> None:
    again = [fault("1", "bad", "T01"), fault("4", "file.csv:7", "T02"), fault("5", "odd", "T01")]
    put_rows(faulty, DataFault, again)
    write_faults(faulty, [fault("1", "bad", "T01", is_quarantined=False)])

    assert counted(faulty) == [
        ["R02", "window", 1, 0],
        ["T01", "window", 2, 1],
        ["T02", "window", 2, 2],
    ]


def test_two_imports_of_one_source_do_not_wait_for_each_other_in_a_ring(database: Engine) -> None:
    if database.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")

    def of_file(key: str, rule: str, **values: object) -> dict[str, object]:
        return fault(key, f"file.csv:{key}", rule, line="import", **values)

    def second_import() -> None:
        with writing(database) as connection:
            write_faults(connection, [of_file("b", "T02", raw_value="x"), of_file("d", "T01")])

    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    waiting = text(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND database = {here}")
    with writing(database) as connection:
        write_faults(connection, [of_file("a", "T01"), of_file("b", "T02")])
    with ThreadPoolExecutor(1) as pool:
        with writing(database) as connection:
            write_faults(connection, [of_file("c", "T01")])
            second = pool.submit(second_import)
            deadline = time.monotonic() + 30
            while not connection.scalar(waiting):
                assert time.monotonic() < deadline
            write_faults(connection, [of_file("e", "T02")])
        second.result(30)
    with reading(database) as connection:
        counts = fault_counts(connection, SCOPE, as_of=NOW)
        assert dict(zip(counts["rule"], counts["faults"], strict=True)) == {"T01": 3, "T02": 2}
        assert not wrong_counts(connection)


def test_a_table_that_is_emptied_counts_nothing(faulty: Connection) -> None:
    is_truncated = faulty.dialect.name == "postgresql"
    faulty.execute(text("TRUNCATE data_fault") if is_truncated else delete(DataFault))

    assert fault_counts(faulty, SCOPE, as_of=NOW).empty
    assert not wrong_counts(faulty)


def test_a_count_that_is_not_that_of_its_rows_is_told(faulty: Connection) -> None:
    faulty.execute(update(FaultCount).where(FaultCount.rule == "R02").values(faults=7))

    kind = ("approval", "R02", "window", "housing")
    assert wrong_counts(faulty) == {(*kind, 1, 0), (*kind, 7, 0)}


@pytest.mark.parametrize(
    ("narrowed", "subjects"),
    [
        ({}, ["bad", "file.csv:7", "bad", "odd"]),  # quarantined first, then by rule and key
        ({"rule": "T01"}, ["bad", "file.csv:7"]),
        ({"source": "city"}, ["file.csv:7"]),
        ({"only_quarantined": True}, ["bad", "file.csv:7", "bad"]),
        ({"rule": "C01"}, []),
    ],
)
def test_the_list_has_as_many_faults_as_it_counts(
    faulty: Connection, narrowed: dict[str, str | bool], subjects: list[str]
) -> None:
    found = list_faults(faulty, SCOPE, as_of=NOW, **narrowed)

    assert found.frame["subject_id"].tolist() == subjects
    assert found.total == len(subjects)


def test_faults_are_paged_and_bear_the_number_of_their_case(faulty: Connection) -> None:
    pages = [list_faults(faulty, SCOPE, as_of=NOW, limit=2, offset=n) for n in (0, 2, 3, 4)]

    keys = [page.frame["fault_id"].tolist() for page in pages]
    assert keys == [["1", "4"], ["2", "3"], ["3"], []]
    assert {page.total for page in pages} == {4}
    assert pages[1].frame[["subject_id", "case_no", "raw_value"]].to_numpy().tolist() == [
        ["bad", "No. bad", "不详"],
        ["odd", "No. odd", "不详"],
    ]


def test_another_department_has_no_faults(faulty: Connection) -> None:
    scope = Scope(SCOPE.period, departments=("water",))

    assert fault_counts(faulty, scope, as_of=NOW).empty
    assert list_faults(faulty, scope, as_of=NOW).total == 0


def test_an_import_says_what_became_of_its_rows(connection: Connection) -> None:
    common = {
        "mapping_name": "boston311",
        "source_code": "city",
        "started_at": NOW,
        "finished_at": NOW,
        "rows_read": 100,
    }
    connection.execute(
        insert(ImportRun),
        [
            {**common, "file_name": "a.csv", "rows_shown": 98, "rows_quarantined": 2},
            {**common, "file_name": "b.csv", "rows_shown": 97, "rows_quarantined": 2},
        ],
    )

    found = import_runs(connection, SCOPE, as_of=NOW)

    assert found[["file_name", "difference"]].to_numpy().tolist() == [["b.csv", 1], ["a.csv", 0]]
    assert import_runs(connection, SCOPE, as_of=NOW - timedelta(seconds=1)).empty
