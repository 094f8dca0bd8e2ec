"""Our verdict beside the source's: a blank one stays unknown, no limit stays a state of its own."""

from datetime import datetime
from random import Random

import pytest
from sqlalchemy import Connection, Engine, delete, func, select

from data_access.approvals.verdicts import Pair, agreement, list_verdicts, our_verdict
from data_access.days import start_after, start_of
from data_access.engine import reading, writing
from data_access.schema import CaseClock
from data_access.scoping import within
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, accepted, clock, closed, note_batch, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
START = datetime(2026, 11, 2, 9)
DUE = datetime(2026, 11, 16, 23, 59, 59)
SCOPE = Scope(Period.ending(NOW.date(), 30))


@pytest.fixture
def judged(connection: Connection) -> Connection:
    write(
        connection,
        clocks=[
            closed("a", START, DUE, DUE, source_verdict="on_time"),  # at the due time: on time
            closed("b", START, DUE, datetime(2026, 11, 17), source_verdict="overdue"),
            closed("c", START, DUE, datetime(2026, 11, 17), source_verdict=""),  # blank
            closed("d", START, None, DUE, source_verdict="on_time"),  # no limit
            accepted("e", START, DUE, source_verdict="overdue"),  # open and late
            accepted("f", START, datetime(2026, 11, 30), source_verdict="overdue"),  # differs
            closed("g", START, DUE, DUE, source_code="silent"),  # a source without verdicts
            closed("h", datetime(2026, 9, 1), DUE, DUE, source_verdict="on_time"),  # before
            clock("i", START, source_verdict="on_time"),  # not accepted: no clock runs yet
            accepted(  # an open pause: the promise has no last day, so it is not past
                "j", START, None, promised_limit=10, source_verdict="on_time"
            ),
            closed("k", START, DUE, datetime(2026, 11, 24), source_verdict="on_time"),  # later
        ],
    )
    return connection


def test_verdicts_are_counted_by_source_and_ours(judged: Connection) -> None:
    found = agreement(judged, SCOPE, as_of=NOW)

    assert found.to_dict("split")["data"] == [
        ["window", "", "late", 1],
        ["window", "on_time", "no_limit", 1],
        ["window", "on_time", "not_started", 1],
        ["window", "on_time", "on_time", 1],
        ["window", "on_time", "open_late", 1],
        ["window", "on_time", "open_within", 1],
        ["window", "overdue", "late", 1],
        ["window", "overdue", "open_late", 1],
        ["window", "overdue", "open_within", 1],
    ]


def test_the_whole_record_counts_when_asked(judged: Connection) -> None:
    found = agreement(judged, SCOPE, as_of=NOW, whole=True)

    assert found["cases"].sum() == 10
    both = (found["source_verdict"] == "on_time") & (found["ours"] == "on_time")
    assert found.loc[both, "cases"].item() == 2


def test_the_list_behind_a_number_has_its_cases(judged: Connection) -> None:
    found = list_verdicts(judged, SCOPE, Pair("window", "overdue", "open_late"), as_of=NOW)

    assert found.total == 1
    assert found.frame[["case_id", "case_no"]].to_numpy().tolist() == [["e", "No. e"]]


def test_every_number_is_as_long_as_its_list(judged: Connection) -> None:
    for row in agreement(judged, SCOPE, as_of=NOW, whole=True).itertuples():
        pair = Pair(row.source_code, row.source_verdict, row.ours, whole=True)
        found = list_verdicts(judged, SCOPE, pair, as_of=NOW, limit=100)
        assert (found.total, len(found.frame)) == (row.cases, row.cases)


def test_no_verdict_no_row(connection: Connection) -> None:
    assert agreement(connection, SCOPE, as_of=NOW).empty


SCOPES = (
    SCOPE,
    Scope(Period(START.date(), NOW.date()), departments=("department-1", "department-2")),
    Scope(Period.ending(NOW.date(), 90), items=("item-1", "item-3"), towns=("zhujing",)),
)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("whole", [False, True])
def test_memory_counts_what_sql_says_at_any_moment(
    connection: Connection, scope: Scope, whole: bool
) -> None:
    clocks, _, _ = Chance(11, datetime(2026, 8, 20), 95).cases(400)
    random = Random(3)
    for row in clocks:
        row["source_code"] = random.choice(("window", "market", "silent"))
        said = ("", "on_time", "overdue") if row["source_code"] != "silent" else ("",)
        row["source_verdict"] = random.choice(said)
    write(connection, clocks)
    for as_of in (datetime(2026, 9, 20, 12), NOW, datetime(2026, 12, 20, 23, 59, 59)):
        ours = our_verdict(as_of)
        key = CaseClock.source_code, CaseClock.source_verdict, ours
        where = [*within(scope, CaseClock), CaseClock.received_at <= as_of]
        if not whole:
            where.append(CaseClock.received_at >= start_of(scope.period.first))
            where.append(CaseClock.received_at < start_after(scope.period.last))
        where.append(CaseClock.source_code != "silent")
        counted = connection.execute(select(*key, func.count()).where(*where).group_by(*key))
        expected = sorted(tuple(row) for row in counted)
        found = agreement(connection, scope, as_of=as_of, whole=whole)
        assert list(found.itertuples(index=False, name=None)) == expected
        assert expected or (as_of < NOW and not whole)  # the periods begin later


def test_changed_cases_are_followed(database: Engine) -> None:
    def counts() -> dict[tuple[str, str, str], int]:
        with reading(database) as connection:
            rows = agreement(connection, SCOPE, as_of=NOW).itertuples(index=False, name=None)
        return {row[:-1]: row[-1] for row in rows}

    judged = [
        closed("a", START, DUE, DUE, source_verdict="on_time"),
        accepted("b", START, DUE, source_verdict="overdue"),
        closed("c", START, DUE, DUE, source_verdict="on_time"),
    ]
    with writing(database) as connection:
        write(connection, judged)
        note_batch(connection, 1, NOW, "a", "b", "c")
    assert counts() == {
        ("window", "on_time", "on_time"): 2,
        ("window", "overdue", "open_late"): 1,
    }
    with writing(database) as connection:  # b closes late, c is gone, d is new and another's
        connection.execute(delete(CaseClock).where(CaseClock.case_id.in_(["b", "c"])))
        late = closed("b", START, DUE, datetime(2026, 11, 17), source_verdict="overdue")
        quiet = closed("d", START, DUE, DUE, source_code="market")
        write(connection, [late, quiet])
        note_batch(connection, 2, NOW, "b", "c", "d")
    assert counts() == {("window", "on_time", "on_time"): 1, ("window", "overdue", "late"): 1}
    with writing(database) as connection:  # market speaks: its earlier, silent case counts too
        write(connection, [closed("e", START, DUE, DUE, source_code="market", source_verdict="x")])
        note_batch(connection, 3, NOW, "e")
    assert counts() == {
        ("market", "", "on_time"): 1,
        ("market", "x", "on_time"): 1,
        ("window", "on_time", "on_time"): 1,
        ("window", "overdue", "late"): 1,
    }
