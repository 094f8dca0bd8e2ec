"""The rows of a workbook's sheet, cell by cell as text, read without holding the sheet."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO

import openpyxl
from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from data_access.importing.files import OLE, ZIP, Opened, first_bytes, unpacked
from data_access.importing.mapping import FileRule
from data_access.importing.rows import Row
from data_access.importing.times import DateCell
from data_access.importing.values import NumberCell

MOST_ENTRIES = 5_000
LARGEST_DECLARED = 1 << 30
"""Bytes of all parts unpacked; a workbook with every row of a sheet in use stays below."""
LARGEST_SHARED_TEXTS = 1 << 28
"""Bytes of the one part that is held in memory as a whole."""
SHARED_TEXTS = "xl/sharedStrings.xml"


class XlsxRows:
    """One row a row of the sheet that holds anything, numbered as the sheet numbers it.

    A cell typed as a date comes as DateCell, one typed as a number as NumberCell, all others as
    they are written.
    """

    def __init__(self, file: Opened, rule: FileRule) -> None:
        name = file.path.name
        head = first_bytes(file)
        if head.startswith(OLE):
            raise ValueError(f"{name} is an old or encrypted workbook; save it as plain .xlsx")
        if not head.startswith(ZIP):
            raise ValueError(f"{name} is not an XLSX workbook")
        self._stream = unpacked(file)
        self._owns_stream = self._stream is not file.stream
        _check_declared_size(name, self._stream)
        try:
            self._book = openpyxl.load_workbook(self._stream, read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError(f"{name} is not a readable XLSX workbook: {error}") from error
        self._rows = enumerate(_sheet(name, self._book, rule).iter_rows(values_only=True), 1)
        header = next((cells for row_no, cells in self._rows if row_no == rule.header_row), None)
        if header is None or not any(header):
            raise ValueError(f"{name} has no header row")
        self.fields = tuple(_text(cell).strip() for cell in header)

    def __iter__(self) -> Iterator[Row]:
        """Every row that holds anything, as wide as the header at least."""
        width = len(self.fields)
        for row_no, cells in self._rows:
            if any(cell is not None for cell in cells):
                yield row_no, _fitted([_text(cell) for cell in cells], width)

    def close(self) -> None:
        """Let go of the workbook."""
        self._book.close()
        if self._owns_stream:
            self._stream.close()


def _check_declared_size(name: str, stream: IO[bytes]) -> None:
    """Refuse a bomb by what its directory declares; no part unpacks to more than that."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ValueError(f"{name} is damaged or cut off: {error}") from error
    stream.seek(0)
    shared = sum(part.file_size for part in parts if part.filename == SHARED_TEXTS)
    if (
        len(parts) > MOST_ENTRIES
        or sum(part.file_size for part in parts) > LARGEST_DECLARED
        or shared > LARGEST_SHARED_TEXTS
    ):
        raise ValueError(f"{name} unpacks to more than a workbook needs; save the sheet as CSV")


def _sheet(name: str, book: Workbook, rule: FileRule) -> Worksheet:
    if rule.sheet is None:
        return book.worksheets[0]
    if rule.sheet not in book.sheetnames:
        raise ValueError(f"{name} has no sheet {rule.sheet!r}; it has {', '.join(book.sheetnames)}")
    return book[rule.sheet]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int):
        return NumberCell(cell)
    if isinstance(cell, float):
        return NumberCell(f"{cell:.0f}" if cell.is_integer() else repr(cell))
    if isinstance(cell, (datetime, date)):
        return DateCell(cell)
    return str(cell)


def _fitted(texts: list[str], width: int) -> Sequence[str]:
    while len(texts) > width and not texts[-1]:
        texts.pop()
    return texts + [""] * (width - len(texts))
