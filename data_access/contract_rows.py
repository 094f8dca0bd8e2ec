"""Rows of the contract as their systems wrote them, and the reading of their values.

Times are read as text on both databases and parsed here, so that an unreadable one costs its own
row and nothing else. What cannot be used becomes a fault.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Select,
    String,
    cast,
    select,
)

from data_access.finding_rows import Fault
from data_access.many_keys import as_parameter, is_among
from data_access.schema.base import Base, table_of

Row = Mapping[Any, Any]
FUTURE_MINUTES = 5
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2999, 12, 31)
LONGEST_LIMIT = 10_000
LARGEST = 2**31 - 1
"""No whole number is larger in the tables that are derived, but for amounts of money."""
LARGEST_AMOUNT = 2**63 - 1
MOST = 1e9
"""No number with decimals is larger: ten thousand billion yuan, in units of 10,000."""


def contract_rows(
    connection: Connection, model: type[Base], key: str, keys: Collection[str]
) -> Iterator[dict[str, Any]]:
    """The rows of a table whose key is among these, in order of the primary key, times as text."""
    dialect = connection.dialect.name
    values = {"keys": as_parameter(keys, dialect)}
    result = connection.execute(_reading(model, key, dialect), values)
    names = tuple(result.keys())
    return (dict(zip(names, row, strict=True)) for row in result)


@lru_cache(maxsize=64)
def _reading(model: type[Base], key: str, dialect: str) -> Select[Any]:
    table = table_of(model)
    columns = [_as_text(column) for column in table.columns]
    return select(*columns).where(is_among(table.c[key], dialect)).order_by(*table.primary_key)


def _as_text(column: Column[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, (Date, DateTime)):
        return cast(column, String).label(column.name)
    return column


class RowReader:
    """Reads the values of one row, and notes what it cannot read."""

    def __init__(self, row: Row, table: str, faults: list[Fault], *, quarantines: bool) -> None:
        self._row, self._table, self._faults = row, table, faults
        self._quarantines = quarantines

    def moment(self, name: str) -> datetime | None:
        """The time in a column; none when it is empty or unreadable."""
        raw = self._row[name]
        if raw is None or raw == "":
            return None
        try:
            moment = datetime.fromisoformat(raw)
        except ValueError:
            self._fault("T03" if "infinity" in raw else "T01", name, raw)
            return None
        if moment.tzinfo is not None:
            self._fault("T05", name, raw)
            return None
        if not EARLIEST <= moment <= LATEST:
            self._fault("T04" if moment > LATEST else "T03", name, raw)
            return None
        return moment.replace(microsecond=0) if moment.microsecond else moment

    def day(self, name: str) -> date | None:
        """The date in a column."""
        moment = self.moment(name)
        return moment.date() if moment else None

    def number(self, name: str, most: int = LARGEST) -> int | None:
        """The whole number in a column; none beyond what its column can hold."""
        raw = self._row[name]
        if raw is None:
            return None
        try:
            value = int(raw)
            if abs(value) <= most:
                return value
        except (OverflowError, TypeError, ValueError):
            pass  # infinite, nothing, words
        self._faults.append(Fault("V01", self._table, name, str(raw), False))
        return None

    def decimal(self, name: str, least: float = 0.0, most: float = MOST) -> float | None:
        """The number in a column, which may have decimals; none outside its bounds."""
        raw = self._row[name]
        if raw is None or raw == "":
            return None
        try:
            value = float(raw)
        except (TypeError, ValueError):
            self._faults.append(Fault("V01", self._table, name, str(raw), False))
            return None
        if not least <= value <= most:
            self._faults.append(Fault("V02", self._table, name, str(raw), False))
            return None
        return value

    def code(self, name: str, known: Collection[str]) -> str:
        """The code in a column; empty where it is unknown."""
        raw = self.text(name)
        if raw and raw not in known:
            self._faults.append(Fault("C01", self._table, name, raw, False))
            return ""
        return raw

    def text(self, name: str) -> str:
        """The words in a column; empty where there are none."""
        return self._row[name] or ""

    def _fault(self, rule: str, name: str, raw: str) -> None:
        self._faults.append(Fault(rule, self._table, name, raw, self._quarantines))
