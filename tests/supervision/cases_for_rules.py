"""Builders of a case for the tests of clocks and rules, with quiet defaults."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from data_access.calendar import official_calendar
from supervision.cases import Case, Item, Step
from supervision.clocks import Clocks, Limits, clocks_of
from supervision.findings import Finding
from supervision.opening_hours import government_hours
from supervision.rules import Clocked, StepRule, findings_of

CALENDAR = official_calendar()
LIMITS = Limits(CALENDAR, government_hours(CALENDAR))
ITEM = Item("item", promised_limit=10, statutory_limit=20, needs_document=True)


def at(text: str, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026: month-day and hour."""
    month, day = text.split("-")
    return datetime(2026, int(month), int(day), hour, minute)


def end_of(text: str) -> datetime:
    """The last second of a day of 2026."""
    return at(text).replace(hour=23, minute=59, second=59)


def a_case(item: dict[str, Any] | None = None, **facts: Any) -> Case:
    """A case received on Monday 26 October and accepted on Thursday 29, unless told otherwise."""
    usual = {
        "case_id": "s:1",
        "received_at": at("10-26"),
        "accepted_at": at("10-29", 15),
        "receipt_no": "R1",
        "item": replace(ITEM, **(item or {})),
    }
    return Case(**(usual | facts))


def a_step(number: int, kind: str, begun: datetime | None, ended: datetime | None, **more: Any):
    """A step whose code is its kind."""
    return Step(
        number,
        kind,
        kind,
        more.pop("officer", f"officer {number}"),
        started_at=begun,
        ended_at=ended,
        **more,
    )


def clocks(case: Case) -> Clocks:
    """The clocks of a case on the official calendar."""
    return clocks_of(case, LIMITS)


def findings(case: Case, *step_rules: StepRule) -> dict[str, list[Finding]]:
    """The findings of a case by rule."""
    found: dict[str, list[Finding]] = {}
    for finding in findings_of(Clocked(case, clocks(case), LIMITS, {}, step_rules)):
        found.setdefault(finding.rule, []).append(finding)
    return found
