"""One case: who and what it is, why it may not be shown, and what was found."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    cast,
    exists,
    or_,
    select,
)

from data_access.masking import is_identity_number, mask_name
from data_access.measures.sources import OUTCOME
from data_access.schema import (
    ApprovalCase,
    CaseClock,
    ChangeQueue,
    DataFault,
    EvaluationRun,
    Finding,
    ServiceItem,
)
from data_access.schema.base import table_of
from data_access.scoping import within
from supervision.scope import Scope

APPROVAL = "approval"
LONGEST_NAME = 7
"""Characters that the name of a person or of a small shop may have."""


def find_case(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str
) -> pd.DataFrame:
    """The case as one row, or no row: every column of case_clock, and the words about it.

    The outcome is empty where the case was decided later than `as_of`.

    Further columns: applicant_kind, applicant and officer (names masked without the right to see
    personal data), enterprise_code (of an enterprise that applied, else ""), handled_by,
    receipt_no, created_at (as text), own_promise (the source gave a due time of its own),
    service_class, delivery_limit, evaluated_at. `case_id` may also be the number that people call
    the case by. No row where the scope holds no such case, and none before its
    receipt.
    """
    clock = table_of(CaseClock)
    statement = (
        select(
            *(OUTCOME if column.name == "outcome" else column for column in clock.columns),
            ApprovalCase.applicant_kind,
            ApprovalCase.applicant_name.label("applicant"),
            ApprovalCase.applicant_id_no.label("enterprise_code"),
            ApprovalCase.officer,
            ApprovalCase.handled_by,
            ApprovalCase.receipt_no,
            cast(ApprovalCase.created_at, String).label("created_at"),
            ApprovalCase.promised_due_at.is_not(None).label("own_promise"),
            ServiceItem.service_class,
            ServiceItem.delivery_limit,
            EvaluationRun.finished_at.label("evaluated_at"),
        )
        .join_from(clock, ApprovalCase, ApprovalCase.case_id == clock.c.case_id)
        .outerjoin(ServiceItem, ServiceItem.item_code == clock.c.item_code)
        .outerjoin(EvaluationRun, EvaluationRun.run_no == clock.c.run_no)
        .where(or_(clock.c.case_id == case_id, clock.c.case_no == case_id))
        .where(clock.c.received_at <= as_of, *within(scope, CaseClock))
        .order_by((clock.c.case_id == case_id).desc(), clock.c.case_id)
        .limit(1)
    )
    frame = pd.read_sql_query(statement, connection, params={"as_of": as_of})
    frame["enterprise_code"] = [
        number if kind == "enterprise" and number and not is_identity_number(number) else ""
        for kind, number in zip(frame.applicant_kind, frame.enterprise_code, strict=True)
    ]
    if not scope.sees_personal_data:
        frame["officer"] = frame.officer.map(mask_name)
        frame["applicant"] = [
            mask_applicant(kind, name)
            for kind, name in zip(frame.applicant_kind, frame.applicant, strict=True)
        ]
    return frame


def why_absent(connection: Connection, scope: Scope, *, as_of: datetime, case_id: str) -> str:
    """Why find_case has no row: quarantined, waiting (not computed yet), later or unknown.

    "later" is a case received after `as_of`; a case outside the scope is unknown.
    """
    faults = select(DataFault.fault_id).where(*_of_case(scope, case_id))
    if _holds(connection, faults.where(DataFault.is_quarantined)):
        return "quarantined"
    of_case = or_(CaseClock.case_id == case_id, CaseClock.case_no == case_id)
    if _holds(connection, select(CaseClock.case_id).where(of_case, *within(scope, CaseClock))):
        return "later"
    queued = exists().where(ChangeQueue.line == APPROVAL, ChangeQueue.subject_id == case_id)
    waiting = select(ApprovalCase.case_id).where(ApprovalCase.case_id == case_id, queued)
    if scope.departments:
        waiting = waiting.where(ApprovalCase.department_code.in_(scope.departments))
    return "waiting" if _holds(connection, waiting) else "unknown"


def list_faults(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str
) -> pd.DataFrame:
    """One row a value of the case that cannot be used, the worst first.

    Columns: rule, source_code, department_code, table_name, column_name, raw_value, is_quarantined,
    found_at.
    """
    statement = (
        select(
            DataFault.rule,
            DataFault.source_code,
            DataFault.department_code,
            DataFault.table_name,
            DataFault.column_name,
            DataFault.raw_value,
            DataFault.is_quarantined,
            DataFault.found_at,
        )
        .where(*_of_case(scope, case_id), DataFault.found_at <= as_of)
        .order_by(DataFault.is_quarantined.desc(), DataFault.fault_id)
    )
    return pd.read_sql_query(statement, connection)


def list_findings(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str
) -> pd.DataFrame:
    """One row a finding that has occurred by `as_of`: open ones first, then the worst, the newest.

    Columns: finding_id, rule, level, level_rank, step_code, officer (masked), occurs_at, ends_at,
    due_at, evidence (JSON), rule_version, withdrawn_at, withdrawn_reason, state (open, ended,
    withdrawn) at `as_of`.
    """
    statement = (
        select(
            Finding.finding_id,
            Finding.rule,
            Finding.level,
            Finding.level_rank,
            Finding.step_code,
            Finding.officer,
            Finding.occurs_at,
            Finding.ends_at,
            Finding.due_at,
            Finding.evidence,
            Finding.rule_version,
            Finding.withdrawn_at,
            Finding.withdrawn_reason,
        )
        .where(Finding.line == APPROVAL, Finding.subject_id == case_id)
        .where(Finding.occurs_at <= as_of, *within(scope, Finding))
        .order_by(Finding.level_rank.desc(), Finding.occurs_at.desc(), Finding.finding_id)
    )
    frame = pd.read_sql_query(
        statement, connection, parse_dates=["ends_at", "withdrawn_at", "due_at"]
    )
    if not scope.sees_personal_data:
        frame["officer"] = frame.officer.map(mask_name)
    frame["state"] = "open"
    frame.loc[frame.ends_at <= as_of, "state"] = "ended"
    frame.loc[frame.withdrawn_at <= as_of, "state"] = "withdrawn"
    order = frame.state.map({"open": 0, "ended": 1, "withdrawn": 2})
    return frame.assign(order=order).sort_values("order", kind="stable").drop(columns="order")


def mask_applicant(kind: str | None, name: str | None) -> str:
    """A person's name masked; of an enterprise's long name the first two and last four letters.

    Short names of enterprises may hold a person's name and are masked like one.
    """
    text = (name or "").strip()
    is_long = kind == "enterprise" and len(text) > LONGEST_NAME
    return f"{text[:2]}**{text[-4:]}" if is_long else mask_name(text)


def _of_case(scope: Scope, case_id: str) -> list[ColumnElement[bool]]:
    """The conditions on the faults of one case."""
    conditions = [DataFault.line == APPROVAL, DataFault.subject_id == case_id]
    if scope.departments:
        conditions.append(DataFault.department_code.in_(scope.departments))
    return conditions


def _holds(connection: Connection, statement: Select[Any]) -> bool:
    return connection.execute(statement.limit(1)).first() is not None
