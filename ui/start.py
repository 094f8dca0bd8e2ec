"""What happens when the server starts, and the loops that run beside it until it stops."""

import gc
import importlib
import logging
import resource
import sys
import threading

from sqlalchemy import Engine

from data_access.access.access_log import head, write_head
from data_access.access.people import add_demo_persons
from data_access.calendar import seed_calendar
from data_access.engine import reading, settings, the_engine, writing
from data_access.holding import keep_holding
from data_access.migration import migrate, missing_version
from data_access.open_set.following import open_set
from data_access.orders.delivery import keep_delivering
from data_access.watching import keep_counting, keep_evaluating
from sample_data.__main__ import main as fill_district
from sample_data.feed import holds_cases
from ui.access.admission import check_sign_in
from ui.access.recorder import recorder
from ui.clock import now

log = logging.getLogger(__name__)

HEAD_SECONDS = 60.0
"""How much of the log's tail could be cut off unseen, in time."""
FINISH_SECONDS = 5.0
COLLECT_SECONDS = 60.0
"""How often garbage is collected, instead of after every run of every page."""
THRESHOLDS = (50_000, 20, 50)
"""Objects made before Python looks for garbage by itself: at its usual 700 it did so all through
the drawing of a page, an eighth of the server's time."""
SWITCH_SECONDS = 0.03
"""How long a thread may work before another takes over. A tick is over in less; at Python's usual
five milliseconds it was broken off for others that were broken off again."""
MOST_FILES = 65_536
"""A session holds four open files: its socket and an event loop of its own."""
WARM_MODULES = (
    "altair",
    "pandas",
    "streamlit.elements.arrow",
    "streamlit.elements.vega_charts",
    "ui.live.live_screen",
    "ui.warnings.warnings_screen",
)


def prepare() -> None:
    """A database that can be asked, and in memory what the first page would have to wait for.

    Raises SystemExit with one clear sentence when a production database lacks a migration.
    """
    check_sign_in(settings())
    allow_many_files()
    if settings().is_embedded:
        prepare_embedded()
    else:
        with reading() as connection:
            missing = missing_version(connection)
        if missing:
            raise SystemExit(
                f"the database lacks version {missing}: run python -m data_access migrate"
            )
    for module in WARM_MODULES:
        importlib.import_module(module)
    with reading() as connection:
        open_set(connection, now())
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    sys.setswitchinterval(SWITCH_SECONDS)


def allow_many_files() -> None:
    """Lift the soft limit on open files: the usual 1,024 ends at two hundred and fifty sessions."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def prepare_embedded() -> None:
    """Create or migrate the embedded database, seed its calendar, and fill it when it is empty."""
    engine = the_engine()
    migrate(engine)
    with writing(engine) as connection:
        seed_calendar(connection)
    if settings().sample_cases > 0 and not holds_cases(engine):
        sys.stderr.write("Filling the embedded database with a made-up district ...\n")
        fill_district([])
    if settings().is_demo:
        with writing(engine) as connection:
            add_demo_persons(connection, now())


def start_loops(stopping: threading.Event) -> None:
    """Collecting, following what is open; where this process does it, evaluating and delivering."""
    work = (the_engine(), stopping)
    threading.Thread(target=collect, args=(stopping,), name="collect", daemon=True).start()
    threading.Thread(target=keep_holding, args=work, name="hold", daemon=True).start()
    threading.Thread(target=keep_head, args=work, name="head", daemon=True).start()
    if settings().evaluate:
        threading.Thread(target=keep_evaluating, args=work, name="evaluate", daemon=True).start()
        threading.Thread(target=keep_counting, args=work, name="count", daemon=True).start()
        threading.Thread(target=keep_delivering, args=work, name="deliver", daemon=True).start()


def collect(stopping: threading.Event) -> None:
    """Collect garbage once a minute."""
    while not stopping.wait(COLLECT_SECONDS):
        gc.collect()


def keep_head(engine: Engine, stopping: threading.Event) -> None:
    """Write the head of the access log outside the database, once a minute."""
    while not stopping.wait(HEAD_SECONDS):
        note_head(engine)


def note_head(engine: Engine) -> None:
    """Write the head of the access log outside the database, if the database answers."""
    try:
        with reading(engine) as connection:
            write_head(engine, head(connection))
    except Exception as error:
        log.warning("the head of the access log was not written: %s", type(error).__name__)


def finish() -> None:
    """The last words of the server: what is still to be recorded, and the head of the log."""
    recorder.flush(FINISH_SECONDS)
    note_head(the_engine())
