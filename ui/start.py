"""What happens when the server starts, and the loops that run beside it until it stops."""

import gc
import importlib
import sys
import threading

from data_access.calendar import seed_calendar
from data_access.engine import reading, settings, the_engine, writing
from data_access.migration import migrate, missing_version
from data_access.open_set.following import keep_following, open_set
from data_access.orders.delivery import keep_delivering
from data_access.watching import keep_evaluating
from sample_data.__main__ import main as fill_district
from sample_data.feed import holds_cases
from ui.clock import now

COLLECT_SECONDS = 60.0
"""How often garbage is collected, instead of after every run of every page."""
WARM_MODULES = (
    "altair",
    "pandas",
    "streamlit.elements.arrow",
    "streamlit.elements.vega_charts",
    "ui.live_screen",
    "ui.warnings_screen",
)


def prepare() -> None:
    """A database that can be asked, and in memory what the first page would have to wait for.

    Raises SystemExit with one clear sentence when a production database lacks a migration.
    """
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


def prepare_embedded() -> None:
    """Create or migrate the embedded database, seed its calendar, and fill it when it is empty."""
    engine = the_engine()
    migrate(engine)
    with writing(engine) as connection:
        seed_calendar(connection)
    if settings().sample_cases > 0 and not holds_cases(engine):
        sys.stderr.write("Filling the embedded database with a made-up district ...\n")
        fill_district([])


def start_loops(stopping: threading.Event) -> None:
    """Collecting, following what is open; where this process does it, evaluating and delivering."""
    work = (the_engine(), stopping)
    threading.Thread(target=collect, args=(stopping,), name="collect", daemon=True).start()
    threading.Thread(target=keep_following, args=work, name="follow", daemon=True).start()
    if settings().evaluate:
        threading.Thread(target=keep_evaluating, args=work, name="evaluate", daemon=True).start()
        threading.Thread(target=keep_delivering, args=work, name="deliver", daemon=True).start()


def collect(stopping: threading.Event) -> None:
    """Collect garbage once a minute."""
    while not stopping.wait(COLLECT_SECONDS):
        gc.collect()
