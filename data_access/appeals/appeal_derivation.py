"""The rows that evaluation writes of an appeal: its rounds and its stays."""

from collections.abc import Mapping
from typing import Any

from data_access.appeals.appeal_loading import LoadedAppeal
from supervision.appeals.clocks import AppealClocks, RoundClock
from supervision.appeals.facts import Appeal
from supervision.appeals.loop import Stage

Row = Mapping[str, Any]
LINE = "appeal"
LOOP = (
    *("opened_at", "accepted_at", "dispatched_at", "signed_at"),
    *("contacted_at", "answered_at", "called_back_at", "verified_at"),
)
"""The moments of a round's loop, from its beginning to the verification."""


def subject_words(one: LoadedAppeal) -> dict[str, Any]:
    """What every finding and list says of an appeal beside what was found."""
    row = one.row
    return {
        "line": LINE,
        "subject_id": row["appeal_id"],
        "subject_no": row["appeal_no"],
        "source_code": row["source_code"],
        "department_code": row["department_code"] or "",
        "item_code": row["item_code"],
        "town_code": row["town_code"] or "",
    }


def clock_rows(one: LoadedAppeal, clocks: AppealClocks, run_no: int) -> list[dict[str, Any]]:
    """One row of appeal_clock a round."""
    assert one.appeal is not None
    row, appeal = one.row, one.appeal
    shared = {
        "appeal_id": appeal.appeal_id,
        "source_code": row["source_code"],
        "appeal_no": row["appeal_no"],
        "item_code": row["item_code"],
        "town_code": row["town_code"] or "",
        "channel": row["channel"] or "",
        "class_code": appeal.appeal_class.code,
        "enterprise_code": appeal.enterprise,
        "case_id": row["case_id"] or "",
        "project_id": row["project_id"] or "",
        "claim": row["claim"] or "",
        "is_repeat": clocks.is_repeat,
        "is_provisional": clocks.is_provisional,
        "run_no": run_no,
    }
    first_sign = next((stay.due_at for stay in clocks.stays if stay.stage is Stage.SIGN), None)
    return [
        shared
        | _round_row(appeal, clock)
        | {
            "is_last": clock is clocks.rounds[-1],
            "sign_due_at": first_sign if clock.round.number == 1 else None,
            "source_verdict": (row["source_verdict"] or "") if clock.round.number == 1 else "",
        }
        for clock in clocks.rounds
    ]


def _round_row(appeal: Appeal, clock: RoundClock) -> dict[str, Any]:
    one, limit = clock.round, clock.limit
    loop = [getattr(one, name) for name in LOOP]
    supervised_at = min(one.supervised_at, default=None)
    return {
        "round_no": one.number,
        "department_code": one.department or appeal.department,
        "opened_at": one.opened_at,
        "accepted_at": one.accepted_at,
        "dispatched_at": one.dispatched_at,
        "signed_at": one.signed_at,
        "contacted_at": one.contacted_at,
        "replied_at": one.replied_at,
        "answered_at": one.answered_at,
        "closed_at": one.closed_at,
        "called_back_at": one.called_back_at,
        "verified_at": one.verified_at,
        "reopened_at": one.reopened_at,
        "suspended_from": one.suspended_from,
        "supervised_at": supervised_at,
        "last_at": max(moment for moment in (*loop, supervised_at) if moment is not None),
        "outcome": one.outcome,
        "enterprise_verdict": one.verdict,
        "satisfaction": one.satisfaction,
        "started_at": clock.started_at,
        "limit_amount": limit.amount if limit else None,
        "limit_unit": limit.unit if limit else "",
        "contact_due_at": clock.contact_due_at,
        "reply_due_at": clock.reply_due_at,
        "soon_at": clock.soon_at,
        "due_at": clock.due_at,
        "raw_due_at": clock.raw_due_at,
        "used_days": clock.used_days,
        "raw_days": clock.raw_days,
        "dispatch_count": len(one.holders),
        "return_count": len(one.returned_at),
        "holder_changes": len(one.changed_at),
        "suspension_count": len(one.suspensions),
        "urge_count": len(one.urged_at),
        "same_subject_again_at": clock.same_subject_again_at,
    }


def stay_rows(one: LoadedAppeal, clocks: AppealClocks) -> list[dict[str, Any]]:
    """One row of appeal_stay for each stretch at one stage and holder."""
    row = one.row
    return [
        {
            "appeal_id": row["appeal_id"],
            "stay_no": stay.number,
            "round_no": stay.round_no,
            "item_code": row["item_code"],
            "department_code": stay.department,
            "town_code": row["town_code"] or "",
            "stage": stay.stage.value,
            "entered_at": stay.entered_at,
            "left_at": stay.left_at,
            "due_at": stay.due_at,
            "begun_by": stay.begun_by,
            "ended_by": stay.ended_by,
        }
        for stay in clocks.stays
    ]
