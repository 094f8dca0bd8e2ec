"""Charts over each other are what Altair's own layer would be, but for the names of views."""

import json
from typing import Any

import altair as alt
import pandas as pd

from ui.charts.layers import layered

FRAME = pd.DataFrame({"key": ["a", "b"], "n": [1, 2]})
OTHER = pd.DataFrame({"n": [3]})


def choice(name: str) -> alt.Parameter:
    return alt.selection_point(name=name, fields=["key"], on="click", clear=False)


def charts() -> list[alt.Chart]:
    base = alt.Chart(FRAME).encode(y=alt.Y("key:N", sort=["b", "a"]))
    line = alt.Chart(OTHER).mark_rule().encode(x=alt.X("n:Q"))
    return [
        base.mark_bar().encode(x=alt.X("n:Q")).add_params(choice("row")),
        line,
        base.mark_point().encode(x=alt.X("n:Q")).add_params(choice("dot"), choice("word")),
    ]


def told(chart: alt.LayerChart) -> dict[str, Any]:
    """The specification with each layer's rows in it, and its views named by their places."""
    spec = json.loads(json.dumps(chart.to_dict()))
    names = {}
    for place, layer in enumerate(spec["layer"]):
        names[layer.pop("name", None)] = place
        layer["rows"] = spec["datasets"][(layer.pop("data", None) or spec["data"])["name"]]
    for param in spec["params"]:
        param["views"] = [names[view] for view in param["views"]]
    return {key: spec[key] for key in spec if key not in ("data", "datasets")}


def test_it_says_what_altair_says():
    ours = told(layered(*charts(), step=24))
    assert ours == told(alt.LayerChart(layer=charts(), height=alt.Step(24)))
    assert [(param["name"], param["views"]) for param in ours["params"]] == [
        ("row", [0]),
        ("dot", [2]),
        ("word", [2]),
    ]


def test_the_layers_given_stay_as_they_were():
    given = charts()
    before = [chart.to_dict() for chart in given]
    layered(*given)
    assert [chart.to_dict() for chart in given] == before


def test_the_frame_of_most_layers_is_said_once():
    drawn = layered(*charts()).to_dict()
    assert [layer.get("data") is None for layer in drawn["layer"]] == [True, False, True]
    assert len(drawn["datasets"]) == 2
