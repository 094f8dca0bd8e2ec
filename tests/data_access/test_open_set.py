"""What is open, in memory: the same as SQL and as a naive count, and in step with every change."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, event, insert, select, text, update

from data_access import warnings
from data_access.approvals import due, live, open_history, stages
from data_access.batches import RUNS_KEPT
from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate
from data_access.figures import figures
from data_access.measures import MEASURES
from data_access.open_set import following
from data_access.open_set.following import forget, open_set
from data_access.open_set.rows import SPARE
from data_access.open_set.seconds import NEVER, second_of, seconds_of
from data_access.open_set.stocks import is_held, stocks
from data_access.schema import (
    ApprovalCase,
    CaseClock,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    ServiceItem,
)
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, accepted, closed, found, write
from tests.naive_counts import NAIVE, Question, fetched

STOCKS = [name for name, measure in MEASURES.items() if is_held(measure)]
PERIOD = Period(date(2026, 8, 20), date(2026, 9, 25))
SCOPE = Scope(PERIOD)
MOMENTS = (
    datetime(2026, 9, 3, 10, 30),
    datetime(2026, 9, 14, 23, 59, 59),
    datetime(2026, 10, 30, 9, 0),
)
SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"departments": ("department-1", "department-2"), "towns": ("zhujing",)},
    {"items": ("item-3", "unheard of")},
)
NOW = datetime(2026, 9, 15, 10, 0)  # a Tuesday


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture(scope="module")
def filled_once(shared_connection: Connection) -> Connection:
    write(shared_connection, *Chance(seed=20, first=datetime(2026, 8, 1), days=75).cases(600))
    return shared_connection


@pytest.fixture
def filled(filled_once: Connection) -> Iterator[Connection]:
    """Six hundred random cases; what a test writes beside them is taken back."""
    with filled_once.begin_nested() as work:
        yield filled_once
        work.rollback()


def rows_of(connection: Connection) -> dict[str, list[dict[str, object]]]:
    models = {"cases": CaseClock, "findings": Finding}
    return {
        name: fetched(connection.execute(select(table_of(model))).mappings())
        for name, model in models.items()
    }


@pytest.mark.parametrize(
    ("newest_batch", "of_their_own_day"),
    [
        (None, 0),  # no batch: everything is held
        (datetime(2026, 12, 28), 2),  # the set begins on the seventh of September less a day
        (datetime(2027, 9, 1), 3),
    ],
)
def test_set_is_sql_is_naive_count_for_every_stock(
    filled: Connection, newest_batch: datetime | None, of_their_own_day: int
) -> None:
    rows, seen, old = rows_of(filled), set(), 0
    if newest_batch:
        run = {"run_no": 1, "finished_at": newest_batch, "subjects": 1}
        filled.execute(insert(EvaluationRun), [run])
    for as_of in MOMENTS:
        old += open_set(filled, as_of).stretch.until is not None
        for bounds in SCOPES:
            scope = Scope(PERIOD, **bounds)
            question = Question(PERIOD.first, PERIOD.last, as_of, **bounds)
            counted = stocks(filled, scope, as_of=as_of, names=STOCKS)
            in_sql = figures(filled, scope, STOCKS, as_of=as_of)
            assert counted.equals(in_sql)
            for name in STOCKS:
                assert counted[name].iloc[0] == NAIVE[name](rows, question), (name, bounds, as_of)
                if counted[name].iloc[0]:
                    seen.add(name)
    assert seen == set(STOCKS)
    assert old == of_their_own_day


@pytest.mark.parametrize("by", ["department", "item", "town"])
def test_parts_are_those_of_sql(filled: Connection, by: str) -> None:
    for as_of in MOMENTS:
        counted = stocks(filled, SCOPE, as_of=as_of, names=STOCKS, by=by)
        assert counted.equals(figures(filled, SCOPE, STOCKS, as_of=as_of, by=by))


def test_what_is_not_open_is_not_counted_here(filled: Connection) -> None:
    for name in ("received", "items"):
        with pytest.raises(ValueError, match=name):
            stocks(filled, SCOPE, as_of=NOW, names=[name])


def test_lines_look_back_no_further_than_is_held(filled: Connection) -> None:
    with pytest.raises(ValueError, match="not 21"):
        open_history.open_by_day(filled, SCOPE, as_of=NOW, days=21)


@pytest.mark.parametrize("scope", [Scope(PERIOD, **bounds) for bounds in SCOPES])
def test_a_day_long_past_is_told_as_the_day_itself_told_it(filled: Connection, scope: Scope):
    whole = answers(filled, scope, MOMENTS[1])
    forget()
    run = {"run_no": 1, "finished_at": datetime(2027, 9, 1), "subjects": 1}
    filled.execute(insert(EvaluationRun), [run])
    assert open_set(filled, MOMENTS[1]).cases.count < 600
    assert answers(filled, scope, MOMENTS[1]) == whole


def test_what_ended_long_after_a_day_long_past_stood_on_it(connection: Connection) -> None:
    """Sixty days after the day is the edge at which two questions meet."""
    noon, edge = datetime(2026, 9, 14, 12), datetime(2026, 11, 14)
    ends = [edge + timedelta(seconds=seconds) for seconds in (-1, 0, 1)] + [datetime(2027, 12, 1)]
    many = [closed(f"c{n}", noon, end, end) for n, end in enumerate(ends)]
    late = closed("later", datetime(2026, 9, 15, 0, 0, 1), ends[-1], ends[-1])
    cards = [found(one, "W02", "yellow", noon, ends_at=one["closed_at"]) for one in many]
    write(connection, [*many, late], findings=cards)
    run = {"run_no": 1, "finished_at": datetime(2028, 9, 1), "subjects": 1}
    connection.execute(insert(EvaluationRun), [run])
    told = stocks(connection, SCOPE, as_of=noon, names=["open", "open_yellow"]).iloc[0]
    assert dict(told) == {"open": 4, "open_yellow": 4}
    known = open_set(connection, noon)
    assert sorted(known.cases["case_id"].tolist()) == ["c0", "c1", "c2", "c3"]
    assert known.findings.count == 4


def test_what_lasted_long_is_found_by_an_index_of_its_own(new_database: Callable[[], str]) -> None:
    engine, asked = engine_for(new_database()), []
    run = {"run_no": 1, "finished_at": datetime(2028, 9, 1), "subjects": 1}
    with writing(engine) as connection:
        connection.execute(insert(EvaluationRun), [run])

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    with reading(engine) as connection:
        open_set(connection, datetime(2026, 9, 14, 12))
        plans = [
            step[3]
            for statement, values in tuple(asked)
            if "datetime(" in statement
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert [plan.partition("INDEX ")[2].partition(" ")[0] for plan in plans] == [
        "ix_case_clock_closed_at_received_at_long",
        "ix_finding_ends_at_occurs_at_line_long",
    ]


def answers(connection: Connection, scope: Scope, as_of: datetime) -> dict[str, str]:
    """Everything that the screens ask of the open set, as text."""
    all_of_them = warnings.Narrowed()
    return {
        "cards": live.cards(connection, scope, as_of=as_of).to_csv(),
        "newest": str(live.newest(connection, scope, as_of=as_of)),
        "red": str(live.open_red(connection, scope, as_of=as_of)),
        "today": str(live.found_today(connection, scope, as_of=as_of)),
        "stages": str(stages.stages(connection, scope, as_of=as_of)),
        "due": due.falling_due(connection, scope, as_of=as_of).to_csv(),
        "due on": due.due_on(
            connection, scope, as_of=as_of, day=as_of.date() + timedelta(days=1), limit=99
        ).frame.to_csv(),
        "lines": open_history.open_by_day(connection, scope, as_of=as_of, days=20).to_csv(),
        "list": warnings.listed(
            connection, scope, as_of=as_of, narrowed=all_of_them, limit=999
        ).to_csv(),
        "levels": warnings.counted(connection, scope, as_of=as_of, narrowed=all_of_them).to_csv(),
        "officers": warnings.officers(connection, scope, as_of=as_of).to_csv(),
        "stocks": stocks(connection, scope, as_of=as_of, names=STOCKS).to_csv(),
    }


def a_case(case_id: str, **values: Any) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "source_code": "window",
        "case_no": f"No. {case_id}",
        "item_code": "licence",
        "department_code": "housing",
        "received_at": datetime(2026, 9, 1, 9),
        "accepted_at": datetime(2026, 9, 1, 10),
        "decided_at": None,
        "closed_at": None,
        "outcome": None,
        **values,
    }


@pytest.fixture
def district(database: Engine) -> Engine:
    """Forty evaluated cases that grow old, every fourth of them decided and closed in time."""
    with writing(database) as connection:
        item = {"item_code": "licence", "name": "licence", "department_code": "housing"}
        item |= {"kind": "licence", "promised_limit": 5, "statutory_limit": 20}
        connection.execute(insert(ServiceItem), [item | {"limit_unit": "working_day"}])
        over = {
            "decided_at": datetime(2026, 9, 4, 9),
            "closed_at": datetime(2026, 9, 4, 10),
            "outcome": "granted",
        }
        cases = [a_case(f"c{n:02}", **(over if n % 4 == 0 else {})) for n in range(40)]
        connection.execute(insert(ApprovalCase), cases)
    evaluate(database, now=NOW)
    return database


def in_step(engine: Engine) -> Any:
    """The set that followed the changes, checked against one that is read anew."""
    with reading(engine) as connection:
        scopes = (SCOPE, Scope(PERIOD, departments=("water",)))
        moments = (NOW, NOW + timedelta(days=30), datetime(2026, 9, 2))
        told = [answers(connection, scope, moment) for scope in scopes for moment in moments]
        known = open_set(connection, NOW)
        forget()
        anew = [answers(connection, scope, moment) for scope in scopes for moment in moments]
        assert told == anew
        assert open_set(connection, NOW).run_no == known.run_no
        return known


def test_changed_new_and_deleted_cases_are_followed(district: Engine) -> None:
    before = first_seen(district)
    assert before.cases.count == 40
    case = table_of(ApprovalCase)
    with writing(district) as connection:
        connection.execute(insert(case), [a_case("new", department_code="water")])
        closing = {"decided_at": NOW, "closed_at": NOW, "outcome": "granted"}
        connection.execute(update(case).where(case.c.case_id == "c01"), closing)
        moved = {"department_code": "water"}
        connection.execute(update(case).where(case.c.case_id == "c02"), moved)
        connection.execute(delete(case).where(case.c.case_id == "c03"))
    evaluate(district, now=NOW)
    after = followed(district)
    standing = after.standing(NOW)
    names = set(standing.cases["case_id"].tolist())
    assert "new" in names
    assert not names & {"c01", "c03"}
    # what the reader held of the version before is what it was
    assert set(before.standing(NOW).cases["case_id"].tolist()) >= {"c01", "c02", "c03"}
    assert before.cases.count == 40


def first_seen(engine: Engine) -> Any:
    with reading(engine) as connection:
        return open_set(connection, NOW)


def followed(engine: Engine) -> Any:
    """The next version, made without a new load."""
    loads: list[object] = []
    real = following.load
    following.load = lambda *given: loads.append(given) or real(*given)  # type: ignore[assignment]
    try:
        with reading(engine) as connection:
            open_set(connection, NOW)
    finally:
        following.load = real
    assert loads == []
    return in_step(engine)


def test_findings_that_move_vanish_or_are_withdrawn_are_followed(district: Engine) -> None:
    first_seen(district)
    case = table_of(ApprovalCase)
    with writing(district) as connection:
        # received later than was said: yellow cards withdrawn, those ahead move
        later = {"received_at": datetime(2026, 9, 10, 9), "accepted_at": datetime(2026, 9, 10, 10)}
        connection.execute(update(case).where(case.c.case_id.in_(["c05", "c06"])), later)
        # closed: what lay ahead has gone from the table
        closing = {"decided_at": NOW, "closed_at": NOW, "outcome": "granted"}
        connection.execute(update(case).where(case.c.case_id == "c07"), closing)
    evaluate(district, now=NOW + timedelta(hours=1))
    with reading(district) as connection:
        withdrawn = connection.scalars(
            select(Finding.subject_id).where(Finding.withdrawn_at.is_not(None))
        )
        assert set(withdrawn) >= {"c05", "c06"}
    known = followed(district)
    about = {
        case_id: int(rank)
        for case_id, rank in zip(
            known.case_of(known.standing(NOW + timedelta(days=60)).findings)["case_id"].tolist(),
            known.standing(NOW + timedelta(days=60)).findings["level_rank"],
            strict=True,
        )
    }
    assert "c07" not in about
    assert "c09" in about


def test_a_deleted_case_leaves_its_withdrawn_cards_and_is_no_case(district: Engine) -> None:
    with reading(district) as connection:
        red_before = len(live.newest(connection, SCOPE, as_of=NOW))
        assert red_before
    with writing(district) as connection:
        connection.execute(delete(ApprovalCase).where(ApprovalCase.case_id.like("c%")))
    evaluate(district, now=NOW)
    known = followed(district)
    with reading(district) as connection:
        assert stocks(connection, SCOPE, as_of=NOW, names=STOCKS).iloc[0].sum() == 0
    assert not known.cases["is_case"][known.cases.alive].any()


def test_who_missed_more_batches_than_are_kept_reads_all_anew(district: Engine) -> None:
    first_seen(district)
    for n in range(RUNS_KEPT + 1):
        with writing(district) as connection:
            connection.execute(insert(ApprovalCase), [a_case(f"late{n}")])
            if n == 0:  # of this change only the rows tell: its batch is forgotten at the end
                connection.execute(delete(ApprovalCase).where(ApprovalCase.case_id == "c01"))
        evaluate(district, now=NOW)
    with reading(district) as connection:
        kept = connection.scalars(select(EvaluatedSubject.subject_id))
        assert "c01" not in set(kept)
    known = in_step(district)
    assert "c01" not in known.standing(NOW).cases["case_id"].tolist()


def test_what_is_worn_or_too_old_is_dropped_and_changes_no_answer(district: Engine) -> None:
    first_seen(district)
    with writing(district) as connection:
        connection.execute(update(ApprovalCase).values(town_code="zhujing"))
    later = NOW + timedelta(days=following.HELD_DAYS + 20)
    evaluate(district, now=later)
    with reading(district) as connection:
        known = open_set(connection, later)
        told = answers(connection, SCOPE, later)
    # the ten that were closed on the fourth of September ended before the new beginning
    assert known.cases.count == 30
    assert known.cases.alive.all()
    forget()
    with reading(district) as connection:
        assert answers(connection, SCOPE, later) == told


def test_a_set_is_worn_when_a_quarter_of_it_is_gone(district: Engine) -> None:
    known = first_seen(district)
    assert not known.is_worn
    with reading(district) as connection:
        for _ in range(SPARE // 40 + 2):
            known = known.changed(connection, {f"c{n:02}" for n in range(40)}, 1)
    assert known.is_worn
    fresh = known.compacted(known.stretch.since)
    assert fresh.cases.count == 40
    assert not fresh.is_worn


def test_readers_never_see_half_a_change(district: Engine) -> None:
    """Two threads read while a third moves all cases from one department to another and back."""
    stop, mixed = threading.Event(), []
    wholes = {("housing",), ("water",)}

    def read() -> None:
        while not stop.is_set():
            with reading(district) as connection:
                known = open_set(connection, NOW)
                standing = known.standing(NOW)
                for rows in (standing.cases, known.case_of(standing.findings)):
                    places = tuple(sorted(set(known.words("department_code", rows))))
                    if places not in wholes:
                        mixed.append(places)

    readers = [threading.Thread(target=read) for _ in range(2)]
    first_seen(district)
    for thread in readers:
        thread.start()
    try:
        for n in range(8):
            with writing(district) as connection:
                place = ("water", "housing")[n % 2]
                connection.execute(update(ApprovalCase).values(department_code=place))
            evaluate(district, now=NOW)
    finally:
        stop.set()
        for thread in readers:
            thread.join(10)
    assert mixed == []
    known = in_step(district)
    assert known.words("department_code", known.standing(NOW).cases) == ["housing"] * 30


def test_a_quiet_second_asks_the_database_one_small_thing(district: Engine) -> None:
    first_seen(district)
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(district, "before_cursor_execute", note)
    first_seen(district)
    event.remove(district, "before_cursor_execute", note)
    assert [statement.split()[:2] for statement in asked] in (
        [["BEGIN"], ["SELECT", "evaluation_run.run_no,"]],  # SQLite's BEGIN is a statement
        [["SELECT", "evaluation_run.run_no,"]],
    )


def test_a_database_that_fails_is_not_hidden_by_memory(district: Engine) -> None:
    first_seen(district)
    with writing(district) as connection:
        connection.execute(text("DROP TABLE evaluation_run"))
    with reading(district) as connection, pytest.raises(Exception, match="evaluation_run"):
        live.cards(connection, SCOPE, as_of=NOW)


def test_the_state_changes_exactly_when_an_answer_may(connection: Connection) -> None:
    due_at = datetime(2026, 9, 14, 17, 30)
    case = accepted("a", datetime(2026, 9, 1, 9), due_at)
    write(connection, [case], findings=[found(case, "W02", "yellow", datetime(2026, 9, 15, 8))])
    changes = (
        (datetime(2026, 9, 1, 9), datetime(2026, 9, 1, 8, 59, 59)),  # received and accepted
        (due_at + timedelta(seconds=1), due_at),  # a limit lasts through its last second
        (datetime(2026, 9, 15, 8), datetime(2026, 9, 15, 7, 59, 59)),
    )
    for after, before in changes:
        states = [following.state(connection, SCOPE, as_of=at) for at in (before, after)]
        assert states[0] != states[1], after
        # nothing happens in the hour that follows
        later = following.state(connection, SCOPE, as_of=after + timedelta(hours=1))
        assert later == states[1]
        assert answers(connection, SCOPE, after) == answers(
            connection, SCOPE, after + timedelta(minutes=5)
        )


def test_a_case_number_of_a_case_in_quarantine_is_still_found(connection: Connection) -> None:
    case = accepted("gone", datetime(2026, 9, 1, 9), None, case_no="JS-9")
    write(connection, findings=[found(case, "W14", "red", datetime(2026, 9, 2))])
    listed = warnings.listed(
        connection, SCOPE, as_of=NOW, narrowed=warnings.Narrowed(search="js-9"), limit=5
    )
    assert listed[["case_no", "stage"]].values.tolist() == [["JS-9", "accept"]]


def test_seconds_keep_their_order_at_the_ends_of_time() -> None:
    moments = [datetime(1900, 1, 1), datetime(1970, 1, 1, 0, 0, 1), datetime(9999, 12, 31), None]
    assert seconds_of(moments).tolist() == [0, 1, NEVER - 1, NEVER]
    assert seconds_of(["2026-09-15 10:00:00", None]).tolist() == [second_of(NOW), NEVER]
