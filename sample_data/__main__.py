"""The command line: python -m sample_data fills the database; with feed it keeps moving."""

import argparse
import sys
from datetime import datetime

from data_access.engine import settings, the_engine
from data_access.evaluation import evaluate, shanghai_now
from sample_data.district import fill, show_progress

SEED = 20_180


def main(arguments: list[str] | None = None) -> int:
    """Fill or feed; 0 when all is well, 2 on bad input."""
    parser = argparse.ArgumentParser(prog="python -m sample_data", description=__doc__)
    parser.add_argument("--cases", type=int, default=None, help="how many cases (20,000)")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed, the same rows")
    parser.add_argument("--until", type=datetime.fromisoformat, help="the last moment (now)")
    chosen = parser.parse_args(arguments)
    try:
        return _fill(chosen)
    except ValueError as error:
        print(f"sample_data: {error}", file=sys.stderr)
        return 2


def _fill(chosen: argparse.Namespace) -> int:
    count = settings().sample_cases if chosen.cases is None else chosen.cases
    if count < 1:
        raise ValueError("give at least one case")
    until = chosen.until or shanghai_now()
    counts = fill(the_engine(), count, chosen.seed, until, show_progress(count))
    for table, rows in counts.items():
        print(f"{table}: {rows:,}")
    done = evaluate(the_engine(), now=until, progress=_say_evaluated)
    print(f"evaluated: {done:,}")
    return 0


def _say_evaluated(done: int) -> None:
    if done % 10_000 == 0:
        print(f"{done:,} cases evaluated", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
