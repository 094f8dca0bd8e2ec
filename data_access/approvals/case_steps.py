"""The steps of one case as they were, against the steps that its item declares."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, String, and_, cast, func, select

from data_access.masking import mask_columns, mask_name
from data_access.schema import CaseClock, CaseStep, ProcedureStep, StepClock
from data_access.scoping import within
from supervision.cases import DeclaredStep
from supervision.scope import Scope
from supervision.trace import Mark, TracedStep, trace

TIMES = ["started_at", "ended_at", "due_at"]
NUMBERS = ["step_no", "limit_days", "used_days", "waited_days", "officer_count"]
COLUMNS = [
    *("mark", "step_code", "name", "name_en", "kind", "officer", "result"),
    *("started_text", "ended_text"),
    *TIMES,
    *NUMBERS,
]
DELIVER, GRANTED = "deliver", "granted"
HIDDEN_LATER = {"ended_at": None, "ended_text": None, "used_days": None, "result": None}
"""What is not known of a step before it has ended."""


def list_steps(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str
) -> pd.DataFrame:
    """One row a step in the order of the procedure: those taken by `as_of`, and those not taken.

    Columns: mark (taken, repeated, backward, undeclared, missing, ahead), step_no (empty where not
    taken), step_code, name, name_en, kind, officer (masked), officer_count, started_at, ended_at,
    due_at, limit_days, used_days, waited_days (working days since the step before ended), result,
    and started_text, ended_text: what stands in the source, also where it is no readable time.
    Delivery is declared for what is granted only, and missing only when the case is closed. A step
    with times that cannot be read counts as taken, one without any time does not.
    """
    clock = connection.execute(
        select(
            CaseClock.item_code, CaseClock.decided_at, CaseClock.closed_at, CaseClock.outcome
        ).where(CaseClock.case_id == case_id, *within(scope, CaseClock))
    ).first()
    if clock is None:
        return _typed(pd.DataFrame(columns=COLUMNS))
    ended_at = clock.decided_at or clock.closed_at
    declared = _declared(connection, clock.item_code)
    taken = [row for row in _steps(connection, case_id, as_of) if _is_taken(row, as_of)]
    is_closed = clock.closed_at is not None and clock.closed_at <= as_of
    codes = [row["step_code"] for row in taken]
    needs_delivery = not is_closed or clock.outcome == GRANTED
    lines = trace(
        codes,
        [
            _declared_step(step)
            for step in declared.values()
            if step.kind != DELIVER or needs_delivery or step.step_code in codes
        ],
        is_over=ended_at is not None and ended_at <= as_of,
    )
    rows = [_row(line, taken, declared, is_closed) for line in lines]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    if not scope.sees_personal_data:
        frame["officer"] = frame.officer.map(mask_name, na_action="ignore")
    return _typed(mask_columns(frame, "name", "name_en"))


def _declared(connection: Connection, item_code: str) -> dict[str, Any]:
    statement = (
        select(
            ProcedureStep.step_code,
            ProcedureStep.step_order,
            ProcedureStep.kind,
            ProcedureStep.limit_days,
            ProcedureStep.is_required,
            ProcedureStep.name,
            ProcedureStep.name_en,
        )
        .where(ProcedureStep.item_code == item_code)
        .order_by(ProcedureStep.step_order)
    )
    return {row.step_code: row for row in connection.execute(statement)}


def _declared_step(row: Row[Any]) -> DeclaredStep:
    return DeclaredStep(row.step_code, row.step_order, row.kind, row.limit_days, row.is_required)


def _steps(connection: Connection, case_id: str, as_of: datetime) -> list[dict[str, Any]]:
    arrived, started, ended = (
        cast(moment, String)
        for moment in (CaseStep.arrived_at, CaseStep.started_at, CaseStep.ended_at)
    )
    statement = (
        select(
            CaseStep.step_no,
            CaseStep.step_code,
            CaseStep.name,
            func.coalesce(StepClock.kind, CaseStep.kind).label("kind"),
            CaseStep.officer,
            CaseStep.officer_count,
            CaseStep.result,
            func.coalesce(started, arrived).label("started_text"),
            ended.label("ended_text"),
            StepClock.started_at,
            StepClock.ended_at,
            StepClock.due_at,
            StepClock.limit_days,
            StepClock.used_days,
            StepClock.waited_days,
        )
        .outerjoin(
            StepClock,
            and_(StepClock.case_id == CaseStep.case_id, StepClock.step_no == CaseStep.step_no),
        )
        .where(CaseStep.case_id == case_id)
        .order_by(CaseStep.step_no)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    return [row | HIDDEN_LATER if _ends_after(row, as_of) else row for row in rows]


def _is_taken(row: dict[str, Any], as_of: datetime) -> bool:
    moment = row["started_at"] or row["ended_at"]
    if moment is not None:
        return bool(moment <= as_of)
    return bool(row["started_text"] or row["ended_text"])


def _ends_after(row: dict[str, Any], as_of: datetime) -> bool:
    return row["ended_at"] is not None and row["ended_at"] > as_of


def _row(
    line: TracedStep, taken: list[dict[str, Any]], declared: dict[str, Any], is_closed: bool
) -> dict[str, Any]:
    step = declared.get(line.code)
    row: dict[str, Any] = {"step_code": line.code} if line.taken is None else taken[line.taken]
    row = row | {"mark": _mark(line, step, is_closed).value}
    if step is not None:
        row |= {"name": step.name, "name_en": step.name_en}
        row |= {name: row.get(name) or getattr(step, name) for name in ("kind", "limit_days")}
    return row


def _mark(line: TracedStep, step: Row[Any] | None, is_closed: bool) -> Mark:
    """Delivery follows the decision: it is missing only when the case is closed."""
    if line.mark is Mark.MISSING and step is not None and step.kind == DELIVER and not is_closed:
        return Mark.AHEAD
    return line.mark


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    kinds = {name: pd.to_datetime(frame[name]) for name in TIMES}
    kinds |= {name: frame[name].astype("Int64") for name in NUMBERS}
    return frame.assign(**kinds)
