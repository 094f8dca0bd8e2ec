"""Work the change queue: compute clocks, findings and cells of every changed case.

While it goes on, it also delivers the notices about supervision orders.
"""

import argparse
import signal
import sys
import threading
import time

from data_access.balances import count_balances
from data_access.engine import the_engine
from data_access.evaluation import (
    check_calendar,
    evaluate,
    queue_everything,
    shanghai_now,
)
from data_access.orders.delivery import keep_delivering
from data_access.watching import keep_counting, keep_evaluating


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --watch and --rebuild."""
    parser.add_argument(
        "--watch", action="store_true", help="go on until stopped, and deliver notices"
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="compute every case and every cell anew"
    )


def run(arguments: argparse.Namespace) -> int:
    """Work the queue once, or until stopped."""
    engine = the_engine()
    if arguments.rebuild:
        queue_everything(engine)
    started = time.perf_counter()
    done = evaluate(engine, progress=_show)
    check_calendar(engine, shanghai_now())
    print(f"{done} subjects evaluated in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    if arguments.watch:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        work = (engine, stop)
        threading.Thread(target=keep_delivering, args=work, name="deliver", daemon=True).start()
        threading.Thread(target=keep_counting, args=work, name="count", daemon=True).start()
        keep_evaluating(engine, stop)
    else:
        count_balances(engine, shanghai_now())
    return 0


def _show(done: int) -> None:
    print(f"\r{done} subjects evaluated", end="", file=sys.stderr, flush=True)
