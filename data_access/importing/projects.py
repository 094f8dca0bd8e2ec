"""A list of projects, row by row: the project, its plan of the year, its report, its problem."""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from data_access.finding_rows import Fault
from data_access.importing.catalogue import CatalogueReader
from data_access.importing.cells import Cells, Layout, RawRow
from data_access.importing.faults import FaultRows
from data_access.importing.memory import Memory, Seen, chunks
from data_access.importing.project_mapping import ProjectMapping
from data_access.importing.refusal import BadValueError
from data_access.importing.rows import Row
from data_access.importing.targets import BLOCKER, MONTH, PROJECT, YEAR, length_of
from data_access.importing.values import key_reader, visible
from data_access.importing.writing import add_new, upsert, write_faults
from data_access.schema import Department, Town
from data_access.schema.base import table_of

YEAR_SHAPE = re.compile(r"(?:19|20)\d\d")
MONTH_SHAPE = re.compile(r"((?:19|20)\d\d)[年._/ -]?(0?[1-9]|1[0-2])(?!\d)")
NAME = PROJECT.name
DAYS = ("started_on", "completed_on", "in_statistics_on", "cancelled_on")


@dataclass(slots=True)
class ReadProject:
    """What a row gives for the four tables, each a dict by column, and what is wrong with it."""

    project: dict[str, Any] = field(default_factory=dict)
    year: dict[str, Any] = field(default_factory=dict)
    month: dict[str, Any] | None = None
    blocker: dict[str, Any] | None = None
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Codes by name of the departments and towns that stand: lists name them, and know no codes."""

    departments: Mapping[str, str] = field(default_factory=dict)
    towns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> "KnownNames":
        """Those of the database."""
        departments = connection.execute(select(Department.name, Department.department_code))
        towns = connection.execute(select(Town.name, Town.town_code))
        return cls(
            {row.name: row.department_code for row in departments},
            {row.name: row.town_code for row in towns},
        )


class ProjectReaders:
    """Reads the rows of one file."""

    def __init__(
        self, mapping: ProjectMapping, layout: Layout, now: datetime, names: KnownNames
    ) -> None:
        self.width, self._now = len(layout.fields), now
        self.source = mapping.source_code
        longest = length_of(PROJECT.c.project_id) - len(mapping.source_code) - 1
        self._number = layout.cell(mapping.number, key_reader(longest))
        self._number_text = layout.text(mapping.number)
        self._year, self._month = layout.text(mapping.year), layout.text(mapping.month)
        self._parts = {
            "project": (Cells(layout, PROJECT.name, mapping.project.fields), mapping.project),
            "year": (Cells(layout, YEAR.name, mapping.year_part.fields), mapping.year_part),
            "month": (Cells(layout, MONTH.name, mapping.month_part.fields), mapping.month_part),
            "blocker": (Cells(layout, BLOCKER.name, mapping.blocker.fields), mapping.blocker),
        }
        self.department = CatalogueReader(
            layout, mapping.department, table_of(Department), "department_code", names.departments
        )
        self.town = CatalogueReader(layout, mapping.town, table_of(Town), "town_code", names.towns)

    def number(self, row: RawRow) -> tuple[str | None, list[Fault]]:
        """The code of the project, or its name where it has none."""
        try:
            number = self._number(row)
        except BadValueError as bad:
            raw = visible(self._number_text(row))
            return bad.instead, [Fault(bad.rule, NAME, "project_code", raw, bad.instead is None)]
        if number is None:
            return None, [Fault("R03", NAME, "project_code", "", True)]
        return number, []

    def project(self, number: str, row: RawRow) -> ReadProject:
        """The four tables' values of a row; it is left out when a fault says so."""
        read = ReadProject()
        project_id = f"{self.source}:{number}"
        values = {name: self._values(name, row, read.faults) for name in self._parts}
        year = self._found(YEAR_SHAPE, self._year(row), YEAR.name, "year", read.faults)
        month = self._found(MONTH_SHAPE, self._month(row), MONTH.name, "month", read.faults)
        read.faults += self.department.faults(row) + self.town.faults(row)
        read.faults += self._plausible(values["project"])
        if year is None or month is None or any(fault.is_quarantined for fault in read.faults):
            return read
        months = f"{month[1]}-{int(month[2]):02d}"
        department, town = self.department.code(row), self.town.code(row)
        read.faults += self.department.note(department, row) + self.town.note(town, row)
        values["project"].setdefault("name", number)
        read.project = {
            "project_id": project_id,
            "source_code": self.source,
            "department_code": department,
            "town_code": town,
            **values["project"],
        }
        read.project["name"] = read.project["name"] or number
        read.year = {"project_id": project_id, "year": int(year[0]), **values["year"]}
        reported_at = min(_following(months), self._now)
        key = {"project_id": project_id}
        if any(value is not None for value in values["month"].values()):
            read.month = {**key, "month": months, **values["month"], "reported_at": reported_at}
        if description := values["blocker"].get("description"):
            read.blocker = {
                **key,
                "blocker_no": zlib.crc32(description.encode()) & 0x7FFFFFFF,
                **values["blocker"],
                "raised_at": reported_at,
            }
        return read

    def month(self, row: RawRow) -> str:
        """The month that a row reports on; empty when it names none."""
        found = MONTH_SHAPE.search(self._month(row))
        return f"{found[1]}-{int(found[2]):02d}" if found else ""

    def _values(self, name: str, row: RawRow, faults: list[Fault]) -> dict[str, Any]:
        cells, part = self._parts[name]
        values, found = cells.values(row)
        faults += found
        return {**dict(zip(cells.names, values, strict=True)), **part.values}

    def _found(
        self, shape: re.Pattern[str], text: str, table: str, name: str, faults: list[Fault]
    ) -> re.Match[str] | None:
        """Year or month in a text; without one nobody can say when the row was true."""
        found = shape.search(text)
        if found is None:
            faults.append(Fault("T05" if text else "T01", table, name, visible(text), True))
        return found

    def _plausible(self, values: Mapping[str, Any]) -> Iterable[Fault]:
        """What has happened lies behind us, and an end not before its start."""
        today = f"{self._now:%Y-%m-%d}"
        for name in DAYS:
            if (day := values.get(name)) and day > today:
                yield Fault("T06", NAME, name, day, True)
        started, completed = values.get("started_on"), values.get("completed_on")
        if started and completed and completed < started:
            yield Fault("T02", NAME, "completed_on", f"{completed} < {started}", True)


