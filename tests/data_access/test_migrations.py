"""The migrations lead to the tables that the models declare, and back."""

from datetime import datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, insert, inspect, select, update

from data_access.engine import writing
from data_access.migration import _configuration
from data_access.schema import (
    Appeal,
    AppealClock,
    AppealStep,
    Base,
    CardEntry,
    CaseRating,
    ChangeQueue,
    DataFault,
    Department,
    FaultCount,
    Finding,
    PublicSignal,
)
from tests.appeals_record import round_row
from tests.data_access.test_quality import fault
from tests.derived_rows import accepted, found


def test_a_migrated_database_has_the_tables_of_the_models(database):
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_way_back_and_forth_keeps_what_stands(database):
    with writing(database) as connection:
        connection.execute(insert(Department).values(department_code="D", name="D"))
        connection.execute(insert(DataFault).values(fault("1", "case", "T01")))
        config = _configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert not inspect(connection).has_table("appeal")
        command.upgrade(config, "head")
        assert connection.scalars(select(Department.name)).all() == ["D"]
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        connection.execute(insert(Appeal).values(appeal_id="A", source_code="s", appeal_no="1"))
        queued = select(ChangeQueue.subject_id).where(ChangeQueue.line == "appeal")
        assert connection.scalars(queued).all() == ["A"]
        assert connection.scalars(select(FaultCount.faults)).all() == [1]


def test_findings_that_stand_get_the_number_of_their_declared_rule(database):
    clock = accepted("1", datetime(2026, 11, 2), None)
    told = {
        "W14|2": '{"article": "规范", "rule_no": "R\'1:%", "sentence": "说 \\"missing\\": 先受理"}',
        "W14|1": '{"missing": 1, "sentence": "缺少规定的环节"}',
        "W14|3": "",
        "W15|1": '{"rule_no": "R1"}',
    }
    with writing(database) as connection:
        rows = [found(clock, key[:3], "yellow", clock["accepted_at"]) for key in told]
        connection.execute(
            insert(Finding),
            [
                row | {"finding_id": key, "evidence": told[key]}
                for row, key in zip(rows, told, strict=True)
            ],
        )
        config = _configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "0026")
        command.upgrade(config, "head")
        numbers = connection.execute(select(Finding.finding_id, Finding.rule_no)).all()
    assert dict(tuple(row) for row in numbers) == {
        "W14|2": "R'1:%",
        "W14|1": "missing",
        "W14|3": "",
        "W15|1": "",
    }


def test_a_rounds_latest_moment_heeds_its_supervision(database):
    asked = datetime(2026, 11, 2, 9)
    with writing(database) as connection:
        for name, days in (("early", 1), ("late", 9)):
            answered, supervised = asked + timedelta(5), asked + timedelta(days)
            row = round_row(name, asked, answered_at=answered, supervised_at=supervised)
            connection.execute(insert(AppealClock), row | {"last_at": answered})
        connection.execute(insert(Appeal).values(appeal_id="A", source_code="s", appeal_no="1"))
        connection.execute(delete(ChangeQueue))
        config = _configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "0027")
        command.upgrade(config, "0028")
        latest = connection.execute(select(AppealClock.appeal_id, AppealClock.last_at)).all()
        queued = connection.execute(select(ChangeQueue.line, ChangeQueue.subject_id)).all()
    assert dict(tuple(row) for row in latest) == {
        "early": asked + timedelta(5),
        "late": asked + timedelta(9),
    }
    assert [tuple(row) for row in queued] == [("cells", "appeal")]


@pytest.mark.parametrize(
    ("model", "values", "changed", "queued"),
    [
        (
            Appeal,
            {"appeal_id": "A", "source_code": "s", "appeal_no": "1"},
            {"title": "x"},
            ("appeal", "A"),
        ),
        (
            AppealStep,
            {"appeal_id": "A", "step_no": 1, "kind": "sign"},
            {"note": "x"},
            ("appeal", "A"),
        ),
        (
            CaseRating,
            {"case_id": "C", "rating_no": 1, "is_default": False},
            {"score": 1},
            ("approval", "C"),
        ),
        (
            PublicSignal,
            {"signal_id": "S", "source_code": "s", "signal_no": "1", "kind": "petition"},
            {"outcome": "founded"},
            ("signal", "S"),
        ),
        (
            CardEntry,
            {
                **dict.fromkeys(("entry_id", "finding_id", "action", "state"), "x"),
                **dict.fromkeys(("person_id", "person_name", "department_code", "reason"), "x"),
                **{"line": "project", "subject_id": "P", "entry_no": 1},
                "acted_at": datetime(2026, 11, 2),
            },
            {"reason": "y"},
            ("project", "P"),  # the row says of which line it is
        ),
    ],
)
def test_every_change_is_queued_in_its_line(connection, model, values, changed, queued):
    for statement in (insert(model).values(values), update(model).values(changed), delete(model)):
        connection.execute(statement)
        found = connection.execute(select(ChangeQueue.line, ChangeQueue.subject_id)).all()
        assert set(found) == {queued}
        connection.execute(delete(ChangeQueue))
