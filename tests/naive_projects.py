"""Every measure of projects counted a second, naive way, as tests.naive_counts does for cases."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.naive_counts import Question, Row, always, flow, stock

CARDS = ("soon", "yellow", "red")


def within(begins: str, ends: str) -> Callable[[Row, Question], bool]:
    """It has begun, and nothing has ended it."""
    return lambda row, q: q.past(row[begins]) and not q.past(row[ends])


def stretch(
    rows: str,
    begins: str,
    ends: str,
    holds: Callable[[Row], bool] = always,
    value: Any = lambda _: 1,
) -> Any:
    lasts = within(begins, ends)
    return stock(rows, lambda row, q: lasts(row, q) and holds(row), value)


def missing(due: str, met: str) -> Any:
    planned = within(due, "unlisted_at")
    return stock("lists", lambda row, q: planned(row, q) and not q.past(row[met]))


def listed(due: str) -> Callable[[Row], bool]:
    """Still on the list after the planned day."""
    return lambda row: row["unlisted_at"] is None or row["unlisted_at"] > row[due]


def by(done: str, due: str) -> Callable[[Row], bool]:
    return lambda row: row[done] is not None and row[done] <= row[due]


def both(*holds: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: all(each(row) for each in holds)


def days(name: str) -> Callable[[Row], int]:
    return lambda row: row[name] or 0


def known(*names: str) -> Callable[[Row], bool]:
    return lambda row: all(row[name] is not None for name in names)


def reports(value: Any, *names: str) -> Any:
    return stretch("reports", "valid_from", "valid_until", known(*names), value)


def found(holds: Callable[[Row], bool], moment: str = "occurs_at") -> Any:
    return flow("findings", moment, lambda row: row["line"] == "project" and holds(row))


def level(*names: str) -> Callable[[Row], bool]:
    return lambda row: row["level"] in names


def open_cards(name: str) -> Any:
    def stands(row: Row, q: Question) -> bool:
        ends: list[datetime | None] = [row["ends_at"], row["withdrawn_at"]]
        is_over = any(q.past(end) for end in ends)
        return row["line"] == "project" and row["level"] == name and not is_over

    return stock("findings", lambda row, q: stands(row, q) and q.past(row["occurs_at"]))


def is_wait(row: Row) -> bool:
    return row["kind"] == "wait"


OF_YEAR = "invested", "annual_investment"
OF_SCHEDULE = *OF_YEAR, "planned_investment"
OF_FUND = "fund_paid", "annual_fund"

NAIVE: dict[str, Any] = {
    "starts_planned": stretch("lists", "start_due_at", "unlisted_at"),
    "starts_done_of_planned": stretch("lists", "start_met_at", "unlisted_at"),
    "completions_planned": stretch("lists", "completion_due_at", "unlisted_at"),
    "completions_done_of_planned": stretch("lists", "completion_met_at", "unlisted_at"),
    "starts_missing": missing("start_due_at", "start_met_at"),
    "completions_missing": missing("completion_due_at", "completion_met_at"),
    "starts_due": flow("lists", "start_due_at", listed("start_due_at")),
    "starts_due_met": flow(
        "lists", "start_due_at", both(listed("start_due_at"), by("started_at", "start_due_at"))
    ),
    "completions_due": flow("lists", "completion_due_at", listed("completion_due_at")),
    "completions_due_met": flow(
        "lists",
        "completion_due_at",
        both(listed("completion_due_at"), by("completed_at", "completion_due_at")),
    ),
    "statistics_due": flow("lists", "statistics_due_at", always),
    "statistics_due_met": flow(
        "lists", "statistics_due_at", by("in_statistics_at", "statistics_due_at")
    ),
    "projects_applied": flow("lists", "applied_at", always),
    "projects_applied_after_service": flow(
        "lists", "applied_at", by("first_service_at", "applied_at")
    ),
    "projects_approved": flow("lists", "approved_at", always),
    "approved_government_days": flow("lists", "approved_at", always, days("government_days")),
    "approved_enterprise_days": flow("lists", "approved_at", always, days("enterprise_days")),
    "approved_special_days": flow("lists", "approved_at", always, days("special_days")),
    "invested_to_date": reports(lambda row: row["invested"], *OF_YEAR),
    "annual_investment": reports(lambda row: row["annual_investment"], *OF_YEAR),
    "investment_ahead_of_plan": reports(
        lambda row: row["invested"] - row["planned_investment"], *OF_SCHEDULE
    ),
    "annual_investment_scheduled": reports(lambda row: row["annual_investment"], *OF_SCHEDULE),
    "fund_paid_to_date": reports(lambda row: row["fund_paid"], *OF_FUND),
    "annual_fund": reports(lambda row: row["annual_fund"], *OF_FUND),
    "projects_lit": stretch("lights", "valid_from", "valid_until"),
    "projects_red": stretch(
        "lights", "valid_from", "valid_until", lambda row: row["light"] == "red"
    ),
    "projects_yellow": stretch(
        "lights", "valid_from", "valid_until", lambda row: row["light"] == "yellow"
    ),
    "blockers_raised": flow("blockers", "raised_at", always),
    "blockers_raised_cleared": stock(
        "blockers", lambda row, q: q.happened(row["raised_at"]) and q.past(row["closed_at"])
    ),
    "blockers_ever_cleared": flow(
        "blockers", "raised_at", lambda row: row["closed_at"] is not None
    ),
    "blockers_cleared": flow("blockers", "closed_at", always),
    "blocker_age_days": flow("blockers", "closed_at", always, days("age_days")),
    "blockers_open": stretch("blockers", "raised_at", "closed_at"),
    "blockers_overdue": stock(
        "blockers",
        lambda row, q: (
            within("raised_at", "closed_at")(row, q) and q.overrun(row["promised_due_at"])
        ),
    ),
    "waits_ended": flow("links", "ended_at", is_wait),
    "wait_days": flow("links", "ended_at", is_wait, days("nobody_days")),
    "waits_long": flow(
        "links", "ended_at", lambda row: is_wait(row) and (row["total_days"] or 0) >= 3
    ),
    "parallel_cases": flow("links", "ended_at", always, days("parallel_cases")),
    "parallel_expected": flow("links", "ended_at", always, days("parallel_expected")),
    "reschedules": flow("versions", "valid_from", lambda row: row["is_change"]),
    "reschedules_with_reason": flow(
        "versions", "valid_from", lambda row: row["is_change"] and row["has_reason"]
    ),
    "reschedules_approved": flow(
        "versions", "valid_from", lambda row: row["is_change"] and row["is_approved"] is True
    ),
    "milestones_late": stretch("versions", "late_from", "late_until"),
    "project_cards_issued": found(level(*CARDS)),
    "project_cards_soon": found(level("soon")),
    "project_cards_yellow": found(level("yellow")),
    "project_cards_red": found(level("red")),
    "project_findings_hint": found(level("hint")),
    "project_findings_order": found(level("order")),
    "project_cards_withdrawn": found(level(*CARDS), "withdrawn_at"),
    "project_cards_open_soon": open_cards("soon"),
    "project_cards_open_yellow": open_cards("yellow"),
    "project_cards_open_red": open_cards("red"),
}
