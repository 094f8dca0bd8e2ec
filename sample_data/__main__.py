"""The command line: python -m sample_data fills the database; with feed it keeps moving.

With sheet it writes an example list of appeals as CSV to the standard output.
"""

import argparse
import logging
import signal
import sys
import threading
from datetime import datetime

import numpy as np

from data_access.engine import settings, the_engine
from data_access.evaluation import BATCH, evaluate, shanghai_now
from sample_data.district import alter_some, fill, show_progress
from sample_data.feed import Feed, Pace, check_ready, holds_cases, keep_feeding
from sample_data.orders import supervise
from sample_data.sheet import write_sheet

SEED = 20_180
PROJECTS, MOST_PROJECTS = 400, 10_000
SHOWN_EVERY = 5_000
SHEET_APPEALS = 200


def main(arguments: list[str] | None = None) -> int:
    """Fill or feed; 0 when all is well, 2 on bad input."""
    parser = argparse.ArgumentParser(prog="python -m sample_data", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("fill", "feed", "sheet"), default="fill")
    parser.add_argument("--cases", type=int, help="how many cases (default: as configured)")
    parser.add_argument(
        "--projects", type=int, default=PROJECTS, help="how many key projects (default: 400)"
    )
    parser.add_argument("--appeals", type=int, help="how many appeals (default: a tenth of that)")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed, the same rows")
    parser.add_argument("--until", type=datetime.fromisoformat, help="the last moment (now)")
    parser.add_argument(
        "--if-empty", action="store_true", help="do nothing when there are cases already"
    )
    parser.add_argument(
        "--no-evaluation", action="store_true", help="leave the evaluation to another process"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="of the feed: 2 is twice as fast")
    chosen = parser.parse_args(arguments)
    actions = {"fill": _fill, "feed": _feed, "sheet": _sheet}
    try:
        return actions[chosen.action](chosen)
    except ValueError as error:
        print(f"sample_data: {error}", file=sys.stderr)
        return 2


def _fill(chosen: argparse.Namespace) -> int:
    if chosen.if_empty and holds_cases(the_engine()):
        print("The database holds cases already.")
        return 0
    count = settings().sample_cases if chosen.cases is None else chosen.cases
    if count < 1:
        raise ValueError("give at least one case")
    if not 0 <= chosen.projects <= MOST_PROJECTS:
        raise ValueError(f"give between 0 and {MOST_PROJECTS:,} projects")
    if chosen.until is not None and chosen.until.tzinfo is not None:
        raise ValueError("give --until as local time, without a zone")
    until = chosen.until or shanghai_now()
    if chosen.appeals is not None and chosen.appeals < 0:
        raise ValueError("give no fewer appeals than none")
    progress = show_progress(count)
    numbers = {"projects": chosen.projects, "appeals": chosen.appeals}
    counts = fill(the_engine(), count, chosen.seed, until, progress, **numbers)
    for table, rows in counts.items():
        print(f"{table}: {rows:,}")
    if not chosen.no_evaluation:
        done = evaluate(the_engine(), now=until, progress=_show_evaluated)
        print(f"evaluated: {done:,}")
        altered = alter_some(the_engine(), count, chosen.seed, until)
        evaluate(the_engine(), now=until)
        print(f"altered afterwards: {len(altered):,}")
        orders = supervise(the_engine(), chosen.seed, until)
        evaluate(the_engine(), now=until)
        print(f"supervision_order: {orders:,}")
    return 0


def _sheet(chosen: argparse.Namespace) -> int:
    count = SHEET_APPEALS if chosen.appeals is None else chosen.appeals
    write_sheet(sys.stdout, count, chosen.seed, chosen.until or shanghai_now())
    return 0


def _feed(chosen: argparse.Namespace) -> int:
    if not chosen.speed > 0:
        raise ValueError("give a speed above 0")
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    check_ready(the_engine())
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    rng = np.random.default_rng()
    feed = Feed(the_engine(), rng, shanghai_now)
    keep_feeding(feed, Pace(chosen.speed, shanghai_now()), shanghai_now, rng, stop.wait)
    return 0


def _show_evaluated(done: int) -> None:
    if done % SHOWN_EVERY < BATCH:
        print(f"evaluated so far: {done:,}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
