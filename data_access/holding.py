"""What a serving process holds in memory, kept in step with the database also while nobody asks.

Whoever asks brings what he asks for up to the newest batch himself; held beforehand, none waits.
"""

import logging
import threading
from datetime import datetime

from sqlalchemy import Connection, Engine

from data_access.appeals.open_appeals import open_appeals
from data_access.cells import memory
from data_access.engine import reading
from data_access.evaluation import shanghai_now
from data_access.open_set.following import open_set
from data_access.open_set.judged import judged
from data_access.open_set.seconds import FAR
from data_access.projects import project_board
from data_access.schema import CELLS

log = logging.getLogger(__name__)

FOLLOW_SECONDS = 1.0
RETRY_SECONDS = 5.0


def hold(connection: Connection, as_of: datetime) -> None:
    """Bring all of it up to the newest batch, and the board of projects up to the moment."""
    open_set(connection, FAR)
    judged(connection)
    open_appeals(connection)
    project_board.board(connection, as_of)
    for line in CELLS:
        memory.hold(connection, line)


def keep_holding(engine: Engine, stopping: threading.Event) -> None:
    """Hold all of it until told to stop.

    No failure ends the loop; the readers meet it themselves, and say so.
    """
    while not stopping.is_set():
        rest = FOLLOW_SECONDS
        try:
            with reading(engine) as connection:
                hold(connection, shanghai_now())
        except Exception as error:
            log.warning("the database is not followed: %s", type(error).__name__)
            rest = RETRY_SECONDS
        stopping.wait(rest)
