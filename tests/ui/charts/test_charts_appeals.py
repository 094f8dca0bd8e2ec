"""The charts of appeals draw what they are told, and stress what a reader should see first."""

import pandas as pd

from ui.charts import charts_appeals
from ui.charts.chart_theme import NORMAL, QUIET


def rows_of(spec: dict, column: str) -> list:
    """The values of a column in the data of a drawing."""
    return [row[column] for data in spec["datasets"].values() for row in data if column in row]


def test_the_office_is_a_square_and_the_firm_a_dot_and_silence_is_no_mark():
    frame = pd.DataFrame(
        {
            "key": ["a", "b"],
            "name": ["区经委", "区水务局"],
            "office": [0.9, None],
            "firm": [0.6, 0.5],
            "said": [10, 0],
            "asked": [10, 4],
        }
    )
    spec = charts_appeals.voices(frame).to_dict()
    assert rows_of(spec, "gap_words") == ["30", "—"]
    marks = [layer["mark"] for layer in spec["layer"] if layer["mark"].get("filled")]
    assert [(mark["shape"], mark["color"]) for mark in marks] == [
        ("square", QUIET),
        ("circle", NORMAL),
    ]
    tests = [layer["transform"][0]["filter"] for layer in spec["layer"] if "transform" in layer]
    assert {"isValid(datum.office)", "isValid(datum.firm)"} <= set(tests)
    named = {each["name"] for each in spec["params"]}
    assert named == {charts_appeals.OFFICE, charts_appeals.FIRM}


def test_a_month_in_which_nobody_spoke_has_no_point():
    frame = pd.DataFrame(
        {"month": ["2026-10", "2026-11"], "office": [None, 0.8], "firm": [0.7, 0.6]}
    )
    spec = charts_appeals.trend(frame).to_dict()
    assert sorted(rows_of(spec, "text")) == ["60.0%", "70.0%", "80.0%"]
    asked = {each["name"]: each["select"]["fields"] for each in spec["params"]}
    assert asked == {charts_appeals.OFFICE: ["month"], charts_appeals.FIRM: ["month"]}
