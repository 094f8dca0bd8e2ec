"""What a mapping of a list of projects declares: a row is a project in one year and month."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from data_access.importing.mapping import Catalogued, Field, FileRule


@dataclass(frozen=True, slots=True)
class Part:
    """The columns and constants of one of the tables that a row fills."""

    fields: tuple[Field, ...] = ()
    constants: Mapping[str, Any] | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """The same in every row."""
        return self.constants or {}


@dataclass(frozen=True, slots=True)
class ProjectMapping:
    """All that a mapping file of projects declares."""

    name: str
    source_code: str
    source_name: str
    source_name_en: str | None
    file: FileRule
    city: ZoneInfo
    number: tuple[str, ...]
    year: tuple[str, ...]
    month: tuple[str, ...]
    department: Catalogued
    town: Catalogued
    project: Part
    year_part: Part
    month_part: Part
    blocker: Part

    def wanted(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is filled, and the source columns that may fill it, in the order of the file."""
        places = [
            ("project.number", self.number),
            ("project.year", self.year),
            ("project.month", self.month),
        ]
        for name, part in (
            ("project", self.project),
            ("year", self.year_part),
            ("month", self.month_part),
            ("blocker", self.blocker),
        ):
            places += [(f"{name}.columns.{each.name}", each.columns) for each in part.fields]
        for name, catalogue in (("department", self.department), ("town", self.town)):
            places += [(f"{name}.code", catalogue.columns)]
        return tuple((place, columns) for place, columns in places if columns)
