"""What is an enterprise's own in every line of business, as one list of rows of the same shape."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from data_access.days import unindexed
from data_access.schema import (
    AppealClock,
    ApprovalCase,
    CaseClock,
    Project,
    ProjectClock,
    SignalClock,
)
from data_access.schema.base import table_of
from data_access.scoping import within_few
from supervision.scope import Scope

LINES = ("approval", "appeal", "project", "signal")
HistoryColumns = (
    *("line", "subject_id", "subject_no", "kind", "item_code", "department_code", "town_code"),
    *("begun_at", "due_at", "ended_at", "outcome", "case_id"),
)
_OF_PROJECT = (
    *("project_id", "project_no", "item_code", "department_code", "town_code"),
    *("completion_due_at", "completed_at", "cancelled_at"),
)
HIDDEN_KINDS = ("discipline_report",)
"""Who reports an official is protected: such a report is no part of anybody's history."""


def history(scope: Scope, as_of: datetime, enterprise: str, lines: Sequence[str]) -> Select[Any]:
    """One row a case, appeal, project and signal of an enterprise that the scope holds by `as_of`.

    Columns: those of HistoryColumns. Each line is found by an index of the enterprise's code, so
    the cost follows what the enterprise has, not what is stored. Moments stand as they are, also
    where they lie after `as_of`.
    """
    parts = [_ROWS[line](scope, as_of, enterprise) for line in lines]
    rows = union_all(*parts).subquery("history") if len(parts) > 1 else parts[0].subquery("history")
    return select(*(rows.c[name] for name in HistoryColumns))


def is_standing(rows: Any, as_of: datetime) -> ColumnElement[bool]:  # noqa: ANN401  columns
    """Whether a row of `history` is not done at the moment."""
    return or_(rows.ended_at.is_(None), rows.ended_at > as_of)


def _cases(scope: Scope, as_of: datetime, enterprise: str) -> Select[Any]:
    clock, told = table_of(CaseClock).c, table_of(ApprovalCase).c
    return (
        _row(
            "approval",
            clock.case_id,
            clock.case_no,
            clock,
            begun_at=clock.received_at,
            due_at=clock.promised_due_at,
            ended_at=clock.closed_at,
            outcome=clock.outcome,
        )
        .join_from(ApprovalCase, CaseClock, clock.case_id == told.case_id)
        .where(
            told.applicant_id_no == enterprise,
            told.applicant_kind == "enterprise",
            unindexed(clock.received_at) <= as_of,
            *within_few(scope, CaseClock),
        )
    )


def _appeals(scope: Scope, as_of: datetime, enterprise: str) -> Select[Any]:
    """The round in which each appeal is at the moment, with the time of the first request."""
    clock = table_of(AppealClock).c
    first = table_of(AppealClock).alias("first_round")
    return (
        _row(
            "appeal",
            clock.appeal_id,
            clock.appeal_no,
            clock,
            begun_at=first.c.opened_at,
            due_at=clock.due_at,
            ended_at=clock.answered_at,
            outcome=clock.outcome,
            case_id=first.c.case_id,
        )
        .join_from(
            AppealClock, first, and_(first.c.appeal_id == clock.appeal_id, first.c.round_no == 1)
        )
        .where(
            clock.enterprise_code == enterprise,
            unindexed(clock.opened_at) <= as_of,
            or_(clock.reopened_at.is_(None), unindexed(clock.reopened_at) > as_of),
            *within_few(scope, AppealClock),
        )
    )


def _projects(scope: Scope, as_of: datetime, enterprise: str) -> Select[Any]:
    """A project as the newest list of a year has it, from the day of its first list on."""
    clock, project = table_of(ProjectClock), table_of(Project).c
    newest = func.row_number().over(
        partition_by=clock.c.project_id, order_by=clock.c.listed_at.desc()
    )
    listed = (
        select(
            *(clock.c[name] for name in _OF_PROJECT),
            newest.label("place"),
            func.min(clock.c.listed_at).over(partition_by=clock.c.project_id).label("first_at"),
        )
        .join_from(Project, ProjectClock, clock.c.project_id == project.project_id)
        .where(project.enterprise_code == enterprise, unindexed(clock.c.listed_at) <= as_of)
        .subquery("listed")
    )
    one = listed.c
    ended_at = func.coalesce(one.completed_at, one.cancelled_at)
    bounds = (
        (one.department_code, scope.departments),
        (one.item_code, scope.items),
        (one.town_code, scope.towns),
    )
    return _row(
        "project",
        one.project_id,
        one.project_no,
        one,
        begun_at=one.first_at,
        due_at=one.completion_due_at,
        ended_at=ended_at,
        outcome=literal("", String),
    ).where(one.place == 1, *(column.in_(codes) for column, codes in bounds if codes))


def _signals(scope: Scope, as_of: datetime, enterprise: str) -> Select[Any]:
    clock = table_of(SignalClock).c
    return _row(
        "signal",
        clock.signal_id,
        clock.signal_no,
        clock,
        kind=clock.kind,
        begun_at=clock.received_at,
        due_at=clock.due_at,
        ended_at=clock.answered_at,
        outcome=clock.outcome,
    ).where(
        clock.enterprise_code == enterprise,
        unindexed(clock.kind).not_in(HIDDEN_KINDS),
        unindexed(clock.received_at) <= as_of,
        *within_few(scope, SignalClock),
    )


_ROWS: dict[str, Callable[[Scope, datetime, str], Select[Any]]] = {
    "approval": _cases,
    "appeal": _appeals,
    "project": _projects,
    "signal": _signals,
}


def _row(
    line: str,
    subject_id: ColumnElement[Any],
    subject_no: ColumnElement[Any],
    bounded: Any,  # noqa: ANN401  columns
    **others: ColumnElement[Any],
) -> Select[Any]:
    """A row of `history`, every column with its type, so that both databases agree on it."""
    words: dict[str, ColumnElement[Any]] = {
        "line": literal(line, String),
        "subject_id": subject_id,
        "subject_no": subject_no,
        "kind": literal("", String),
        "item_code": bounded.item_code,
        "department_code": bounded.department_code,
        "town_code": bounded.town_code,
        "case_id": literal("", String),
        **others,
    }
    return select(*(words[name].label(name) for name in HistoryColumns))
