"""The clocks of an order and what is found about it, worked out by hand on November 2026.

The second is a Monday. No holiday falls into the month, so working days are Monday to Friday.
"""

from datetime import date, datetime, timedelta

import pytest

from supervision.clocks import Limits
from supervision.opening_hours import government_hours, hours_from
from supervision.orders.clocks import OrderClocks, clocks_of
from supervision.orders.facts import Entry, Order
from supervision.orders.ladder import Action, Demand, State, after
from supervision.orders.rules import ClockedOrder, findings_of, light_of
from supervision.working_days import Day, WorkingCalendar

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
CALENDAR = WorkingCalendar(Day(day, day.weekday() < 5, "working") for day in DAYS)
LIMITS = Limits(CALENDAR, government_hours(CALENDAR, hours_from("09:00-17:00")))


def at(text: str) -> datetime:
    """11-02 10:00, or 11-02 for the last second of the day."""
    day, _, time = text.partition(" ")
    return datetime.fromisoformat(f"2026-{day} {time or '23:59:59'}")


def order(*acts: str, due: str = "11-16", demand: Demand = Demand.CORRECT) -> Order:
    """Issued on Monday 2 November at ten; each act is `action mm-dd hh:mm`."""
    entries = [Entry(1, Action.ISSUE, at("11-02 10:00"), State.ISSUED)]
    for number, words in enumerate(acts, 2):
        name, moment = words.split(" ", 1)
        state = after(entries[-1].state, Action(name))
        entries.append(Entry(number, Action(name), at(moment), state))
    return Order("o", demand, entries[0].at, at(due), entries)


def clocked(one: Order, **thresholds: float) -> ClockedOrder:
    given = {name.replace("__", "."): value for name, value in thresholds.items()}
    return ClockedOrder(one, clocks_of(one, LIMITS, given), LIMITS, given)


def found(one: Order, **thresholds: float) -> set[tuple[object, ...]]:
    return {
        (f.rule, f.level.value, f.occurs_at, f.ends_at, f.episode)
        for f in findings_of(clocked(one, **thresholds))
    }


def morning(text: str) -> datetime:
    return at(f"{text} 00:00")


def test_an_order_nobody_touches_climbs_through_all_levels():
    assert found(order()) == {
        # ten working days: nine are used on the 13th, one is left then too
        ("W60", "hint", morning("11-13"), morning("11-17"), 1),
        ("W61", "soon", morning("11-04"), None, 1),
        ("W62", "red", morning("11-17"), None, 1),
        ("W63", "soon", morning("11-10"), None, 1),
        ("W63", "yellow", morning("11-13"), None, 1),
        ("W63", "red", morning("11-17"), None, 1),
        ("W64", "order", morning("11-24"), None, 1),
    }


def test_an_order_done_in_time_leaves_nothing():
    one = order("sign 11-03 09:00", "answer 11-06 09:00", "report 11-12 16:00")
    assert found(one) == set()
    clocks = clocked(one).clocks
    assert (clocks.sign_due_at, clocks.signed_at) == (at("11-03"), at("11-03 09:00"))
    assert clocks.at_due == "done"
    [answer] = clocks.answers
    assert (answer.due_at, answer.answered_at) == (at("11-09"), at("11-06 09:00"))


def test_on_the_last_second_is_in_time_and_a_second_later_is_late():
    for moment, is_late in (("11-09 23:59:59", False), ("11-10 00:00:00", True)):
        one = order("sign 11-03 09:00", f"answer {moment}", "report 11-12 16:00")
        assert bool(found(one)) == is_late


def test_an_answer_ends_the_turn_only_where_an_explanation_was_demanded():
    acts = ("sign 11-03 09:00", "answer 11-06 09:00")
    assert found(order(*acts, demand=Demand.EXPLAIN)) == set()
    assert {rule for rule, *_ in found(order(*acts))} == {"W60", "W62", "W64"}


