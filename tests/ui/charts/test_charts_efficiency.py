"""The charts of efficiency carry the right numbers in the right order, and say who was clicked."""

from typing import Any

import altair as alt
import pandas as pd
import pytest

from ui.charts import charts_efficiency, charts_limits, charts_quality
from ui.charts.charts_efficiency import CLICK, lowest_shown

WAYS = pd.DataFrame(
    {
        "key": ["water", "tax"],
        "name": ["区水务局", "区税务局"],
        "raw": [0.88, 0.95],
        "lawful": [0.95, 0.96],
        "extended": [0.98, None],
    }
)
COMPARED = pd.DataFrame(
    {
        "key": ["water", "tax", "sports"],
        "name": ["区水务局", "区税务局", "区体育局"],
        "good": [95, 48, 5],
        "total": [100, 50, 10],
        "rate": [0.95, 0.96, 0.5],
        "low": [0.888, 0.865, 0.237],
        "high": [0.978, 0.989, 0.763],
        "ranked": [True, True, False],
    }
)
ENDINGS = pd.DataFrame(
    {
        "key": ["water", "tax"],
        "name": ["区水务局", "区税务局"],
        "early": [6, 0],
        "just_in_time": [3, 0],
        "late": [1, 0],
        "on_the_spot": [2, 0],
        "decided": [10, 0],
    }
)


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    return chart.to_dict()


def rows_of(chart: alt.LayerChart, layer: int) -> list[dict[str, Any]]:
    drawn = spec(chart)
    data = drawn["layer"][layer].get("data") or drawn["data"]
    return drawn["datasets"][data["name"]]


def order_of(chart: alt.LayerChart, layer: int = 0) -> list[str]:
    return spec(chart)["layer"][layer]["encoding"]["y"]["sort"]


def x_scale(chart: alt.LayerChart, layer: int) -> dict[str, Any]:
    return spec(chart)["layer"][layer]["encoding"]["x"]["scale"]


def clicks(chart: alt.LayerChart) -> dict[str, list[str]]:
    return {each["name"]: each["select"]["fields"] for each in spec(chart)["params"]}


def test_each_unit_has_three_points_of_three_shapes():
    chart = charts_efficiency.three_ways(WAYS)
    points = rows_of(chart, 1)

    assert [(row["key"], row["way"], row["value"]) for row in points] == [
        ("water", "raw", 0.88),
        ("tax", "raw", 0.95),
        ("water", "lawful", 0.95),
        ("tax", "lawful", 0.96),
        ("water", "extended", 0.98),
        ("tax", "extended", None),
    ]
    shape = spec(chart)["layer"][1]["encoding"]["shape"]["scale"]
    assert len(set(shape["range"])) == 3
    assert order_of(chart) == ["区水务局", "区税务局"]


def test_the_axis_begins_below_the_lowest_rate_and_ends_at_one():
    domain = spec(charts_efficiency.three_ways(WAYS))["layer"][0]["encoding"]["x"]["scale"][
        "domain"
    ]

    assert domain == [0.8, 1.0]


@pytest.mark.parametrize(
    ("rates", "low"),
    [([0.97], 0.9), ([0.899], 0.8), ([0.05, 1.0], 0.0), ([None], 0.9), ([], 0.9), ([1.0], 0.9)],
)
def test_an_axis_of_rates_leaves_room_below(rates: list[float], low: float):
    assert lowest_shown(pd.Series(rates, dtype="float64")) == pytest.approx(low)


def test_a_unit_with_few_cases_is_grey_has_no_rate_and_comes_last():
    chart = charts_efficiency.comparison(COMPARED, 0.955)
    rows = {row["key"]: row for row in rows_of(chart, 1)}

    assert rows["sports"]["label"] == "件数少"
    assert rows["water"]["label"] == "95.0%"
    assert rows["water"]["bounds"] == "88.8% – 97.8%"
    assert order_of(chart, 1)[-1] == "区体育局"
    tone = spec(chart)["layer"][1]["encoding"]["color"]
    assert tone["condition"]["test"] == "datum.ranked"


