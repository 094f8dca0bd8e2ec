"""The feed: small changes through the contract tables, the same for the same luck and clock."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from data_access.engine import engine_for, writing
from data_access.evaluation import evaluate
from data_access.migration import migrate
from data_access.schema import ApprovalCase, CaseStep, ChangeQueue, DataFault
from sample_data.district import fill
from sample_data.feed import Feed, Pace, check_ready, keep_feeding
from tests.sample_data.test_district import contents

UNTIL = datetime(2026, 11, 23, 11, 30)


class Clock:
    """A clock that goes on by the same step whenever somebody looks at it."""

    def __init__(self, step=timedelta(seconds=20)):
        self.now, self.step = UNTIL, step

    def __call__(self):
        self.now += self.step
        return self.now


def fed(engine, changes, seed=5, clock=None):
    feed = Feed(engine, np.random.default_rng(seed), clock or Clock())
    return feed, [feed.change() for _ in range(changes)]


def test_every_change_queues_what_it_touched(database):
    fill(database, 300, 1, UNTIL)
    with writing(database) as connection:
        connection.execute(delete(ChangeQueue))
    feed = Feed(database, np.random.default_rng(5), Clock())
    for _ in range(25):
        done = feed.change()
        with writing(database) as connection:
            queued = set(connection.scalars(select(ChangeQueue.subject_id)))
            connection.execute(delete(ChangeQueue))
        assert queued == {done.rpartition(" ")[2]}


def test_the_same_luck_and_clock_give_the_same_rows(new_database):
    found = []
    for _ in "ab":
        engine = engine_for(new_database())
        fill(engine, 400, 1, UNTIL)
        done = fed(engine, 150)[1]
        found.append((done, contents(engine)))
        engine.dispose()
    assert found[0] == found[1]


def test_it_does_everything_a_business_system_does_and_leaves_no_fault(database):
    fill(database, 600, 1, UNTIL)
    evaluate(database, now=UNTIL)
    with database.connect() as connection:
        before = connection.scalar(select(func.count()).select_from(DataFault))
    clock = Clock()
    _, done = fed(database, 400, clock=clock)
    kinds = {words.rpartition(" ")[0] for words in done}
    assert {"receive", "accept", "finish review", "decide", "deliver and close"} <= kinds
    evaluate(database, now=clock.now)
    with database.connect() as connection:
        after = connection.scalar(select(func.count()).select_from(DataFault))
    assert after <= before + 1  # an item is left out once in two thousand new cases


def test_the_stock_of_open_cases_stays_what_it_was(new_database):
    engine = engine_for(new_database())
    fill(engine, 3000, 1, UNTIL)
    feed, _ = fed(engine, 1)
    size = feed.open_cases
    feed, _ = fed(engine, 1000, clock=Clock(timedelta(minutes=1)))
    assert 0.75 * size <= feed.open_cases <= 1.25 * size
    engine.dispose()


def test_it_begins_again_where_it_stopped(new_database):
    engine = engine_for(new_database())
    fill(engine, 400, 1, UNTIL)
    clock = Clock()
    fed(engine, 60, seed=1, clock=clock)
    fed(engine, 60, seed=2, clock=clock)
    with engine.connect() as connection:
        gaps = connection.execute(
            select(CaseStep.case_id)
            .group_by(CaseStep.case_id)
            .having(func.count() != func.max(CaseStep.step_no))
        ).all()
        assert gaps == []
        last = connection.scalar(select(func.max(ApprovalCase.case_id)))
    assert last.startswith("20261123-")
    engine.dispose()


def test_a_database_that_does_not_answer_is_tried_again_later_and_later():
    waits = []

    class Broken:
        daily = 1.0
        tries = 0

        def change(self):
            self.tries += 1
            if self.tries <= 3:
                raise OperationalError("", None, Exception("database is locked"))
            return "receive 1"

    def wait(seconds):
        waits.append(seconds)
        return len(waits) > 5

    keep_feeding(Broken(), Pace(1.0, UNTIL), lambda: UNTIL, np.random.default_rng(1), wait)
    assert waits[:4] == [0.0, 1.0, 2.0, 4.0]
    assert 1.0 <= waits[4] <= 3.0  # two seconds, half of it more or less


def test_a_lost_change_is_not_remembered(new_database):
    """A case whose move was rolled back is read again as it stands."""
    url = new_database()
    engine = engine_for(url)
    fill(engine, 400, 1, UNTIL)
    feed, _ = fed(engine, 5)
    before = contents(engine)
    with writing(engine) as other:
        other.exec_driver_sql("SELECT 1")
        quick = engine_for(f"{url}?timeout=0")
        feed._engine = quick
        with quick.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        with pytest.raises(OperationalError):
            feed.change()
    assert contents(engine) == before
    feed._engine = engine
    assert feed.change()
    quick.dispose()
    engine.dispose()


def test_it_begins_lively_and_settles_at_the_volume():
    """At 31 cases a day, three times the volume is 1,209 changes a day, denser in office hours."""
    pace = Pace(1.0, UNTIL)
    assert pace.seconds(31, UNTIL) == 2.0
    office = pace.seconds(31, datetime(2026, 11, 24, 10, 0))
    assert office == pytest.approx(86_400 / (31 * 3 * 13 * 1.8))
    night = pace.seconds(31, datetime(2026, 11, 24, 22, 0))
    assert night == pytest.approx(86_400 / (31 * 3 * 13 * 0.6))
    assert Pace(4.0, UNTIL).seconds(31, UNTIL) == 0.5
    assert pace.seconds(2000, datetime(2026, 11, 24, 10, 0)) == 1.0


def test_it_says_when_there_is_nothing_to_move(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(ValueError, match="no cases"):
        check_ready(engine)
    migrate(engine)
    with pytest.raises(ValueError, match="no cases"):
        check_ready(engine)
    engine.dispose()
