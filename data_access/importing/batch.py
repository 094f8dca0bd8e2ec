"""Some thousand rows of a file: read into cases, steps and faults, then written as one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data_access.finding_rows import Fault
from data_access.importing.cases import CaseReader, StepReader
from data_access.importing.cells import Layout, RawRow
from data_access.importing.faults import FaultRows
from data_access.importing.mapping import FileMapping
from data_access.importing.memory import Memory, Seen
from data_access.importing.rows import Row
from data_access.importing.targets import STEP
from data_access.importing.values import visible
from data_access.importing.writing import add_new, upsert, write_faults

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Readers:
    """How the rows of one file are read."""

    def __init__(self, mapping: FileMapping, layout: Layout, shanghai_now: datetime) -> None:
        now = shanghai_now.replace(tzinfo=SHANGHAI).astimezone(mapping.city)
        self.width = len(layout.fields)
        self.target = mapping.target
        self.case = CaseReader(mapping, layout, now.replace(tzinfo=None))
        self.step = StepReader(mapping, layout) if mapping.has_steps else None


class Batch:
    """One batch; read, then written, then remembered."""

    def __init__(self, readers: Readers, fault_rows: FaultRows, memory: Memory) -> None:
        self._readers, self._fault_rows, self._memory = readers, fault_rows, memory
        self._seen: dict[str, Seen] = {}
        self._cases: list[tuple[Any, ...]] = []
        self._steps: list[tuple[Any, ...]] = []
        self.faults: dict[str, dict[str, Any]] = {}
        self.rows_read = 0
        self.rows_shown = 0
        self.rows_quarantined = 0

    def read(self, rows: list[Row]) -> None:
        """Convert the rows, in their order."""
        numbered = [(row_no, row, *self._number(row)) for row_no, row in rows]
        self._seen = self._memory.seen(number for *_, number, _ in numbered if number)
        for row_no, row, number, faults in numbered:
            if number is None:
                is_shown = False
            elif self._readers.step is None:
                is_shown = self._read_case(number, row, faults)
            else:
                is_shown = self._read_event(number, row, faults)
            self.rows_read += 1
            self.rows_shown += is_shown
            self.rows_quarantined += not is_shown
            if faults:
                self._note(row_no, row, faults)

    def write(self, connection: Connection) -> None:
        """Write what was read, in the transaction of the caller."""
        catalogues = self._readers.case.catalogues
        for catalogue in (catalogues.department, catalogues.town, catalogues.item):
            add_new(connection, catalogue.table, catalogue.take_new())
        upsert(connection, self._readers.target.table, self._readers.case.columns, self._cases)
        if self._readers.step:
            upsert(connection, STEP, self._readers.step.columns, self._steps)
        write_faults(connection, self.faults.values())

    def remember(self) -> None:
        """Keep, once the batch is written, what later batches must know of it."""
        self._memory.remember(self._seen)
        self._memory.meet_faults(self.faults)

    def _number(self, row: RawRow) -> tuple[str | None, list[Fault]]:
        width = self._readers.width
        if len(row) != width:
            raw = f"{len(row)} values under {width} columns: {' | '.join(row)}"
            return None, [Fault("V01", self._readers.target.table.name, "", visible(raw), True)]
        return self._readers.case.number(row)

    def _read_case(self, number: str, row: RawRow, faults: list[Fault]) -> bool:
        """A row that is a case; the first that can be shown stands for its number."""
        known = self._seen.get(number)
        if known and known.is_shown:
            faults.append(self._told_twice(number, is_quarantined=True))
            return False
        case = self._readers.case.case(number, row)
        faults += case.faults
        self._seen[number] = Seen(is_shown=case.values is not None)
        if case.values is None:
            return False
        self._cases.append(case.values)
        return True

    def _read_event(self, number: str, row: RawRow, faults: list[Fault]) -> bool:
        """A row that is a step; what its first row says of a case stands."""
        known = self._seen.get(number)
        if known is None:
            case = self._readers.case.case(number, row)
            faults += case.faults
            known = self._seen[number] = Seen(
                case.values is not None, 0, self._readers.case.digest(row)
            )
            if case.values is not None:
                self._cases.append(case.values)
        elif known.digest is not None and known.digest != self._readers.case.digest(row):
            known.digest = None
            faults.append(self._told_twice(number, is_quarantined=False))
        return known.is_shown and self._read_step(number, known, row, faults)

    def _read_step(self, number: str, known: Seen, row: RawRow, faults: list[Fault]) -> bool:
        reader = self._readers.step
        assert reader is not None
        if reader.is_blank(row):
            return True
        step = reader.step(number, known.steps + 1, row)
        faults += step.faults
        if step.values is None:
            return False
        known.steps += 1
        self._steps.append(step.values)
        return True

    def _told_twice(self, number: str, *, is_quarantined: bool) -> Fault:
        target = self._readers.target
        return Fault("R03", target.table.name, target.number, number, is_quarantined)

    def _note(self, row_no: int, row: RawRow, faults: Iterable[Fault]) -> None:
        is_whole = len(row) == self._readers.width
        department = self._readers.case.department(row) if is_whole else ""
        self.faults |= self._fault_rows.rows(row_no, department, faults)
