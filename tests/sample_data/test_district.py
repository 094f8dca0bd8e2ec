"""The district in a database: what is written, and that it is the same every time."""

from collections import Counter
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from sqlalchemy import func, select, text, update

from data_access.engine import engine_for, writing
from data_access.schema import (
    ApprovalCase,
    CaseExtension,
    CasePause,
    CaseRating,
    CaseStep,
    ChangeQueue,
    CorrectionNotice,
    Department,
    ProcedureStep,
    ServiceItem,
    Town,
)
from data_access.schema.base import table_of
from sample_data.assembly import UNKNOWN_DEPARTMENT, UNKNOWN_ITEM
from sample_data.district import fill
from sample_data.items import catalogue
from sample_data.reference import departments, towns
from sample_data.rhythm import DAY, number_in_day

UNTIL = datetime(2026, 11, 23, 11, 30)
TABLES = (ApprovalCase, CaseStep, CasePause, CaseExtension, CorrectionNotice, CaseRating)


@pytest.fixture(scope="module")
def district(new_database):
    """Six thousand cases, which every test only reads."""
    engine = engine_for(new_database())
    fill(engine, 6000, 1, UNTIL)
    yield engine
    engine.dispose()


def contents(engine, models=TABLES):
    """Every row of the tables as text, in order of their keys."""
    found = {}
    with engine.connect() as connection:
        for model in models:
            table = table_of(model)
            columns = ", ".join(column.name for column in table.columns)
            keys = ", ".join(column.name for column in table.primary_key)
            rows = connection.execute(text(f"SELECT {columns} FROM {table.name} ORDER BY {keys}"))
            found[table.name] = [tuple(map(str, row)) for row in rows]
    return found


def test_it_writes_what_it_says_and_queues_each_case_once(database):
    counts = fill(database, 700, 1, UNTIL)
    with database.connect() as connection:
        for model in TABLES:
            rows = connection.scalar(select(func.count()).select_from(table_of(model)))
            assert rows == counts[model.__tablename__]
        assert counts["approval_case"] == 700
        subjects = ("approval_case", "appeal", "public_signal")
        assert counts["change_queue"] == sum(counts[table] for table in subjects)
        of_cases = select(ChangeQueue.subject_id).where(ChangeQueue.line == "approval")
        queued = connection.scalars(of_cases).all()
        assert sorted(queued) == sorted(connection.scalars(select(ApprovalCase.case_id)))
        assert connection.scalar(select(func.count()).select_from(ServiceItem)) == len(catalogue())
        assert connection.scalar(select(func.count()).select_from(Town)) == len(towns())
        in_table = connection.scalar(select(func.count()).select_from(Department))
        assert in_table == len(departments())


def test_it_refuses_a_database_that_holds_cases(database):
    fill(database, 5, 1, UNTIL)
    with pytest.raises(ValueError, match="already holds cases"):
        fill(database, 5, 1, UNTIL)


def test_the_triggers_stand_again_afterwards(database):
    fill(database, 5, 1, UNTIL)
    with writing(database) as connection:
        connection.execute(ChangeQueue.__table__.delete())
        first = connection.scalar(select(func.min(ApprovalCase.case_id)))
        connection.execute(
            update(ApprovalCase).where(ApprovalCase.case_id == first).values(visits=3)
        )
    with database.connect() as connection:
        assert connection.scalars(select(ChangeQueue.subject_id)).all() == [first]


def test_the_same_seed_gives_the_same_rows(tmp_path):
    engines = [engine_for(f"sqlite:///{tmp_path}/{name}.db") for name in "abc"]
    for engine, seed in zip(engines, (7, 7, 8), strict=True):
        fill(engine, 400, seed, UNTIL)
    first, again, other = (contents(engine) for engine in engines)
    assert first == again
    assert first["approval_case"] != other["approval_case"]
    for engine in engines:
        engine.dispose()


def test_no_row_lies_beyond_the_end(district):
    """Only the dirty rows that are meant to lie in the future do."""
    end = str(UNTIL)
    with district.connect() as connection:
        for table, columns in {
            "approval_case": "received_at decided_at delivered_at closed_at created_at",
            "case_step": "arrived_at started_at ended_at",
            "case_pause": "started_at ended_at",
            "case_extension": "approved_at",
            "correction_notice": "notified_at replied_at",
        }.items():
            for column in columns.split():
                latest = connection.scalar(text(f"SELECT max({column}) FROM {table}"))
                assert latest is None or latest <= end, (table, column)


def test_every_code_is_one_of_the_contract(district):
    known = {
        "channel": {"online", "window", "phone", "self_service"},
        "applicant_kind": {"person", "enterprise"},
        "handled_by": {"approval_section", "bureau"},
        "outcome": {
            "granted",
            "refused",
            "not_accepted",
            "withdrawn",
            "returned",
            "void",
            "reported_up",
            "completed",
        },
        "source_verdict": {"on_time", "overdue"},
        "town_code": {town.code for town in towns()},
        "department_code": {entry.code for entry in departments()} | {UNKNOWN_DEPARTMENT},
        "item_code": {item.code for item in catalogue()} | {UNKNOWN_ITEM},
    }
    with district.connect() as connection:
        for column, codes in known.items():
            used = connection.scalars(select(table_of(ApprovalCase).c[column]).distinct()).all()
            assert set(used) - {None} <= codes
        steps = set(connection.scalars(select(CaseStep.kind).distinct()))
        assert steps == {"receive", "accept", "review", "on_site", "approve", "deliver"}
        declared = set(connection.execute(select(ProcedureStep.item_code, ProcedureStep.step_code)))
        taken = connection.execute(
            select(ApprovalCase.item_code, CaseStep.step_code)
            .join(CaseStep, CaseStep.case_id == ApprovalCase.case_id)
            .where(ApprovalCase.item_code != UNKNOWN_ITEM)
            .distinct()
        )
        assert {tuple(row) for row in taken} <= {tuple(row) for row in declared}
        pauses = set(connection.scalars(select(CasePause.kind).distinct()))
        assert pauses <= {
            "hearing",
            "bidding",
            "auction",
            "inspection",
            "testing",
            "quarantine",
            "appraisal",
            "expert_review",
            "other",
        }


def test_steps_follow_each_other_without_overlap(district):
    rows = contents(district, (CaseStep,))["case_step"]
    names = [column.name for column in table_of(CaseStep).columns]
    case, no = names.index("case_id"), names.index("step_no")
    arrived, started, ended = (names.index(f"{n}_at") for n in ("arrived", "started", "ended"))
    for before, after in pairwise(rows):
        assert before[ended] == "None" or before[started] <= before[ended]
        assert before[started] == "None" or before[arrived] <= before[started]
        if before[case] == after[case]:
            assert int(after[no]) == int(before[no]) + 1
            assert before[ended] != "None"
            assert after[started] == "None" or before[ended] <= after[started]


def test_cases_of_a_day_are_numbered_from_one():
    received = np.array([0, 5, DAY, DAY + 1, DAY + 2, 3 * DAY])
    assert number_in_day(received).tolist() == [1, 2, 1, 2, 3, 1]


def test_officers_stay_in_their_department(district):
    with district.connect() as connection:
        pairs = connection.execute(
            select(ApprovalCase.officer, ApprovalCase.department_code)
            .where(ApprovalCase.department_code != UNKNOWN_DEPARTMENT)
            .distinct()
        ).all()
    assert max(Counter(officer for officer, _ in pairs).values()) == 1
