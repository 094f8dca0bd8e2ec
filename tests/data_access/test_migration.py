"""The migrations build what the models say, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from data_access.engine import writing
from data_access.migration import _configuration
from data_access.schema import Base, ChangeQueue
from data_access.schema.triggers import QUEUED


def test_the_migrations_build_what_the_models_say(database):
    with database.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_the_projects_can_be_taken_back_and_brought_again(database):
    with writing(database) as connection:
        config = _configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert "project" not in inspect(connection).get_table_names()
        connection.execute(text("DELETE FROM service_item"))  # the other triggers still stand
        command.upgrade(config, "head")
        assert "project" in inspect(connection).get_table_names()


def test_every_table_of_a_project_queues_it(database):
    tables = [table for table, (line, _) in QUEUED.items() if line == "project"]
    assert len(tables) == 9
    with writing(database) as connection:
        for table in tables:
            columns = Base.metadata.tables[table].columns
            values = {column.name: _filling(column) for column in columns if not column.nullable}
            values["project_id"] = f"s:{table}"
            connection.execute(Base.metadata.tables[table].insert().values(values))
        queued = connection.execute(select(ChangeQueue.line, ChangeQueue.subject_id)).all()
    assert sorted(queued) == sorted(("project", f"s:{table}") for table in tables)


def _filling(column):
    return 1 if column.type.python_type is int else "x"
