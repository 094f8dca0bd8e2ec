"""One contract value out of a row: which column holds it here, and how its text is read."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from data_access.finding_rows import Fault
from data_access.importing.mapping import FILE_COLUMN, Field
from data_access.importing.refusal import BadValueError
from data_access.importing.targets import DECIDING, Kind, length_of
from data_access.importing.times import day_reader, time_reader
from data_access.importing.values import (
    Reader,
    Value,
    code_reader,
    decimal_reader,
    number_reader,
    visible,
    words_reader,
    yes_no_reader,
)

RawRow = Sequence[str]
V = TypeVar("V")


class Layout:
    """Where the columns of a mapping stand in one file."""

    def __init__(
        self, fields: tuple[str, ...], file_name: str, blank_words: frozenset[str]
    ) -> None:
        self.fields = fields
        self._places = {field: place for place, field in enumerate(fields)}
        self._file_name = file_name
        self._blank_words = blank_words

    def places(self, columns: Sequence[str]) -> tuple[int, ...]:
        """The places of those of the columns that this file has."""
        return tuple(self._places[column] for column in columns if column in self._places)

    def text(self, columns: Sequence[str]) -> Callable[[RawRow], str]:
        """The first text among the columns that is not blank; empty when there is none."""
        if FILE_COLUMN in columns:
            return lambda _row: self._file_name
        places, blank = self.places(columns), self._blank_words
        if len(places) == 1 and not blank:
            return _text_at(places[0])

        def find(row: RawRow) -> str:
            for place in places:
                text = row[place]
                if type(text) is str:  # a typed cell of a workbook bears no blanks
                    text = text.strip()
                if text and text not in blank:
                    return text
            return ""

        return find

    def cell(
        self, columns: Sequence[str], read: Callable[[str], V]
    ) -> Callable[[RawRow], V | None]:
        """The value of the first column that is not blank, as `read` makes it, or None."""
        find = self.text(columns)

        def value(row: RawRow) -> V | None:
            text = find(row)
            return read(text) if text else None

        return value


def _text_at(place: int) -> Callable[[RawRow], str]:
    """The plain case, which nearly all columns are, without its loop."""

    def find(row: RawRow) -> str:
        text = row[place]
        return text.strip() if type(text) is str else text

    return find


class Cells:
    """The mapped columns of one contract table, read row by row."""

    def __init__(self, layout: Layout, table: str, fields: Sequence[Field]) -> None:
        self._table, self._fields = table, fields
        self.names = tuple(field.name for field in fields)
        self._find = [layout.text(field.columns) for field in fields]
        self._read = [reader_of(field) for field in fields]
        self._readers = list(zip(self._find, self._read, strict=True))

    def values(self, row: RawRow) -> tuple[list[Value], list[Fault]]:
        """The values in the order of the names, and what could not be read as it is."""
        try:
            return [read(text) if (text := find(row)) else None for find, read in self._readers], []
        except BadValueError:
            return self._one_by_one(row)

    def raw(self, row: RawRow, name: str) -> str:
        """What stands in the row for a column."""
        return self._find[self.names.index(name)](row)

    def is_blank(self, row: RawRow) -> bool:
        """Whether the row says nothing about this table."""
        return not any(find(row) for find in self._find)

    def _one_by_one(self, row: RawRow) -> tuple[list[Value], list[Fault]]:
        values: list[Value] = []
        faults: list[Fault] = []
        for field, find, read in zip(self._fields, self._find, self._read, strict=True):
            text = find(row)
            value: Value = None
            try:
                value = read(text) if text else None
            except BadValueError as bad:
                value = bad.instead
                faults.append(self._fault(field.name, bad, text))
            values.append(value)
        return values, faults

    def _fault(self, name: str, bad: BadValueError, text: str) -> Fault:
        is_out = not bad.is_harmless and (self._table, name) in DECIDING
        return Fault(bad.rule, self._table, name, visible(text), is_out)


def reader_of(field: Field) -> Reader:
    """How the text of a field is read."""
    match field.kind:
        case Kind.TIME:
            return time_reader(field.time)
        case Kind.DAY:
            read_time = time_reader(field.time)
            return day_reader(lambda text: read_time(text)[:10], field.of_month)
        case Kind.NUMBER:
            return number_reader()
        case Kind.YES_NO:
            return yes_no_reader()
        case Kind.DECIMAL:
            return decimal_reader(field.factor)
    if field.codes is not None:
        return code_reader(field.codes)
    return words_reader(length_of(field.table.c[field.name]))
