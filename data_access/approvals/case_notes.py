"""What was noted beside the steps of a case: pauses, extensions, correction notices, ratings."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, String, cast, func, select

from data_access.approvals.case_facts import Facts, facts_of
from data_access.limits import limits_of
from data_access.masking import mask_name, mask_text
from data_access.schema import CaseClock, CaseRating
from data_access.scoping import within
from supervision.cases import LAWFUL_PAUSES
from supervision.clocks import clocks_of, extension_faults
from supervision.scope import Scope

PAUSE_COLUMNS = [
    *("number", "kind", "started_at", "ended_at", "limit_days", "notice_no", "is_lawful"),
    "is_unended",
]
EXTENSION_COLUMNS = ["number", "approved_at", "days", "approver", "notice_no", "fault"]
CORRECTION_COLUMNS = ["number", "notified_at", "replied_at", "is_new_fact", "materials"]


@dataclass(frozen=True)
class CaseNotes:
    """Three frames, one row a note, in order, of what was known at the moment asked for.

    pauses: number, kind, started_at, ended_at, limit_days, notice_no, is_lawful (its time is left
    out of the limits), is_unended (the record has no end; ended_at is the decision). extensions:
    number, approved_at, days, approver (masked), notice_no, fault (second, too_long, no_approver,
    after_expiry: why it does not count; empty for a valid one). corrections: number, notified_at,
    replied_at, is_new_fact, materials (numbers masked).
    """

    pauses: pd.DataFrame
    extensions: pd.DataFrame
    corrections: pd.DataFrame


def case_notes(connection: Connection, scope: Scope, *, as_of: datetime, case_id: str) -> CaseNotes:
    """The notes of a case begun, approved or given by `as_of`; empty frames where there are none.

    An extension without a readable time of approval is shown at every moment.
    """
    facts = facts_of(connection, scope, case_id)
    pauses = _pauses(facts, as_of) if facts else []
    corrections = _corrections(facts, as_of) if facts else []
    extensions = _extensions(connection, facts, as_of) if facts else []
    if not scope.sees_personal_data:
        extensions = [row | {"approver": mask_name(row["approver"])} for row in extensions]
    return CaseNotes(
        _frame(pauses, PAUSE_COLUMNS, ["started_at", "ended_at"]),
        _frame(extensions, EXTENSION_COLUMNS, ["approved_at"]),
        _frame(corrections, CORRECTION_COLUMNS, ["notified_at", "replied_at"]),
    )


def list_ratings(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str
) -> pd.DataFrame:
    """One row a rating given by `as_of`, in order.

    Columns: rated_at (text as it stands), score, is_default, comment (numbers masked).
    """
    rated_at = cast(CaseRating.rated_at, String)
    statement = (
        select(
            rated_at.label("rated_at"), CaseRating.score, CaseRating.is_default, CaseRating.comment
        )
        .join(CaseClock, CaseClock.case_id == CaseRating.case_id)
        .where(CaseRating.case_id == case_id, *within(scope, CaseClock))
        .where(func.coalesce(rated_at, "") <= f"{as_of}")
        .order_by(CaseRating.rating_no)
    )
    frame = pd.read_sql_query(statement, connection)
    return frame.assign(comment=frame.comment.map(mask_text, na_action="ignore"))


def _pauses(facts: Facts, as_of: datetime) -> list[dict[str, Any]]:
    rows = []
    for pause in facts.case.pauses:
        ended_at = _known(pause.ended_at or facts.case.stopped_at, as_of)
        known = {
            "ended_at": ended_at and max(ended_at, pause.started_at),
            "is_lawful": pause.kind in LAWFUL_PAUSES,
            "is_unended": pause.ended_at is None and ended_at is not None,
        }
        if pause.started_at <= as_of:
            rows.append(asdict(pause) | known)
    return rows


def _extensions(connection: Connection, facts: Facts, as_of: datetime) -> list[dict[str, Any]]:
    if not facts.case.extensions:
        return []
    clocks = clocks_of(facts.case, limits_of(connection))
    expiry = clocks.statutory_lawful_due_at or clocks.promised_lawful_due_at
    rows = []
    for place, extension in enumerate(facts.case.extensions):
        faults = extension_faults(extension, place, expiry, facts.case.item.is_joint)
        rows.append(asdict(extension) | {"fault": faults[0] if faults else ""})
    return [row for row in rows if row["approved_at"] is None or row["approved_at"] <= as_of]


def _corrections(facts: Facts, as_of: datetime) -> list[dict[str, Any]]:
    return [
        {
            "number": notice.number,
            "notified_at": notice.notified_at,
            "replied_at": _known(notice.replied_at, as_of),
            "is_new_fact": notice.is_new_fact,
            "materials": mask_text(facts.materials.get(notice.number)),
        }
        for notice in facts.case.corrections
        if notice.notified_at <= as_of
    ]


def _known(moment: datetime | None, as_of: datetime) -> datetime | None:
    return moment if moment is not None and moment <= as_of else None


def _frame(rows: list[dict[str, Any]], columns: list[str], times: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in times})
