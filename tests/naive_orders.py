"""Every measure of orders counted a second, naive way, as tests.naive_counts does for cases."""

from collections.abc import Callable
from typing import Any

from tests.naive_counts import Question, Row, always, flow, stock
from tests.naive_projects import stretch


def before(moment: str, limit: str) -> Callable[[Row], bool]:
    return lambda row: row[moment] is not None and row[moment] <= row[limit]


def still(end: str, limit: str) -> Callable[[Row], bool]:
    """Nothing had stopped it when its limit ended."""
    return lambda row: row[end] is None or row[end] > row[limit]


def either(*holds: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: any(each(row) for each in holds)


def issued_and(moment: str) -> Any:
    return stock("orders", lambda row, q: q.happened(row["issued_at"]) and q.past(row[moment]))


def acts(*actions: str) -> Any:
    return flow("events", "happened_at", lambda row: row["action"] in actions)


def lit(colour: str) -> Any:
    return stretch("lights", "valid_from", "valid_until", lambda row: row["light"] == colour)


def standing(name: str, value: str) -> Any:
    return stretch("stays", "entered_at", "left_at", lambda row: row[name] == value)


def found(level: str) -> Any:
    return flow(
        "findings", "occurs_at", lambda row: row["line"] == "order" and row["level"] == level
    )


def open_red(row: Row, q: Question) -> bool:
    is_over = q.past(row["ends_at"]) or q.past(row["withdrawn_at"])
    is_red = row["line"] == "order" and row["level"] == "red"
    return is_red and q.past(row["occurs_at"]) and not is_over


asked = either(before("answered_at", "due_at"), still("stopped_at", "due_at"))


def of_card(row: Row) -> bool:
    return bool(row["is_about_card"]) and row["answer_no"] == 1


NAIVE: dict[str, Any] = {
    "orders_issued": flow("orders", "issued_at", always),
    "orders_issued_answered": issued_and("answered_at"),
    "orders_issued_closed": issued_and("closed_at"),
    "orders_sign_due": flow(
        "orders",
        "sign_due_at",
        either(before("signed_at", "sign_due_at"), still("ended_at", "sign_due_at")),
    ),
    "orders_sign_met": flow("orders", "sign_due_at", before("signed_at", "sign_due_at")),
    "orders_due": flow("orders", "due_at", lambda row: row["at_due"] in ("done", "open")),
    "orders_due_met": flow("orders", "due_at", lambda row: row["at_due"] == "done"),
    "orders_closed": flow("orders", "closed_at", always),
    "orders_withdrawn": flow("orders", "withdrawn_at", always),
    "orders_open": stretch("orders", "issued_at", "ended_at"),
    "order_answers_due": flow("answers", "due_at", asked),
    "order_answers_met": flow("answers", "due_at", before("answered_at", "due_at")),
    "card_answers_due": flow("answers", "due_at", lambda row: of_card(row) and asked(row)),
    "card_answers_met": flow(
        "answers", "due_at", lambda row: of_card(row) and before("answered_at", "due_at")(row)
    ),
    "orders_contested": acts("contest"),
    "orders_reviewed": acts("verify", "send_back", "refute"),
    "orders_refuted": acts("refute"),
    "orders_sent_back": acts("send_back", "refute"),
    "orders_urged": acts("urge"),
    "orders_circulated": acts("circulate"),
    "orders_summoned": acts("summon"),
    "orders_circulated_or_summoned": acts("circulate", "summon"),
    "orders_red": lit("red"),
    "orders_yellow": lit("yellow"),
    "orders_normal": lit("normal"),
    "orders_with_department": standing("party", "department"),
    "orders_with_supervisor": standing("party", "supervisor"),
    "orders_unsigned": standing("state", "issued"),
    "orders_contested_open": standing("state", "contested"),
    **{f"order_findings_{level}": found(level) for level in ("hint", "soon", "yellow")},
    **{f"order_findings_{level}": found(level) for level in ("red", "order")},
    "order_findings_open_red": stock("findings", open_red),
}
