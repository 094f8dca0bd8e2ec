"""Ratings and public signals: read leniently, with their limits."""

from datetime import datetime

import pytest
from sqlalchemy import insert

from data_access.approvals.rating_rows import load_ratings, rating_rows
from data_access.schema import CaseRating, PublicSignal, RatingClock, SignalClock
from data_access.schema.base import table_of
from data_access.signals.signal_rows import load_signals
from supervision.ratings import follow_ups
from supervision.signals import due_of
from tests.supervision.cases_for_rules import LIMITS, at, end_of

NOW = at("11-24", 12)
CASE = {"case_id": "C", "item_code": "i", "department_code": "d", "town_code": "t"}


def test_ratings_are_read_with_what_became_of_them(connection):
    for number, values in enumerate(
        (
            {"rated_at": at("11-13"), "score": 1, "contacted_at": at("11-12"), "is_valid": True},
            {"rated_at": None, "score": 5},
            {"rated_at": at("11-25"), "score": 5},
            {"rated_at": at("11-20"), "score": 7, "is_default": True},
        )
    ):
        row = {"case_id": "C", "rating_no": number, "is_default": False} | values
        connection.execute(insert(CaseRating).values(row))
    faults = {}
    found = load_ratings(connection, ["C", "D"], faults, NOW)
    rows = rating_rows(CASE, follow_ups(found["C"], LIMITS))
    connection.execute(insert(RatingClock), rows)
    bad, default = rows
    assert set(bad) == {column.name for column in table_of(RatingClock).columns}
    assert (bad["contacted_at"], bad["contact_due_at"]) == (None, end_of("11-16"))
    assert (default["score"], default["is_default"], default["contact_due_at"]) == (
        None,
        True,
        None,
    )
    assert [(fault.rule, fault.column) for fault in faults["C"]] == [
        ("T02", "contacted_at"),
        ("T06", "rated_at"),
        ("V01", "score"),
    ]


@pytest.mark.parametrize(
    ("kind", "extended", "own", "due"),
    [
        ("petition", 0, None, end_of("03-02")),  # 31 days of January, 28 of February, one more
        ("petition", 30, None, end_of("04-01")),
        ("petition", 90, None, end_of("04-01")),  # thirty at most
        ("petition", 30, at("02-01"), at("02-01")),
        ("hotline", 0, None, None),
        ("audit_problem", 0, at("06-30"), at("06-30")),
    ],
)
def test_the_limit_of_a_signal(kind, extended, own, due):
    assert due_of(kind, datetime(2026, 1, 1, 9), extended, own) == due


def test_signals_are_read_leniently(connection):
    def add(signal_id, **values):
        row = {"signal_id": signal_id, "source_code": "s", "signal_no": "1", "kind": "petition"}
        received = {"received_at": at("01-01")}
        connection.execute(insert(PublicSignal).values(row | received | values))

    add("good", outcome="founded", subject_code="land", amount=3_000_000_000)
    add("no time", received_at=None)
    add("backwards", answered_at=datetime(2025, 12, 31))
    add("ahead", answered_at=at("12-01"))
    add("strange", kind="dance")
    loaded = {one.row["signal_id"]: one for one in load_signals(connection, _ids(connection), NOW)}
    rules = {name: [fault.rule for fault in one.faults] for name, one in loaded.items()}
    assert rules == {
        "good": [],
        "no time": ["T01"],
        "backwards": ["T02"],
        "ahead": ["T06"],
        "strange": ["C01"],
    }
    good = loaded["good"].clock | {"run_no": 1}
    assert set(good) == {column.name for column in table_of(SignalClock).columns}
    connection.execute(insert(SignalClock), [good])
    assert (good["item_code"], good["due_at"]) == ("land", end_of("03-02"))
    assert [one.clock is None for one in loaded.values()].count(True) == 4


def _ids(connection):
    table = table_of(PublicSignal)
    return [row.signal_id for row in connection.execute(table.select())]
