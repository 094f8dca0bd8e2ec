"""A row as a case and as a step of one, with everything that is wrong with it."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from data_access.contract_rows import FUTURE_MINUTES
from data_access.finding_rows import Fault
from data_access.importing.catalogue import Catalogues
from data_access.importing.cells import Cells, Layout, RawRow
from data_access.importing.mapping import FileMapping
from data_access.importing.refusal import BadValueError
from data_access.importing.targets import STEP, length_of
from data_access.importing.values import key_reader, visible

STEP_NAME = STEP.name
STEP_KEYS = ("case_id", "step_no", "step_code")


@dataclass(slots=True)
class Read:
    """What a row gives for one table: its values unless it is left out, and its faults."""

    values: tuple[Any, ...] | None
    faults: list[Fault] = field(default_factory=list)


class CaseReader:
    """Reads the case, or the appeal, of a row; `now` is the wall clock of the source's city."""

    def __init__(self, mapping: FileMapping, layout: Layout, now: datetime) -> None:
        self._target = target = mapping.target
        self._table = target.table.name
        self._source = mapping.source_code
        self._number = layout.cell(
            mapping.number,
            key_reader(length_of(target.table.c[target.key]) - len(mapping.source_code) - 1),
        )
        self._number_text = layout.text(mapping.number)
        self._cells = Cells(layout, self._table, mapping.case_fields)
        self._constants = tuple(mapping.case_constants.values())
        self._status = mapping.status
        self._status_text = layout.text(mapping.status.columns if mapping.status else ())
        self._horizon = str(now + timedelta(minutes=FUTURE_MINUTES))
        self._has_verdict = "source_verdict" in self._cells.names
        self._places = _places_of(mapping, layout)
        rules = (mapping.department, mapping.town, mapping.item)
        self.catalogues = Catalogues(layout, rules, target)
        self.columns = (*target.keys, *self._cells.names, *mapping.case_constants)

    def number(self, row: RawRow) -> tuple[str | None, list[Fault]]:
        """The case number; without one the row cannot be shown."""
        try:
            number = self._number(row)
        except BadValueError as bad:
            is_out = bad.instead is None
            raw = visible(self._number_text(row))
            return bad.instead, [Fault(bad.rule, self._table, self._target.number, raw, is_out)]
        if number is None:
            return None, [Fault("R03", self._table, self._target.number, "", True)]
        return number, []

    def case(self, number: str, row: RawRow) -> Read:
        """The case of this number as the row tells it."""
        values, faults = self._cells.values(row)
        known: dict[str, Any] = dict(zip(self._cells.names, values, strict=True))
        if not any(fault.is_quarantined for fault in faults):
            faults += self._order_faults(known, row)
            faults += self._status_faults(known, row)
        if self._has_verdict and known.get(self._target.due) and not known["source_verdict"]:
            faults += self._blank_verdict(faults)
        codes = self.catalogues.codes(row)
        faults += self.catalogues.faults(row)
        if any(fault.is_quarantined for fault in faults):
            return Read(None, faults)
        faults += self.catalogues.note(codes, row)
        keys = (f"{self._source}:{number}", self._source, number, *codes)
        return Read((*keys, *values, *self._constants), faults)

    def department(self, row: RawRow) -> str:
        """The department a fault is booked to; empty when the row names none."""
        return self.catalogues.department.code(row) or ""

    def digest(self, row: RawRow) -> int:
        """What tells whether two rows say the same of their case."""
        text = "\x1f".join([row[place] for place in self._places])
        return zlib.crc32(text.encode("utf-8", "surrogatepass"))

    def _order_faults(self, known: dict[str, Any], row: RawRow) -> Iterable[Fault]:
        """Times in an impossible order or in the future, and a case without a beginning."""
        happened, starts = self._target.happened, self._target.starts
        times = [moment for name in happened if (moment := known.get(name))]
        has_start = any(known.get(name) for name in starts)
        if has_start and times[-1] <= self._horizon and times == sorted(times):
            return []
        faults = []
        if not has_start:
            faults.append(Fault("T01", self._table, starts[0], "", True))
        for name, before in self._target.earlier.items():
            later = known.get(name)
            earlier = next((other for other in before if known.get(other)), None)
            if later and earlier and later < known[earlier]:
                raw = f"{self._cells.raw(row, name)} < {self._cells.raw(row, earlier)}"
                faults.append(Fault("T02", self._table, name, visible(raw), True))
        for name in happened:
            moment = known.get(name)
            if moment and moment > self._horizon:
                raw = visible(self._cells.raw(row, name))
                faults.append(Fault("T06", self._table, name, raw, True))
        return faults

    def _status_faults(self, known: dict[str, Any], row: RawRow) -> Iterable[Fault]:
        """A status that the mapping does not know, or that denies the time of closing."""
        if self._status is None:
            return []
        text = self._status_text(row)
        if text in self._status.closed:
            return [] if known.get("closed_at") else [self._status_fault("C02", text)]
        if text in self._status.open:
            return [self._status_fault("C03", text)] if known.get("closed_at") else []
        return [self._status_fault("C01", text, is_quarantined=False)] if text else []

    def _blank_verdict(self, faults: Iterable[Fault]) -> list[Fault]:
        """A limit without a verdict: it stays unknown, and the quality screen counts it."""
        if any(fault.column == "source_verdict" for fault in faults):
            return []
        return [Fault("C01", self._table, "source_verdict", "", False)]

    def _status_fault(self, rule: str, text: str, *, is_quarantined: bool = True) -> Fault:
        column = "closed_at" if is_quarantined else "status"
        return Fault(rule, self._table, column, visible(text), is_quarantined)


