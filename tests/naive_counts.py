"""Every measure counted a second, naive way: plain Python over fetched rows, one row at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
KEPT_RULES = [
    *("W04", "W09", "W10", "W11", "W12", "W14", "W15"),
    *("W22", "W24", "W26", "W30", "W105", "W106"),
]
PROCEDURE_RULES = ["W14", "W15", "W09", "W10", "W04", "W22", "W24", "W30", "W105"]
NO_DECISION = {"withdrawn", "returned", "void", "not_accepted"}
NO_ANSWER = {"withdrawn", "returned", "void"}
LIGHTS = {"soon": 1, "yellow": 2, "red": 3}


@dataclass
class Question:
    """What is asked: days, codes (empty means all) and the moment."""

    first: date
    last: date
    as_of: datetime
    departments: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()

    def lets_through(self, row: Row) -> bool:
        if self.departments and row["department_code"] not in self.departments:
            return False
        if self.items and row["item_code"] not in self.items:
            return False
        return not (self.towns and "town_code" in row and row["town_code"] not in self.towns)

    def happened(self, moment: datetime | None) -> bool:
        if moment is None or moment > self.as_of:
            return False
        return self.first <= moment.date() <= self.last

    def past(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self.as_of

    def overrun(self, limit: datetime | None) -> bool:
        return limit is not None and self.as_of > limit


def one(_row: Row) -> int:
    return 1


def flow(rows: str, moment: str, holds: Callable[[Row], bool], value: Any = one) -> Any:
    def count(tables: dict[str, list[Row]], question: Question) -> int:
        return sum(
            value(row)
            for row in tables[rows]
            if question.lets_through(row) and question.happened(row[moment]) and holds(row)
        )

    return count


def stock(rows: str, holds: Callable[[Row, Question], bool], value: Any = one) -> Any:
    def count(tables: dict[str, list[Row]], question: Question) -> int:
        return sum(
            value(row)
            for row in tables[rows]
            if question.lets_through(row) and holds(row, question)
        )

    return count


def always(_row: Row) -> bool:
    return True


def has(name: str, *values: Any) -> Callable[[Row], bool]:
    return lambda row: row[name] in values


def found_by(rule: str) -> Callable[[Row], bool]:
    return lambda row: row["rule"] == rule and row["line"] == "approval"


def column(name: str) -> Callable[[Row], int]:
    return lambda row: row[name]


def decided(row: Row) -> bool:
    return row["outcome"] not in NO_DECISION


def was_paused(row: Row) -> bool:
    return decided(row) and row["pause_count"] >= 1


def dropped(row: Row, due: str, outcomes: set[str] = NO_DECISION) -> bool:
    if row["outcome"] not in outcomes or row["closed_at"] is None:
        return False
    return row["closed_at"] <= row[due]


def limitless(row: Row) -> bool:
    started = row["clock_started_at"] is not None
    return started and row["promised_limit"] is None and row["promised_due_at"] is None


def timed(row: Row) -> bool:
    if row["promised_due_at"] is None or row["clock_stopped_at"] is None:
        return False
    return not dropped(row, "promised_due_at")


def late(row: Row) -> bool:
    return timed(row) and row["clock_stopped_at"] > row["promised_due_at"]


def early(row: Row) -> bool:
    if not timed(row) or late(row):
        return False
    return row["clock_stopped_at"].date() < row["promised_due_at"].date()


def measured(row: Row) -> bool:
    return decided(row) and row["used_days"] is not None and row["limit_unit"] != "working_hour"


def limited(name: str) -> Callable[[Row], bool]:
    return lambda row: measured(row) and row[name] is not None and row[name] > 0


def due(name: str) -> tuple[Any, Any, Any]:
    def counts(row: Row) -> bool:
        return not dropped(row, name)

    def met(row: Row) -> bool:
        stopped = row["clock_stopped_at"]
        return counts(row) and stopped is not None and stopped <= row[name]

    return (
        flow("cases", name, counts),
        flow("cases", name, met),
        flow("cases", name, lambda row: counts(row) and not met(row)),
    )


def closed(holds: Callable[[Row], bool] = always, value: Any = one) -> Any:
    return flow("cases", "closed_at", holds, value)


def deciders(low: int, high: int) -> Callable[[Row], bool]:
    return lambda row: decided(row) and low <= row["decider_count"] <= high


def is_open(row: Row, q: Question) -> bool:
    return q.past(row["accepted_at"]) and not q.past(row["closed_at"])


def is_running(row: Row, q: Question) -> bool:
    return is_open(row, q) and not q.past(row["clock_stopped_at"])


def approval(row: Row) -> bool:
    return row["line"] == "approval"


def card(row: Row) -> bool:
    return approval(row) and row["level"] in LIGHTS


def level(name: str) -> Callable[[Row], bool]:
    return lambda row: approval(row) and row["level"] == name


def lit(row: Row, q: Question) -> bool:
    gone = q.past(row["ends_at"]) or q.past(row["withdrawn_at"])
    return card(row) and q.past(row["occurs_at"]) and not gone


def worst(name: str) -> Any:
    """Cases, each once, whose gravest open card is of that level."""

    def count(tables: dict[str, list[Row]], question: Question) -> int:
        gravest: dict[str, int] = {}
        for finding in tables["findings"]:
            if lit(finding, question):
                rank, case_id = LIGHTS[finding["level"]], finding["subject_id"]
                gravest[case_id] = max(rank, gravest.get(case_id, 0))
        return sum(
            gravest.get(row["case_id"]) == LIGHTS[name]
            for row in tables["cases"]
            if question.lets_through(row)
        )

    return count


def standing(name: str, rule: str) -> Callable[[dict[str, list[Row]], Question], int]:
    """Findings of a rule by the day they occurred, those withdrawn since left out."""

    def count(tables: dict[str, list[Row]], question: Question) -> int:
        return sum(
            question.lets_through(row)
            and question.happened(row["occurs_at"])
            and not question.past(row["withdrawn_at"])
            and approval(row)
            and row[name] == rule
            for row in tables["findings"]
        )

    return count


def still_open(tables: dict[str, list[Row]], question: Question) -> int:
    return sum(
        question.happened(row["accepted_at"]) and not question.past(row["closed_at"])
        for row in tables["cases"]
        if question.lets_through(row)
    )


def valid(tables: dict[str, list[Row]], question: Question) -> int:
    return sum(
        question.happened(row["occurs_at"]) and not question.past(row["withdrawn_at"])
        for row in tables["findings"]
        if question.lets_through(row) and card(row)
    )


def paused(tables: dict[str, list[Row]], question: Question) -> int:
    """Running cases, each once, that are in a pause."""
    held = {
        row["case_id"]
        for row in tables["pauses"]
        if question.past(row["started_at"]) and not question.past(row["ended_at"])
    }
    return sum(
        row["case_id"] in held and is_running(row, question)
        for row in tables["cases"]
        if question.lets_through(row)
    )


def both_limits(row: Row) -> bool:
    limits = row["promised_limit"], row["statutory_limit"]
    return row["limit_unit"] != "working_hour" and all(limit or 0 for limit in limits)


def items(holds: Callable[[Row], bool] = always, value: Any = one) -> Any:
    return stock("items", lambda row, _q: holds(row), value)


DUE_RAW, DUE_RAW_MET, DUE_RAW_MISSED = due("promised_raw_due_at")
DUE_LAWFUL, DUE_LAWFUL_MET, DUE_LAWFUL_MISSED = due("promised_lawful_due_at")
DUE_EXTENDED, DUE_EXTENDED_MET, DUE_EXTENDED_MISSED = due("promised_due_at")
DUE_STATUTORY, DUE_STATUTORY_MET, _ = due("statutory_due_at")


def given(row: Row) -> bool:
    return not row["is_default"] and row["score"] is not None


def bad(row: Row) -> bool:
    return given(row) and row["score"] <= 2


def in_time(done: str, limit: str) -> Callable[[Row], bool]:
    return lambda row: row[done] is not None and row[done] <= row[f"{limit}_due_at"]


def followed(*moments: str, also: Callable[[Row], bool] = always) -> Any:
    def counts(row: Row, question: Question) -> bool:
        is_asked = question.happened(row["rated_at"]) and bad(row) and also(row)
        return is_asked and all(question.past(row[moment]) for moment in moments)

    return stock("ratings", counts)


def contested(tables: dict[str, list[Row]], question: Question) -> int:
    """Cards of the period that were contested by the moment."""
    by = {row["finding_id"] for row in tables["contests"] if question.past(row["acted_at"])}
    return sum(
        row["finding_id"] in by and card(row)
        for row in tables["findings"]
        if question.lets_through(row) and question.happened(row["occurs_at"])
    )


NAIVE: dict[str, Callable[[dict[str, list[Row]], Question], int]] = {
    "received": flow("cases", "received_at", always),
    "received_instant": flow("cases", "received_at", has("case_kind", "instant")),
    "received_committed": flow("cases", "received_at", has("case_kind", "committed")),
    "received_instant_or_committed": flow(
        "cases", "received_at", lambda row: row["case_kind"] != "reported_up"
    ),
    "typed_known": flow("cases", "received_at", has("is_typed_known", True)),
    "typed_same_day": flow("cases", "received_at", has("is_typed_same_day", True)),
    "received_complete": flow("cases", "received_at", has("is_complete", True)),
    "received_faulty": flow("cases", "received_at", has("has_fault", True)),
    "accepted": flow("cases", "accepted_at", always),
    "accepted_deemed": flow("cases", "accepted_at", has("is_deemed_accepted", True)),
    "closed": closed(),
    "closed_by_decision": closed(decided),
    "closed_not_accepted": closed(has("outcome", "not_accepted")),
    "closed_withdrawn": closed(has("outcome", "withdrawn")),
    "closed_returned": closed(has("outcome", "returned")),
    "closed_void": closed(has("outcome", "void")),
    "closed_granted": closed(has("outcome", "granted")),
    "closed_refused": closed(has("outcome", "refused")),
    "closed_completed": closed(has("outcome", "completed")),
    "closed_reported_up": closed(has("outcome", "reported_up")),
    "closed_outcome_unknown": closed(has("outcome", "")),
    "closed_timed": closed(timed),
    "closed_early": closed(early),
    "closed_just_in_time": closed(lambda row: timed(row) and not late(row) and not early(row)),
    "closed_late": closed(late),
    "closed_without_limit": closed(limitless),
    "closed_untimed": closed(lambda row: not timed(row) and not limitless(row)),
    "closed_on_the_spot": closed(lambda row: decided(row) and row["is_on_the_spot"]),
    "closed_corrected": closed(lambda row: row["correction_count"] >= 1),
    "closed_corrected_once": closed(
        lambda row: row["correction_count"] >= 1 and row["one_time_notice"]
    ),
    "closed_corrected_again": closed(lambda row: row["correction_count"] >= 2),
    "closed_with_pause": closed(was_paused),
    "closed_with_extension": closed(lambda row: decided(row) and row["extension_count"] >= 1),
    "deciders_known": closed(deciders(1, 99)),
    "deciders_one": closed(deciders(1, 1)),
    "deciders_two": closed(deciders(2, 2)),
    "deciders_two_or_fewer": closed(deciders(1, 2)),
    "deciders_three_or_more": closed(deciders(3, 99)),
    **{
        f"begun_{name}": closed(was_paused, column(f"pauses_{name}"))
        for name in (
            *("over_10", "6_to_10", "3_to_5", "1_to_2"),
            *("due_day", "after_due", "no_due", "without_notice"),
        )
    },
    "closed_by_named": closed(lambda row: row["officer"] != ""),
    "closed_off_hours": closed(has("is_off_hours", True)),
    "closed_measured": closed(measured),
    "closed_used_days": closed(measured, column("used_days")),
    "closed_raw_days": closed(measured, column("raw_days")),
    "closed_excluded_days": closed(measured, lambda row: row["raw_days"] - row["used_days"]),
    "promised_limit_days": closed(limited("promised_limit"), column("promised_limit")),
    "promised_used_days": closed(limited("promised_limit"), column("used_days")),
    "statutory_limit_days": closed(limited("statutory_limit"), column("statutory_limit")),
    "statutory_used_days": closed(limited("statutory_limit"), column("used_days")),
    "due_raw": DUE_RAW,
    "due_raw_met": DUE_RAW_MET,
    "due_raw_missed": DUE_RAW_MISSED,
    "due_lawful": DUE_LAWFUL,
    "due_lawful_met": DUE_LAWFUL_MET,
    "due_lawful_missed": DUE_LAWFUL_MISSED,
    "due_extended": DUE_EXTENDED,
    "due_extended_met": DUE_EXTENDED_MET,
    "due_extended_missed": DUE_EXTENDED_MISSED,
    "due_statutory": DUE_STATUTORY,
    "due_statutory_met": DUE_STATUTORY_MET,
    "acceptance_due": flow(
        "cases",
        "acceptance_due_at",
        lambda row: not dropped(row, "acceptance_due_at", NO_ANSWER),
    ),
    "acceptance_due_met": flow(
        "cases",
        "acceptance_due_at",
        lambda row: (
            not dropped(row, "acceptance_due_at", NO_ANSWER)
            and row["answered_at"] is not None
            and row["answered_at"] <= row["acceptance_due_at"]
        ),
    ),
    "delivery_due": flow("cases", "delivery_due_at", has("needs_document", True)),
    "delivery_due_met": flow(
        "cases",
        "delivery_due_at",
        lambda row: (
            row["needs_document"]
            and row["delivered_at"] is not None
            and row["delivered_at"] <= row["delivery_due_at"]
        ),
    ),
    "steps_ended": flow("steps", "ended_at", always),
    "steps_timed": flow("steps", "ended_at", lambda row: row["due_at"] is not None),
    "steps_late": flow(
        "steps",
        "ended_at",
        lambda row: row["due_at"] is not None and row["ended_at"] > row["due_at"],
    ),
    "steps_used_days": flow(
        "steps", "ended_at", lambda row: row["used_days"] is not None, column("used_days")
    ),
    "steps_elapsed_days": flow(
        "steps",
        "ended_at",
        lambda row: row["used_days"] is not None,
        lambda row: row["used_days"] + (row["waited_days"] or 0),
    ),
    "cards_issued": flow("findings", "occurs_at", card),
    "cards_soon": flow("findings", "occurs_at", level("soon")),
    "cards_yellow": flow("findings", "occurs_at", level("yellow")),
    "cards_red": flow("findings", "occurs_at", level("red")),
    "cards_manual": flow("findings", "occurs_at", lambda row: card(row) and row["rule"] == "W29"),
    "findings_hint": flow("findings", "occurs_at", level("hint")),
    "findings_order": flow("findings", "occurs_at", level("order")),
    "cards_withdrawn": flow("findings", "withdrawn_at", card),
    **{
        f"found_{rule.lower()}": flow("findings", "occurs_at", found_by(rule))
        for rule in KEPT_RULES
    },
    **{f"departures_{rule.lower()}": standing("rule", rule) for rule in PROCEDURE_RULES},
    "accepted_still_open": still_open,
    "cards_valid": valid,
    "cards_contested": contested,
    "extensions_unlawful": standing("rule", "W11"),
    "pauses_unlawful": standing("rule", "W12"),
    "times_changed": standing("rule", "W26"),
    "chains_zero_length": standing("rule", "W105"),
    "typed_in_late": standing("rule", "W106"),
    "awaiting_acceptance": stock(
        "cases",
        lambda row, q: (
            q.past(row["received_at"])
            and not q.past(row["accepted_at"])
            and not q.past(row["closed_at"])
        ),
    ),
    "open": stock("cases", is_open),
    "in_review": stock(
        "cases",
        lambda row, q: (
            is_open(row, q) and not q.past(row["reviewed_at"]) and not q.past(row["decided_at"])
        ),
    ),
    "in_approval": stock(
        "cases",
        lambda row, q: (
            is_open(row, q) and q.past(row["reviewed_at"]) and not q.past(row["decided_at"])
        ),
    ),
    "in_delivery": stock("cases", lambda row, q: is_open(row, q) and q.past(row["decided_at"])),
    "paused": paused,
    "open_overdue": stock(
        "cases", lambda row, q: is_running(row, q) and q.overrun(row["promised_due_at"])
    ),
    "open_overdue_statutory": stock(
        "cases", lambda row, q: is_running(row, q) and q.overrun(row["statutory_due_at"])
    ),
    "open_without_limit": stock("cases", lambda row, q: is_open(row, q) and limitless(row)),
    "open_soon": worst("soon"),
    "open_yellow": worst("yellow"),
    "open_red": worst("red"),
    "cards_open_soon": stock("findings", lambda row, q: lit(row, q) and row["level"] == "soon"),
    "cards_open_yellow": stock("findings", lambda row, q: lit(row, q) and row["level"] == "yellow"),
    "cards_open_red": stock("findings", lambda row, q: lit(row, q) and row["level"] == "red"),
    "items": items(),
    "items_on_the_spot": items(has("service_class", "on_the_spot")),
    "items_level_known": items(lambda row: row["approval_level"] is not None),
    "items_one_person": items(has("approval_level", "one_person")),
    "items_two_persons": items(has("approval_level", "two_persons")),
    "items_two_or_fewer": items(has("approval_level", "one_person", "two_persons")),
    "items_three_levels": items(has("approval_level", "three_levels")),
    "items_limited": items(both_limits),
    "items_promised_days": items(both_limits, column("promised_limit")),
    "items_statutory_days": items(both_limits, column("statutory_limit")),
    "ratings_given": flow("ratings", "rated_at", given),
    "ratings_good": flow("ratings", "rated_at", lambda row: given(row) and row["score"] >= 3),
    "ratings_bad": flow("ratings", "rated_at", bad),
    "ratings_contact_due": flow("ratings", "contact_due_at", always),
    "ratings_contact_met": flow("ratings", "contact_due_at", in_time("contacted_at", "contact")),
    "ratings_rectify_due": flow("ratings", "rectify_due_at", always),
    "ratings_rectify_met": flow("ratings", "rectify_due_at", in_time("rectified_at", "rectify")),
    "ratings_to_rectify": stock(
        "ratings",
        lambda row, q: (
            q.happened(row["rated_at"])
            and bad(row)
            and row["is_valid"] is not False
            and not q.past(row["rectified_at"])
        ),
    ),
    "ratings_rectified": followed("rectified_at"),
    "ratings_revisited": followed("rectified_at", "revisited_at"),
    "ratings_rated_again": followed(
        "revisited_at", also=lambda row: row["later_score"] is not None
    ),
}


def fetched(rows: Iterable[Any]) -> list[Row]:
    """Rows of the database as plain dictionaries."""
    return [dict(row) for row in rows]
