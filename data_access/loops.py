"""Work that is done again and again beside everything else, until told to stop."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


def keep(what: str, work: Callable[[], float], stopping: threading.Event) -> None:
    """Do the work, and rest as many seconds as it says; what fails is logged and tried again.

    No failure ends the loop: screens whose figures silently stand still would be worse. That a
    database does not answer is one line; a fault of ours is written down whole.
    """
    while not stopping.is_set():
        try:
            rest = work()
        except SQLAlchemyError as error:
            log.warning("%s waits for the database: %s", what, type(error).__name__)
            rest = RETRY_SECONDS
        except Exception:
            log.exception("%s failed, and tries again", what)
            rest = RETRY_SECONDS
        stopping.wait(rest)
