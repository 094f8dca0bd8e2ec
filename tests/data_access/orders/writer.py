"""A process that writes orders and says on its output what was acknowledged, until it is killed.

python -m tests.data_access.orders.writer URL SEED. Each line is written after the commit returned
and flushed at once: what it names must be found in the database, whole and once.
"""

import random
import sys
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.exc import OperationalError

from data_access.engine import engine_for
from data_access.orders.refusals import ChangedError
from data_access.orders.subjects import About
from data_access.orders.writing import Act, act, issue
from supervision.orders.ladder import Action
from tests.data_access.orders.a_district import STAFF, SUPERVISOR, draft

STEPS = (
    (STAFF, Action.SIGN),
    (STAFF, Action.ANSWER),
    (SUPERVISOR, Action.SEND_BACK),
    (STAFF, Action.REPORT),
    (SUPERVISOR, Action.VERIFY),
    (SUPERVISOR, Action.CLOSE),
)


def main(url: str, seed: int) -> None:
    """Issue an order about the project and take it through the ladder, again and again."""
    engine, random_ = engine_for(url), random.Random(seed)
    now = datetime(2026, 11, 2, 10)
    while True:
        order_id = str(uuid.UUID(int=random_.getrandbits(128), version=4))
        about = {"about": About("project", "p1"), "department": "d1"}
        form = draft(order_id, **about)
        for _ in range(random_.choice((1, 1, 2))):  # some click twice
            until_confirmed(partial(issue, engine, SUPERVISOR, [form], now=now))
        say("order", order_id)
        for version, (viewer, action) in enumerate(STEPS, 1):
            entry_id = str(uuid.UUID(int=random_.getrandbits(128), version=4))
            deed = Act(entry_id, order_id, version, action, "words")
            for _ in range(random_.choice((1, 1, 2))):
                until_confirmed(partial(act, engine, viewer, deed, now=now))
            say("entry", entry_id)


def until_confirmed(write: Callable[[], object]) -> None:
    """Where the database does not confirm (too many wait for its lock), press again."""
    while True:
        try:
            write()
        except OperationalError:
            continue
        return


def say(kind: str, key: str) -> None:
    """Acknowledge, as a screen would tell its reader."""
    sys.stdout.write(f"{kind} {key}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except ChangedError as error:
        sys.exit(str(error))
