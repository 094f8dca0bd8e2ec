"""Contract rows as facts: read leniently, one bad value never stops the rest.

Times are read as text on both databases and parsed here, so that an unreadable one costs its own
case and nothing else. What cannot be used becomes a fault.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    String,
    Table,
    cast,
    select,
)

from data_access.schema import (
    ApprovalCase,
    CaseExtension,
    CasePause,
    CaseStep,
    CorrectionNotice,
    Department,
    ProcedureRule,
    ProcedureStep,
    ServiceItem,
)
from data_access.schema.base import table_of
from supervision.cases import Case, Correction, DeclaredStep, Extension, Item, Pause, Step
from supervision.findings import Level
from supervision.rules import StepRule

Row = Mapping[Any, Any]
FUTURE_MINUTES = 5
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2999, 12, 31)
LONGEST_LIMIT = 10_000
MOST = 1e9
"""No number with decimals is larger: ten thousand billion yuan, in units of 10,000."""
CHUNK = 500
"""Keys asked for at once; under the parameter limits of both databases."""


@dataclass(slots=True)
class Fault:
    """A value that cannot be used; when quarantined the whole case is left out."""

    rule: str
    table: str
    column: str
    raw: str
    is_quarantined: bool


@dataclass(slots=True)
class Loaded:
    """One case of the contract: its facts unless it is quarantined, its words, its faults."""

    row: Row
    case: Case | None
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Catalogue:
    """The items, and the rules about steps, as declared now."""

    items: dict[str, Item]
    step_rules: tuple[StepRule, ...]
    departments: frozenset[str] = frozenset()


def load_catalogue(connection: Connection, case_ids: Sequence[str]) -> Catalogue:
    """The items of these cases with their declared steps, and the declared rules about steps."""
    codes = _items_of(connection, case_ids)
    steps: dict[str, dict[str, DeclaredStep]] = defaultdict(dict)
    declared = (
        select(table_of(ProcedureStep))
        .where(ProcedureStep.item_code.in_(codes))
        .order_by(ProcedureStep.step_order)
    )
    for row in connection.execute(declared).mappings():
        steps[row["item_code"]][row["step_code"]] = DeclaredStep(
            row["step_code"],
            row["step_order"],
            row["kind"],
            row["limit_days"],
            bool(row["is_required"]),
        )
    known = select(table_of(ServiceItem)).where(ServiceItem.item_code.in_(codes))
    items = {
        row["item_code"]: _item(row, steps.get(row["item_code"], {}))
        for row in map(dict, connection.execute(known).mappings())
    }
    departments = frozenset(connection.scalars(select(Department.department_code)))
    return Catalogue(items, _step_rules(connection), departments)


def _items_of(connection: Connection, case_ids: Sequence[str]) -> list[str]:
    codes: set[str] = set()
    for start in range(0, len(case_ids), CHUNK):
        keys = case_ids[start : start + CHUNK]
        of_cases = select(ApprovalCase.item_code).where(ApprovalCase.case_id.in_(keys)).distinct()
        codes.update(code for code in connection.scalars(of_cases) if code)
    return sorted(codes)


def _step_rules(connection: Connection) -> tuple[StepRule, ...]:
    rules = connection.execute(
        select(table_of(ProcedureRule))
        .where(ProcedureRule.is_active)
        .order_by(ProcedureRule.rule_no)
    ).mappings()
    return tuple(
        StepRule(
            row["rule_no"],
            row["form"],
            row["first_kind"],
            row["second_kind"] or "",
            row["item_code"] or "",
            Level(row["level"]),
            row["sentence"],
            row["article"],
        )
        for row in rules
    )


def load_cases(
    connection: Connection, case_ids: Sequence[str], catalogue: Catalogue, now: datetime
) -> list[Loaded]:
    """The cases with these ids as they stand, in order of id; deleted ones are absent."""
    children = {
        model: _children(connection, table_of(model), case_ids)
        for model in (CaseStep, CasePause, CaseExtension, CorrectionNotice)
    }
    return [
        _loaded(row, children, catalogue, now)
        for row in _rows(connection, table_of(ApprovalCase), case_ids)
    ]


def _item(row: Row, steps: dict[str, DeclaredStep]) -> Item:
    return Item(
        row["item_code"],
        row["case_kind"] or "committed",
        _limit(row["promised_limit"]),
        _limit(row["statutory_limit"]),
        row["limit_unit"] or "working_day",
        row["approval_level"] or "",
        row["service_class"] or "",
        row["online_depth"] or "",
        row["max_visits"],
        bool(row["is_centralised"]),
        bool(row["is_joint"]),
        bool(row["needs_document"]),
        _limit(row["delivery_limit"]),
        steps,
    )


def _limit(number: int | None) -> int | None:
    """A limit that can be meant; what is beyond ten thousand is a fault of the catalogue."""
    return number if number is not None and 0 <= number <= LONGEST_LIMIT else None


def _as_text(column: Column[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, (Date, DateTime)):
        return cast(column, String).label(column.name)
    return column


def _rows(connection: Connection, table: Table, case_ids: Sequence[str]) -> Iterable[Row]:
    columns = [_as_text(column) for column in table.columns]
    for start in range(0, len(case_ids), CHUNK):
        keys = case_ids[start : start + CHUNK]
        statement = select(*columns).where(table.c.case_id.in_(keys)).order_by(*table.primary_key)
        yield from map(dict, connection.execute(statement).mappings())


def _children(
    connection: Connection, table: Table, case_ids: Sequence[str]
) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(connection, table, case_ids):
        grouped[row["case_id"]].append(row)
    return grouped


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

    def number(self, name: str) -> int | None:
        """The whole number in a column."""
        raw = self._row[name]
        if raw is None or isinstance(raw, int):
            return raw
        try:
            return int(raw)
        except (TypeError, ValueError):
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


def _loaded(
    row: Row, children: Mapping[Any, dict[str, list[Row]]], catalogue: Catalogue, now: datetime
) -> Loaded:
    faults: list[Fault] = []
    read = RowReader(row, "approval_case", faults, quarantines=True)
    received_at = read.moment("received_at") or read.moment("accepted_at")
    item = catalogue.items.get(row["item_code"] or "")
    if item is None:
        faults.append(Fault("R02", "approval_case", "item_code", row["item_code"] or "", False))
    if row["department_code"] not in catalogue.departments:
        raw = row["department_code"] or ""
        faults.append(Fault("R01", "approval_case", "department_code", raw, False))
    if received_at is None:
        if not faults or all(not fault.is_quarantined for fault in faults):
            faults.append(Fault("T01", "approval_case", "received_at", "", True))
        return Loaded(row, None, faults)
    case = Case(
        row["case_id"],
        received_at,
        read.moment("accepted_at"),
        read.moment("decided_at"),
        read.moment("delivered_at"),
        read.moment("closed_at"),
        read.text("outcome"),
        read.text("officer"),
        read.text("handled_by"),
        row["receipt_no"],
        read.text("decision_reason"),
        None if row["remedy_told"] is None else bool(row["remedy_told"]),
        read.moment("precheck_submitted_at"),
        read.moment("precheck_answered_at"),
        read.moment("promised_due_at"),
        read.moment("statutory_due_at"),
        read.day("renews_expiry_on"),
        read.number("visits"),
        read.moment("created_at"),
        item or Item(),
    )
    case_id = case.case_id
    case.steps = _steps(children[CaseStep].get(case_id, ()), case.item, faults)
    case.pauses = _pauses(children[CasePause].get(case_id, ()), faults)
    case.extensions = _extensions(children[CaseExtension].get(case_id, ()), faults)
    case.corrections = _corrections(children[CorrectionNotice].get(case_id, ()), faults)
    faults.extend(_order_faults(case, now))
    is_out = any(fault.is_quarantined for fault in faults)
    return Loaded(row, None if is_out else case, faults)


def _order_faults(case: Case, now: datetime) -> Iterable[Fault]:
    """Times in an impossible order, or in the future: an average must never see them."""
    pairs = (
        ("accepted_at", case.accepted_at, case.received_at),
        ("decided_at", case.decided_at, case.accepted_at or case.received_at),
        ("closed_at", case.closed_at, case.decided_at or case.accepted_at or case.received_at),
        ("delivered_at", case.delivered_at, case.decided_at),
    )
    for name, later, earlier in pairs:
        if later is not None and earlier is not None and later < earlier:
            yield Fault("T02", "approval_case", name, f"{later} < {earlier}", True)
    horizon = now + timedelta(minutes=FUTURE_MINUTES)
    for name in ("received_at", "accepted_at", "decided_at", "closed_at"):
        moment = getattr(case, name)
        if moment is not None and moment > horizon:
            yield Fault("T06", "approval_case", name, str(moment), True)
    if case.outcome and case.closed_at is None and case.decided_at is None:
        yield Fault("C02", "approval_case", "outcome", case.outcome, False)


def _steps(rows: Iterable[Row], item: Item, faults: list[Fault]) -> list[Step]:
    steps = []
    for row in rows:
        read = RowReader(row, "case_step", faults, quarantines=False)
        declared = item.steps.get(row["step_code"])
        step = Step(
            row["step_no"],
            row["step_code"],
            row["kind"] or (declared.kind if declared else "other"),
            read.text("officer"),
            read.number("officer_count"),
            read.moment("arrived_at"),
            read.moment("started_at"),
            read.moment("ended_at"),
            read.moment("due_at"),
            read.text("result"),
        )
        if step.begun_at and step.ended_at and step.ended_at < step.begun_at:
            raw = f"{step.ended_at} < {step.begun_at}"
            faults.append(Fault("T02", "case_step", "ended_at", raw, False))
            step.started_at = step.arrived_at = None
        steps.append(step)
    return steps


def _pauses(rows: Iterable[Row], faults: list[Fault]) -> list[Pause]:
    pauses = []
    for row in rows:
        read = RowReader(row, "case_pause", faults, quarantines=True)
        started_at, ended_at = read.moment("started_at"), read.moment("ended_at")
        if started_at is None:
            faults.append(Fault("T01", "case_pause", "started_at", "", False))
            continue
        if ended_at is not None and ended_at < started_at:
            raw = f"{ended_at} < {started_at}"
            faults.append(Fault("T02", "case_pause", "ended_at", raw, False))
            continue
        pauses.append(
            Pause(
                row["pause_no"],
                row["kind"],
                started_at,
                ended_at,
                read.number("limit_days"),
                read.text("notice_no"),
            )
        )
    return pauses


def _extensions(rows: Iterable[Row], faults: list[Fault]) -> list[Extension]:
    extensions = []
    for row in rows:
        read = RowReader(row, "case_extension", faults, quarantines=False)
        extensions.append(
            Extension(
                row["extension_no"],
                read.moment("approved_at"),
                read.number("days") or 0,
                read.text("approver"),
                read.text("notice_no"),
            )
        )
    return extensions


def _corrections(rows: Iterable[Row], faults: list[Fault]) -> list[Correction]:
    corrections = []
    for row in rows:
        read = RowReader(row, "correction_notice", faults, quarantines=False)
        notified_at = read.moment("notified_at")
        if notified_at is not None:
            corrections.append(
                Correction(
                    row["notice_no"],
                    notified_at,
                    read.moment("replied_at"),
                    bool(row["is_new_fact"]),
                )
            )
    return sorted(corrections, key=lambda notice: notice.notified_at)
