"""The rows around now: read after a batch that worked their line, and never twice."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, insert, text, update

from data_access import running_day
from data_access.cells import rebuild_cells
from data_access.figures import figures
from data_access.measures import MEASURES
from data_access.measures.sources import CASES
from data_access.schema import AppealClock, CaseClock, EvaluatedSubject, EvaluationRun
from supervision.scope import Period, Scope
from tests.appeals_record import round_row
from tests.derived_rows import accepted, write

NOW = datetime(2026, 9, 3, 10, 30)
TOMORROW = NOW + timedelta(days=1)
SCOPE = Scope(Period.ending(TOMORROW.date(), 30))
NAMES = ("received", "due_raw", "due_raw_missed")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def known(connection: Connection) -> Iterator[Connection]:
    """Three cases of today: a limit has passed at nine, one ends at noon, one with the day."""
    running_day.forget()
    ends = (NOW.replace(hour=9, minute=0), NOW.replace(hour=12), NOW.replace(hour=23, minute=59))
    cases = [accepted(str(n), NOW - n * MINUTE, end) for n, end in enumerate(ends, start=1)]
    write(connection, [one | {"promised_raw_due_at": one["promised_due_at"]} for one in cases])
    rebuild_cells(connection, "approval", 1)
    worked(connection, 1, NOW)
    yield connection
    running_day.forget()


def worked(
    connection: Connection, run_no: int, at: datetime, line: str = "", case: str = ""
) -> None:
    run = {"run_no": run_no, "finished_at": at, "subjects": 1}
    connection.execute(insert(EvaluationRun), run)
    if line:
        row = {"line": line, "subject_id": case, "run_no": run_no}
        connection.execute(insert(EvaluatedSubject), row)


def told(connection: Connection, as_of: datetime = NOW) -> tuple[int, ...]:
    frame = figures(connection, SCOPE, NAMES, as_of=as_of)
    return tuple(frame.iloc[0].tolist())


def asked_of(
    connection: Connection,
    table: str,
    as_of: datetime = NOW,
    ask: Callable[[], object] | None = None,
) -> int:
    """How many statements a question asks of a table: that of `told`, unless there is another."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    ask() if ask else told(connection, as_of)
    event.remove(connection.engine, "before_cursor_execute", note)
    return sum(f"FROM {table}" in one for one in statements)


def test_limits_pass_as_time_goes_and_no_row_is_asked_for_it(known: Connection) -> None:
    assert told(known) == (3, 1, 1)
    assert asked_of(known, "case_clock") == 0
    assert told(known, NOW.replace(hour=12)) == (3, 2, 2)
    assert told(known, NOW.replace(hour=11, minute=59, second=59)) == (3, 1, 1)
    assert told(known, NOW - 90 * MINUTE) == (0, 1, 1), "the cases were received later"


def test_a_moment_before_what_is_known_is_counted_from_rows(known: Connection) -> None:
    told(known)
    assert asked_of(known, "case_clock", NOW - 9 * MINUTE) == 0
    assert asked_of(known, "case_clock", NOW - 11 * MINUTE) == 1  # of limits the day is known
    yesterday = NOW - timedelta(days=1)
    assert told(known, yesterday) == (0, 0, 0)
    assert asked_of(known, "case_clock", yesterday) == 3


def test_a_batch_of_the_line_is_seen_and_another_reads_nothing_anew(known: Connection) -> None:
    assert told(known) == (3, 1, 1)
    gone = delete(CaseClock).where(CaseClock.case_id == "1")
    known.execute(gone)
    rebuild_cells(known, "approval", 2)
    worked(known, 2, NOW + MINUTE, "appeal", "somebody")
    assert asked_of(known, "case_clock") == 0
    worked(known, 3, NOW + 2 * MINUTE, "approval", "1")
    of_cases = [one for one in running_day.GROUPS_OF["approval"] if one.source is CASES]
    assert asked_of(known, "case_clock") == len(of_cases) == 9, "each group once"
    assert told(known) == (2, 0, 0)
    assert asked_of(known, "case_clock") == 0


def test_the_next_day_is_read_anew(known: Connection) -> None:
    told(known)
    known.execute(
        update(CaseClock).where(CaseClock.case_id == "3").values(promised_raw_due_at=TOMORROW)
    )
    rebuild_cells(known, "approval", 2)
    worked(known, 2, TOMORROW + MINUTE)
    assert told(known, TOMORROW) == (3, 3, 3)
    assert asked_of(known, "case_clock", TOMORROW) == 0
    assert told(known, TOMORROW - timedelta(seconds=1)) == (3, 2, 2)


def test_what_had_not_happened_is_looked_for_only_where_something_came_later(
    known: Connection,
) -> None:
    names = ["appeals_reached_answer", "appeals_received"]

    def reached(as_of: datetime) -> list[int]:
        return figures(known, SCOPE, names, as_of=as_of).iloc[0].tolist()

    def asked(as_of: datetime) -> int:
        return asked_of(known, "appeal_clock", as_of, lambda: reached(as_of))

    rows = [
        round_row("A1", NOW - 3 * MINUTE, answered_at=NOW - MINUTE),
        round_row("A2", NOW - 2 * MINUTE, answered_at=None),
    ]
    known.execute(insert(AppealClock), rows)
    rebuild_cells(known, "appeal", 1)
    running_day.forget()
    assert reached(NOW) == [1, 2]
    assert asked(NOW) == 0
    assert reached(NOW - MINUTE) == [1, 2]
    assert asked(NOW - MINUTE) == 0
    assert reached(NOW - 2 * MINUTE) == [0, 2]
    assert asked(NOW - 2 * MINUTE) == 1
    answered = NOW + 2 * MINUTE
    later = {"answered_at": answered, "last_at": answered}
    known.execute(update(AppealClock).where(AppealClock.appeal_id == "A2").values(later))
    rebuild_cells(known, "appeal", 2)
    worked(known, 2, NOW + 3 * MINUTE, "appeal", "A2")
    assert reached(NOW + MINUTE) == [1, 2]
    assert reached(answered) == [2, 2]
    assert (asked(NOW + MINUTE), asked(answered)) == (1, 0)


def test_a_database_that_fails_is_not_hidden_by_memory(known: Connection) -> None:
    told(known)
    known.execute(text("DROP TABLE evaluation_run"))
    with pytest.raises(Exception, match="evaluation_run"):
        told(known)


def test_an_older_view_is_not_told_of_a_later_batch(known: Connection) -> None:
    soon = NOW + timedelta(seconds=2)
    before = told(known, soon)
    with known.begin_nested() as later:
        write(known, [accepted(str(n), NOW + timedelta(seconds=5), None) for n in (7, 8, 9)])
        rebuild_cells(known, "approval", 2)
        worked(known, 2, NOW + MINUTE, "approval", "7")
        running_day.hold(known)
        later.rollback()  # what is left is a view of the batch before
    assert told(known, soon) == before
    assert asked_of(known, "case_clock", soon) == 3


def test_a_group_knows_all_that_its_measures_are_made_of() -> None:
    flows = [one for one in MEASURES.values() if one.kind == "flow"]
    for measure in flows:
        parts = [name for name in (measure.whole, measure.part) if name]
        made_of = [measure] if measure.in_cells else [MEASURES[name] for name in parts]
        groups = {group.name: group for group in running_day.GROUPS_OF[measure.line]}
        for one in made_of:
            assert one in groups[f"{measure.line}.{measure.anchor}"].measures, measure.name