def test_a_contest_stops_the_clocks_and_upholding_starts_the_answer_anew():
    acts = ("sign 11-03 09:00", "contest 11-05 09:00")
    assert found(order(*acts)) == set()
    assert clocked(order(*acts)).clocks.at_due == "contested"
    upheld = order(*acts, "uphold 11-11 09:00")
    assert [(a.due_at, a.ended_at) for a in clocked(upheld).clocks.answers] == [
        (at("11-09"), at("11-05 09:00")),
        (at("11-18"), None),
    ]
    assert ("W63", "soon", morning("11-19"), None, 2) in found(upheld)
    assert ("W62", "red", morning("11-17"), None, 1) in found(upheld)
    assert clocked(upheld).clocks.at_due == "open"


def test_sent_back_after_the_last_day_is_overdue_again():
    one = order(
        *("sign 11-03 09:00", "answer 11-06 09:00", "report 11-18 09:00"),
        *("refute 11-20 09:00", "report 11-23 09:00", "verify 11-24 09:00", "close 11-25 09:00"),
    )
    assert found(one) == {
        ("W60", "hint", morning("11-13"), morning("11-17"), 1),
        ("W62", "red", morning("11-17"), at("11-18 09:00"), 1),
        ("W62", "red", at("11-20 09:00"), at("11-23 09:00"), 2),
        ("W65", "red", at("11-20 09:00"), at("11-24 09:00"), 5),
    }
    lights = [(x.light, x.since, x.until) for x in light_of(one, findings_of(clocked(one)))]
    assert lights == [
        ("normal", at("11-02 10:00"), morning("11-13")),
        ("yellow", morning("11-13"), morning("11-17")),
        ("red", morning("11-17"), at("11-18 09:00")),
        ("normal", at("11-18 09:00"), at("11-20 09:00")),
        ("red", at("11-20 09:00"), at("11-24 09:00")),
        ("normal", at("11-24 09:00"), at("11-25 09:00")),
    ]


@pytest.mark.parametrize(
    "acts", [("withdraw 11-03 09:00",), ("sign 11-03 09:00", "withdraw 11-04 09:00")]
)
def test_a_withdrawn_order_finds_nothing(acts):
    one = order(*acts)
    assert found(one) == set()
    clocks: OrderClocks = clocked(one).clocks
    assert clocks.at_due == "withdrawn"
    assert clocks.answers[0].answered_at is None
    assert clocks.answers[0].stopped_at == one.ended_at


def test_the_numbers_of_the_rules_are_data():
    assert found(order(), W61__days=2, W63__days=8, W63__yellow_days=1, W63__red_days=2) >= {
        ("W61", "soon", morning("11-05"), None, 1),
        ("W63", "soon", morning("11-13"), None, 1),
        # due on Thursday the 12th; a working day later is Friday, and red begins after Monday
        ("W63", "yellow", morning("11-14"), None, 1),
        ("W63", "red", morning("11-17"), None, 1),
    }
    assert ("W64", "order", morning("11-18"), None, 1) in found(order(), W64__days=1)
    assert ("W60", "hint", morning("11-12"), morning("11-17"), 1) in found(
        order(), W60__days_left=2
    )


def test_stays_follow_each_other_without_a_gap():
    one = order("note 11-02 11:00", "sign 11-03 09:00", "urge 11-04 09:00", "answer 11-06 09:00")
    assert [(s.state, s.party, s.since, s.until) for s in one.stays] == [
        ("issued", "department", at("11-02 10:00"), at("11-03 09:00")),
        ("signed", "department", at("11-03 09:00"), at("11-06 09:00")),
        ("answered", "department", at("11-06 09:00"), None),
    ]


def test_a_limit_in_a_year_without_calendar_is_provisional():
    assert not clocked(order()).clocks.is_provisional
    one = order()
    one.due_at = datetime(2027, 1, 5, 23, 59, 59)
    assert clocked(one).clocks.is_provisional
