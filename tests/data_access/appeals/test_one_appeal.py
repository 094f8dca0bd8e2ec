"""What the screen of one appeal asks, on appeals counted by hand, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine

from data_access.appeals import appeal, appeal_clocks
from data_access.engine import reading
from supervision.scope import Period, Scope
from tests import appeals_record
from tests.appeals_record import FIRM, MASKED_FIRM, MASKED_WORDS, NOW, at

SCOPE = Scope(Period.ending(NOW.date(), 30))


def end_of(day: int) -> pd.Timestamp:
    return pd.Timestamp(2026, 11, day, 23, 59, 59)


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    appeals_record.fill(shared_database)
    return shared_database


@pytest.fixture
def listed(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def test_an_appeal_is_found_by_id_and_by_number_and_is_masked(listed: Connection) -> None:
    for asked in ("A1", "SQ-A1"):
        found = appeal.find_appeal(listed, SCOPE, as_of=NOW, appeal_id=asked)
        (row,) = found.to_dict("records")
        assert (row["appeal_id"], row["round_no"], row["stage"]) == ("A1", 2, "dispatch")
        assert (row["enterprise"], row["content"]) == (MASKED_FIRM, MASKED_FIRM + "反映问题")
        assert (row["contact"], row["phone"], row["officer"]) == ("王**", "138****5678", "李**")
        assert (row["case_id"], row["case_no"], row["class_name"]) == ("s:1", "PS-1", "一般类")
    everything = replace(SCOPE, sees_personal_data=True)
    row = appeal.find_appeal(listed, everything, as_of=NOW, appeal_id="A1").iloc[0]
    assert (row["enterprise"], row["contact"], row["phone"]) == (FIRM, "王小明", "13812345678")


def test_what_is_out_of_scope_later_or_set_aside_is_not_found(listed: Connection) -> None:
    elsewhere = replace(SCOPE, departments=("d2",))
    assert appeal.find_appeal(listed, elsewhere, as_of=NOW, appeal_id="A1").empty
    assert appeal.find_appeal(listed, SCOPE, as_of=at(8), appeal_id="A1").empty
    assert appeal.find_appeal(listed, SCOPE, as_of=NOW, appeal_id="A6").empty
    assert appeal.is_waiting(listed, SCOPE, as_of=NOW, appeal_id="A6")
    assert not appeal.is_waiting(listed, SCOPE, as_of=NOW, appeal_id="A9")


@pytest.mark.parametrize(
    ("moment", "stage", "kinds"),
    [
        (NOW, "dispatch", ["answer", "call_back", "reopen"]),
        (datetime(2026, 11, 16, 10, 30), "verify", ["answer", "call_back"]),
        (datetime(2026, 11, 13), "call_back", ["answer"]),
        (datetime(2026, 11, 9, 16), "handle", []),
    ],
)
def test_the_loop_as_it_stood(
    listed: Connection, moment: datetime, stage: str, kinds: list[str]
) -> None:
    row = appeal.find_appeal(listed, SCOPE, as_of=moment, appeal_id="A1").iloc[0]
    assert row["stage"] == stage
    acts = appeal.list_acts(listed, SCOPE, as_of=moment, appeal_id="A1")
    begun = ["request", "accept", "dispatch", "sign", "contact"]
    assert acts["kind"].to_list() == begun + kinds
    notes = acts.set_index("kind")["note"]
    if "call_back" in kinds:
        assert notes["call_back"] == MASKED_WORDS
        assert acts.set_index("kind")["result"]["answer"] == "solved"


def test_both_voices_round_by_round(listed: Connection) -> None:
    first, second = appeal.list_rounds(listed, SCOPE, as_of=NOW, appeal_id="A1").to_dict("records")
    assert (first["outcome"], first["verdict"], first["used_days"]) == ("solved", "not_solved", 3)
    assert (second["outcome"], second["verdict"]) == ("", "")
    assert pd.isna(second["answered_at"])
    (then,) = appeal.list_rounds(listed, SCOPE, as_of=at(13), appeal_id="A1").to_dict("records")
    assert (then["outcome"], then["verdict"]) == ("solved", "")
    assert pd.isna(then["called_back_at"])


def test_clocks_with_their_standing(listed: Connection) -> None:
    found = appeal_clocks.list_clocks(listed, SCOPE, as_of=NOW, appeal_id="A1")
    clocks = found.clocks.set_index("name")
    assert clocks["due_at"].to_dict() == {
        "sign": end_of(10),
        "contact": end_of(10),
        "close": end_of(16),
        "redo": end_of(19),
    }
    assert clocks["state"].to_dict() == {
        "sign": "met",
        "contact": "met",
        "close": "met",
        "redo": "past",
    }
    assert clocks["used"].to_dict() == {"sign": 0, "contact": 0, "close": 3, "redo": 5}
    assert clocks["over"]["redo"] == 2  # Friday and today
    over = found.segments[(found.segments["kind"] == "over")]
    assert over["start"].to_list() == [end_of(19)]
    held = appeal_clocks.list_clocks(listed, SCOPE, as_of=NOW, appeal_id="A4").clocks
    closing = held.set_index("name").loc["close"]
    assert (closing["state"], closing["left"]) == ("paused", 5)
    assert pd.isna(closing["due_at"])
    assert appeal_clocks.list_clocks(listed, SCOPE, as_of=NOW, appeal_id="A7").clocks.empty


def test_the_ledger_proves_the_due_date(listed: Connection) -> None:
    days = appeal_clocks.list_ledger(listed, SCOPE, as_of=NOW, appeal_id="A1", key="close-1")
    due = days[days["is_due"]].iloc[0]
    assert (due["day"].date(), due["total"]) == (date(2026, 11, 16), 5)
    assert days["kind"].to_list()[:2] == ["zero", "counted"]
    held = appeal_clocks.list_ledger(listed, SCOPE, as_of=NOW, appeal_id="A4", key="close-1")
    assert held["kind"].to_list() == ["zero", "weekend", "weekend", "pause"]
    nothing = appeal_clocks.list_ledger(listed, SCOPE, as_of=NOW, appeal_id="A1", key="x")
    assert nothing.empty


def test_a_denied_solution_raises_w45_and_the_reopening_ends_it(listed: Connection) -> None:
    found = appeal.list_findings(listed, SCOPE, as_of=NOW, appeal_id="A1").set_index("rule")
    assert found["state"]["W45"] == "ended"
    assert found["ends_at"]["W45"] == pd.Timestamp(2026, 11, 16, 11)
    assert (found["state"]["W43"], found["level"]["W43"]) == ("open", "yellow")
    then = appeal.list_findings(
        listed, SCOPE, as_of=datetime(2026, 11, 16, 10, 30), appeal_id="A1"
    ).set_index("rule")
    assert (then["state"]["W45"], then["level"]["W45"]) == ("open", "order")


def test_the_findings_of_a_round_are_told_to_its_department_only(listed: Connection) -> None:
    found = appeal.list_findings(listed, SCOPE, as_of=NOW, appeal_id="A1")
    rounds = appeal.list_rounds(listed, SCOPE, as_of=NOW, appeal_id="A1")
    (department,) = set(rounds["department_code"])
    theirs = replace(SCOPE, departments=(department,))
    assert len(appeal.list_findings(listed, theirs, as_of=NOW, appeal_id="A1")) == len(found)
    others = replace(SCOPE, departments=("nobody",))
    assert appeal.list_findings(listed, others, as_of=NOW, appeal_id="A1").empty
