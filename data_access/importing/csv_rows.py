"""The rows of a CSV file, always as text: 007 stays 007."""

import csv
from collections.abc import Iterator
from functools import partial
from itertools import islice

from data_access.importing.files import OLE, ZIP, Opened, first_bytes, text_of
from data_access.importing.mapping import FileRule
from data_access.importing.rows import Row

LONGEST_LINE = 4_000_000
"""Characters; a longer line or field is a file of another kind, or a quotation never closed."""


class CsvRows:
    """One row a record; the header is row 1, as a spreadsheet counts."""

    def __init__(self, file: Opened, rule: FileRule) -> None:
        name = file.path.name
        if first_bytes(file).startswith((ZIP, OLE)):
            raise ValueError(f"{name} is a workbook or an archive, not a CSV file")
        self._name = name
        self._text = text_of(file, rule.encoding)
        csv.field_size_limit(LONGEST_LINE)
        self._records = csv.reader(self._lines(), delimiter=rule.delimiter)
        self._numbered = self._number()
        header = next(islice(self._numbered, rule.header_row - 1, None), None)
        if header is None:
            raise ValueError(f"{name} has no header row")
        self.fields = tuple(field.strip() for field in header[1])

    def __iter__(self) -> Iterator[Row]:
        """Every record that is not an empty line, with its number."""
        return (row for row in self._numbered if row[1])

    def close(self) -> None:
        """Let go of the file without closing it twice."""
        self._text.detach()

    def _number(self) -> Iterator[Row]:
        row_no = 0
        try:
            for row_no, record in enumerate(self._records, 1):
                yield row_no, record
        except (csv.Error, UnicodeError) as error:
            raise ValueError(f"{self._name}, row {row_no + 1}: {error}") from error

    def _lines(self) -> Iterator[str]:
        for line in iter(partial(self._text.readline, LONGEST_LINE), ""):
            if len(line) >= LONGEST_LINE:
                raise csv.Error(f"a line of more than {LONGEST_LINE:,} characters")
            yield line
