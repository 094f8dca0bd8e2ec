"""The rows that evaluation writes: a clocked case as clock, steps, findings and faults."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from data_access.approvals.loading import Loaded
from data_access.finding_rows import finding_row, finding_rows
from supervision.cases import Case
from supervision.clocks import Clocks
from supervision.findings import Finding, Level
from supervision.pauses import stretches
from supervision.pausing import SPANS, days_left, span_of
from supervision.rules import Clocked
from supervision.rules.procedure import DECIDING
from supervision.rules.truth import changed_afterwards
from supervision.working_days import WorkingCalendar

Row = Mapping[Any, Any]
LINE = "approval"
DAY_LENGTH = len("2026-11-24")
MANDATORY = (
    *("item_code", "department_code", "town_code", "channel"),
    *("applicant_kind", "officer"),
)
NO_PAUSES = dict.fromkeys([*(f"pauses_{span}" for span in SPANS), "pauses_without_notice"], 0)
OPENS, CLOSES = time(8, 0), time(18, 0)
"""Closings outside these hours, or on a day off, are marked."""


def subject_words(row: Row) -> dict[str, Any]:
    """What every finding and fault says of a case beside what was found."""
    return {
        "line": LINE,
        "subject_id": row["case_id"],
        "subject_no": row["case_no"],
        "source_code": row["source_code"],
        "department_code": row["department_code"] or "",
        "item_code": row["item_code"] or "",
        "town_code": row["town_code"] or "",
    }


def clock_row(one: Loaded, clocked: Clocked, run_no: int) -> dict[str, Any]:
    """One row of case_clock."""
    row, case, clocks = one.row, clocked.case, clocked.clocks
    notices = case.corrections
    return {
        "case_id": case.case_id,
        "source_code": row["source_code"],
        "case_no": row["case_no"],
        "item_code": row["item_code"] or "",
        "department_code": row["department_code"] or "",
        "town_code": row["town_code"] or "",
        "channel": row["channel"] or "",
        "case_kind": case.item.case_kind,
        "approval_level": case.item.approval_level,
        "limit_unit": case.item.limit_unit,
        "outcome": case.outcome if case.closed_at or case.decided_at else "",
        "received_at": case.received_at,
        "accepted_at": clocks.accepted_at,
        "reviewed_at": clocks.reviewed_at,
        "decided_at": case.decided_at,
        "delivered_at": case.delivered_at,
        "closed_at": case.closed_at,
        "clock_started_at": clocks.started_at,
        "clock_stopped_at": clocks.stopped_at,
        "is_deemed_accepted": clocks.is_deemed_accepted,
        "acceptance_due_at": clocks.acceptance_due_at,
        "promised_limit": clocks.promised_limit,
        "statutory_limit": clocks.statutory_limit,
        "promised_soon_at": clocks.promised_soon_at,
        "promised_due_at": clocks.promised_due_at,
        "promised_lawful_due_at": clocks.promised_lawful_due_at,
        "promised_raw_due_at": clocks.promised_raw_due_at,
        "statutory_due_at": clocks.statutory_due_at,
        "delivery_due_at": clocks.delivery_due_at,
        "is_provisional": clocks.is_provisional,
        "used_days": clocks.used_days,
        "raw_days": clocks.raw_days,
        "correction_count": len(notices),
        "pause_count": len(case.pauses),
        "extension_count": len(case.extensions),
        "valid_extension_days": clocks.valid_extension_days,
        "decider_count": len({s.officer for s in case.steps if s.kind in DECIDING and s.officer}),
        "visits": case.visits,
        "is_on_the_spot": case.closed_at is not None
        and case.closed_at.date() == case.received_at.date(),
        "needs_document": clocks.delivery_due_at is not None,
        "one_time_notice": len(notices) == 1 and not clocks.is_deemed_accepted,
        "answered_at": clocks.answered_at,
        "source_verdict": row["source_verdict"] or "",
        **_truth_of(one, case, clocked.limits.calendar),
        **_pauses_of(case, clocks.promised_raw_due_at, clocked.limits.calendar),
        "run_no": run_no,
    }


def _truth_of(one: Loaded, case: Case, calendar: WorkingCalendar) -> dict[str, Any]:
    """What the record itself is worth; the day of typing is the source's own, and may be no day."""
    row, closed_at = one.row, case.closed_at
    typed_on = (row["created_at"] or "")[:DAY_LENGTH]
    is_known = len(typed_on) == DAY_LENGTH and typed_on[4] == typed_on[7] == "-"
    return {
        "officer": row["officer"] or "",
        "is_typed_known": is_known,
        "is_typed_same_day": is_known and typed_on <= case.received_at.date().isoformat(),
        "is_complete": all(row[name] for name in MANDATORY),
        "has_fault": bool(one.faults),
        "is_off_hours": closed_at is not None
        and not (OPENS <= closed_at.time() < CLOSES and calendar.is_working(closed_at.date())),
    }