def test_a_small_unit_does_not_stretch_the_axis_of_the_others():
    scale = spec(charts_efficiency.comparison(COMPARED, 0.955))["layer"][1]["encoding"]["x"][
        "scale"
    ]

    assert scale["domain"] == [0.5, 1.0]
    assert scale["clamp"] is True


def test_without_a_rate_of_the_whole_there_is_no_dashed_line():
    layers = spec(charts_efficiency.comparison(COMPARED, None))["layer"]

    assert all("strokeDash" not in layer["mark"] for layer in layers)


def test_endings_are_shares_of_what_can_be_compared():
    chart = charts_limits.endings(ENDINGS)
    shares = {row["part"]: row["share"] for row in rows_of(chart, 0)}

    assert shares == {"early": 0.6, "just_in_time": 0.3, "late": 0.1}
    assert {row["key"] for row in rows_of(chart, 0)} == {"water"}  # nothing to share at the other


def test_the_side_column_says_how_much_was_done_on_the_spot():
    assert [row["spot"] for row in rows_of(charts_limits.endings(ENDINGS), 2)] == ["20%", "—"]


def test_only_lateness_is_warm():
    scale = spec(charts_limits.endings(ENDINGS))["layer"][0]["encoding"]["color"]["scale"]

    assert dict(zip(scale["domain"], scale["range"], strict=True))["late"] == "#e0a100"
    assert scale["range"].count("#e0a100") == 1


def test_shares_that_are_too_narrow_bear_no_figure():
    frame = pd.DataFrame({"key": ["1"], "name": ["1"], "one": [95], "two": [4], "three": [1]})

    texts = {row["part"]: row["text"] for row in rows_of(charts_limits.levels_by_month(frame), 0)}
    assert texts == {"one": "95%", "two": "", "three": ""}


def test_limits_share_one_scale_and_unknown_ones_stay_unknown():
    frame = pd.DataFrame(
        {
            "key": ["a"],
            "name": ["甲"],
            "statutory": [None],
            "promised": [10.0],
            "median": [4.0],
            "p90": [20.0],
            "cases": [12],
        }
    )
    chart = charts_limits.limits(frame)
    domains = {
        tuple(layer["encoding"]["x"]["scale"]["domain"])
        for layer in spec(chart)["layer"]
        if "scale" in layer["encoding"]["x"]
    }

    assert domains == {(0, 20.6)}
    assert rows_of(chart, 0)[0]["statutory_text"] == "—"


def test_pauses_begun_late_stand_out():
    frame = pd.DataFrame(
        {
            "key": ["over_10", "due_day"],
            "name": ["多", "当日"],
            "pauses": [3, 1],
            "is_near": [False, True],
        }
    )
    colour = spec(charts_limits.nearness(frame))["layer"][0]["encoding"]["color"]

    assert colour["condition"]["test"] == "datum.is_near"


def faults() -> alt.LayerChart:
    frame = pd.DataFrame({"key": ["T01"], "name": ["时间"], "faults": [3], "quarantined": [2]})
    return charts_quality.faults(frame)


@pytest.mark.parametrize(
    ("chart", "fields"),
    [
        (charts_efficiency.three_ways(WAYS), {CLICK: ["key"]}),
        (charts_efficiency.comparison(COMPARED, 0.9), {CLICK: ["key"]}),
        (charts_limits.endings(ENDINGS), {CLICK: ["key", "part"], "on_the_spot": ["key"]}),
        (faults(), {CLICK: ["key"]}),
    ],
)
def test_a_click_names_the_row_by_its_code(chart: alt.LayerChart, fields: dict[str, list[str]]):
    assert clicks(chart) == fields


def test_text_of_the_data_is_data_and_never_part_of_an_expression():
    hostile = "datum.x' || alert(1) //"
    drawn = spec(charts_efficiency.comparison(COMPARED.assign(name=hostile), 0.9))

    def expressions(part: Any) -> list[str]:
        if isinstance(part, dict):
            found = [str(part[key]) for key in ("expr", "test", "labelExpr") if key in part]
            return found + [each for value in part.values() for each in expressions(value)]
        return (
            [each for value in part for each in expressions(value)]
            if isinstance(part, list)
            else []
        )

    assert all(hostile not in expression for expression in expressions(drawn["layer"]))
