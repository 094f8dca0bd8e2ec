"""Our verdict beside the source's: a blank one stays unknown, no limit stays a state of its own."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from data_access.verdicts import Pair, agreement, list_verdicts
from supervision.scope import Period, Scope
from tests.derived_rows import accepted, clock, closed, write

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
