"""The live questions on rows counted by hand, and against the measures of the same names."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, insert

from data_access import warnings
from data_access.approvals import due, live, open_history, stages
from data_access.cells import rebuild_cells
from data_access.figures import figures
from data_access.schema import ProcedureStep
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, accepted, clock, found, write

NOW = datetime(2026, 11, 23, 10, 0)  # a Monday
SCOPE = Scope(Period.ending(NOW.date(), 30))
STAGE_MEASURES = {
    "accept": "awaiting_acceptance",
    "review": "in_review",
    "approve": "in_approval",
    "deliver": "in_delivery",
}


def end_of(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 23, 59, 59)


@pytest.fixture
def district(connection: Connection) -> Connection:
    """Seven cases: one at each stage and more, each with its reason."""
    waiting = clock("waiting", datetime(2026, 11, 20, 9))
    fresh = accepted("fresh", datetime(2026, 11, 19, 9), end_of(24), statutory_due_at=end_of(27))
    late = accepted("late", datetime(2026, 11, 2, 9), end_of(13), statutory_due_at=end_of(20))
    signing = accepted("signing", datetime(2026, 11, 12, 9), end_of(24))
    signing["reviewed_at"] = datetime(2026, 11, 18, 9)
    signing["department_code"] = "water"
    handing = accepted("handing", datetime(2026, 11, 9, 9), end_of(24))
    handing["decided_at"] = handing["clock_stopped_at"] = datetime(2026, 11, 20, 15)
    done = accepted("done", datetime(2026, 11, 9, 9), end_of(24))
    done["decided_at"] = done["clock_stopped_at"] = done["closed_at"] = datetime(2026, 11, 23, 9)
    tomorrow = clock("tomorrow", datetime(2026, 11, 24, 9))  # not yet received
    rows = [waiting, fresh, late, signing, handing, done, tomorrow]
    findings = [
        found(late, "W02", "yellow", datetime(2026, 11, 14), due_at=end_of(13)),
        found(late, "W06", "red", datetime(2026, 11, 21), due_at=end_of(20)),
        found(signing, "W01", "soon", datetime(2026, 11, 23), due_at=end_of(24)),
        # over, withdrawn, still to come, and a hint: none of them shines
        found(done, "W01", "soon", datetime(2026, 11, 20), ends_at=datetime(2026, 11, 23, 9)),
        found(
            fresh,
            "W10",
            "yellow",
            datetime(2026, 11, 20),
            withdrawn_at=datetime(2026, 11, 22),
            withdrawn_reason="x",
        ),
        found(fresh, "W02", "yellow", datetime(2026, 11, 25), due_at=end_of(24)),
        found(waiting, "W08", "hint", datetime(2026, 11, 23, 9, 30)),
    ]
    write(connection, rows, findings=findings)
    return connection


def test_open_cards_by_place_and_level(district: Connection):
    cards = live.cards(district, SCOPE, as_of=NOW)
    assert cards.to_dict("records") == [
        {"department_code": "housing", "town_code": "zhujing", "level": "hint", "cards": 1},
        {"department_code": "housing", "town_code": "zhujing", "level": "red", "cards": 1},
        {"department_code": "housing", "town_code": "zhujing", "level": "yellow", "cards": 1},
        {"department_code": "water", "town_code": "zhujing", "level": "soon", "cards": 1},
    ]


def test_a_card_counts_from_its_second_on(district: Connection):
    before = live.cards(district, SCOPE, as_of=datetime(2026, 11, 20, 23, 59, 59))
    at = live.cards(district, SCOPE, as_of=datetime(2026, 11, 21))
    assert "red" not in set(before["level"])
    assert "red" in set(at["level"])


def test_stages_with_their_lights_and_stays(district: Connection):
    found_stages = stages.stages(district, SCOPE, as_of=NOW)
    rows = {row.stage: row._asdict() for row in found_stages}
    assert list(rows) == ["accept", "review", "approve", "deliver"]
    assert [rows[stage]["cases"] for stage in rows] == [1, 2, 1, 1]
    # late is red by its worst light, not yellow as well; the withdrawn card of fresh is none
    review = rows["review"]
    assert (review["red"], review["yellow"], review["soon"], review["normal"]) == (1, 0, 0, 1)
    assert rows["approve"]["soon"] == 1
    # working days from the day of entry: Friday to Monday 1; of 15 and 2 the lower; 3; 1
    assert [rows[stage]["stay_days"] for stage in rows] == [1, 2, 3, 1]
    # nothing declared: the law's five and ten days, elsewhere unknown
    assert rows["accept"]["limit_days"] == 5
    assert rows["deliver"]["limit_days"] == 10
    assert [row.limit_days for row in found_stages] == [5, None, None, 10]


def test_a_declared_limit_goes_before_the_law(district: Connection):
    steps = [
        {"item_code": f"i{n}", "step_code": "a", "step_order": 1, "name": "受理", "kind": "accept"}
        | {"limit_days": limit, "is_required": True}
        for n, limit in enumerate((1, 2, 2, None))
    ]
    district.execute(insert(ProcedureStep), steps)
    assert stages.stages(district, SCOPE, as_of=NOW)[0].limit_days == 2


def test_an_empty_district_has_four_empty_stages(connection: Connection):
    empty = stages.stages(connection, SCOPE, as_of=NOW)
    assert [row.cases for row in empty] == [0, 0, 0, 0]
    assert [row.stay_days for row in empty] == [None] * 4
    assert live.cards(connection, SCOPE, as_of=NOW).empty
    assert live.newest(connection, SCOPE, as_of=NOW) == []


def test_limits_that_end_in_ten_working_days(district: Connection):
    days = due.falling_due(district, SCOPE, as_of=NOW)
    assert len(days) == 12  # ten working days and a weekend
    assert days["day"].iloc[-1] == date(2026, 12, 4)
    counts = {row["day"]: (row["promised"], row["statutory"]) for row in days.to_dict("records")}
    # fresh and signing; handing and done stopped their clocks before
    assert counts[date(2026, 11, 24)] == (2, 0)
    assert counts[date(2026, 11, 27)] == (0, 1)
    assert sum(map(sum, counts.values())) == 3


def test_ten_days_are_counted_from_the_next_working_day_on_a_day_off(district: Connection):
    sunday = due.falling_due(district, SCOPE, as_of=datetime(2026, 11, 22, 12))
    assert sunday["day"].iloc[-1] == date(2026, 12, 4)
    assert (sunday["kind"].isin(["working", "make_up"])).sum() == 10


def test_the_list_behind_a_day_is_as_long_as_its_number(district: Connection):
    listing = due.due_on(district, SCOPE, as_of=NOW, day=date(2026, 11, 24), limit=1)
    assert listing.total == 2
    assert len(listing.frame) == 1
    whole = due.due_on(district, SCOPE, as_of=NOW, day=date(2026, 11, 24), limit=9)
    assert sorted(whole.frame["case_id"]) == ["fresh", "signing"]
    law = due.due_on(district, SCOPE, as_of=NOW, day=date(2026, 11, 27), limit=9).frame
    assert law[["case_id", "limit", "stage"]].values.tolist() == [["fresh", "statutory", "review"]]


def test_the_newest_come_first_and_hints_stay_out(district: Connection):
    newest = live.newest(district, SCOPE, as_of=NOW)
    assert [row.finding_id for row in newest] == [
        "signing|W01|soon|1",
        "late|W06|red|1",
        "done|W01|soon|1",  # over, but it happened
        "late|W02|yellow|1",
    ]
    assert newest[1] == live.News(
        *("late|W06|red|1", "late", "No. late", "red", "W06", "item-1", "housing"),
        datetime(2026, 11, 21),
    )
    assert live.found_today(district, SCOPE, as_of=NOW) == 1
    assert live.open_red(district, SCOPE, as_of=NOW) == [
        live.RedCard("late|W06|red|1", "W06", "item-1", "housing")
    ]
    assert live.open_now(district, SCOPE, as_of=NOW) == 4  # waiting and tomorrow are not accepted


def test_days_off_are_runs(connection: Connection):
    autumn = SCOPE.within(Period(date(2026, 9, 24), date(2026, 10, 11)))
    runs = live.days_off(connection, autumn, as_of=NOW)
    assert runs == [
        (date(2026, 9, 25), date(2026, 9, 28), True),  # Mid-autumn with its weekend
        (date(2026, 10, 1), date(2026, 10, 8), True),
        (date(2026, 10, 11), date(2026, 10, 12), False),  # the 10th is a make-up day
    ]


def test_history_stands_at_the_last_second_of_each_day(district: Connection):
    history = open_history.open_by_day(district, SCOPE, as_of=NOW, days=4)
    assert history["day"].tolist() == [date(2026, 11, day) for day in (20, 21, 22, 23)]
    assert history["red"].tolist() == [0, 1, 1, 1]
    # on the 20th and 21st the card of fresh was not yet withdrawn
    assert history["yellow"].tolist() == [2, 2, 1, 1]
    assert history["soon"].tolist() == [1, 1, 1, 1]
    assert history["open"].tolist() == [5, 5, 5, 4]


SCOPES = (
    SCOPE,
    Scope(SCOPE.period, departments=("department-1",)),
    Scope(SCOPE.period, items=("item-1", "item-2"), towns=("zhujing",)),
)


def test_the_days_of_the_trend_are_those_of_the_figures(connection: Connection):
    write(connection, *Chance(5, datetime(2026, 9, 1), 90).cases(300))
    rebuild_cells(connection, "approval", 1)
    month = SCOPE.within(Period(date(2026, 11, 1), date(2026, 11, 30)))
    days = live.by_day(connection, month, as_of=NOW)
    expected = figures(connection, month, live.FLOWS, as_of=NOW, by="day")
    assert days["day"].tolist() == [day.date() for day in expected["day"]]
    assert days["day"].iloc[-1] == NOW.date()
    assert days[list(live.FLOWS)].equals(expected[list(live.FLOWS)])
    assert days["closed"].sum() > 0
    assert days["is_working"].tolist()[:7] == [False, *[True] * 5, False]  # the 1st is a Sunday
    ahead = SCOPE.within(Period(date(2026, 12, 1), date(2026, 12, 2)))
    assert live.by_day(connection, ahead, as_of=NOW).empty


@pytest.mark.parametrize("scope", SCOPES)
def test_the_screen_counts_what_the_measures_count(connection: Connection, scope: Scope):
    clocks, steps, findings = Chance(5, datetime(2026, 9, 1), 90).cases(300)
    write(connection, clocks, steps, findings)
    rebuild_cells(connection, "approval", 1)
    names = [*STAGE_MEASURES.values(), "open", *(f"cards_open_{x}" for x in warnings.LIGHT_LEVELS)]
    for moment in (datetime(2026, 10, 10, 12), NOW, datetime(2026, 12, 20, 23, 59, 59)):
        numbers = figures(connection, scope, names, as_of=moment).iloc[0]
        board = {row.stage: row.cases for row in stages.stages(connection, scope, as_of=moment)}
        for stage, measure in STAGE_MEASURES.items():
            assert board[stage] == numbers[measure], (stage, moment)
        assert live.open_now(connection, scope, as_of=moment) == numbers["open"]
        assert len(live.open_red(connection, scope, as_of=moment)) == numbers["cards_open_red"]
        today = scope.within(Period(moment.date(), moment.date()))
        closed = figures(connection, today, ["closed"], as_of=moment)["closed"].iloc[0]
        assert live.closed_by(connection, scope, as_of=moment) == closed
        cards = live.cards(connection, scope, as_of=moment).groupby("level")["cards"].sum()
        history = open_history.open_by_day(connection, scope, as_of=moment, days=2)
        for level in warnings.LIGHT_LEVELS:
            assert cards.get(level, 0) == numbers[f"cards_open_{level}"], (level, moment)
        if moment.hour == 23:
            assert history["open"].iloc[-1] == numbers["open"]
            assert history["red"].iloc[-1] == numbers["cards_open_red"]
