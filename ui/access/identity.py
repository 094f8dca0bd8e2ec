"""Who acts under a token, asked of the database within a deadline, with a memory for outages.

Rights are asked anew for every run. Only while the database does not answer, what it last said
of a sign-in holds for `GRACE_SECONDS`, so that screens can go on showing the last good figures.
"""

import threading
import time
from collections import OrderedDict
from datetime import datetime

from data_access.access.people import SignedIn, digest, find_signed_in
from data_access.engine import reading, settings
from ui.clock import SHANGHAI, now
from ui.fetch import Answers, UnansweredError
from ui.pulse import incident, pulse

COOKIE = "supervision_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Its name where the official address is https: a browser takes it from nowhere else."""
GRACE_SECONDS = 900.0
MOST_KNOWN = 4_096

identities = Answers(pulse, MOST_KNOWN)
_recent: OrderedDict[str, tuple[SignedIn, float]] = OrderedDict()
_guard = threading.Lock()


def identify(token: str, *, at_most_old: float = 0.0) -> SignedIn | None:
    """Who acts under the token now, or nobody; an answer of so many seconds ago may do.

    Raises UnansweredError while the database is silent and has not been heard of them lately.
    """
    session = digest(token)
    recent = _recent.get(session)
    if recent and time.monotonic() - recent[1] < at_most_old:
        return recent[0]

    def look() -> SignedIn | None:
        with reading() as connection:
            return find_signed_in(connection, token, now())

    asked_at = datetime.now(SHANGHAI).replace(tzinfo=None)  # to the microsecond: no two share it
    key = ("who acts", session)
    known = identities.answer(key, asked_at, look, settings().query_seconds)
    if time.monotonic() - known.given > GRACE_SECONDS:
        raise UnansweredError(identities.failure or incident())
    if not known.is_old:
        _keep(session, known.value)
    found: SignedIn | None = known.value
    return found if found is None or now() < found.ends_at else None


def forget() -> None:
    """Start anew."""
    identities.forget()
    with _guard:
        _recent.clear()


def _keep(session: str, found: SignedIn | None) -> None:
    with _guard:
        _recent.pop(session, None)
        if found is not None:
            _recent[session] = found, time.monotonic()
        while len(_recent) > MOST_KNOWN:
            _recent.popitem(last=False)
