"""Findings and faults of one subject as rows: the same for every line of business."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_access.masking import mask_text
from supervision.findings import Finding
from supervision.rulebook import RULEBOOK
from supervision.words import N_

Row = Mapping[Any, Any]
WITHDRAWN_REASON = N_("数据更正后规则不再成立")
DELETED_REASON = N_("来源系统已删除或改为不可用")
RAW_CHARACTERS = 500
NEXT_LIFE = 1000
"""Added to the episode of a finding that stood, was withdrawn, and holds again."""
LASTING = ("W26",)
"""Rules about a change of the data itself: no later change undoes what they found."""
WORDS = (
    "line",
    "subject_id",
    "subject_no",
    "source_code",
    "department_code",
    "item_code",
    "town_code",
)
"""What each row says of its subject."""
_EVIDENCE = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


@dataclass(slots=True)
class Fault:
    """A value that cannot be used; when quarantined the whole subject is left out."""

    rule: str
    table: str
    column: str
    raw: str
    is_quarantined: bool


def finding_rows(
    words: Row,
    found: Iterable[Finding],
    earlier: Sequence[Row],
    now: datetime,
    run_no: int,
    reason: str = WITHDRAWN_REASON,
) -> list[dict[str, Any]]:
    """Every finding row of one subject: what holds now, and what occurred and no longer holds.

    What was still ahead and no longer holds leaves no row; `reason` is that of the withdrawals.
    """
    standing = {row["finding_id"]: row for row in earlier}
    rows: dict[str, dict[str, Any]] = {}
    for finding in found:
        row = finding_row(words, finding, run_no)
        while row["finding_id"] in rows or _is_spent(standing.get(row["finding_id"]), row, now):
            finding.episode += NEXT_LIFE
            row = finding_row(words, finding, run_no)
        rows[row["finding_id"]] = row
    for key, earlier_row in standing.items():
        if key in rows or earlier_row["occurs_at"] > now:
            continue
        kept = dict(earlier_row)
        if kept["rule"] not in LASTING and kept["withdrawn_at"] is None:
            kept |= {"withdrawn_at": now, "withdrawn_reason": reason, "run_no": run_no}
        rows[key] = kept
    return list(rows.values())


def gone_rows(earlier: Sequence[Row], now: datetime, run_no: int) -> list[dict[str, Any]]:
    """The findings of a subject that its source has deleted: what occurred stays, withdrawn."""
    words = {name: earlier[0][name] for name in WORDS}
    return finding_rows(words, (), earlier, now, run_no, DELETED_REASON)


def finding_row(words: Row, finding: Finding, run_no: int) -> dict[str, Any]:
    """One row of finding."""
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
        "rule_no": finding.rule_no,
        "occurs_at": finding.occurs_at,
        "ends_at": finding.ends_at,
        "due_at": finding.due_at,
        "evidence": _EVIDENCE.encode(finding.evidence),
        "rule_version": RULEBOOK[finding.rule].version,
        "withdrawn_at": None,
        "withdrawn_reason": None,
        "run_no": run_no,
    }


def fault_rows(words: Row, faults: Iterable[Fault], now: datetime) -> list[dict[str, Any]]:
    """One row of data_fault a fault; the same fault keeps its key."""
    distinct = {(fault.rule, fault.table, fault.column): fault for fault in faults}
    return [
        {
            "fault_id": f"{words['subject_id']}|{fault.rule}|{fault.table}.{fault.column}",
            "line": words["line"],
            "subject_id": words["subject_id"],
            "source_code": words["source_code"],
            "department_code": words["department_code"],
            "rule": fault.rule,
            "table_name": fault.table,
            "column_name": fault.column,
            "raw_value": mask_text(fault.raw)[:RAW_CHARACTERS],
            "is_quarantined": fault.is_quarantined,
            "found_at": now,
        }
        for fault in distinct.values()
    ]


def _is_spent(standing: Row | None, row: Row, now: datetime) -> bool:
    """Whether what stands under this key is withdrawn, or must be: it lies ahead again."""
    if standing is None:
        return False
    has_moved_ahead: bool = standing["occurs_at"] <= now < row["occurs_at"]
    return standing["withdrawn_at"] is not None or has_moved_ahead
