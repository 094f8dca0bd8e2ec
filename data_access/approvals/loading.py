"""Contract rows as facts: read leniently, one bad value never stops the rest.

Times are read as text on both databases and parsed here, so that an unreadable one costs its own
case and nothing else. What cannot be used becomes a fault.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    select,
)

from data_access.contract_rows import FUTURE_MINUTES, LONGEST_LIMIT, RowReader, contract_rows
from data_access.finding_rows import Fault
from data_access.many_keys import as_parameter, is_among
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
from data_access.schema.base import Base, table_of
from supervision.cases import Case, Correction, DeclaredStep, Extension, Item, Pause, Step
from supervision.findings import Level
from supervision.rules import StepRule

Row = Mapping[Any, Any]


@dataclass(slots=True)
class CaseRows:
    """One case as its rows stand in the contract, times as text."""

    case: Row
    steps: Sequence[Row]
    pauses: Sequence[Row]
    extensions: Sequence[Row]
    corrections: Sequence[Row]


@dataclass(slots=True)
class Loaded:
    """One case of the contract: its facts unless it is quarantined, its words, its faults."""

    row: Row
    case: Case | None
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Register:
    """What is declared for all items: the rules about steps, and the departments there are."""

    step_rules: tuple[StepRule, ...]
    departments: frozenset[str]


@dataclass(slots=True)
class Catalogue:
    """What is declared now: of the items, and for all of them."""

    items: dict[str, Item]
    register: Register


def load_register(connection: Connection) -> Register:
    """The active rules about steps in order, and the codes of the departments."""
    departments = frozenset(connection.scalars(select(Department.department_code)))
    return Register(_step_rules(connection), departments)


def load_catalogue(
    connection: Connection, rows: Iterable[CaseRows], register: Register
) -> Catalogue:
    """The items of these cases with their declared steps, beside what is declared for all."""
    codes = {one.case["item_code"] for one in rows} - {None, ""}
    keys = {"keys": as_parameter(codes, connection.dialect.name)}
    known, declared = (_of_items(connection, model) for model in (ServiceItem, ProcedureStep))
    steps: dict[str, dict[str, DeclaredStep]] = defaultdict(dict)
    in_order = declared.order_by(ProcedureStep.step_order)
    for row in connection.execute(in_order, keys).mappings():
        steps[row["item_code"]][row["step_code"]] = DeclaredStep(
            row["step_code"],
            row["step_order"],
            row["kind"],
            row["limit_days"],
            bool(row["is_required"]),
        )
    items = {
        row["item_code"]: _item(row, steps.get(row["item_code"], {}))
        for row in connection.execute(known, keys).mappings()
    }
    return Catalogue(items, register)


def _of_items(connection: Connection, model: type[Base]) -> Select[Any]:
    table = table_of(model)
    return select(table).where(is_among(table.c.item_code, connection.dialect.name))


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


def read_cases(connection: Connection, case_ids: Collection[str]) -> list[CaseRows]:
    """The rows of the cases with these ids as they stand; deleted ones are absent."""
    steps, pauses, extensions, corrections = (
        _children(connection, model, case_ids)
        for model in (CaseStep, CasePause, CaseExtension, CorrectionNotice)
    )
    return [
        CaseRows(
            row,
            steps.get(row["case_id"], ()),
            pauses.get(row["case_id"], ()),
            extensions.get(row["case_id"], ()),
            corrections.get(row["case_id"], ()),
        )
        for row in contract_rows(connection, ApprovalCase, "case_id", case_ids)
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


def _children(
    connection: Connection, model: type[Base], case_ids: Collection[str]
) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in contract_rows(connection, model, "case_id", case_ids):
        grouped[row["case_id"]].append(row)
    return grouped


def facts_from(rows: CaseRows, catalogue: Catalogue, now: datetime) -> Loaded:
    """The facts of one case, and what in its rows cannot be used."""
    row = rows.case
    faults: list[Fault] = []
    read = RowReader(row, "approval_case", faults, quarantines=True)
    received_at = read.moment("received_at") or read.moment("accepted_at")
    item = catalogue.items.get(row["item_code"] or "")
    if item is None:
        faults.append(Fault("R02", "approval_case", "item_code", row["item_code"] or "", False))
    if row["department_code"] not in catalogue.register.departments:
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
    case.steps = _steps(rows.steps, case.item, faults)
    case.pauses = _pauses(rows.pauses, faults)
    case.extensions = _extensions(rows.extensions, faults)
    case.corrections = _corrections(rows.corrections, faults)
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
    if case.stopped_at and any(pause.ended_at is None for pause in case.pauses):
        yield Fault("C04", "case_pause", "ended_at", "", False)


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
