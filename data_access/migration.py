"""The schema at its newest version, with one command; and what is missing when it is not."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from data_access.engine import writing

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version, in one transaction."""
    with writing(engine) as connection:
        config = _configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def missing_version(connection: Connection) -> str | None:
    """The version that the database lacks, or None when it is up to date."""
    newest = ScriptDirectory.from_config(_configuration()).get_current_head()
    current = MigrationContext.configure(connection).get_current_revision()
    return None if current == newest else newest


def _configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
