"""Builders of an appeal for the tests of its clocks and rules, with quiet defaults."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from supervision.appeals.clocks import AppealClocks, clocks_of
from supervision.appeals.facts import Act, Appeal, AppealClass, Limit
from supervision.appeals.rules import ClockedAppeal, findings_of
from supervision.findings import Finding
from tests.supervision.cases_for_rules import LIMITS, at, end_of

__all__ = ["FIVE_DAYS", "LIMITS", "act", "an_appeal", "at", "clocks", "end_of", "findings", "only"]

FIVE_DAYS = AppealClass(
    "five_days",
    sign=Limit(24, "hour"),
    contact=Limit(1, "working_day"),
    reply=Limit(3, "working_day"),
    close=Limit(5, "working_day"),
    redo=Limit(3, "working_day"),
)


def act(number: int, kind: str, moment: datetime, department: str = "", result: str = "") -> Act:
    """One step."""
    return Act(number, kind, moment, department, f"officer of {department}", result)


def an_appeal(*steps: Act, limits: dict[str, Any] | None = None, **facts: Any) -> Appeal:
    """An appeal made and accepted on Monday 9 November, dispatched at ten, nothing else."""
    monday = at("11-09")
    usual = {
        "appeal_id": "s:1",
        "requested_at": monday,
        "accepted_at": monday.replace(minute=30),
        "dispatched_at": monday.replace(hour=10),
        "department": "economy",
        "officer": "an officer",
        "enterprise": "E1",
        "appeal_class": replace(FIVE_DAYS, **(limits or {})),
    }
    return Appeal(**(usual | facts), steps=list(steps))


def clocks(appeal: Appeal) -> AppealClocks:
    """The clocks of an appeal on the official calendar."""
    return clocks_of(appeal, LIMITS)


def findings(appeal: Appeal, **thresholds: float) -> dict[str, list[Finding]]:
    """The findings of an appeal by rule; W44_days is the threshold W44.days."""
    given = {name.replace("_", ".", 1): value for name, value in thresholds.items()}
    found: dict[str, list[Finding]] = {}
    for finding in findings_of(ClockedAppeal(appeal, clocks(appeal), LIMITS, given)):
        found.setdefault(finding.rule, []).append(finding)
    return found


def only(found: dict[str, list[Finding]], rule: str) -> Finding:
    """The one finding of a rule."""
    assert rule in found, sorted(found)
    assert len(found[rule]) == 1
    return found[rule][0]
