"""What the screen of appeals asks, on seven appeals counted by hand, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Connection, Engine, insert

from data_access.appeals import appeals
from data_access.engine import reading
from data_access.figures import cases, figures, indicators
from data_access.schema import AppealClock
from supervision.scope import Period, Scope
from tests import appeals_record
from tests.appeals_record import MASKED_FIRM, MASKED_WORDS, NOW, round_row

SCOPE = Scope(Period.ending(NOW.date(), 30))
PAGE = {"as_of": NOW, "limit": 20}


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    appeals_record.fill(shared_database)
    return shared_database


@pytest.fixture
def listed(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def test_figures_of_the_record(listed: Connection) -> None:
    expected = {
        "appeals_received": 5,
        "appeals_open": 4,
        "appeals_open_overdue": 2,
        "appeals_suspended": 1,
        "appeals_answered": 2,
        "appeals_denied": 1,
        "appeals_about_case": 1,
        "appeals_reached_acceptance": 4,
        "appeals_reached_contact": 4,
        "appeals_reached_answer": 2,
        "appeals_reached_call_back": 2,
        "appeals_reached_verification": 1,
        "appeals_received_online": 1,
        "appeals_received_centre": 0,
        "appeals_received_other": 1,
        "appeals_closed_on_paper": 1,
        "appeals_passed_around": 1,
    }
    assert figures(listed, SCOPE, expected, as_of=NOW).iloc[0].to_dict() == expected
    names = ("resolution_by_department", "resolution_by_enterprise")
    values = indicators(listed, SCOPE, names, as_of=NOW)["value"].to_list()
    assert values == [1.0, 0.5]
    announced = cases(listed, SCOPE, "cards_announced", as_of=NOW)
    assert set(announced.frame["case_id"]) == {"s:1"}
    assert "W02" in set(announced.frame["rule"])
    number = figures(listed, SCOPE, ["cards_announced"], as_of=NOW)["cards_announced"].iloc[0]
    assert number == announced.total == len(announced.frame)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("received", ["A7", "A4", "A2", "A1", "A3"]),
        ("open", ["A2", "A1", "A4", "A7"]),
        ("overdue", ["A2", "A1"]),
        ("soon", []),
        ("suspended", ["A4"]),
        ("answered", ["A1", "A3"]),
        ("denied", ["A1"]),
        ("reopened", ["A1"]),
        ("passed_around", ["A2"]),
    ],
)
def test_a_list_holds_what_its_figure_counts(
    listed: Connection, state: str, expected: list[str]
) -> None:
    found = appeals.list_appeals(listed, SCOPE, state=state, **PAGE)
    assert found.frame["appeal_id"].to_list() == expected
    figure = figures(listed, SCOPE, [appeals.STATES[state]], as_of=NOW)
    assert figure.iloc[0, 0] == found.total == len(expected)
    second = appeals.list_appeals(listed, SCOPE, state=state, as_of=NOW, limit=1, offset=1)
    assert second.frame["appeal_id"].to_list() == expected[1:2]
    assert second.total == len(expected)


def test_several_lists_are_the_same_as_each_of_its_own(listed: Connection) -> None:
    limits = {"denied": 5, "overdue": 1, "soon": 6, "passed_around": 6, "received": 3}
    found = appeals.first_of(listed, SCOPE, as_of=NOW, limits=tuple(limits.items()))
    assert [len(each.frame) for each in found.values()] == [1, 1, 0, 1, 3]
    for state, limit in limits.items():
        alone = appeals.list_appeals(listed, SCOPE, as_of=NOW, state=state, limit=limit)
        assert found[state].total == alone.total
        assert_frame_equal(found[state].frame, alone.frame)
    ahead = Scope(Period(date(2027, 1, 1), date(2027, 1, 31)))
    (none,) = appeals.first_of(listed, ahead, as_of=NOW, limits=(("denied", 5),)).values()
    assert (none.total, len(none.frame)) == (0, 0)


def test_channel_and_number_narrow_the_list(listed: Connection) -> None:
    by_phone = appeals.list_appeals(listed, SCOPE, channel="phone", **PAGE)
    assert (by_phone.total, by_phone.frame["appeal_id"].to_list()) == (1, ["A2"])
    other = appeals.list_appeals(listed, SCOPE, channel="other", **PAGE)
    assert other.frame["appeal_id"].to_list() == ["A7"]
    some = appeals.list_appeals(listed, SCOPE, search="-A", **PAGE)
    assert some.total == 5
    exact = appeals.list_appeals(listed, SCOPE, search="SQ-A5", state="denied", **PAGE)
    assert exact.frame["appeal_id"].to_list() == ["A5"]
    pushed = appeals.list_appeals(listed, SCOPE, search="A1", state="passed_around", **PAGE)
    assert pushed.total == 0
    wild = appeals.list_appeals(listed, SCOPE, search="%", **PAGE)
    assert wild.total == 0


def test_a_row_tells_both_voices_and_is_masked(listed: Connection) -> None:
    (row,) = appeals.list_appeals(listed, SCOPE, state="denied", **PAGE).frame.to_dict("records")
    assert (row["outcome"], row["verdict"], row["calls"]) == ("solved", "not_solved", 1)
    assert (row["enterprise"], row["words"]) == (MASKED_FIRM, MASKED_WORDS)
    assert not {"content", "contact_name", "enterprise_name", "note"} & set(row)
    (pushed,) = appeals.list_appeals(listed, SCOPE, state="passed_around", **PAGE).frame.to_dict(
        "records"
    )
    assert (pushed["returns"], pushed["holders"]) == (2, 2)
    open_to_all = replace(SCOPE, sees_personal_data=True)
    (row,) = appeals.list_appeals(listed, open_to_all, state="denied", **PAGE).frame.to_dict(
        "records"
    )
    assert (row["enterprise"], row["words"]) == (appeals_record.FIRM, appeals_record.HOSTILE)


def test_the_past_knows_nothing_of_later(listed: Connection) -> None:
    then = datetime(2026, 11, 10, 14, 30)
    before = Scope(Period.ending(then.date(), 30))
    found = appeals.list_appeals(listed, before, as_of=then, state="open", limit=20).frame
    rows = {row["appeal_id"]: row for row in found.to_dict("records")}
    assert list(rows) == ["A1", "A2"]
    assert (rows["A1"]["outcome"], rows["A1"]["calls"]) == ("", 0)
    assert (rows["A2"]["returns"], rows["A2"]["holders"]) == (1, 1)
    assert rows["A1"]["words"] == MASKED_FIRM + "反映问题"


def test_topics_with_their_change(listed: Connection) -> None:
    topics = appeals.hot_topics(listed, SCOPE, as_of=NOW)
    assert topics.to_numpy().tolist() == [["tax", 3, 0, 3], ["land", 2, 1, 1]]
    narrow = appeals.hot_topics(listed, replace(SCOPE, departments=("d2",)), as_of=NOW)
    assert narrow.to_numpy().tolist() == [["tax", 1, 0, 1]]
    ahead = Scope(Period(date(2027, 1, 1), date(2027, 1, 31)))
    assert appeals.hot_topics(listed, ahead, as_of=NOW).empty


def test_hours_between_the_steps(listed: Connection) -> None:
    hours = appeals.loop_hours(listed, SCOPE, as_of=NOW).set_index("step")["hours"]
    assert hours.to_dict() == {  # of A1 and A3, which were answered and called back
        "accepted_at": 0.5,
        "dispatched_at": 0.5,
        "signed_at": 1,
        "contacted_at": 3,  # 4 and 2 hours
        "answered_at": 70.5,  # 72 and 69
        "called_back_at": 57.5,  # 91 and 24
        "verified_at": 72,  # of A3 alone
    }
    then = appeals.loop_hours(listed, SCOPE, as_of=datetime(2026, 11, 6, 9)).set_index("step")
    assert then["hours"].dropna().to_dict() == {  # A3 alone, and nobody has rung up
        **{"accepted_at": 0.5, "dispatched_at": 0.5, "signed_at": 1},
        **{"contacted_at": 2, "answered_at": 69},
    }
    nobody = replace(SCOPE, towns=("nowhere",))
    assert appeals.loop_hours(listed, nobody, as_of=NOW)["hours"].isna().all()


def test_hours_tell_of_no_step_that_is_still_ahead(connection: Connection) -> None:
    nine = datetime(2026, 11, 20, 9)
    hours = {"signed_at": 1, "answered_at": 2, "contacted_at": 11}
    moments = {name: nine + timedelta(hours=n) for name, n in hours.items()}
    connection.execute(insert(AppealClock), round_row("1", nine, **moments))
    told = appeals.loop_hours(connection, SCOPE, as_of=nine + timedelta(hours=3))
    assert told["hours"].isna().all(), "neither step beside the answer and the contact is known"
    later = appeals.loop_hours(connection, SCOPE, as_of=nine + timedelta(hours=11))
    assert later.dropna().to_dict("list") == {"step": ["contacted_at"], "hours": [10.0]}


def test_what_is_about_a_case_or_a_project(listed: Connection) -> None:
    of_case = appeals.list_about(listed, SCOPE, as_of=NOW, case_id="s:1")
    assert of_case[["appeal_id", "round_no"]].to_numpy().tolist() == [["A1", 2]]
    of_project = appeals.list_about(listed, SCOPE, as_of=NOW, project_id="P1")
    assert of_project["appeal_id"].to_list() == ["A3"]
    assert appeals.list_about(listed, SCOPE, as_of=NOW, case_id="s:2").empty
    then = appeals.list_about(listed, SCOPE, as_of=datetime(2026, 11, 15), case_id="s:1")
    assert then["round_no"].to_list() == [1]
