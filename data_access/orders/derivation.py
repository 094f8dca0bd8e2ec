"""The rows that evaluation writes of an order: its clocks, stays, answers, acts and lights."""

from collections.abc import Iterable
from typing import Any

from data_access.orders.loading import LoadedOrder
from supervision.findings import Finding
from supervision.orders.clocks import OrderClocks
from supervision.orders.ladder import HAND_INS, Action, State
from supervision.orders.rules import light_of

Row = dict[str, Any]
LINE = "order"


def subject_words(one: LoadedOrder) -> Row:
    """What every finding of an order says of it: line, subject, source and dimensions."""
    row = one.row
    return {
        "line": LINE,
        "subject_id": row["order_id"],
        "subject_no": row["order_no"],
        "source_code": "",
        **_dimensions(one),
    }


def clock_row(one: LoadedOrder, clocks: OrderClocks, run_no: int) -> Row:
    """The row of order_clock."""
    row, order = one.row, one.order
    ends = {s.state: s.since for s in clocks.stays if s.state in (State.CLOSED, State.WITHDRAWN)}
    return {
        "order_id": row["order_id"],
        "order_no": row["order_no"],
        "line": row["line"],
        "subject_id": row["subject_id"],
        "subject_no": row["subject_no"],
        "finding_id": row["finding_id"] or "",
        "source_code": "",
        **_dimensions(one),
        "level": row["level"],
        "demand_kind": row["demand_kind"],
        "issued_at": order.issued_at,
        "sign_due_at": clocks.sign_due_at,
        "signed_at": clocks.signed_at,
        "answered_at": order.first(*HAND_INS),
        "contested_at": order.first(Action.CONTEST),
        "corrected_at": order.first(Action.REPORT),
        "verified_at": order.first(Action.VERIFY),
        "soon_at": clocks.soon_at,
        "due_at": clocks.due_at,
        "at_due": clocks.at_due,
        "closed_at": ends.get(State.CLOSED),
        "withdrawn_at": ends.get(State.WITHDRAWN),
        "ended_at": order.ended_at,
        "is_provisional": clocks.is_provisional,
        "run_no": run_no,
    }


def stay_rows(one: LoadedOrder, clocks: OrderClocks) -> list[Row]:
    """One row of order_stay a stretch in one state."""
    return [
        {
            "order_id": one.order.order_id,
            "stay_no": stay.number,
            **_dimensions(one),
            "state": stay.state.value,
            "party": stay.party.value,
            "entered_at": stay.since,
            "left_at": stay.until,
        }
        for stay in clocks.stays
    ]


def answer_rows(one: LoadedOrder, clocks: OrderClocks) -> list[Row]:
    """One row of order_answer a time that the department is asked."""
    return [
        {
            "order_id": one.order.order_id,
            "answer_no": answer.number,
            **_dimensions(one),
            "is_about_card": bool(one.row["finding_id"]),
            "asked_at": answer.asked_at,
            "due_at": answer.due_at,
            "answered_at": answer.answered_at,
            "stopped_at": answer.stopped_at,
        }
        for answer in clocks.answers
    ]


def event_rows(one: LoadedOrder) -> list[Row]:
    """One row of order_event an act."""
    return [
        {
            "order_id": one.order.order_id,
            "event_no": entry.number,
            **_dimensions(one),
            "action": entry.action.value,
            "happened_at": entry.at,
        }
        for entry in one.order.entries
    ]


def light_rows(one: LoadedOrder, found: Iterable[Finding]) -> list[Row]:
    """One row of order_light a stretch with one light."""
    return [
        {
            "order_id": one.order.order_id,
            "valid_from": light.since,
            "valid_until": light.until,
            "light": light.light,
            **_dimensions(one),
        }
        for light in light_of(one.order, found)
    ]


def _dimensions(one: LoadedOrder) -> Row:
    return {name: one.row[name] for name in ("item_code", "department_code", "town_code")}
