"""The right reader for a file: by its declared format, or by its name."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from data_access.importing.csv_rows import CsvRows
from data_access.importing.files import Opened, plain_name
from data_access.importing.mapping import FILE_COLUMN, FileMapping
from data_access.importing.project_mapping import ProjectMapping
from data_access.importing.rows import Rows
from data_access.importing.values import visible
from data_access.importing.xes_rows import XesRows
from data_access.importing.xlsx_rows import XlsxRows

Mapped = FileMapping | ProjectMapping
LONGEST_LIST = 500
"""Characters of a file's column names in a message."""


@contextmanager
def opened_rows(file: Opened, mapping: Mapped) -> Iterator[Rows]:
    """The rows of a file; ValueError when it is of another kind or lacks a mapped column."""
    rows = _rows(file, mapping)
    try:
        if not isinstance(rows, XesRows):
            _check_columns(file.path.name, rows.fields, mapping)
        yield rows
    finally:
        rows.close()


def format_of(file: Opened, mapping: Mapped) -> str:
    """Declared by the mapping, or the ending of the name."""
    ending = PurePath(plain_name(file.path)).suffix.lower().lstrip(".")
    return mapping.file.format or ending


def _rows(file: Opened, mapping: Mapped) -> Rows:
    match format_of(file, mapping):
        case "csv":
            return CsvRows(file, mapping.file)
        case "xlsx":
            return XlsxRows(file, mapping.file)
        case "xes":
            wanted = (column for _, columns in mapping.wanted() for column in columns)
            return XesRows(file, tuple(dict.fromkeys(wanted)))
        case other:
            raise ValueError(
                f"{file.path.name} ends in {other!r}; known are .csv, .xlsx and .xes, plain or"
                " .gz, unless the mapping names the format"
            )


def _check_columns(name: str, fields: tuple[str, ...], mapping: Mapped) -> None:
    times = Counter(fields)
    for place, columns in mapping.wanted():
        present = [column for column in columns if column in times or column == FILE_COLUMN]
        if not present:
            found = visible(", ".join(fields))[:LONGEST_LIST]
            raise ValueError(
                f"{name} lacks {place} of the mapping: none of {', '.join(columns)} is among its"
                f" columns {found}"
            )
        twice = [column for column in present if times[column] > 1]
        if twice:
            raise ValueError(f"{name} has the column {twice[0]} more than once")
