"""Migrations end where the models are, and what they fill is what evaluation would have written."""

from datetime import datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, Table, select, update

from data_access.calendar import seed_calendar
from data_access.cells import compare
from data_access.engine import reading, writing
from data_access.evaluation import evaluate
from data_access.migration import _configuration, migrate
from data_access.schema import Base, BurstCell, CaseClock, CaseRating, DailyCell, MonthlyTotal
from data_access.schema.base import table_of
from sample_data.district import fill

UNTIL = datetime(2026, 11, 20, 16)
HISTORY = "0004"


@pytest.fixture
def evaluated(database: Engine) -> Engine:
    with writing(database) as connection:
        seed_calendar(connection)
    fill(database, 300, 7, UNTIL)
    later = ("contacted_at", "is_valid", "rectified_at", "revisited_at", "later_score")
    with writing(database) as connection:  # the older version has no place for these
        connection.execute(update(CaseRating).values(dict.fromkeys(later)))
    evaluate(database, now=UNTIL)
    return database


def test_the_newest_version_is_what_the_models_say(connection: Connection) -> None:
    assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_older_database_is_filled_as_evaluation_would(evaluated: Engine) -> None:
    before = _kept(evaluated)
    with writing(evaluated) as connection:
        config = _configuration()
        config.attributes["connection"] = connection
        older = ScriptDirectory.from_config(config).get_revision(HISTORY).down_revision
        command.downgrade(config, str(older))
    migrate(evaluated)
    evaluate(evaluated, now=UNTIL)  # what was rated waits for it

    assert _kept(evaluated) == before
    with reading(evaluated) as connection:
        assert compare(connection, "approval").empty


def _kept(engine: Engine) -> list[set[tuple[Any, ...]]]:
    with reading(engine) as connection:
        return [
            {tuple(row) for row in connection.execute(select(*_found(table_of(model))))}
            for model in (CaseClock, DailyCell, MonthlyTotal, BurstCell)
        ]


def _found(table: Table) -> list[Column[Any]]:
    """The columns of a table, but not which run wrote the row."""
    return [column for column in table.c if column.name != "run_no"]
