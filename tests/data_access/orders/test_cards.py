"""Cards contested, withdrawn and given by hand: what people decide outlives every evaluation."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from data_access.cells import compare
from data_access.engine import reading, writing
from data_access.evaluation import evaluate, queue_everything
from data_access.figures import cases, figures, indicators
from data_access.orders.card_reading import contested_cards, find_card
from data_access.orders.cards import CardAct, Given, act_on_card, give_card
from data_access.orders.reading import Wanted, listed
from data_access.orders.refusals import ChangedError, NotAllowedError, NotFoundError, UnfitError
from data_access.orders.subjects import About
from data_access.orders.writing import act, issue
from data_access.schema import (
    AccessEntry,
    ApprovalCase,
    CardEntry,
    Department,
    Finding,
    OrderEntry,
    ServiceItem,
    SupervisionOrder,
)
from data_access.schema.base import table_of
from supervision.orders.cards import CardAction, CardState
from supervision.orders.ladder import Action
from supervision.scope import Period, Scope
from tests.data_access.orders.a_district import (
    FOREIGN_STAFF,
    STAFF,
    SUPERVISOR,
    at,
    deed,
    draft,
)

NOW = at("11-09 10:00")
LATER = at("11-10 10:00")
SCOPE = Scope(Period(at("10-01 00:00").date(), at("11-30 00:00").date()))


@pytest.fixture
def evaluated(database: Engine) -> Engine:
    """Two cases of one department, accepted on 12 October with five and eight working days.

    Both are past the promise on the 20th and past the law on the 23rd: a yellow and a red card
    each, after a warning each.
    """
    with writing(database) as connection:
        connection.execute(insert(Department).values(department_code="d1", name="d1"))
        connection.execute(
            insert(ServiceItem).values(
                item_code="i1",
                name="i1",
                department_code="d1",
                kind="licence",
                case_kind="committed",
                promised_limit=5,
                statutory_limit=8,
                limit_unit="working_day",
            )
        )
        for number in ("1", "2"):
            connection.execute(
                insert(ApprovalCase).values(
                    case_id=f"c{number}",
                    source_code="s",
                    case_no=f"No-{number}",
                    item_code="i1",
                    department_code="d1",
                    received_at=at("10-12 09:00"),
                    accepted_at=at("10-12 10:00"),
                )
            )
    evaluate(database, now=NOW)
    return database


def ask(engine: Engine, *names: str, as_of: datetime = NOW) -> dict[str, Any]:
    with reading(engine) as connection:
        return figures(connection, SCOPE, list(names), as_of=as_of).iloc[0].to_dict()


def red_of(engine: Engine, case_id: str) -> str:
    with reading(engine) as connection:
        found = select(Finding.finding_id).where(
            Finding.subject_id == case_id, Finding.rule == "W06", Finding.level == "red"
        )
        [finding_id] = connection.scalars(found)
        return finding_id


def of_card(engine: Engine, finding_id: str, as_of: datetime = LATER) -> dict[str, Any]:
    with reading(engine) as connection:
        [row] = find_card(connection, SCOPE, as_of=as_of, finding_id=finding_id).to_dict("records")
        return row


def card(action: CardAction, finding_id: str, state: CardState, key: str = "e1") -> CardAct:
    return CardAct(key, finding_id, state, action, "理由")


DENIED = (
    select(AccessEntry.person_id, AccessEntry.subject_type, AccessEntry.subject_id)
    .where(AccessEntry.action == "denial")
    .order_by(AccessEntry.entry_no)
)
STANDING, CONTESTED = CardState.STANDING, CardState.CONTESTED


def test_a_withdrawn_card_stays_in_history_and_in_both_counts(evaluated: Engine):
    names = ("cards_issued", "cards_valid", "cards_withdrawn", "cards_contested", "cards_open_red")
    red = red_of(evaluated, "c1")
    before = ask(evaluated, *names)
    assert before["cards_withdrawn"] == before["cards_contested"] == 0
    assert before["cards_valid"] == before["cards_issued"]
    contest = card(CardAction.CONTEST, red, STANDING)
    assert act_on_card(evaluated, STAFF, contest, now=NOW) is CONTESTED
    with reading(evaluated) as connection:
        [waiting] = contested_cards(connection, SCOPE, as_of=NOW, limit=5).to_dict("records")
    assert (waiting["finding_id"], waiting["reason"], waiting["waiting"]) == (red, "理由", 1)
    withdraw = card(CardAction.WITHDRAW, red, CONTESTED, "e2")
    assert act_on_card(evaluated, SUPERVISOR, withdraw, now=NOW) is CardState.WITHDRAWN

    evaluate(evaluated, now=LATER)
    after = ask(evaluated, *names, as_of=LATER)
    assert after == before | {
        "cards_valid": before["cards_issued"] - 1,
        "cards_withdrawn": 1,
        "cards_contested": 1,
        "cards_open_red": before["cards_open_red"] - 1,
    }
    with reading(evaluated) as connection:
        [listed_row] = cases(connection, SCOPE, "cards_contested", as_of=LATER).frame.to_dict(
            "records"
        )
        rates = indicators(
            connection, SCOPE, ["card_contest_rate", "card_withdrawal_rate"], as_of=LATER
        )
        assert compare(connection, "approval").empty
        assert contested_cards(connection, SCOPE, as_of=LATER, limit=5).empty
    assert listed_row["finding_id"] == red
    share = 1 / before["cards_issued"]
    assert rates["value"].tolist() == pytest.approx([share, share])


def test_no_evaluation_undoes_or_repeats_what_was_withdrawn(evaluated: Engine):
    red = red_of(evaluated, "c1")
    withdraw = card(CardAction.WITHDRAW, red, STANDING)
    act_on_card(evaluated, SUPERVISOR, withdraw, now=NOW)
    for moment in (NOW, LATER, at("11-11 10:00")):
        queue_everything(evaluated)
        evaluate(evaluated, now=moment)
        found = of_card(evaluated, red)
        assert (found["state"], found["withdrawn_at"]) == ("withdrawn", NOW)
        assert of_card(evaluated, red, NOW - timedelta(seconds=1))["state"] == "standing"
        assert red_of(evaluated, "c1") == red  # the only one: no new life under another key
    with writing(evaluated) as connection:  # the data says now that it was decided in time
        done = {"decided_at": at("10-14 09:00"), "closed_at": at("10-14 09:00")}
        connection.execute(
            update(ApprovalCase)
            .where(ApprovalCase.case_id == "c1")
            .values(**done, outcome="granted")
        )
    evaluate(evaluated, now=at("11-12 10:00"))
    assert of_card(evaluated, red)["withdrawn_at"] == NOW


def test_a_card_stands_at_every_moment_as_it_stood_then(evaluated: Engine):
    """Contested at 10, an order about it at 11, withdrawn at 12 and the order with it."""
    red = red_of(evaluated, "c1")
    ten, eleven, noon = (at(f"11-11 {hour}:00") for hour in (10, 11, 12))
    act_on_card(evaluated, STAFF, card(CardAction.CONTEST, red, STANDING), now=ten)
    issue(evaluated, SUPERVISOR, [draft(finding_id=red)], now=eleven)
    withdraw = card(CardAction.WITHDRAW, red, CONTESTED, "e2")
    act_on_card(evaluated, SUPERVISOR, withdraw, now=noon)

    def told(moment: datetime) -> tuple[object, ...]:
        found = of_card(evaluated, red, moment)
        with reading(evaluated) as connection:
            waiting = contested_cards(connection, SCOPE, as_of=moment, limit=5)
        return found["state"], found["order_id"], waiting["finding_id"].tolist()

    moments = (ten - timedelta(minutes=1), ten, eleven, noon)
    assert [told(moment) for moment in moments] == [
        ("standing", None, []),
        ("contested", None, [red]),
        ("contested", "o1", [red]),
        ("withdrawn", None, []),
    ]


def test_an_order_about_a_withdrawn_card_goes_with_it(evaluated: Engine):
    red = red_of(evaluated, "c1")
    issue(evaluated, SUPERVISOR, [draft(finding_id=red)], now=NOW)
    assert of_card(evaluated, red)["order_id"] == "o1"
    act_on_card(evaluated, SUPERVISOR, card(CardAction.WITHDRAW, red, STANDING), now=NOW)
    with reading(evaluated) as connection:
        order = connection.execute(select(table_of(SupervisionOrder))).mappings().one()
        last = (
            connection.execute(select(table_of(OrderEntry)).where(OrderEntry.entry_no == 2))
            .mappings()
            .one()
        )
    assert (order["state"], order["version"]) == ("withdrawn", 2)
    assert (last["action"], last["words"]) == ("withdraw", "理由")


def test_a_card_is_contested_once_by_its_own_department(evaluated: Engine):
    red = red_of(evaluated, "c1")
    contest = card(CardAction.CONTEST, red, STANDING)
    for viewer in (FOREIGN_STAFF, SUPERVISOR):
        with pytest.raises(NotAllowedError):
            act_on_card(evaluated, viewer, contest, now=NOW)
    blank = CardAct("e0", red, STANDING, CardAction.CONTEST, " ")
    with pytest.raises(UnfitError):
        act_on_card(evaluated, STAFF, blank, now=NOW)
    act_on_card(evaluated, STAFF, contest, now=NOW)
    assert act_on_card(evaluated, STAFF, contest, now=NOW) is CONTESTED  # the same click again
    with pytest.raises(ChangedError):
        act_on_card(evaluated, STAFF, card(CardAction.CONTEST, red, STANDING, "e2"), now=NOW)
    act_on_card(evaluated, SUPERVISOR, card(CardAction.UPHOLD, red, CONTESTED, "e3"), now=NOW)
    again = card(CardAction.CONTEST, red, CardState.UPHELD, "e4")
    with pytest.raises(ChangedError):
        act_on_card(evaluated, STAFF, again, now=NOW)
    with pytest.raises(NotFoundError):
        act_on_card(evaluated, STAFF, card(CardAction.CONTEST, "x|y|z|1", STANDING, "e5"), now=NOW)
    with reading(evaluated) as connection:
        acts = connection.scalars(select(CardEntry.action).order_by(CardEntry.entry_no)).all()
        denied = connection.execute(DENIED).all()
    assert acts == ["contest", "uphold"]
    assert denied == [("d2p", "card", red), ("s1", "card", red)]


def test_a_card_given_by_hand_is_a_red_card_for_ten_working_days(evaluated: Engine):
    names = ("cards_manual", "cards_red", "cards_issued")
    before = ask(evaluated, *names)
    given = Given("g1", About("approval", "c2"), "W29", "投诉属实，电话 13812345678")
    with pytest.raises(NotAllowedError):
        give_card(evaluated, STAFF, given, now=NOW)
    with pytest.raises(UnfitError):
        give_card(evaluated, SUPERVISOR, Given("g", given.about, "W06", "x"), now=NOW)
    assert give_card(evaluated, SUPERVISOR, given, now=NOW) is True
    assert give_card(evaluated, SUPERVISOR, given, now=NOW) is False
    for moment in (NOW, LATER):
        queue_everything(evaluated)
        evaluate(evaluated, now=moment)
        assert ask(evaluated, *names, as_of=moment) == {n: before[n] + 1 for n in names}
    with reading(evaluated) as connection:
        row = (
            connection.execute(select(table_of(Finding)).where(Finding.rule == "W29"))
            .mappings()
            .one()
        )
        share = indicators(connection, SCOPE, ["manual_card_share"], as_of=LATER)["value"][0]
        assert connection.execute(DENIED).all() == [("d1p", "case", "c2")]
        assert compare(connection, "approval").empty
    # given on Monday the 9th; the tenth working day is Monday the 23rd
    assert (row["occurs_at"], row["ends_at"]) == (NOW, at("11-24 00:00"))
    assert (row["department_code"], row["subject_no"]) == ("d1", "No-2")
    assert share == pytest.approx(1 / (before["cards_issued"] + 1))


def test_the_evaluation_follows_orders_and_the_screen_lists_what_it_counts(evaluated: Engine):
    first, second = red_of(evaluated, "c1"), red_of(evaluated, "c2")
    orders = [draft("o1", first), draft("o2", second, due_on=at("11-30 00:00").date())]
    issue(evaluated, SUPERVISOR, orders, now=NOW)
    act(evaluated, STAFF, deed(Action.SIGN, 1, order_id="o2"), now=NOW)
    evaluate(evaluated, now=NOW)
    late = at("11-18 10:00")
    names = (
        *("orders_open", "orders_red", "orders_yellow", "orders_unsigned", "orders_issued"),
        *("order_answers_due", "order_answers_met", "orders_due", "orders_due_met"),
    )
    # by the 18th o1 (due on the 16th) is unsigned, unanswered since the 16th and overdue; o2
    # is unanswered since the 16th: a warning, yellow from the 20th
    assert ask(evaluated, *names, as_of=late) == {
        "orders_open": 2,
        "orders_red": 1,
        "orders_yellow": 1,
        "orders_unsigned": 1,
        "orders_issued": 2,
        "order_answers_due": 2,
        "order_answers_met": 0,
        "orders_due": 1,
        "orders_due_met": 0,
    }
    with reading(evaluated) as connection:
        shown = listed(connection, SCOPE, as_of=late, wanted=Wanted(turn="department"), limit=10)
        assert shown["order_id"].tolist() == ["o1", "o2"]
        assert shown["light"].tolist() == ["red", "yellow"]
        assert compare(connection, "order").empty
        rules = connection.execute(
            select(Finding.rule, Finding.level).where(
                Finding.subject_id == "o1", Finding.occurs_at <= late
            )
        ).all()
    assert {tuple(row) for row in rules} == {
        *(("W60", "hint"), ("W61", "soon"), ("W62", "red")),
        ("W63", "soon"),
    }
