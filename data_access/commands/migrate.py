"""Create the tables, or bring them to the newest version, and seed the calendar."""

import argparse

from data_access.calendar import seed_calendar
from data_access.engine import the_engine, writing
from data_access.migration import migrate


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take no arguments: the database is named by SUPERVISION_DATABASE_URL."""


def run(_arguments: argparse.Namespace) -> int:
    """Migrate the configured database."""
    engine = the_engine()
    migrate(engine)
    with writing(engine) as connection:
        seed_calendar(connection)
    print("The tables are at the newest version.")
    return 0
