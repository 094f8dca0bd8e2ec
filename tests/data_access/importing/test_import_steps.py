"""Event rows as steps: in the file's order, told apart from their cases, late by the day."""

import pytest
from sqlalchemy import func, select

from data_access.engine import reading
from data_access.importing import run
from data_access.schema import CaseStep, ServiceItem
from tests.data_access.importing.small_files import (
    STEPS,
    cases,
    faults,
    imported,
    steps,
    steps_csv,
    stored,
)


def event(number: str, name: str, ended: str, **more: str) -> dict[str, str]:
    return {
        "case:concept:name": number,
        "case:start": "2011-10-11T08:00:00+02:00",
        "case:end": "2011-12-06T08:00:00+01:00",
        "concept:name": name,
        "time:timestamp": ended,
    } | more


def test_events_become_steps_in_the_order_of_the_file(database, tmp_path):
    same = "2011-10-11T13:45:40+02:00"
    rows = [
        event("a", "receive", same, **{"org:resource": "R1"}),
        event("b", "receive", same),
        event("a", "check", same, **{"org:resource": "EMPTY"}),  # the same moment as the first
        event("b", "check", "2011-10-10T09:00:00+02:00"),  # earlier than the one before
        event("a", "send", "2011-11-24T15:36:51.302+01:00", code="S-1"),
    ]

    result = imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert cases(database, "case_id", "received_at", "closed_at", "item_code") == [
        ("flow:a", "2011-10-11 08:00:00", "2011-12-06 08:00:00", "permit"),
        ("flow:b", "2011-10-11 08:00:00", "2011-12-06 08:00:00", "permit"),
    ]
    assert steps(database, "case_id", "step_no", "step_code", "name", "officer", "ended_at") == [
        ("flow:a", 1, "receive", "receive", "R1", "2011-10-11 13:45:40"),
        ("flow:a", 2, "check", "check", None, "2011-10-11 13:45:40"),
        ("flow:a", 3, "S-1", "send", None, "2011-11-24 15:36:51"),
        ("flow:b", 1, "receive", "receive", None, "2011-10-11 13:45:40"),
        ("flow:b", 2, "check", "check", None, "2011-10-10 09:00:00"),
    ]
    assert stored(database, ServiceItem, "item_code", "name") == [("permit", "permit")]
    assert (result.rows_read, result.rows_shown, result.cases_shown) == (5, 5, 2)


def test_places_go_on_when_the_rows_of_a_case_fall_into_many_batches(
    database, tmp_path, monkeypatch
):
    monkeypatch.setattr(run, "BATCH", 2)
    ended = "2011-10-11T13:45:40+02:00"
    rows = [event(number, code, ended) for code in "xyz" for number in "abc"]

    imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert steps(database, "case_id", "step_no", "step_code") == [
        (f"flow:{number}", place, code) for number in "abc" for place, code in enumerate("xyz", 1)
    ]


def test_a_step_is_late_only_on_a_later_day(database, tmp_path):
    rows = [  # due on 17 April by the day, whatever the hour
        event("a", "earlier", "2014-04-17T09:00:00+02:00", due="2014-04-17T09:30:39+02:00"),
        event("a", "same day", "2014-04-17T23:59:59+02:00", due="2014-04-17T09:30:39+02:00"),
        event("a", "next day", "2014-04-18T00:00:00+02:00", due="2014-04-17T09:30:39+02:00"),
        event("a", "no limit", "2014-04-18T00:00:00+02:00"),
    ]

    imported(database, tmp_path, STEPS, steps_csv(*rows))

    with reading(database) as connection:
        late = select(CaseStep.step_code).where(CaseStep.ended_at > CaseStep.due_at)
        assert connection.execute(late).scalars().all() == ["next day"]
        limited = select(func.count()).where(CaseStep.due_at.is_not(None))
        assert connection.scalar(limited) == 3


def test_a_case_that_ends_before_it_starts_is_left_out_with_all_its_rows(database, tmp_path):
    impossible = {"case:end": "2011-10-11T07:59:59+02:00"}
    ended = "2011-10-11T13:45:40+02:00"
    rows = [
        event("good", "receive", ended),
        event("bad", "receive", ended, **impossible),
        event("good", "check", ended),
        event("bad", "check", ended, **impossible),
    ]

    result = imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert cases(database, "case_no") == [("good",)]
    assert [number for (number,) in steps(database, "case_id")] == ["flow:good", "flow:good"]
    assert faults(database) == [(3, "T02", "closed_at", True)]
    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (4, 2, 2)
    assert (result.cases_shown, result.cases_quarantined) == (1, 1)


def test_a_bad_step_is_left_out_and_its_case_is_shown(database, tmp_path):
    ended = "2011-10-11T13:45:40+02:00"
    rows = [
        event("a", "one", ended),
        event("a", "two", "soon"),
        event("a", "", ended),
        event("a", "four", ended, began="2011-10-11T13:45:41+02:00"),
        event("a", "five", ended, began="2011-10-11T13:45:40+02:00"),
        event("a", "x" * 65, ended),
        event("a", "six\x00", ended),
    ]

    result = imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert steps(database, "step_no", "step_code") == [(1, "one"), (2, "five"), (3, "six")]
    assert faults(database) == [
        (3, "T01", "ended_at", True),
        (4, "R03", "step_code", True),
        (5, "T02", "ended_at", True),
        (7, "R03", "step_code", True),
        (8, "S02", "name", False),
        (8, "S02", "step_code", False),
    ]
    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (7, 3, 4)


def test_a_row_that_tells_of_its_case_alone_is_no_bad_step(database, tmp_path):
    result = imported(database, tmp_path, STEPS, steps_csv(event("a", "", "")))

    assert cases(database, "case_no") == [("a",)]
    assert steps(database) == []
    assert (result.rows_shown, result.faults) == (1, 0)


@pytest.mark.parametrize("batch", [1, 100])
def test_rows_that_contradict_their_case_are_listed_once_and_the_first_stands(
    database, tmp_path, monkeypatch, batch
):
    monkeypatch.setattr(run, "BATCH", batch)
    ended = "2011-10-11T13:45:40+02:00"
    other = {"case:end": "2011-12-07T08:00:00+01:00"}
    rows = [event("a", "one", ended), *[event("a", "two", ended, **other)] * 2]

    result = imported(database, tmp_path, STEPS, steps_csv(*rows))

    assert cases(database, "closed_at") == [("2011-12-06 08:00:00",)]
    assert faults(database) == [(3, "R03", "case_no", False)]
    assert result.rows_shown == 3
