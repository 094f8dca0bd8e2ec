"""Signals and findings of other lines in memory: as in SQL, as counted naively, kept in step."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from data_access.figures import figures, held_figures
from data_access.open_set import other_findings, standing
from data_access.open_set.standing import Held
from data_access.schema import EvaluatedSubject, EvaluationRun, Finding, SignalClock
from data_access.signals import open_signals
from supervision.findings import Level
from supervision.scope import Scope
from tests.data_access.appeals.test_measures import (
    MOMENTS,
    PERIOD,
    SCOPES,
    filled,  # noqa: F401  a fixture
    filled_once,  # noqa: F401  a fixture
    rows_of,
)
from tests.naive_appeals import NAIVE
from tests.naive_counts import Question

SIGNALS, FINDINGS = open_signals.open_signals, other_findings.other_findings
KINDS = pytest.mark.parametrize("held", [SIGNALS, FINDINGS], ids=["signals", "findings"])
LONG_AGO = datetime(2026, 8, 2)
LEVELS = (Level.SOON, Level.YELLOW, Level.RED)


@pytest.fixture
def known(filled: Connection) -> Iterator[Connection]:  # noqa: F811
    """The random rows after one batch, projects among the lines, of which nothing is in memory."""
    turned = update(Finding).where(Finding.line == "approval")
    for number, level in enumerate(LEVELS):
        some = [f"key-{place}" for place in range(number, 300, len(LEVELS))]
        values = {"line": "project", "level": level.value, "level_rank": level.rank}
        filled.execute(turned.where(Finding.finding_id.in_(some)).values(**values))
    worked(filled, 1, MOMENTS[1])
    yield filled
    for held in (SIGNALS, FINDINGS):
        held.forget()


def worked(connection: Connection, run_no: int, finished_at: datetime, *subjects: str) -> None:
    """A batch that worked these signals."""
    run = {"run_no": run_no, "finished_at": finished_at, "subjects": len(subjects)}
    connection.execute(insert(EvaluationRun), run)
    rows = [{"line": "signal", "subject_id": one, "run_no": run_no} for one in subjects]
    if rows:
        connection.execute(insert(EvaluatedSubject), rows)


def all_agree(connection: Connection, held: Held) -> dict[str, int]:
    """At each moment and in each scope; the largest number of each measure."""
    rows, names = rows_of(connection), tuple(held.kind.held)
    most = dict.fromkeys(names, 0)
    for as_of in (*MOMENTS, LONG_AGO):
        for bounds in SCOPES:
            scope = Scope(PERIOD, **bounds)
            question = Question(PERIOD.first, PERIOD.last, as_of, **bounds)
            for by in (None, "department", "item", "town"):
                found = held.stocks(connection, scope, as_of=as_of, names=names, by=by)
                read = figures(connection, scope, names, as_of=as_of, by=by)
                assert (found is None) is (as_of == LONG_AGO)
                assert found is None or found.equals(read), (by, bounds, as_of)
                assert held_figures(connection, scope, names, as_of=as_of, by=by).equals(read)
                if by is None:
                    for name in set(names) & set(NAIVE):
                        assert read[name].tolist() == [NAIVE[name](rows, question)], name
                        most[name] = max(most[name], int(read[name].iloc[0]))
                    for name in set(names) - set(NAIVE):
                        most[name] = max(most[name], int(read[name].iloc[0]))
    return most


@KINDS
def test_memory_is_sql_is_a_naive_count(known: Connection, held: Held) -> None:
    assert min(all_agree(known, held).values()) > 0


@KINDS
def test_a_batch_is_followed(known: Connection, held: Held) -> None:
    before, first = all_agree(known, held), held.known(known)
    some = [f"key-{number}" for number in range(200)]
    if held is SIGNALS:
        ended = update(SignalClock).where(SignalClock.signal_id.in_(some))
        known.execute(ended.values(answered_at=LONG_AGO))
        known.execute(delete(SignalClock).where(SignalClock.signal_id == "key-300"))
    else:
        ended = update(Finding).where(Finding.subject_id.in_(some))
        known.execute(ended.values(withdrawn_at=LONG_AGO))
        known.execute(delete(Finding).where(Finding.subject_id == "key-300"))
    worked(known, 2, MOMENTS[1], *some, "key-300")
    after, second = all_agree(known, held), held.known(known)
    assert sum(after.values()) < sum(before.values())
    assert (second.run_no, second.codes) == (2, first.codes), "it was read anew, not followed"


@KINDS
def test_who_missed_too_many_batches_reads_all_anew(
    known: Connection, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = held.known(known)
    worked(known, 2, MOMENTS[1])
    monkeypatch.setattr(standing, "worked_since", lambda *_: None)
    second = held.known(known)
    assert second.run_no == 2
    assert second.codes is not first.codes


@KINDS
def test_a_measure_that_is_not_held_is_refused(known: Connection, held: Held) -> None:
    with pytest.raises(KeyError):
        held.stocks(known, Scope(PERIOD), as_of=MOMENTS[1], names=("signals_received",))


def test_flows_and_stocks_stand_side_by_side(known: Connection) -> None:
    names = ("signals_received", "signals_open", "signals_near_limit", "appeals_received")
    read = figures(known, Scope(PERIOD), names, as_of=MOMENTS[1])
    SIGNALS.known(known)
    FINDINGS.known(known)
    assert held_figures(known, Scope(PERIOD), names, as_of=MOMENTS[1]).equals(read)
    assert read.iloc[0].all()


def test_those_about_cases_are_not_among_them(known: Connection) -> None:
    of_cases = select(Finding.finding_id).where(Finding.line == "approval")
    assert known.scalars(of_cases).all()
    assert set(FINDINGS.known(known).codes["line"].words) == set(other_findings.LINES)
