"""What stands of other lines, in memory: as in SQL, as counted naively, kept in step."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import product

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from data_access.appeals.announced_cards import announced_cards
from data_access.appeals.open_appeals import open_appeals
from data_access.appeals.suspended_appeals import suspended_appeals
from data_access.figures import cases, figures, held_figures
from data_access.open_set import standing
from data_access.open_set.other_findings import LINES, other_findings
from data_access.open_set.standing import Held
from data_access.schema import (
    AppealClock,
    AppealStay,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    SignalClock,
)
from data_access.signals import answered_signals, channels
from data_access.signals.open_signals import open_signals
from supervision.scope import Period, Scope
from tests.data_access.appeals.test_measures import (
    MOMENTS,
    PERIOD,
    SCOPES,
    filled,  # noqa: F401  a fixture
    filled_once,  # noqa: F401  a fixture
    rows_of,
)
from tests.measured import counting
from tests.naive_appeals import NAIVE
from tests.naive_counts import Question

ALL = (open_appeals, suspended_appeals, open_signals, other_findings, announced_cards)
IDS = ("appeals", "suspended", "signals", "findings", "announced")
KINDS = pytest.mark.parametrize("held", ALL, ids=IDS)
ENDED = {
    open_appeals: (AppealClock, AppealClock.appeal_id, "answered_at"),
    suspended_appeals: (AppealStay, AppealStay.appeal_id, "left_at"),
    open_signals: (SignalClock, SignalClock.signal_id, "answered_at"),
}
"""Whose rows they are, by which key, and what ends them."""
LONG_AGO = datetime(2026, 8, 2)


@pytest.fixture
def known(filled: Connection) -> Iterator[Connection]:  # noqa: F811
    """The random rows after one batch, of which nothing is in memory yet."""
    for held in ALL:
        held.forget()
    worked(filled, 1, MOMENTS[1])
    yield filled
    for held in ALL:
        held.forget()


def worked(
    connection: Connection, run_no: int, finished_at: datetime, line: str = "", *subjects: str
) -> None:
    """A batch that worked these subjects of a line."""
    run = {"run_no": run_no, "finished_at": finished_at, "subjects": len(subjects)}
    connection.execute(insert(EvaluationRun), run)
    for one in subjects:
        row = {"line": line, "subject_id": one, "run_no": run_no}
        connection.execute(insert(EvaluatedSubject), row)


def all_agree(connection: Connection, held: Held, every: int = 1) -> dict[str, int]:
    """At each moment, in each scope and split, or every so many of these; the largest numbers."""
    rows, names = rows_of(connection), tuple(held.kind.held)
    most = dict.fromkeys(names, 0)
    splits = (None, "department", "item", "town")
    asked = [*product((*MOMENTS, LONG_AGO), SCOPES, splits)]
    for as_of, bounds, by in asked[::every]:
        scope, where = Scope(PERIOD, **bounds), (as_of, bounds, by)
        found = held.stocks(connection, scope, as_of=as_of, names=names, by=by)
        told = held_figures(connection, scope, names, as_of=as_of, by=by)
        read = figures(connection, scope, names, as_of=as_of, by=by)
        assert (found is None) is (as_of == LONG_AGO and held is not announced_cards)
        for one in (told, *([] if found is None else [found])):
            assert counting(one, names).equals(counting(read, names)), where
        if by is None:
            question = Question(PERIOD.first, PERIOD.last, as_of, **bounds)
            for name in names:
                number = int(read[name].iloc[0])
                assert number == NAIVE[name](rows, question), (name, where)
                most[name] = max(most[name], number)
    return most


@KINDS
def test_memory_is_sql_is_a_naive_count(known: Connection, held: Held) -> None:
    assert min(all_agree(known, held).values()) > 0


FOLLOWED = pytest.mark.parametrize(
    "held", ALL[:4], ids=["appeals", "suspended", "signals", "findings"]
)


@FOLLOWED
def test_a_batch_is_followed(known: Connection, held: Held) -> None:
    before, first = all_agree(known, held, 3), held.known(known)
    some = [f"key-{number}" for number in range(200)]
    for run_no, line in enumerate(held.kind.lines, start=2):
        if held is other_findings:
            of_line = Finding.line == line
            ended = update(Finding).where(of_line, Finding.subject_id.in_(some))
            known.execute(ended.values(withdrawn_at=LONG_AGO))
            known.execute(delete(Finding).where(of_line, Finding.subject_id == "key-300"))
        else:
            model, key, end = ENDED[held]
            known.execute(update(model).where(key.in_(some)).values({end: LONG_AGO}))
            known.execute(delete(model).where(key == "key-300"))
        worked(known, run_no, MOMENTS[1], line, *some, "key-300")
        after, second = all_agree(known, held, 3), held.known(known)
        assert sum(after.values()) < sum(before.values())
        assert (second.run_no, second.codes) == (run_no, first.codes), "read anew, not followed"
        before = after


def test_announced_cards_follow_appeals_and_cases(known: Connection) -> None:
    def told() -> int:
        return all_agree(known, announced_cards)["cards_announced"]

    def about(case_id: str) -> list[str]:
        first = select(AppealClock.appeal_id).where(AppealClock.round_no == 1)
        rows = first.where(AppealClock.case_id == case_id).order_by(AppealClock.opened_at)
        return list(known.scalars(rows))

    before, first = told(), announced_cards.known(known)
    *early, other = about("s:1")
    named = update(AppealClock).where(AppealClock.appeal_id.in_([*early, other]))
    known.execute(named.values(case_id=""))
    known.execute(named.where(AppealClock.appeal_id == other).values(case_id="s:2"))
    worked(known, 2, MOMENTS[1], "appeal", *early, other)
    assert told() == 0 < before, "cards of a case that no appeal names any more"

    known.execute(named.values(case_id="s:2"))
    worked(known, 3, MOMENTS[1], "appeal", *early, other)
    again = told()
    most = max(
        (cases(known, Scope(PERIOD), "cards_announced", as_of=as_of).frame for as_of in MOMENTS),
        key=len,
    )
    assert len(most) == again > 0
    known.execute(delete(Finding).where(Finding.finding_id.in_(most["finding_id"])))
    worked(known, 4, MOMENTS[1], "approval", "s:2")
    last = announced_cards.known(known)
    assert told() < again
    assert (last.run_no, last.codes) == (4, first.codes), "read anew, not followed"


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
        held.stocks(known, Scope(PERIOD), as_of=MOMENTS[1], names=("appeals_received",))


def test_flows_and_stocks_stand_side_by_side(known: Connection) -> None:
    names = ("signals_received", "signals_open", "signals_near_limit", "appeals_received")
    read = figures(known, Scope(PERIOD), names, as_of=MOMENTS[1])
    for held in ALL:
        held.known(known)
    assert held_figures(known, Scope(PERIOD), names, as_of=MOMENTS[1]).equals(read)
    assert read.iloc[0].all()


def test_those_about_cases_are_not_among_them(known: Connection) -> None:
    of_cases = select(Finding.finding_id).where(Finding.line == "approval")
    assert known.scalars(of_cases).all()
    assert set(other_findings.known(known).codes["line"].words) == set(LINES)


def test_how_signals_came_out_is_sql_is_a_naive_count(
    known: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_rows = answered_signals.answered_signals
    held_rows.forget()
    assert answered_signals.outcomes(known, Scope(PERIOD), MOMENTS[1]) is None, (
        "nobody waits for it"
    )
    held_rows.known(known)
    rows, most = rows_of(known)["signals"], 0
    for as_of, bounds in product((*MOMENTS, LONG_AGO), SCOPES):
        scope = Scope(PERIOD, **bounds)
        question = Question(PERIOD.first, PERIOD.last, as_of, **bounds)
        held = answered_signals.outcomes(known, scope, as_of)
        assert held is not None
        with monkeypatch.context() as patch:
            patch.setattr(answered_signals, "outcomes", lambda *_: None)
            read = channels.outcomes(known, scope, as_of=as_of)
        naive = Counter(
            (row["kind"], row["outcome"])
            for row in rows
            if question.lets_through(row) and question.happened(row["answered_at"])
        )
        for frame in (held, read):
            told = frame.set_index(["kind", "outcome"])["signals"]
            assert told.to_dict() == naive, (as_of, bounds)
            assert [
                *zip(frame["kind"], -frame["signals"], frame["outcome"], strict=True)
            ] == sorted((kind, -number, outcome) for (kind, outcome), number in naive.items())
        most = max(most, naive.total())
    assert most > 50
    held_rows.forget()


def test_signals_of_longer_ago_than_a_year_are_left_to_sql(known: Connection) -> None:
    answered_signals.answered_signals.known(known)
    long = Scope(Period(date(2025, 1, 1), PERIOD.last))
    assert answered_signals.outcomes(known, long, MOMENTS[1]) is None
    assert channels.outcomes(known, long, as_of=MOMENTS[1])["signals"].sum() > 50
    answered_signals.answered_signals.forget()


def test_where_no_signal_was_ever_answered_there_are_no_outcomes(known: Connection) -> None:
    known.execute(delete(SignalClock))
    answered_signals.answered_signals.known(known)
    held = answered_signals.outcomes(known, Scope(PERIOD), MOMENTS[1])
    assert held is not None
    assert held.empty
    assert list(held.columns) == ["kind", "outcome", "signals"]
    answered_signals.answered_signals.forget()
