"""Check the schema, the calendar, the data faults, and the cells against the rows."""

import argparse

from sqlalchemy import Connection, func, select

from data_access.access.access_log import verify
from data_access.balances import count_balance
from data_access.calendar import load_calendar
from data_access.cells import compare
from data_access.engine import reading, the_engine
from data_access.evaluation import shanghai_now
from data_access.lines import LINES
from data_access.migration import missing_version
from data_access.quality import wrong_counts
from data_access.schema import ChangeQueue
from data_access.waiting import cells_wait
from supervision.rules.truth import calendar_missing


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take no arguments: the database is named by SUPERVISION_DATABASE_URL."""


def run(_arguments: argparse.Namespace) -> int:
    """Print one line a check; 1 when something is wrong."""
    wrong = 0
    with reading(the_engine()) as connection:
        missing = missing_version(connection)
        if missing is not None:
            print(f"schema: version {missing} is missing; run python -m data_access migrate")
            return 1
        print("schema: newest version")
        wrong += _calendar(connection)
        wrong += _access_log(connection)
        waiting = connection.scalar(select(func.count()).select_from(ChangeQueue)) or 0
        print(f"queue: {waiting} changes wait for evaluation")
        for line in LINES:
            wrong += _balance(connection, line)
        wrong += _fault_counts(connection)
        return 1 if wrong + _wrong_cells(connection) else 0


def _balance(connection: Connection, line: str) -> int:
    """1 when a subject of the line is neither shown nor set aside nor waiting."""
    found = count_balance(connection, line, shanghai_now())
    parts = f"{found.shown} shown + {found.quarantined} quarantined + {found.waiting} waiting"
    print(f"{line} balance: {found.read} = {parts}")
    return int(found.difference != 0)


def _access_log(connection: Connection) -> int:
    """Say what is wrong with the chain of the access log, and where its head is."""
    try:
        found = verify(connection)
    except ValueError as error:
        print(f"access log: {error}")
        return 1
    outside = f"{found.heads_outside} heads outside"
    print(f"access log: {found.head.entries} entries, {outside}, head {found.head.seal[:16]}")
    for fault in found.faults:
        print(f"access log: {fault}")
    return len(found.faults)


def _fault_counts(connection: Connection) -> int:
    """How many kinds of faults are not counted as their rows stand."""
    differing = wrong_counts(connection)
    print(f"fault counts: {len(differing)} differ from the rows")
    return len(differing)


def _wrong_cells(connection: Connection) -> int:
    """How many cells differ from the rows; 1 while they are those of before much was changed."""
    wrong = 0
    for line in LINES:
        if cells_wait(connection, line):
            print(f"{line} cells: those of before; counted anew once nothing else waits")
            wrong += 1
            continue
        differences = compare(connection, line)
        if len(differences):
            print(differences.head(20).to_string(index=False))
        print(f"{line} cells: {len(differences)} differ from the rows")
        wrong += len(differences)
    return wrong


def _calendar(connection: Connection) -> int:
    """Say which years are loaded; how many are missing that should be there by now (W107)."""
    now, calendar = shanghai_now(), load_calendar(connection)
    overdue = {
        finding.evidence["year"]
        for finding in calendar_missing(calendar, now)
        if finding.occurs_at <= now
    }
    for year in (now.year, now.year + 1):
        is_loaded = year in calendar.published_years
        state = "loaded" if is_loaded else "MISSING" if year in overdue else "not loaded yet"
        note = "" if is_loaded else "; limits that end in it are provisional"
        print(f"calendar: {year} {state}{note}")
    return len(overdue)