class ProjectBatch:
    """One batch; read, then written, then remembered."""

    def __init__(self, readers: ProjectReaders, fault_rows: FaultRows, memory: Memory) -> None:
        self._readers, self._fault_rows, self._memory = readers, fault_rows, memory
        self._seen: dict[str, Seen] = {}
        self._read: list[tuple[ReadProject, str]] = []
        self.faults: dict[str, dict[str, Any]] = {}
        self.rows_read = 0
        self.rows_shown = 0
        self.rows_quarantined = 0

    def read(self, rows: list[Row]) -> None:
        """Convert the rows, in their order; the first that can be shown stands for its project."""
        numbered = [(row_no, row, *self._number(row)) for row_no, row in rows]
        self._seen = self._memory.seen(number for *_, number, _ in numbered if number)
        for row_no, row, number, faults in numbered:
            is_shown = number is not None and self._read_row(number, row, faults)
            self.rows_read += 1
            self.rows_shown += is_shown
            self.rows_quarantined += not is_shown
            if faults:
                is_whole = len(row) == self._readers.width
                department = (self._readers.department.code(row) or "") if is_whole else ""
                self.faults |= self._fault_rows.rows(row_no, department, faults)

    def write(self, connection: Connection) -> None:
        """Write what was read, in the transaction of the caller."""
        for catalogue in (self._readers.department, self._readers.town):
            add_new(connection, catalogue.table, catalogue.take_new())
        shown = [read for read, _ in self._read]
        _put(connection, PROJECT, [read.project for read in shown])
        _put(connection, YEAR, [read.year for read in shown])
        first_told = frozenset({"reported_at"})
        _put(connection, MONTH, [read.month for read in shown if read.month], first_told)
        self._write_blockers(connection)
        write_faults(connection, self.faults.values())

    def remember(self) -> None:
        """Keep, once the batch is written, what later batches must know of it."""
        self._memory.remember(self._seen)
        self._memory.meet_faults(self.faults)

    def _number(self, row: RawRow) -> tuple[str | None, list[Fault]]:
        width = self._readers.width
        if len(row) != width:
            raw = f"{len(row)} values under {width} columns: {' | '.join(row)}"
            return None, [Fault("V01", NAME, "", visible(raw), True)]
        return self._readers.number(row)

    def _read_row(self, number: str, row: RawRow, faults: list[Fault]) -> bool:
        known = self._seen.get(number)
        if known and known.is_shown:
            faults.append(Fault("R03", NAME, "project_code", number, True))
            return False
        read = self._readers.project(number, row)
        faults += read.faults
        self._seen[number] = Seen(is_shown=bool(read.project))
        if read.project:
            self._read.append((read, self._readers.month(row)))
        return bool(read.project)

    def _write_blockers(self, connection: Connection) -> None:
        """A problem stands from the first list that names it to the first that does not.

        Only the newest list of a project speaks of it: an older one, read again, changes nothing.
        """
        newest = _newest_months(connection, [read.project["project_id"] for read, _ in self._read])
        current = [
            read
            for read, month in self._read
            if month >= newest.get(read.project["project_id"], "")
        ]
        raised_first = frozenset({"raised_at"})
        named = [read.blocker for read in current if read.blocker]
        _put(connection, BLOCKER, named, raised_first)
        for read in current:
            own = BLOCKER.c.project_id == read.project["project_id"]
            is_named = BLOCKER.c.blocker_no == (read.blocker or {}).get("blocker_no", -1)
            if read.blocker:
                gone_before = BLOCKER.c.closed_at.is_not(None)
                again = update(BLOCKER).where(own, is_named, gone_before)
                connection.execute(again.values(closed_at=None))
            if read.month:
                at = read.month["reported_at"]
                still = update(BLOCKER).where(own, ~is_named, BLOCKER.c.closed_at.is_(None))
                connection.execute(still.where(BLOCKER.c.raised_at < at).values(closed_at=at))


