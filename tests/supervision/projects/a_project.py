"""Builders of a project for the tests, with quiet defaults."""

from datetime import date, datetime
from typing import Any

from supervision.cases import Case, Item
from supervision.clocks import clocks_of
from supervision.findings import Finding
from supervision.projects.facts import (
    LinkedCase,
    Milestone,
    MonthReport,
    PlanChange,
    Project,
    YearPlan,
)
from supervision.projects.rules import Tracked, findings_of
from tests.supervision.cases_for_rules import LIMITS


def on(text: str) -> date:
    """A day of 2026: month-day; or of another year, with it."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def at(text: str, hour: int = 0) -> datetime:
    """A moment of such a day."""
    day = on(text)
    return datetime(day.year, day.month, day.day, hour)


def a_project(**facts: Any) -> Project:
    """On the list of 2026: to start on 10 March, ten million yuan this year."""
    plan = YearPlan(2026, "start", on("03-10"), on("2027-06-30"), 10_000_000, 4_000_000)
    return Project(**({"project_id": "s:P1", "years": [plan]} | facts))


def a_report(month: int, **facts: Any) -> MonthReport:
    """The report of a month of 2026, on the fifth of the next."""
    return MonthReport(2026, month, datetime(2026, month + 1, 5, 9), **facts)


def a_milestone(*changes: PlanChange, **facts: Any) -> Milestone:
    usual = {"number": 1, "kind": "topping_out", "planned_on": on("06-30")}
    return Milestone(**(usual | facts), changes=list(changes))


def a_link(
    case_id: str,
    received: datetime,
    closed: datetime | None,
    stage: str = "land_use",
    group: int | None = None,
    median: float | None = None,
    **facts: Any,
) -> LinkedCase:
    """An approval accepted when received, decided when closed."""
    case = Case(
        case_id,
        received,
        facts.pop("accepted_at", received),
        decided_at=closed,
        closed_at=closed,
        item=Item(case_id, promised_limit=20),
        **facts,
    )
    return LinkedCase(case, clocks_of(case, LIMITS), stage, group, median)


def findings(project: Project, thresholds: dict[str, float] | None = None):
    """The findings of a project by rule."""
    found: dict[str, list[Finding]] = {}
    for finding in findings_of(Tracked(project, LIMITS, thresholds or {})):
        found.setdefault(finding.rule, []).append(finding)
    return found
