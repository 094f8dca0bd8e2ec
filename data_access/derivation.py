"""The rows that evaluation writes: a clocked case as clock, steps, findings and faults."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from data_access.loading import Fault, Loaded
from data_access.masking import mask_text
from supervision.clocks import Clocks
from supervision.findings import Finding, Level
from supervision.pauses import stretches
from supervision.rules import RULES, Clocked
from supervision.rules.procedure import DECIDING
from supervision.rules.truth import changed_afterwards
from supervision.words import N_

Row = Mapping[str, Any]
WITHDRAWN_REASON = N_("数据更正后规则不再成立")
DELETED_REASON = N_("来源系统已删除或改为不可用")
RAW_CHARACTERS = 500
NEXT_LIFE = 1000
"""Added to the episode of a finding that stood, was withdrawn, and holds again."""


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
        "run_no": run_no,
    }


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


def fault_rows(one: Loaded, now: datetime) -> list[dict[str, Any]]:
    """One row of data_fault a fault; the same fault keeps its key."""
    return [_fault_row(one.row, fault, now) for fault in _distinct(one.faults)]


def finding_rows(
    one: Loaded | None,
    found: Sequence[Finding],
    earlier: Sequence[Row],
    clocks: tuple[Row | None, Row] | None,
    now: datetime,
    run_no: int,
    line: str = "approval",
    subject: str = "",
) -> list[dict[str, Any]]:
    """Every finding row of one subject: what holds now, and what occurred and no longer holds."""
    words = _subject_words(one, earlier, line, subject)
    standing = {row["finding_id"]: row for row in earlier}
    rows: dict[str, dict[str, Any]] = {}
    for finding in found:
        row = _finding_row(finding, words, run_no)
        while row["finding_id"] in rows or _is_spent(standing.get(row["finding_id"]), row, now):
            finding.episode += NEXT_LIFE
            row = _finding_row(finding, words, run_no)
        rows[row["finding_id"]] = row
    withdrawn = False
    for key, earlier_row in standing.items():
        if key in rows or earlier_row["occurs_at"] > now:
            continue
        kept = dict(earlier_row)
        if kept["rule"] != "W26" and kept["withdrawn_at"] is None:
            kept |= {"withdrawn_at": now, "run_no": run_no}
            kept["withdrawn_reason"] = WITHDRAWN_REASON if clocks else DELETED_REASON
            withdrawn = True
        rows[key] = kept
    if clocks and clocks[0]:
        was_guarded = withdrawn or _is_guarded(clocks[0], earlier, now)
        episode = 1 + sum(row["rule"] == "W26" for row in earlier)
        for finding in changed_afterwards(
            clocks[0], clocks[1], now, was_guarded=was_guarded, episode=episode
        ):
            closed_at = clocks[1]["closed_at"]
            finding.ends_at = None if closed_at is None else max(closed_at, now)
            row = _finding_row(finding, words, run_no)
            rows[row["finding_id"]] = row
    return list(rows.values())


def _subject_words(
    one: Loaded | None, earlier: Sequence[Row], line: str, subject: str
) -> dict[str, Any]:
    if one is not None:
        return {
            "line": line,
            "subject_id": one.row["case_id"],
            "subject_no": one.row["case_no"],
            "source_code": one.row["source_code"],
            "department_code": one.row["department_code"] or "",
            "item_code": one.row["item_code"] or "",
            "town_code": one.row["town_code"] or "",
        }
    names = "subject_no", "source_code", "department_code", "item_code", "town_code"
    first: Row = earlier[0] if earlier else dict.fromkeys(names, "")
    identity = {"line": line, "subject_id": first.get("subject_id", subject)}
    return identity | {name: first[name] for name in names}


def _finding_row(finding: Finding, words: Row, run_no: int) -> dict[str, Any]:
    key = f"{words['subject_id']}|{finding.rule}|{finding.level}|{finding.episode}"
    return {
        **words,
        "finding_id": key,
        "rule": finding.rule,
        "level": str(finding.level),
        "level_rank": finding.level.rank,
        "episode": finding.episode,
        "step_code": finding.step_code,
        "officer": finding.officer or None,
        "occurs_at": finding.occurs_at,
        "ends_at": finding.ends_at,
        "due_at": finding.due_at,
        "evidence": json.dumps(finding.evidence, ensure_ascii=False, sort_keys=True),
        "rule_version": RULES[finding.rule].version,
        "withdrawn_at": None,
        "withdrawn_reason": None,
        "run_no": run_no,
    }


def _is_spent(standing: Row | None, row: Row, now: datetime) -> bool:
    """Whether what stands under this key is withdrawn, or must be: it lies ahead again."""
    if standing is None:
        return False
    has_moved_ahead: bool = standing["occurs_at"] <= now < row["occurs_at"]
    return standing["withdrawn_at"] is not None or has_moved_ahead


def _is_guarded(clock: Row, earlier: Iterable[Row], now: datetime) -> bool:
    """Times may no longer move once the case is closed or bears a yellow or red card."""
    if clock["closed_at"] is not None and clock["closed_at"] <= now:
        return True
    return any(
        row["occurs_at"] <= now and row["level"] in (Level.YELLOW, Level.RED) for row in earlier
    )


def _distinct(faults: Iterable[Fault]) -> Iterable[Fault]:
    return {(fault.rule, fault.table, fault.column): fault for fault in faults}.values()


def _fault_row(row: Row, fault: Fault, now: datetime) -> dict[str, Any]:
    return {
        "fault_id": f"{row['case_id']}|{fault.rule}|{fault.table}.{fault.column}",
        "line": "approval",
        "subject_id": row["case_id"],
        "source_code": row["source_code"],
        "department_code": row["department_code"] or "",
        "rule": fault.rule,
        "table_name": fault.table,
        "column_name": fault.column,
        "raw_value": mask_text(fault.raw)[:RAW_CHARACTERS],
        "is_quarantined": fault.is_quarantined,
        "found_at": now,
    }
