"""Read CSV, XLSX or XES files into the contract tables, as a mapping file declares."""

import argparse
import sys
import time
from pathlib import Path

from data_access.calendar import seed_calendar
from data_access.engine import reading, settings, the_engine, writing
from data_access.importing.mapping_file import read_mapping
from data_access.importing.run import Progress, Result, import_file
from data_access.migration import migrate, missing_version

SECONDS_BETWEEN_LINES = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the mapping and the files."""
    parser.add_argument(
        "mapping", type=Path, help="a mapping file, or the name of one that comes with the product"
    )
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="CSV, XLSX or XES, plain or .gz"
    )


def run(arguments: argparse.Namespace) -> int:
    """Import the files one after the other, and print what became of each."""
    mapping = read_mapping(arguments.mapping)
    for path in arguments.files:
        if not path.is_file():
            raise ValueError(f"there is no file {path}")
    _prepare_tables()
    for path in arguments.files:
        started = time.perf_counter()
        result = import_file(the_engine(), mapping, path, progress=_progress(started))
        print(summary(result, time.perf_counter() - started))
    return 0


def summary(result: Result, seconds: float) -> str:
    """What became of a file, in two lines."""
    speed = result.rows_read / seconds if seconds else 0
    return (
        f"{result.file_name}: {result.rows_read:,} rows read = {result.rows_shown:,} shown"
        f" + {result.rows_quarantined:,} quarantined, in {seconds:.1f} s ({speed:,.0f} rows/s)\n"
        f"  {result.cases_shown:,} {result.subjects} shown,"
        f" {result.cases_quarantined:,} quarantined; {result.faults:,} faults listed"
    )


def _prepare_tables() -> None:
    """The embedded database is made ready; any other belongs to its administrator."""
    engine = the_engine()
    if settings().is_embedded:
        migrate(engine)
        with writing(engine) as connection:
            seed_calendar(connection)
        return
    with reading(engine) as connection:
        if missing_version(connection) is not None:
            raise ValueError("the tables are not up to date; run python -m data_access migrate")


def _progress(started: float) -> Progress:
    """A line on the error stream that says twice a second how far the file is read."""
    shown = started

    def show(result: Result, share: float) -> None:
        nonlocal shown
        now = time.perf_counter()
        if now - shown < SECONDS_BETWEEN_LINES:
            return
        shown = now
        speed = result.rows_read / (now - started)
        line = f"{result.file_name}: {share:4.0%}, {result.rows_read:,} rows, {speed:,.0f} rows/s"
        print(f"{line}\x1b[K" if sys.stderr.isatty() else line, end=_line_end(), file=sys.stderr)

    return show


def _line_end() -> str:
    return "\r" if sys.stderr.isatty() else "\n"
