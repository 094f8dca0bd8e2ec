"""What a serving process holds in memory, kept in step with the database also while nobody asks.

Whoever asks brings what he asks for up to the newest batch himself; held beforehand, none waits.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine

from data_access import running_day
from data_access.appeals.announced_cards import announced_cards
from data_access.appeals.open_appeals import open_appeals
from data_access.appeals.suspended_appeals import suspended_appeals
from data_access.approvals.held_departures import held_departures
from data_access.batches import newest_batch
from data_access.cells import memory
from data_access.engine import reading
from data_access.evaluation import shanghai_now
from data_access.loops import RETRY_SECONDS, keep
from data_access.open_set.following import open_set
from data_access.open_set.judged import judged
from data_access.open_set.other_findings import other_findings
from data_access.open_set.seconds import FAR
from data_access.projects import project_board
from data_access.schema import CELLS
from data_access.signals.answered_signals import answered_signals
from data_access.signals.open_signals import open_signals
from data_access.truth import out_of_order

log = logging.getLogger(__name__)

FOLLOW_SECONDS = 1.0


def _hold_cells(line: str, connection: Connection, _as_of: datetime) -> None:
    memory.hold(connection, line)


HELD: dict[str, Callable[[Connection, datetime], object]] = {
    "open set": lambda connection, _as_of: open_set(connection, FAR),
    "judged cases": lambda connection, _as_of: judged(connection),
    "open appeals": lambda connection, _as_of: open_appeals.known(connection),
    "announced cards": lambda connection, _as_of: announced_cards.known(connection),
    "suspended appeals": lambda connection, _as_of: suspended_appeals.known(connection),
    "answered signals": lambda connection, _as_of: answered_signals.known(connection),
    "open signals": lambda connection, _as_of: open_signals.known(connection),
    "departures": lambda connection, _as_of: held_departures.known(connection),
    "findings of other lines": lambda connection, _as_of: other_findings.known(connection),
    **{f"cells of {line}": partial(_hold_cells, line) for line in CELLS},
    "cases out of order": lambda connection, _as_of: out_of_order.seen_by(connection),
    "running day": lambda connection, _as_of: running_day.hold(connection),
    "board of projects": project_board.board,
}
"""What is brought up to the newest batch, the board also up to the moment."""
MOVED_BY_TIME = ("board of projects",)


def hold(engine: Engine, as_of: datetime, names: Iterable[str] = tuple(HELD)) -> int:
    """Bring these up to date, each in a view of its own; how many could not be.

    What fails is logged and keeps nothing else from being held; its readers meet it themselves.
    """
    failed = 0
    for name in names:
        try:
            with reading(engine) as connection:
                HELD[name](connection, as_of)
        except Exception as error:
            log.warning("the %s cannot be held: %s", name, type(error).__name__)
            failed += 1
    return failed


def keep_holding(engine: Engine, stopping: threading.Event) -> None:
    """Hold all of it until told to stop; between two batches only what time moves."""
    followed: int | None = None

    def work() -> float:
        nonlocal followed
        with reading(engine) as connection:
            newest = newest_batch(connection).run_no
        failed = hold(engine, shanghai_now(), MOVED_BY_TIME if newest == followed else HELD)
        followed = None if failed else newest
        return RETRY_SECONDS if failed else FOLLOW_SECONDS

    keep("the holding in memory", work, stopping)
