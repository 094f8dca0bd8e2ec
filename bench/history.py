"""What the screens about history ask, question by question, at two sizes side by side.

python -m bench.history SMALL_URL LARGE_URL [DAYS ...]: medians in milliseconds, interleaved, and
how much of them is the database's. Each page is opened once over the small database and whatever it
fetches is written down, so that no question is forgotten; then every question is asked of both
databases. Periods of 30, 90 and 365 days unless others are named. With one URL, or the same twice,
the ratio says how noisy the run is.
"""

import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from unittest.mock import Mock, patch

import streamlit as st
from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from bench import database_time
from data_access.access.people import SignedIn
from data_access.engine import engine_for, reading
from data_access.holding import hold
from data_access.open_set.seconds import FAR
from data_access.schema import AppealClock, CaseClock, EvaluationRun
from supervision.people import Role, Viewer
from supervision.scope import Period, Scope
from ui import fetch
from ui.access import recorder, viewer
from ui.links import ROOT, SCREENS

RUNS = 5
SPANS = (30, 90, 365)
TIMED_OUT = 300.0

Asked = tuple[Callable[..., object], Scope, tuple[tuple[str, Hashable], ...]]


@dataclass
class Timings:
    """Milliseconds of one question on the small and on the large database, theirs beside."""

    small: list[tuple[float, float]] = field(default_factory=list)
    large: list[tuple[float, float]] = field(default_factory=list)

    def medians(self) -> tuple[float, ...]:
        """Of the small and of the large; then the database's part of each."""
        sides = [zip(*side, strict=True) for side in (self.small, self.large)]
        wholes, parts = zip(*sides, strict=True)
        return tuple(statistics.median(one) for one in (*wholes, *parts))


def main(small_url: str, large_url: str = "", *spans: str) -> None:
    """Print one block a page and period: its questions, the slowest first, and their total."""
    engines = engine_for(small_url), engine_for(large_url or small_url)
    for engine in dict.fromkeys(engines):  # as the server does from its start
        database_time.watch(engine)
        hold(engine, data_time(engine))
    columns = ("small ms", "large ms", "ratio", "small db", "large db", "ratio")
    print(f"{'page, days, question':78}", *(f"{one:>9}" for one in columns))
    for page, chosen in pages(engines[0]).items():
        for days in [int(span) for span in spans] or SPANS:
            timed = {
                asked: measured(asked, *engines)
                for asked in questions(small_url, page, chosen, days)
            }
            total = [sum(side) for side in zip(*(t.medians() for t in timed.values()), strict=True)]
            print(f"{page} {days} days: {len(timed)} questions".ljust(78), numbers(*total))
            for asked, timings in sorted(timed.items(), key=lambda pair: -pair[1].medians()[1]):
                print(f"    {words(asked)[:73]:74}", numbers(*timings.medians()))


def pages(engine: Engine) -> dict[str, tuple[str, Mapping[str, str]]]:
    """By what we call it: the screen, and what its address chooses."""
    with reading(engine) as connection:
        department, item = connection.execute(
            select(CaseClock.department_code, CaseClock.item_code)
            .group_by(CaseClock.department_code, CaseClock.item_code)
            .order_by(func.count().desc())
            .limit(1)
        ).one()
        town, few = (
            connection.execute(select(code).group_by(code).order_by(order).limit(1)).scalar_one()
            for code, order in (
                (AppealClock.town_code, func.count().desc()),
                (AppealClock.department_code, func.count()),
            )
        )
    return {
        "efficiency": ("efficiency", {}),
        "efficiency by item": ("efficiency", {"by": "item"}),
        "efficiency by month": ("efficiency", {"by": "month"}),
        "efficiency of a department": ("efficiency", {"department": department}),
        "efficiency of an item": ("efficiency", {"item": item}),
        "procedure": ("procedure", {}),
        "procedure, all items": ("procedure", {"range": "all"}),
        "procedure of a department": ("procedure", {"department": department}),
        "definitions": ("definitions", {}),
        "definitions, truth": ("definitions", {"group": "truth"}),
        "quality": ("quality", {}),
        "quality of a department": ("quality", {"department": department}),
        "cases closed": ("cases", {"measure": "closed"}),
        "cases late": ("cases", {"measure": "due_raw_missed"}),
        "cases paused": ("cases", {"measure": "pauses_near"}),
        "due": ("due", {}),
        "live": ("live", {}),
        "warnings": ("warnings", {}),
        "warnings of a department": ("warnings", {"department": department}),
        "orders": ("orders", {}),
        "appeals": ("appeals", {}),
        "appeals of a town": ("appeals", {"town": town}),
        "appeals of a small department": ("appeals", {"department": few}),
        "channels": ("channels", {}),
        "channels by subject": ("channels", {"by": "subject"}),
        "projects": ("projects", {}),
        "case": ("case", {"id": _last_case(engine)}),
    }


