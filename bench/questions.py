"""What the screens ask, at two sizes side by side, and beside plain SQL over the contract tables.

python -m bench.questions SMALL_URL LARGE_URL: medians in milliseconds, interleaved, and ratios.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from data_access import due, live, warnings
from data_access.engine import engine_for, reading
from data_access.figures import cases, figures, indicators
from data_access.schema import EvaluationRun
from supervision.scope import Period, Scope

RUNS = 7
STANDING = ("open", "awaiting_acceptance", "in_review", "in_approval", "in_delivery")
LIGHTS = ("open_red", "open_yellow", "open_soon")
ON_TIME = ("A6_raw", "A6_lawful", "A6_extended")

Question = Callable[[Connection, Scope, datetime], object]

QUESTIONS: dict[str, Question] = {
    "live: stages now": lambda c, s, t: figures(c, s, STANDING, as_of=t),
    "live: lights now": lambda c, s, t: figures(c, s, LIGHTS, as_of=t),
    "live: lights by department": lambda c, s, t: figures(c, s, LIGHTS, as_of=t, by="department"),
    "live: what falls due": lambda c, s, t: due.falling_due(c, s, as_of=t),
    "live: newest findings": lambda c, s, t: live.newest(c, s, as_of=t),
    "live: ninety days": lambda c, s, t: figures(
        c, s.within(Period.ending(t.date(), 90)), ("received", "closed"), as_of=t, by="day"
    ),
    "warnings: first page": lambda c, s, t: warnings.listed(
        c, s, as_of=t, narrowed=warnings.Narrowed(), limit=20
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
    "live: stages now": "SELECT count(*) FROM approval_case WHERE accepted_at <= :t"
    " AND (closed_at IS NULL OR closed_at > :t)",
    "live: ninety days": "SELECT substr(CAST(closed_at AS VARCHAR), 1, 10), count(*)"
    " FROM approval_case WHERE closed_at > :from AND closed_at <= :t GROUP BY 1",
    "efficiency: a year by department": "SELECT department_code, count(*), sum(CASE WHEN closed_at"
    " <= received_at THEN 0 ELSE 1 END) FROM approval_case WHERE closed_at > :year GROUP BY 1",
}


@dataclass
class Timings:
    """Milliseconds of one question on the small and on the large database."""

    small: list[float] = field(default_factory=list)
    large: list[float] = field(default_factory=list)

    def row(self) -> str:
        """Medians and their ratio."""
        small, large = statistics.median(self.small), statistics.median(self.large)
        return f"{small:9.1f} {large:9.1f} {large / small:7.2f}"


def main(small_url: str, large_url: str) -> None:
    """Print one line a question."""
    print(f"{'question':44} {'small ms':>9} {'large ms':>9} {'ratio':>7}")
    for name, question in QUESTIONS.items():
        print(f"{name:44} {_measured(question, small_url, large_url).row()}")
        if name in PLAIN:
            plain = _plain(PLAIN[name])
            print(f"{'  plain SQL':44} {_measured(plain, small_url, large_url).row()}")


def _measured(question: Question, small_url: str, large_url: str) -> Timings:
    timings = Timings()
    for run in range(RUNS + 1):
        for url, kept in ((small_url, timings.small), (large_url, timings.large)):
            with reading(engine_for(url)) as connection:
                as_of = _data_time(connection)
                scope = Scope(Period.ending(as_of.date(), 30))
                started = time.perf_counter()
                question(connection, scope, as_of)
                if run:  # the first run warms the pages and the compiled statements
                    kept.append((time.perf_counter() - started) * 1000)
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
