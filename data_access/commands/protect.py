"""Limit the role of the screens to the rows of the departments that it asks for (PostgreSQL).

Run it as the owner of the tables, after every migrate: python -m data_access protect ROLE.
"""

import argparse

from data_access.access.row_security import protect
from data_access.engine import the_engine, writing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The role under which the app reads."""
    parser.add_argument("role", help="the role of the screens, such as supervision_screens")


def run(arguments: argparse.Namespace) -> int:
    """Put the policies in place, in one transaction."""
    with writing(the_engine()) as connection:
        tables = protect(connection, arguments.role)
    print(f"{len(tables)} tables show {arguments.role} the rows it asks for")
    return 0
