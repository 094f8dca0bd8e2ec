"""Due dates for a CSV with accepted_on, limit_days and, if any, pauses (START/END;START/END).

Dates are YYYY-MM-DD; a pause begins with its first day and ends before its last. The same rows are
printed with due_on and is_provisional (true where the calendar of that year is not published). A
pause without an end leaves due_on empty, unless the limit ended before it began.
"""

import argparse
import csv
import re
import sys
from collections.abc import Mapping
from datetime import date
from itertools import zip_longest
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from data_access.calendar import load_calendar, official_calendar
from data_access.engine import reading, settings, the_engine
from data_access.migration import missing_version
from supervision.working_days import DayRun, WorkingCalendar, merge

NEEDED = ("accepted_on", "limit_days")
ADDED = ("due_on", "is_provisional")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", type=Path, help="CSV, UTF-8, with a header")


def run(arguments: argparse.Namespace) -> int:
    """Compute all rows first, so that a bad one leaves nothing half printed."""
    columns, rows = _read(arguments.file)
    calendar = _calendar()
    for line, row in rows:
        row |= _due(calendar, row, line)
    writer = csv.DictWriter(sys.stdout, [*columns, *ADDED], lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for _, row in rows)
    return 0


def _read(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The columns, and every row with the number of its line; the header is line 1."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            columns = [name.strip() for name in next(reader, [])]
            _check_columns(path, columns)
            lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8: save it as CSV UTF-8") from error
    except csv.Error as error:
        raise ValueError(f"{path} is not a CSV: {error}") from error
    except OSError as error:
        raise ValueError(f"{path} cannot be opened: {error.strerror}") from error
    for line, cells in lines:
        if len(cells) > len(columns):
            raise ValueError(f"row {line} has {len(cells)} cells, the header has {len(columns)}")
    rows = [(line, dict(zip_longest(columns, cells, fillvalue=""))) for line, cells in lines]
    return columns, rows


def _check_columns(path: Path, columns: list[str]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise ValueError(f"{path} has no column {' and no column '.join(missing)}")
    taken = [name for name in columns if name in ADDED or columns.count(name) > 1]
    if taken:
        raise ValueError(f"{path} already has the column {taken[0]}, or has it twice")


def _calendar() -> WorkingCalendar:
    """The calendar of the configured database; the official one where there is none yet."""
    configured = settings()
    path = configured.database_url.removeprefix("sqlite:///")
    if configured.is_embedded and not Path(path).exists():
        return official_calendar()
    try:
        with reading(the_engine()) as connection:
            calendar = None
            if missing_version(connection) is None:
                calendar = load_calendar(connection)
    except SQLAlchemyError as error:
        raise ValueError("the configured database cannot be read") from error
    return calendar if calendar and calendar.published_years else official_calendar()


def _due(calendar: WorkingCalendar, row: Mapping[str, str], line: int) -> dict[str, str]:
    try:
        start = _date(row["accepted_on"])
        limit = _limit(row["limit_days"])
        closed, open_from = _pauses(row.get("pauses", ""))
        due = calendar.add(start, limit, closed)
    except ValueError as error:
        raise ValueError(f"row {line} cannot be read: {error}") from error
    if open_from is not None and due >= open_from:
        return {"due_on": "", "is_provisional": ""}
    is_provisional = calendar.is_provisional(due)
    return {"due_on": due.isoformat(), "is_provisional": str(is_provisional).lower()}


def _date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        raise ValueError(f"{text!r} is not a date (YYYY-MM-DD)")
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day of any calendar") from error


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text.strip()):
        raise ValueError(f"{text!r} is not a number of working days")
    return int(text)


def _pauses(text: str) -> tuple[tuple[DayRun, ...], date | None]:
    closed: list[DayRun] = []
    still_open: list[date] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        first, separator, past = part.partition("/")
        if not separator:
            raise ValueError(f"a pause is START/END, not {part!r}")
        begin = _date(first)
        if not past.strip():
            still_open.append(begin)
            continue
        end = _date(past)
        if end < begin:
            raise ValueError(f"the pause {part} ends before it begins")
        closed.append((begin, end))
    return merge(closed), min(still_open) if still_open else None