def _pauses_of(case: Case, due_at: datetime | None, calendar: WorkingCalendar) -> dict[str, int]:
    """How many special procedures began how near to the promised date, and without notice."""
    counts = dict(NO_PAUSES)
    for pause in case.pauses:
        left = days_left(calendar, pause.started_at.date(), due_at)
        counts[f"pauses_{span_of(left, pause.started_at, due_at)}"] += 1
        counts["pauses_without_notice"] += not pause.notice_no
    return counts


def step_rows(clock: Row, clocks: Clocks) -> list[dict[str, Any]]:
    """One row of step_clock a step."""
    return [
        {
            "case_id": clock["case_id"],
            "step_no": entry.step.number,
            "item_code": clock["item_code"],
            "department_code": clock["department_code"],
            "town_code": clock["town_code"],
            "step_code": entry.step.code,
            "kind": entry.step.kind,
            "previous_step_code": entry.previous_code,
            "started_at": entry.step.begun_at,
            "ended_at": entry.step.ended_at,
            "limit_days": entry.limit_days,
            "due_at": entry.due_at,
            "used_days": entry.used_days,
            "waited_days": entry.waited_days,
        }
        for entry in clocks.steps
    ]


def pause_rows(clocked: Clocked) -> list[dict[str, Any]]:
    """One row of pause_clock a stretch in which the case is paused."""
    return [
        {
            "case_id": clocked.case.case_id,
            "stretch_no": number,
            "started_at": started_at,
            "ended_at": ended_at,
        }
        for number, (started_at, ended_at) in enumerate(stretches(clocked.case), 1)
    ]


def case_finding_rows(
    words: Row,
    found: Sequence[Finding],
    earlier: Sequence[Row],
    clocks: tuple[Row | None, Row],
    now: datetime,
    run_no: int,
) -> list[dict[str, Any]]:
    """The finding rows of a case, and one for each of its times that was changed afterwards."""
    rows = finding_rows(words, found, earlier, now, run_no)
    before, after = clocks
    if before is None:
        return rows
    is_withdrawn = any(row["withdrawn_at"] is not None and row["run_no"] == run_no for row in rows)
    episode = 1 + sum(row["rule"] == "W26" for row in earlier)
    was_guarded = is_withdrawn or _is_guarded(before, earlier, now)
    closed_at = after["closed_at"]
    for finding in changed_afterwards(before, after, now, was_guarded=was_guarded, episode=episode):
        finding.ends_at = None if closed_at is None else max(closed_at, now)
        rows.append(finding_row(words, finding, run_no))
    return rows


def _is_guarded(clock: Row, earlier: Sequence[Row], now: datetime) -> bool:
    """Times may no longer move once the case is closed or bears a yellow or red card."""
    if clock["closed_at"] is not None and clock["closed_at"] <= now:
        return True
    return any(
        row["occurs_at"] <= now and row["level"] in (Level.YELLOW, Level.RED) for row in earlier
    )
