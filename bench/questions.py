"""What the screens ask, at two sizes side by side, and beside plain SQL over the contract tables.

python -m bench.questions SMALL_URL LARGE_URL: medians in milliseconds of the clock and of the
processor, and of the database alone, interleaved, and ratios; first what the open set costs to
load and to hold.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, select, text

from bench import database_time
from data_access import warnings
from data_access.approvals import due, live, open_history, stages
from data_access.engine import engine_for, reading
from data_access.figures import cases, indicators
from data_access.open_set.following import open_set
from data_access.open_set.sets import OpenSet
from data_access.open_set.stocks import stocks
from data_access.schema import EvaluationRun
from supervision.scope import Period, Scope

RUNS = 15
CHANGED_CASES = 200
LIGHTS = ("open_red", "open_yellow", "open_soon")
ON_TIME = ("A6_raw", "A6_lawful", "A6_extended")
ALL = warnings.Narrowed()

Question = Callable[[Connection, Scope, datetime], object]


def _ninety_days(scope: Scope, as_of: datetime) -> Scope:
    return scope.within(Period.ending(as_of.date(), 90))


def _yesterday(as_of: datetime) -> datetime:
    return datetime.combine(as_of.date(), datetime.min.time()) - timedelta(seconds=1)


LIVE: dict[str, Question] = {
    "stages, lights and stays": lambda c, s, t: stages.stages(c, s, as_of=t),
    "open cards by place": lambda c, s, t: live.cards(c, s, as_of=t),
    "open red cards": lambda c, s, t: live.open_red(c, s, as_of=t),
    "what falls due": lambda c, s, t: due.falling_due(c, s, as_of=t),
    "newest findings": lambda c, s, t: live.newest(c, s, as_of=t),
    "found today": lambda c, s, t: live.found_today(c, s, as_of=t),
    "open cases": lambda c, s, t: live.open_now(c, s, as_of=t),
    "closed today": lambda c, s, t: live.closed_by(c, s, as_of=t),
    "closed yesterday": lambda c, s, t: live.closed_by(c, s, as_of=t - timedelta(days=1)),
    "twenty days' lines": lambda c, s, t: open_history.open_by_day(
        c, s, as_of=_yesterday(t), days=20
    ),
    "ninety days of flows": lambda c, s, t: live.by_day(
        c, _ninety_days(s, _yesterday(t)), as_of=_yesterday(t)
    ),
    "days off": lambda c, s, t: live.days_off(c, _ninety_days(s, t), as_of=t),
}
WARNINGS: dict[str, Question] = {
    "counts by level": lambda c, s, t: warnings.counted(c, s, as_of=t, narrowed=ALL),
    "first page": lambda c, s, t: warnings.listed(c, s, as_of=t, narrowed=ALL, limit=20),
}
OTHERS: dict[str, Question] = {
    "lights by department": lambda c, s, t: stocks(c, s, as_of=t, names=LIGHTS, by="department"),
    "warnings: search": lambda c, s, t: warnings.listed(
        c, s, as_of=t, narrowed=warnings.Narrowed(search="99"), limit=20
    ),
    "efficiency: a year, on time": lambda c, s, t: indicators(
        c, s.within(Period.ending(t.date(), 365)), ON_TIME, as_of=t
    ),
    "efficiency: a year by department": lambda c, s, t: indicators(
        c, s.within(Period.ending(t.date(), 365)), ON_TIME, as_of=t, by="department"
    ),
    "list: closed in thirty days": lambda c, s, t: cases(c, s, "closed", as_of=t, limit=20),
}
PLAIN = {
    "stages, lights and stays": "SELECT count(*) FROM approval_case WHERE accepted_at <= :t"
    " AND (closed_at IS NULL OR closed_at > :t)",
    "ninety days of flows": "SELECT substr(CAST(closed_at AS VARCHAR), 1, 10), count(*)"
    " FROM approval_case WHERE closed_at > :from AND closed_at <= :t GROUP BY 1",
    "efficiency: a year by department": "SELECT department_code, count(*), sum(CASE WHEN closed_at"
    " <= received_at THEN 0 ELSE 1 END) FROM approval_case WHERE closed_at > :year GROUP BY 1",
}


@dataclass
class Timings:
    """Milliseconds of one question on both databases: clock, processor, database."""

    small: list[tuple[float, float, float]] = field(default_factory=list)
    large: list[tuple[float, float, float]] = field(default_factory=list)

    def row(self) -> str:
        """Medians and their ratio."""
        small, large = (
            [statistics.median(part) for part in zip(*runs, strict=True)]
            for runs in (self.small, self.large)
        )
        shown = [f"{a:9.2f} {b:9.2f}" for a, b in zip(small, large, strict=True)]
        return f"{shown[0]} {large[0] / small[0]:7.2f} {' '.join(shown[1:])}"


def main(small_url: str, large_url: str) -> None:
    """Print one line a question, and what a screen asks in all."""
    urls = small_url, large_url
    for url in urls:
        database_time.watch(engine_for(url))
        _load(url)
    gc.collect()
    gc.freeze()  # as the server does
    titles = ("small cpu", "large cpu", "small db", "large db")
    print(
        f"{'':36} {'small ms':>9} {'large ms':>9} {'ratio':>7} "
        + " ".join(f"{title:>9}" for title in titles)
    )
    for screen, questions in (("live tick", LIVE), ("warnings page", WARNINGS), ("", OTHERS)):
        for name, question in questions.items():
            print(f"{name:36} {_measured(question, *urls).row()}")
            if name in PLAIN:
                print(f"{'  plain SQL':36} {_measured(_plain(PLAIN[name]), *urls).row()}")
        if screen:
            whole = partial(_all_of, tuple(questions.values()))
            print(f"{screen.upper():36} {_measured(whole, *urls).row()}")
            early = partial(_ago, whole)
            print(f"{screen.upper() + ', 80 DAYS AGO':36} {_measured(early, *urls).row()}")
    followed = _measured(Follow(), *urls).row()
    print(f"{f'open set: {CHANGED_CASES} changed cases':36} {followed}")


def _all_of(questions: tuple[Question, ...], c: Connection, s: Scope, t: datetime) -> object:
    return [question(c, s, t) for question in questions]


def _ago(question: Question, c: Connection, s: Scope, t: datetime) -> object:
    return question(c, s, t - timedelta(days=80))


class Follow:
    """Reads so many open cases anew, as after a batch of the evaluation; each time on the last."""

    def __init__(self) -> None:
        self.known: dict[str, OpenSet] = {}

    def __call__(self, connection: Connection, _scope: Scope, as_of: datetime) -> object:
        """Make the next version."""
        url = str(connection.engine.url)
        known = self.known.get(url) or open_set(connection, as_of)
        changed = known.standing(as_of).cases["case_id"][:CHANGED_CASES].tolist()
        self.known[url] = known.changed(connection, set(changed), known.run_no)
        return self.known[url]


def _load(url: str) -> None:
    """What the open set costs: its load, its size, and the load of a day two years ago."""
    with reading(engine_for(url)) as connection:
        as_of = _data_time(connection)
        started = time.perf_counter()
        known = open_set(connection, as_of)
        loaded = time.perf_counter()
        open_set(connection, as_of - timedelta(days=700))
        old = time.perf_counter()
    megabytes = known.bytes / 1e6
    print(
        f"open set of {url.rsplit('/', 1)[-1]}: {known.cases.count:,} cases,"
        f" {known.findings.count:,} findings, {megabytes:.0f} MB, loaded in"
        f" {loaded - started:.2f} s; a day 700 days ago in {old - loaded:.2f} s"
    )


def _measured(question: Question, small_url: str, large_url: str) -> Timings:
    timings = Timings()
    for run in range(RUNS + 2):
        for url, kept in ((small_url, timings.small), (large_url, timings.large)):
            with reading(engine_for(url)) as connection:
                # every run asks of a second of its own, so that nothing is known from the last
                as_of = _data_time(connection) + timedelta(seconds=run)
                scope = Scope(Period.ending(as_of.date(), 30))
                before = time.perf_counter(), time.process_time(), database_time.spent()
                question(connection, scope, as_of)
                after = time.perf_counter(), time.process_time(), database_time.spent()
                clock, processor, database = (
                    (end - start) * 1000 for start, end in zip(before, after, strict=True)
                )
                if run > 1:  # the first runs warm the pages and the compiled statements
                    kept.append((clock, processor, database))
    return timings


def _plain(statement: str) -> Question:
    def ask(connection: Connection, scope: Scope, as_of: datetime) -> object:
        values = {
            "t": str(as_of),
            "from": str(Period.ending(as_of.date(), 90).first),
            "year": str(Period.ending(as_of.date(), 365).first),
        }
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        return connection.execute(text(statement), used).all()

    return ask


def _data_time(connection: Connection) -> datetime:
    moment = connection.scalar(select(func.max(EvaluationRun.finished_at)))
    if moment is None:
        raise SystemExit("the database has not been evaluated")
    return moment


if __name__ == "__main__":
    main(*sys.argv[1:3])