def remove_projects(connection: Connection, project_ids: list[str]) -> None:
    """Take away projects that an earlier import showed and this one quarantines."""
    for keys in chunks(project_ids):
        for table in (BLOCKER, MONTH, YEAR, PROJECT):
            connection.execute(delete(table).where(table.c.project_id.in_(keys)))


def _put(
    connection: Connection,
    table: Any,  # noqa: ANN401
    rows: list[dict[str, Any]],
    keep: frozenset[str] = frozenset(),
) -> None:
    if rows:
        columns = tuple(rows[0])
        values = [
            tuple(str(value) if isinstance(value, datetime) else value for value in row.values())
            for row in rows
        ]
        upsert(connection, table, columns, values, keep)


def _newest_months(connection: Connection, project_ids: list[str]) -> dict[str, str]:
    newest: dict[str, str] = {}
    for keys in chunks(project_ids):
        rows = connection.execute(
            select(MONTH.c.project_id, func.max(MONTH.c.month))
            .where(MONTH.c.project_id.in_(keys))
            .group_by(MONTH.c.project_id)
        )
        newest.update((project_id, month) for project_id, month in rows)
    return newest


def _following(month: str) -> datetime:
    year, number = int(month[:4]), int(month[5:])
    return datetime(year + number // 12, number % 12 + 1, 1)
