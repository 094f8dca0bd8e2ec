"""Every measure: figure = list = cells = a naive count, at three moments, in several scopes."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, insert, select

from data_access.cells import rebuild_cells
from data_access.figures import cases, figures
from data_access.measures import MEASURES
from data_access.schema import (
    CELL_MEASURES,
    CardEntry,
    CaseClock,
    Finding,
    PauseClock,
    RatingClock,
    ServiceItem,
    StepClock,
)
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, catalogue, contests, ratings, write
from tests.measured import (
    assert_cells_are_naive,
    assert_figure_is_list_is_naive,
    assert_memory_knows_the_running_day,
)
from tests.naive_counts import NAIVE, fetched

OF_APPROVALS = {name: one for name, one in MEASURES.items() if one.line == "approval"}
NAMES = list(OF_APPROVALS)
PERIOD = Period(date(2026, 8, 20), date(2026, 10, 5))
"""With a whole month in it, which is read from the sums of months, and days around it."""
MOMENTS = (
    datetime(2026, 9, 3, 10, 30),  # within a day of the period
    datetime(2026, 9, 14, 23, 59, 59),  # the last second of a day; its month is not over
    datetime(2026, 10, 30, 9, 0),  # long after the period
)
SCOPES = (
    {},
    {"departments": ("department-1", "department-2")},
    {"items": ("item-3",)},
    {"towns": ("zhujing",)},
)
LISTED = (*SCOPES[:2], {"items": ("item-2", "item-3"), "towns": ("zhujing", "fengjing")})
"""The scopes in which every list is read too: each dimension once."""


@pytest.fixture(scope="module")
def filled(shared_connection: Connection) -> Connection:
    """Four hundred random cases over three months, with all cells."""
    chance = Chance(seed=20, first=datetime(2026, 8, 1), days=75)
    clocks, steps, findings = chance.cases(400)
    write(shared_connection, clocks, steps, findings, chance.pauses)
    shared_connection.execute(insert(RatingClock), ratings(clocks))
    shared_connection.execute(insert(CardEntry), contests(findings))
    catalogue(shared_connection, chance.items)
    rebuild_cells(shared_connection, "approval", run_no=1)
    return shared_connection


def tables(connection: Connection) -> dict[str, list[dict[str, object]]]:
    models = {
        "cases": CaseClock,
        "steps": StepClock,
        "pauses": PauseClock,
        "findings": Finding,
        "items": ServiceItem,
        "ratings": RatingClock,
        "contests": CardEntry,
    }
    found = {
        name: fetched(connection.execute(select(table_of(model))).mappings())
        for name, model in models.items()
    }
    found["contests"] = [row for row in found["contests"] if row["action"] == "contest"]
    return found


def test_figure_is_list_is_naive_count_for_every_measure(filled: Connection) -> None:
    # the random rows leave no measure untried
    asked = tables(filled), PERIOD, MOMENTS, LISTED
    assert assert_figure_is_list_is_naive(filled, OF_APPROVALS, NAIVE, *asked) == set(NAMES)


def test_cells_of_closed_days_are_the_naive_count(filled: Connection) -> None:
    assert_cells_are_naive(filled, "approval", NAIVE, tables(filled), PERIOD, MOMENTS, SCOPES)


def test_memory_knows_the_running_day(filled: Connection) -> None:
    assert_memory_knows_the_running_day(filled, OF_APPROVALS, PERIOD, SCOPES)


def test_limits_of_one_second_are_listed_by_item(filled: Connection) -> None:
    frame = cases(filled, Scope(PERIOD), "due_extended", as_of=MOMENTS[2]).frame
    rows = frame[["promised_due_at", "item_code", "case_id"]].itertuples(index=False, name=None)
    told = list(rows)
    by_number = sorted(told, key=lambda row: row[2])
    by_item = sorted(by_number, key=lambda row: row[1], reverse=True)
    assert told == sorted(by_item, key=lambda row: row[0], reverse=True)
    assert frame["promised_due_at"].duplicated().any()


@pytest.mark.parametrize("as_of", MOMENTS[1:])
@pytest.mark.parametrize("by", ["department", "item", "town"])
def test_parts_add_up_to_the_whole(filled: Connection, by: str, as_of: datetime) -> None:
    scope = Scope(PERIOD)
    names = [name for name in NAMES if by != "town" or MEASURES[name].source.town is not None]
    whole = figures(filled, scope, names, as_of=as_of).iloc[0]
    parts = figures(filled, scope, names, as_of=as_of, by=by)
    assert parts[by].is_monotonic_increasing
    assert parts[names].sum().to_dict() == whole.to_dict()
    for key in parts[by].head(2):
        narrowed = Scope(PERIOD, **{f"{by}s": (key,)})
        alone = figures(filled, narrowed, names, as_of=as_of).iloc[0]
        assert parts[parts[by] == key][names].iloc[0].to_dict() == alone.to_dict()


@pytest.mark.parametrize("by", ["day", "month"])
def test_days_and_months_add_up_to_the_period(filled: Connection, by: str) -> None:
    scope, as_of = Scope(PERIOD), MOMENTS[0]
    flows = [name for name in NAMES if MEASURES[name].kind == "flow"]
    whole = figures(filled, scope, flows, as_of=as_of).iloc[0]
    parts = figures(filled, scope, flows, as_of=as_of, by=by)
    assert parts[flows].sum().to_dict() == whole.to_dict()
    if by == "day":
        days = [day.date() for day in parts["day"]]
        assert days[0] == PERIOD.first
        assert days[-1] == as_of.date()  # days that have not begun are not shown as zero
        assert len(days) == 15
    else:
        assert list(parts["month"]) == ["2026-08", "2026-09"]


def test_later_moments_do_not_change_what_a_day_counted(filled: Connection) -> None:
    kept = list(CELL_MEASURES)
    scope = Scope(Period(date(2026, 8, 20), date(2026, 9, 2)))
    soon_after = figures(filled, scope, kept, as_of=datetime(2026, 9, 3, 0, 0, 0))
    much_later = figures(filled, scope, kept, as_of=datetime(2027, 1, 1))
    assert soon_after.equals(much_later)


def test_cells_are_exactly_the_flows_that_no_later_moment_changes() -> None:
    assert tuple(name for name, m in OF_APPROVALS.items() if m.in_cells) == CELL_MEASURES
    assert set(NAIVE) == set(OF_APPROVALS)


def test_outcomes_share_out_the_closed_cases(filled: Connection) -> None:
    numbers = figures(filled, Scope(PERIOD), NAMES, as_of=MOMENTS[2]).iloc[0]
    ways = ["by_decision", "not_accepted", "withdrawn", "returned", "void"]
    assert numbers["closed"] == sum(numbers[f"closed_{way}"] for way in ways)
    decisions = ["granted", "refused", "completed", "reported_up", "outcome_unknown"]
    assert numbers["closed_by_decision"] == sum(numbers[f"closed_{way}"] for way in decisions)
    by_time = ["early", "just_in_time", "late"]
    assert numbers["closed_timed"] == sum(numbers[f"closed_{way}"] for way in by_time)
    thirds = ["timed", "without_limit", "untimed"]
    assert numbers["closed"] == sum(numbers[f"closed_{third}"] for third in thirds)


def test_stages_share_out_the_open_cases(filled: Connection) -> None:
    for as_of in MOMENTS:
        numbers = figures(filled, Scope(PERIOD), NAMES, as_of=as_of).iloc[0]
        stages = numbers["in_review"] + numbers["in_approval"] + numbers["in_delivery"]
        assert numbers["open"] == stages


def test_list_is_paged_in_one_order(filled: Connection) -> None:
    scope, as_of = Scope(PERIOD), MOMENTS[1]
    for name in ("closed", "open_red", "steps_late", "cards_issued", "open_overdue", "items"):
        whole = cases(filled, scope, name, as_of=as_of)
        pages = [
            cases(filled, scope, name, as_of=as_of, limit=7, offset=start)
            for start in range(0, whole.total, 7)
        ]
        assert {page.total for page in pages} == {whole.total}
        rows = [row for page in pages for row in page.frame.itertuples(index=False)]
        assert [str(row) for row in rows] == [
            str(row) for row in whole.frame.itertuples(index=False)
        ]


def test_nothing_is_counted_before_the_period_begins(filled: Connection) -> None:
    scope = Scope(Period(date(2026, 9, 10), date(2026, 9, 20)))
    as_of = datetime(2026, 9, 9, 23, 59, 59)
    assert figures(filled, scope, ["received", "cards_valid"], as_of=as_of).iloc[0].sum() == 0
    listing = cases(filled, scope, "received", as_of=as_of)
    assert listing.total == 0
    assert list(listing.frame.columns[:3]) == ["case_id", "case_no", "item_code"]
    assert figures(filled, scope, ["received"], as_of=as_of, by="day").empty


def test_what_makes_no_sense_is_refused(connection: Connection) -> None:
    scope, as_of = Scope(PERIOD), MOMENTS[0]
    with pytest.raises(ValueError, match="no measure is called lunch"):
        figures(connection, scope, ["received", "lunch"], as_of=as_of)
    with pytest.raises(ValueError, match="not by colour"):
        figures(connection, scope, ["received"], as_of=as_of, by="colour")
    with pytest.raises(ValueError, match="stands at one moment"):
        figures(connection, scope, ["open"], as_of=as_of, by="month")
    with pytest.raises(ValueError, match="knows no towns"):
        figures(connection, scope, ["items"], as_of=as_of, by="town")
    with pytest.raises(ValueError, match="no measure is called lunch"):
        cases(connection, scope, "lunch", as_of=as_of)