class StepReader:
    """Reads the step of a row."""

    def __init__(self, mapping: FileMapping, layout: Layout) -> None:
        self._source = mapping.source_code
        self._code = layout.cell(mapping.step_code, key_reader(length_of(STEP.c.step_code)))
        self._code_text = layout.text(mapping.step_code)
        self._cells = Cells(layout, STEP_NAME, mapping.step_fields)
        self._constants = tuple(mapping.step_constants.values())
        self.columns = (*STEP_KEYS, *self._cells.names, *mapping.step_constants)

    def is_blank(self, row: RawRow) -> bool:
        """Whether the row tells of a case alone, as a log does for one without events."""
        return not self._code_text(row) and self._cells.is_blank(row)

    def step(self, number: str, step_no: int, row: RawRow) -> Read:
        """The step with this place in its case."""
        code, faults = self._step_code(row)
        values, of_values = self._cells.values(row)
        faults += of_values
        known: dict[str, Any] = dict(zip(self._cells.names, values, strict=True))
        begun = "started_at" if known.get("started_at") else "arrived_at"
        if known.get(begun) and known.get("ended_at") and known["ended_at"] < known[begun]:
            raw = f"{self._cells.raw(row, 'ended_at')} < {self._cells.raw(row, begun)}"
            faults.append(Fault("T02", STEP_NAME, "ended_at", visible(raw), True))
        if any(fault.is_quarantined for fault in faults):
            return Read(None, faults)
        key = (f"{self._source}:{number}", step_no, code)
        return Read((*key, *values, *self._constants), faults)

    def _step_code(self, row: RawRow) -> tuple[str | None, list[Fault]]:
        try:
            code = self._code(row)
        except BadValueError as bad:
            raw = visible(self._code_text(row))
            return bad.instead, [Fault(bad.rule, STEP_NAME, "step_code", raw, bad.instead is None)]
        if code is None:
            return None, [Fault("R03", STEP_NAME, "step_code", "", True)]
        return code, []


def _places_of(mapping: FileMapping, layout: Layout) -> Sequence[int]:
    """The places of all columns that speak of the case, not of the step."""
    return sorted(
        {
            place
            for name, columns in mapping.wanted()
            if not name.startswith("step.")
            for place in layout.places(columns)
        }
    )
