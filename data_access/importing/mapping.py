"""What a mapping declares: which columns of a source fill which columns of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from data_access.importing.targets import Kind, Target, kind_of
from data_access.importing.times import TimeRule

FILE_COLUMN = "@file"
"""Stands for the name of the file without its endings, where only that tells what the rows are."""


@dataclass(frozen=True, slots=True)
class FileRule:
    """How the file itself is written."""

    format: str | None
    encoding: str
    delimiter: str
    sheet: str | None
    header_row: int
    blank_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Field:
    """One contract column, and the source columns of which the first with a value fills it."""

    table: Table
    name: str
    columns: tuple[str, ...]
    time: TimeRule
    codes: Mapping[str, str] | None
    of_month: str = ""
    """Of a day of which only the month is told: its first or its last."""
    factor: int = 1
    """What a number with decimals is multiplied by, unless it is written with a percent sign."""

    @property
    def kind(self) -> Kind:
        """How its values are read."""
        return kind_of(self.table.c[self.name])


@dataclass(frozen=True, slots=True)
class Catalogued:
    """Where the department, the town or the item of a case is named."""

    columns: tuple[str, ...] = ()
    name_columns: tuple[str, ...] = ()
    constant: str | None = None
    prefix: str = ""
    names: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """Name and English name by the code of the source."""
    fields: tuple[Field, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusRule:
    """The column that says whether a case is closed, as a check on the time of closing."""

    columns: tuple[str, ...]
    open: frozenset[str]
    closed: frozenset[str]


@dataclass(frozen=True, slots=True)
class FileMapping:
    """All that a mapping file declares."""

    name: str
    target: Target
    source_code: str
    source_name: str
    source_name_en: str | None
    file: FileRule
    city: ZoneInfo
    number: tuple[str, ...]
    case_fields: tuple[Field, ...]
    case_constants: Mapping[str, Any]
    status: StatusRule | None
    department: Catalogued
    town: Catalogued
    item: Catalogued
    step_code: tuple[str, ...]
    """Empty where a row is a case; else every row is a step of its case."""
    step_fields: tuple[Field, ...]
    step_constants: Mapping[str, Any]

    @property
    def has_steps(self) -> bool:
        """Whether a row is a step, not a case."""
        return bool(self.step_code)

    def wanted(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is filled, and the source columns that may fill it, in the order of the file."""
        case, item = self.target.section, self.target.item.removesuffix("_code")
        places: list[tuple[str, tuple[str, ...]]] = [(f"{case}.number", self.number)]
        places += [(f"{case}.columns.{each.name}", each.columns) for each in self.case_fields]
        if self.status:
            places.append((f"{case}.status.columns", self.status.columns))
        parts = {"department": self.department, "town": self.town, item: self.item}
        for name, part in parts.items():
            places += [(f"{name}.code", part.columns), (f"{name}.name", part.name_columns)]
            places += [(f"{name}.columns.{each.name}", each.columns) for each in part.fields]
        places.append(("step.code", self.step_code))
        places += [(f"step.columns.{each.name}", each.columns) for each in self.step_fields]
        return tuple((place, columns) for place, columns in places if columns)
