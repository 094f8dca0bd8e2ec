"""A flow is laid out so that it can be read, and says what it leaves out."""

from typing import Any

import pandas as pd

from data_access.approvals.procedure import Flow
from ui.charts import charts_procedure, flow_layout
from ui.charts.flow_layout import SPINE, lay_out


def a_flow(codes: str, ways: dict[tuple[str, str], int], declared: str = "") -> Flow:
    steps = pd.DataFrame(
        [
            {
                "step_code": code,
                "is_declared": code in declared,
                "cases": 100 - place,
                "times": 100 - place,
                "timed": 50,
                "late": 5,
                "limit_days": pd.NA if place else 3,
                "median_used": 1.5,
            }
            for place, code in enumerate(codes)
        ]
    )
    edges = pd.DataFrame(
        [(first, then, times, 1.0) for (first, then), times in ways.items()],
        columns=["previous", "step_code", "times", "median_waited"],
    ).sort_values("times", ascending=False, ignore_index=True)
    paths = pd.DataFrame({"path": ["A→B"], "cases": [1]})
    return Flow(100, 100, steps, edges, paths, 1)


WAYS = {
    ("", "A"): 90,
    ("A", "B"): 80,
    ("B", "C"): 70,
    ("A", "C"): 30,
    ("C", "A"): 25,
    ("B", "B"): 20,
}


def test_the_next_step_is_a_line_a_longer_way_a_bow_to_the_right_a_way_back_one_to_the_left():
    ways = lay_out(a_flow("ABC", WAYS)).ways.set_index(["previous", "step_code"])
    assert ways.x["A", "B"] == SPINE
    assert ways.x["A", "C"] > SPINE
    assert ways.x["C", "A"] < SPINE
    assert ways.x["B", "B"] < SPINE
    assert ways.is_back.to_dict() == {
        ("", "A"): False,
        ("A", "B"): False,
        ("B", "C"): False,
        ("A", "C"): False,
        ("C", "A"): True,
        ("B", "B"): True,
    }


def test_a_bow_begins_and_ends_at_its_steps():
    layout = lay_out(a_flow("ABC", WAYS))
    way = layout.ways.set_index(["previous", "step_code"]).way["A", "C"]
    bow = layout.bows[layout.bows.way == way]
    assert (bow.y.iloc[0], bow.y.iloc[-1]) == (1, 3)
    assert bow.x.iloc[[0, -1]].round(6).tolist() == [SPINE, SPINE]


def test_of_many_steps_the_declared_and_the_frequent_are_drawn_and_the_rest_is_counted():
    layout = lay_out(a_flow("ABCDE", WAYS | {("C", "D"): 1}, declared="E"), most_steps=3)
    assert layout.rows.step_code.tolist() == ["A", "B", "E"]
    assert layout.rows["row"].tolist() == [1, 2, 3]
    assert layout.left_out_steps == 2
    assert layout.left_out_ways == 7 - len(layout.ways)
    assert layout.share == layout.ways.times.sum() / 316


def test_rare_ways_are_left_out_once_nearly_all_is_drawn():
    layout = lay_out(a_flow("ABC", {("", "A"): 96, ("A", "B"): 3, ("B", "C"): 1}))
    assert layout.ways.times.tolist() == [96]
    assert layout.left_out_ways == 2


def test_words_on_ways_do_not_meet():
    ways = {("A", "B"): 50, ("B", "C"): 40, ("A", "C"): 30}
    layout = lay_out(a_flow("ABC", ways))
    labelled = layout.ways[layout.ways.has_label]
    for place, one in enumerate(labelled.itertuples()):
        for other in list(labelled.itertuples())[place + 1 :]:
            apart = abs(one.y - other.y) >= flow_layout.LABEL_ROWS
            assert apart or abs(one.x - other.x) > flow_layout.RIGHT_BOW


def test_a_flow_of_nothing_can_be_laid_out():
    layout = lay_out(Flow(0, 0, a_flow("A", WAYS).steps[:0], EMPTY, EMPTY, 0))
    assert layout.rows.empty
    assert layout.share == 1


EMPTY = pd.DataFrame(columns=["previous", "step_code", "times", "median_waited"])


def drawn(flow: Flow) -> tuple[list[list[dict[str, Any]]], dict[str, Any]]:
    names = {code: f"环节{code}" for code in flow.steps.step_code}
    chart = charts_procedure.flow(lay_out(flow), names, flow.looked_at).to_dict()
    assert all(layer["encoding"]["y"]["scale"]["domain"] == [3.6, -1.0] for layer in chart["layer"])
    return list(chart["datasets"].values()), chart


def test_a_row_says_volume_median_limit_and_lateness():
    flow = a_flow("ABC", WAYS, declared="AB")
    data, _ = drawn(flow)
    (row,) = [
        line for table in data for line in table if line.get("step") == "环节A" and "end" in line
    ]
    assert (row["times_words"], row["used_words"], row["late_words"]) == ("100", "1.5 / 3", "10.0%")
    assert row["turn"] < row["end"]


def test_a_click_tells_a_step_from_a_way():
    data, chart = drawn(a_flow("ABC", WAYS))
    (param,) = chart["params"]
    assert param["select"]["fields"] == ["previous", "step_code"]
    rows = [line for table in data for line in table if "end" in line]
    assert {row["previous"] for row in rows} == {charts_procedure.ANY_STEP}


def test_departures_are_bars_in_the_order_given():
    counted = pd.DataFrame({"key": ["a", "b"], "name": ["甲", "乙"], "findings": [3, 9]})
    chart = charts_procedure.departures(counted).to_dict()
    assert chart["layer"][0]["encoding"]["y"]["sort"] is None
    assert chart["layer"][1]["encoding"]["text"]["field"] == "findings"
