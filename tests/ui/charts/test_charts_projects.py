"""The charts of projects: what stands on which axis, and what has colour."""

import pandas as pd

from ui.charts import charts_projects as charts
from ui.charts.chart_theme import QUIET

NOW = pd.Timestamp("2026-11-23 09:41")


def at(*days):
    return pd.to_datetime(pd.Series(list(days), dtype="object"))


def rows_of(spec, layer):
    return spec["datasets"][layer.get("data", spec.get("data"))["name"]]


def of_mark(spec, mark, **style):
    return [
        layer
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark
        and all(layer["mark"].get(name) == value for name, value in style.items())
    ]


def test_the_dates_of_a_project_show_what_was_moved_and_how_late_it_is():
    stones = pd.DataFrame({"stone": ["许可", "开工", "基础", "竣工"], "light": ["red"] * 4}).assign(
        first=at("2026-01-10", "2026-03-10", "2026-07-30", "2027-04-30"),
        planned=at("2026-01-10", "2026-04-10", "2026-09-30", "2027-04-30"),
        reached=at("2026-01-05", "2026-05-02", None, None),
    )
    spec = charts.dates(stones, NOW).to_dict()
    (path,) = of_mark(spec, "rule", color=QUIET)
    assert [row["stone"] for row in rows_of(spec, path)] == ["开工", "基础"]
    (late,) = of_mark(spec, "bar")
    assert [row["stone"] for row in rows_of(spec, late)] == ["开工", "基础"]
    (words,) = of_mark(spec, "text")
    told = [row["words"] for row in rows_of(spec, words)]
    assert told == ["早 5 日", "迟 22 日", "已迟 54 日", "还有 158 日"]


LINKS = pd.DataFrame(
    {
        "row": ["备案", "等待许可", "许可"],
        "is_wait": [False, True, False],
        "words": ["4 日", "11 日", "在办 3 日"],
        "is_longest": [False, True, False],
    }
).assign(
    began=at("2026-03-09", "2026-03-13", "2026-03-30"),
    ended=at("2026-03-13", "2026-03-30", None),
)


def test_waits_are_hatched_and_the_longest_is_bold():
    spec = charts.chain(LINKS, NOW).to_dict()
    steps, waits = of_mark(spec, "bar")
    assert [row["row"] for row in rows_of(spec, steps)] == ["备案", "许可"]
    assert (waits["mark"]["fillOpacity"], len(rows_of(spec, waits))) == (0, 1)
    (hatch,) = of_mark(spec, "point")
    assert {row["row"] for row in rows_of(spec, hatch)} == {"等待许可"}
    quiet, bold = of_mark(spec, "text")
    assert bold["mark"]["fontWeight"] == 700
    assert [row["words"] for row in rows_of(spec, bold)] == ["11 日"]
    assert len(rows_of(spec, quiet)) == 2


def test_a_chain_without_a_link_can_be_drawn():
    empty = LINKS.head(0)
    assert charts.chain(empty, NOW).to_dict()["layer"]


def test_whose_time_it_was_adds_up():
    days = {"government": 62, "enterprise": 4, "special": 0, "nobody": 15}
    spec = charts.whose_time(days).to_dict()
    (bar,) = of_mark(spec, "bar")
    rows = rows_of(spec, bar)
    assert [(row["owner"], row["begin"], row["end"]) for row in rows] == [
        ("government", 0, 62),
        ("enterprise", 62, 66),
        ("nobody", 66, 81),
    ]
    assert charts.whose_time({}).to_dict()["layer"]
