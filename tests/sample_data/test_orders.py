"""The orders of the sample climb the ladder as it allows, and the feed takes them on."""

from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from sqlalchemy import func, select

from data_access.cells import compare
from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate
from data_access.schema import CardEntry, Finding, OrderEntry, SupervisionOrder
from sample_data.district import fill
from sample_data.moves import Desk
from sample_data.order_moves import move_an_order
from sample_data.orders import supervise
from supervision.orders.ladder import Action, State, after

UNTIL = datetime(2026, 11, 24, 15)


@pytest.fixture(scope="module")
def district(new_database):
    engine = engine_for(new_database())
    fill(engine, 3_000, 5, UNTIL, projects=120)
    evaluate(engine, now=UNTIL)
    supervise(engine, 5, UNTIL)
    evaluate(engine, now=UNTIL)
    yield engine
    engine.dispose()


def test_every_order_climbed_as_the_ladder_allows(district):
    with reading(district) as connection:
        orders = {
            row.order_id: row for row in connection.execute(select(SupervisionOrder.__table__))
        }
        entries = connection.execute(
            select(OrderEntry.__table__).order_by(OrderEntry.order_id, OrderEntry.entry_no)
        ).all()
    assert len(orders) >= 20
    climbed: dict[str, list] = {}
    for entry in entries:
        climbed.setdefault(entry.order_id, []).append(entry)
    assert climbed.keys() == orders.keys()
    for order_id, acts in climbed.items():
        state = State.ISSUED
        assert (acts[0].action, acts[0].state) == ("issue", "issued")
        for before, one in pairwise(acts):
            state = after(state, Action(one.action))
            assert one.state == state
            assert before.acted_at < one.acted_at <= UNTIL
        assert [one.entry_no for one in acts] == list(range(1, orders[order_id].version + 1))
        assert orders[order_id].state == state
    assert len({row.state for row in orders.values()}) >= 4  # the screen lives


def test_contests_and_cards_by_hand_are_among_them(district):
    with reading(district) as connection:
        actions = set(connection.scalars(select(CardEntry.action)))
        by_hand = connection.scalar(select(func.count()).where(Finding.rule == "W29"))
        assert compare(connection, "order").empty
        assert compare(connection, "approval").empty
    assert "contest" in actions
    assert by_hand


def test_the_feed_takes_orders_on(district):
    rng = np.random.default_rng(3)
    before = _acts(district)
    done = []
    for _ in range(15):
        with writing(district) as connection:
            done.append(move_an_order(connection, Desk(UNTIL, rng, {})))
    moved = [words for words in done if words]
    assert moved
    assert _acts(district) == before + len(moved)
    assert any(words.startswith("issue") for words in moved) or len(moved) >= 10


def _acts(engine):
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(OrderEntry))
