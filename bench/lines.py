"""What the screens of projects and of appeals ask, at two sizes side by side.

python -m bench.lines SMALL_URL LARGE_URL: medians in milliseconds of the clock and of the
processor, interleaved, and ratios. The screen of appeals is opened once over the small database,
and all that it asks is asked of both; `page` as a third argument asks that alone. Then what a
changed project and a changed appeal cost to work (one batch of each, worked anew and rolled back).
Fill the databases with, for instance, python -m sample_data --cases 1000 --projects 1000
--appeals 100000, and ten times that.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from bench import history
from data_access import evaluation
from data_access.declared import load_declared
from data_access.engine import engine_for, reading, writing
from data_access.figures import cases, figures, indicators
from data_access.holding import hold
from data_access.line import Line, Work
from data_access.lines import LINES
from data_access.projects import project_board, projects
from data_access.schema import EvaluationRun
from supervision.scope import Period, Scope

RUNS = 9
SUBJECTS = 500
DAYS = 30
SPANS = (30, 365)
VIEWS: dict[str, dict[str, str]] = {
    "appeals page": {},
    "appeals page by town": {"by": "town", "split": "town"},
    "appeals page, overdue": {"state": "overdue", "split": "channel"},
}
"""What the address chooses on the screen of appeals."""
RATES = ("start_rate", "completion_rate", "investment_rate", "schedule_gap")
STANDING = (
    *("starts_planned", "starts_missing", "completions_planned", "completions_missing"),
    *("blockers_open", "blockers_overdue", "milestones_late", "projects_red", "projects_yellow"),
)
VOICES = (
    *("appeal_on_time_rate", "resolution_by_department", "resolution_by_enterprise"),
    *("appeal_satisfaction_rate", "call_back_rate", "appeal_mean_days"),
)
OPEN = ("appeals_open", "appeals_open_overdue", "appeals_open_soon", "appeals_suspended")

Question = Callable[[Connection, Scope, datetime], object]


def _of_year(scope: Scope, as_of: datetime) -> Scope:
    return scope.within(Period(date(as_of.year, 1, 1), as_of.date()))


def _first_page(connection: Connection, scope: Scope, as_of: datetime) -> object:
    shown = projects.list_projects(connection, scope, as_of=as_of)["project_id"].head(8)
    return projects.list_stones(connection, scope, as_of=as_of, project_ids=tuple(shown))


PROJECTS: dict[str, Question] = {
    "all projects with their lights": lambda c, s, t: projects.list_projects(c, s, as_of=t),
    "rates of the year": lambda c, s, t: indicators(c, _of_year(s, t), RATES, as_of=t),
    "what is missing, late, stuck": lambda c, s, t: project_board.stocks(
        c, _of_year(s, t), as_of=t, names=STANDING
    ),
    "money by month": lambda c, s, t: projects.investment_by_month(c, s, as_of=t),
    "milestones of six weeks": lambda c, s, t: projects.list_coming(c, s, as_of=t),
    "dates of eight projects": _first_page,
    "towns": lambda c, s, t: projects.list_towns(c, s, as_of=t),
}
APPEALS: dict[str, Question] = {
    "both voices, thirty days": lambda c, s, t: indicators(c, s, VOICES, as_of=t),
    "both voices, a year": lambda c, s, t: indicators(c, _of_year(s, t), VOICES, as_of=t),
    "on time by department": lambda c, s, t: indicators(c, s, VOICES[:3], as_of=t, by="department"),
    "themes": lambda c, s, t: figures(c, s, ("appeals_received",), as_of=t, by="item"),
    "received, day by day": lambda c, s, t: figures(
        c, s, ("appeals_received", "appeals_answered"), as_of=t, by="day"
    ),
    "open, overdue, soon": lambda c, s, t: figures(c, s, OPEN, as_of=t),
    "page of answered appeals": lambda c, s, t: cases(c, s, "appeals_answered", as_of=t, limit=20),
    "page of open appeals": lambda c, s, t: cases(c, s, "appeals_open", as_of=t, limit=20),
}


@dataclass
class Timings:
    """Milliseconds of one question on the small and on the large database: clock, processor."""

    small: list[tuple[float, float]] = field(default_factory=list)
    large: list[tuple[float, float]] = field(default_factory=list)

    def medians(self) -> list[float]:
        """Clock of the small and of the large, processor of the small and of the large."""
        sides = [[*zip(*side, strict=True)] for side in (self.small, self.large)]
        return [statistics.median(side[place]) for place in (0, 1) for side in sides]


def main(small_url: str, large_url: str, part: str = "") -> None:
    """Print one line a question and the whole of each screen; then the work of a change."""
    engines = engine_for(small_url), engine_for(large_url)
    gc.collect()
    gc.freeze()  # as the server does
    if part == "page":
        _print_page(small_url, engines)
        return
    for engine in engines:
        print(
            f"{engine.url.database}: the board of projects is read in {_board_read(engine):.0f} ms"
        )
    print(f"{'':60} {'small ms':>9} {'large ms':>9} {'ratio':>7} {'small cpu':>9} {'large cpu':>9}")
    for screen, questions in (("projects page", PROJECTS), ("appeals", APPEALS)):
        timed = {name: _measured(question, engines) for name, question in questions.items()}
        for name, timings in timed.items():
            print(_row(name, timings.medians()))
        whole = [sum(parts) for parts in zip(*(t.medians() for t in timed.values()), strict=True)]
        print(_row(screen.upper(), whole))
    _print_page(small_url, engines)
    for name in ("approval", "project", "appeal"):
        spent = [_worked(engine, LINES[name]) for engine in engines]
        print(f"{f'a changed {name}, worked anew':36} {spent[0]:9.0f} {spent[1]:9.0f} microseconds")


def _print_page(small_url: str, engines: tuple[Engine, Engine]) -> None:
    """The screen of appeals as a reader opens it, question by question, and what all cost."""
    for days in SPANS:
        for view, chosen in VIEWS.items():
            print(f"{view}, {days} days")
            asked = history.questions(small_url, view, ("appeals", chosen), days)
            for engine in engines:
                hold(engine, history.data_time(engine))  # as the server does
            timed = {one: _measured(_as_question(one), engines, days) for one in asked}
            for one, timings in timed.items():
                print(_row(f"  {history.words(one)}"[:60], timings.medians()))
            whole = [sum(p) for p in zip(*(t.medians() for t in timed.values()), strict=True)]
            print(_row(f"{view}, {days} days".upper(), whole))


def _as_question(asked: history.Asked) -> Question:
    question, scope, options = asked
    return lambda connection, _scope, as_of: question(
        connection, scope, as_of=as_of, **dict(options)
    )


def _row(name: str, medians: Iterable[float]) -> str:
    small, large, small_cpu, large_cpu = medians
    ratio = large / small
    return f"{name:60} {small:9.2f} {large:9.2f} {ratio:7.2f} {small_cpu:9.2f} {large_cpu:9.2f}"


def _measured(question: Question, engines: tuple[Engine, Engine], days: int = DAYS) -> Timings:
    timings = Timings()
    for run in range(RUNS + 2):
        for engine, kept in zip(engines, (timings.small, timings.large), strict=True):
            with reading(engine) as connection:
                # every run asks of a second of its own, so that nothing is known from the last
                as_of = _data_time(connection) + timedelta(seconds=run)
                scope = Scope(Period.ending(as_of.date(), days))
                started, processor = time.perf_counter(), time.process_time()
                question(connection, scope, as_of)
                spent = time.perf_counter() - started, time.process_time() - processor
                if run > 1:  # the first runs warm the pages and the compiled statements
                    kept.append((spent[0] * 1000, spent[1] * 1000))
    return timings


def _board_read(engine: Engine) -> float:
    """Milliseconds of the processor until all projects are in memory, the second time."""
    for _ in range(2):
        project_board.forget()
        with reading(engine) as connection:
            as_of = _data_time(connection)
            started = time.process_time()
            project_board.board(connection, as_of)
            spent = (time.process_time() - started) * 1000
    return spent


def _worked(engine: Engine, line: Line) -> float:
    """Microseconds of the processor to read, derive and compare a subject that has not changed."""
    with writing(engine) as connection:
        now = _data_time(connection)
        work = Work(load_declared(connection, now.date()), now, 0)
        subjects = sorted(connection.scalars(line.subjects.limit(2 * SUBJECTS)))
        spent = 0.0
        for some in (subjects[:SUBJECTS], subjects[SUBJECTS:]):
            started = time.process_time()
            evaluation._derive(connection, line, some, work)
            spent = time.process_time() - started
        connection.rollback()
    return spent / SUBJECTS * 1e6


def _data_time(connection: Connection) -> datetime:
    moment = connection.scalar(select(func.max(EvaluationRun.finished_at)))
    if moment is None:
        raise SystemExit("the database has not been evaluated")
    return moment


if __name__ == "__main__":
    main(*sys.argv[1:4])
