"""Due dates for a CSV with accepted_on, limit_days and, if any, pauses (START/END;START/END).

Prints the same rows with due_on and is_provisional. A pause without an end has no due date, unless
the limit ended before it began.
"""

import argparse
import csv
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from data_access.calendar import load_calendar, official_calendar
from data_access.engine import reading, settings, the_engine
from data_access.migration import missing_version
from supervision.working_days import DayRun, WorkingCalendar, merge

NEEDED = ("accepted_on", "limit_days")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", type=Path, help="CSV, UTF-8, with a header")


def run(arguments: argparse.Namespace) -> int:
    """Compute all rows first, so that a bad one leaves nothing half printed."""
    with arguments.file.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            raise ValueError(f"{arguments.file.name} has no column {missing[0]}")
        calendar = _calendar()
        rows = [{**row, **_due(calendar, row, number)} for number, row in enumerate(reader, 2)]
    writer = csv.DictWriter(
        sys.stdout, [*columns, "due_on", "is_provisional"], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return 0


def _calendar() -> WorkingCalendar:
    """The calendar of the configured database; the official one where there is none yet."""
    configured = settings()
    path = configured.database_url.removeprefix("sqlite:///")
    if configured.is_embedded and not Path(path).exists():
        return official_calendar()
    try:
        with reading(the_engine()) as connection:
            is_ready = missing_version(connection) is None
            return load_calendar(connection) if is_ready else official_calendar()
    except SQLAlchemyError as error:
        raise ValueError("the configured database cannot be read") from error


def _due(calendar: WorkingCalendar, row: Mapping[str, str], number: int) -> dict[str, str]:
    try:
        start = date.fromisoformat(row["accepted_on"].strip())
        limit = int(row["limit_days"])
        if limit < 0:
            raise ValueError("a limit cannot be negative")
        closed, open_from = _pauses(row.get("pauses") or "")
    except (ValueError, AttributeError) as error:
        raise ValueError(f"row {number} cannot be read: {error}") from error
    due = calendar.add(start, limit, closed)
    if open_from is not None and due >= open_from:
        return {"due_on": "", "is_provisional": ""}
    return {
        "due_on": due.isoformat(),
        "is_provisional": str(calendar.is_provisional(due)).lower(),
    }


def _pauses(text: str) -> tuple[tuple[DayRun, ...], date | None]:
    closed: list[DayRun] = []
    still_open: list[date] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        first, separator, past = part.partition("/")
        if not separator:
            raise ValueError(f"a pause is START/END, not {part!r}")
        begin = date.fromisoformat(first)
        if not past:
            still_open.append(begin)
            continue
        end = date.fromisoformat(past)
        if end < begin:
            raise ValueError(f"the pause {part} ends before it begins")
        closed.append((begin, end))
    return merge(closed), min(still_open) if still_open else None
