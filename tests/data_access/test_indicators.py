"""Indicators as values: each is its measures divided, split or not, with its bounds."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection

from data_access.cells import rebuild_cells
from data_access.figures import figures, indicators
from data_access.measures import MEASURES
from supervision.indicators import INDICATORS
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, catalogue, closed, write

SCOPE = Scope(Period(date(2026, 8, 10), date(2026, 9, 30)))
AS_OF = datetime(2026, 9, 20, 15, 0)
EVERY = list(INDICATORS)


@pytest.fixture(scope="module")
def filled(shared_connection: Connection) -> Connection:
    chance = Chance(seed=11, first=datetime(2026, 8, 1), days=60)
    write(shared_connection, *chance.cases(400))
    catalogue(shared_connection, chance.items)
    rebuild_cells(shared_connection, "approval", run_no=1)
    return shared_connection


def test_every_indicator_is_made_of_measures() -> None:
    for one in INDICATORS.values():
        assert set(one.measures) <= set(MEASURES), one.code


def test_value_is_numerator_over_denominator(filled: Connection) -> None:
    answer = indicators(filled, SCOPE, EVERY, as_of=AS_OF).set_index("name")
    numbers = figures(filled, SCOPE, MEASURES, as_of=AS_OF).iloc[0]
    divided = set()
    for name, one in INDICATORS.items():
        row = answer.loc[name]
        assert row["numerator"] == numbers[one.numerator]
        if one.denominator is None:
            assert row["value"] == row["numerator"], name
            continue
        assert row["denominator"] == numbers[one.denominator]
        if row["denominator"] == 0:
            assert row["numerator"] == 0, name
            assert pd.isna(row["value"]), name
            continue
        divided.add(one.line)
        if one.quantile is None:
            share = row["numerator"] / row["denominator"]
            share = 1 - share if one.complement else share
            assert row["value"] == pytest.approx(share * (1000 if one.unit == "per_mille" else 1))
        if one.is_share:
            assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1, name
    assert "approval" in divided


@pytest.mark.parametrize("by", ["department", "town", "day", "month"])
def test_split_is_the_same_as_asking_for_each_part(filled: Connection, by: str) -> None:
    names = ["on_time_rate_lawful", "used_days_median", "card_rate", "late_rate"]
    answer = indicators(filled, SCOPE, names, as_of=AS_OF, by=by)
    assert list(answer.columns[:2]) == ["name", by]
    assert list(answer["name"].unique()) == names
    for key in list(answer[by].unique())[-2:]:
        alone = indicators(filled, part_of(by, key), names, as_of=AS_OF)
        split = answer[answer[by] == key].drop(columns=by).reset_index(drop=True)
        assert split.equals(alone)


def part_of(by: str, key) -> Scope:
    """The scope of one part alone."""
    if by == "day":
        return SCOPE.within(Period(key.date(), key.date()))
    if by == "month":
        months = {"2026-08": (date(2026, 8, 10), date(2026, 8, 31))}
        return SCOPE.within(Period(*months.get(key, (date(2026, 9, 1), date(2026, 9, 30)))))
    return Scope(SCOPE.period, **{f"{by}s": (key,)})


def test_a_handful_of_cases_is_marked_and_bounded(connection: Connection) -> None:
    start, due = datetime(2026, 9, 1, 9), datetime(2026, 9, 15, 23, 59, 59)
    write(
        connection,
        [closed(f"{n}", start, due, datetime(2026, 9, 10 if n else 17)) for n in range(4)],
    )
    rebuild_cells(connection, "approval", run_no=1)
    row = indicators(connection, SCOPE, ["A6_lawful"], as_of=AS_OF).iloc[0]
    assert row["value"] == 0.75
    assert (round(row["low"], 3), round(row["high"], 3)) == (0.301, 0.954)
    assert row["is_small"]


def test_what_cannot_be_split_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="open stands at one moment"):
        indicators(connection, SCOPE, ["A4"], as_of=AS_OF, by="day")
    with pytest.raises(ValueError, match="no indicator is called A77"):
        indicators(connection, SCOPE, ["A77"], as_of=AS_OF)