def questions(url: str, page: str, chosen: tuple[str, Mapping[str, str]], days: int) -> list[Asked]:
    """What the page asks, each question once, in its order."""
    screen, address = chosen
    os.environ["SUPERVISION_DATABASE_URL"] = url
    os.environ["SUPERVISION_QUERY_SECONDS"] = str(TIMED_OUT)
    st.cache_data.clear()
    fetch.answers.forget()
    period = Period.ending(data_time(engine_for(url)).date(), days)
    app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=TIMED_OUT)
    for name, value in {**address, **_dates(period)}.items():
        app.query_params[name] = value
    with _signed_in():
        app.run()
    with _recorded() as asked, _signed_in():
        app.switch_page(os.path.relpath(SCREENS[screen].path, ROOT / "ui"))
        app.run()
    if app.exception:
        raise SystemExit(f"{page}: {app.exception[0].message}")
    return list(dict.fromkeys(asked))


def measured(asked: Asked, small: Engine, large: Engine) -> Timings:
    """One question on both, in turn; the first round warms pages and compiled statements."""
    timings = Timings()
    sides = [
        (engine, data_time(engine), {"case_id": _last_case(engine)}, kept)
        for engine, kept in ((small, timings.small), (large, timings.large))
    ]
    for run in range(RUNS + 1):
        for engine, as_of, of_its_own, kept in sides:
            with reading(engine) as connection:
                question, scope, options = asked
                chosen = {n: of_its_own.get(n, v) for n, v in options}
                started = time.perf_counter(), database_time.spent()
                question(connection, scope, as_of=as_of, **chosen)
                ended = time.perf_counter(), database_time.spent()
                if run:
                    whole, part = ((e - s) * 1000 for s, e in zip(started, ended, strict=True))
                    kept.append((whole, part))
    return timings


def words(asked: Asked) -> str:
    """A question in one line: its name, and what tells it from the others."""
    question, scope, options = asked
    parts = [f"{question.__module__.rpartition('.')[2]}.{question.__name__}"]
    parts += [f"{scope.period.days}d"]
    for name, value in options:
        shown = f"{len(value)} {name}" if isinstance(value, tuple) else f"{name}={value}"
        parts.append(shown)
    return " ".join(parts)


def numbers(*medians: float) -> str:
    """Both sizes and their ratio, of the whole and of the database's part."""
    pairs = medians[:2], medians[2:]
    return " ".join(
        f"{small:9.2f} {large:9.2f} {large / small if small else math.nan:9.2f}"
        for small, large in pairs
    )


@contextmanager
def _recorded() -> Iterator[list[Asked]]:
    """The questions that reach the one place where screens ask, as they come."""
    asked: list[Asked] = []
    answers = fetch.answers
    answer = answers.answer

    def noted(
        key: fetch.Key, as_of: datetime, ask: Callable[[], object], seconds: float
    ) -> fetch.Known:
        name, scope, options = key
        assert isinstance(scope, Scope)
        assert isinstance(options, tuple)
        module, _, function = str(name).rpartition(".")
        asked.append((getattr(sys.modules[module], function), scope, options))
        return answer(key, as_of, ask, seconds)

    with patch.object(answers, "answer", noted):
        yield asked


@contextmanager
def _signed_in() -> Iterator[None]:
    """A supervisor looks at the pages; that they did is not written into the access log."""
    person = Viewer("bench", "bench", frozenset({Role.SUPERVISOR}), session="bench")
    found = SignedIn(person, FAR, FAR)
    with (
        patch.object(viewer, "signed_in", lambda: found),
        patch.object(viewer, "recorder", Mock()),
        patch.object(recorder, "recorder", Mock()),
    ):
        yield


def _dates(period: Period) -> dict[str, str]:
    def text(day: date) -> str:
        return day.isoformat()

    return {"from": text(period.first), "to": text(period.last)}


def _last_case(engine: Engine) -> str:
    with reading(engine) as connection:
        newest = select(CaseClock.case_id).order_by(CaseClock.received_at.desc()).limit(1)
        return connection.scalar(newest) or ""


def data_time(engine: Engine) -> datetime:
    """When its newest batch was worked."""
    with reading(engine) as connection:
        moment = connection.scalar(select(func.max(EvaluationRun.finished_at)))
    if moment is None:
        raise SystemExit("the database has not been evaluated")
    return moment


if __name__ == "__main__":
    main(*sys.argv[1:])
