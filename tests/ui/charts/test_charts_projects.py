"""The charts of projects: what stands on which axis, and what has colour."""

import pandas as pd

from ui.charts import charts_projects as charts
from ui.charts.chart_theme import QUIET, RED

NOW = pd.Timestamp("2026-11-23 09:41")


def at(*days):
    return pd.to_datetime(pd.Series(list(days), dtype="object"))


PROJECTS = pd.DataFrame({"name": ["物流", "基地"], "light": ["red", "normal"]}).assign(
    begin=at("2026-05-06", "2026-01-15"), plan_end=at("2026-12-30", "2027-05-20")
)
STONES = pd.DataFrame({"name": ["物流", "物流", "基地"], "stone": ["立项", "开工", "封顶"]}).assign(
    planned=at("2026-05-20", "2026-08-20", "2027-03-01"), reached=at("2026-05-30", None, None)
)


def rows_of(spec, layer):
    return spec["datasets"][layer.get("data", spec.get("data"))["name"]]


def of_mark(spec, mark, **style):
    return [
        layer
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark
        and all(layer["mark"].get(name) == value for name, value in style.items())
    ]


def test_only_lateness_has_colour():
    spec = charts.plan_and_reality(PROJECTS, STONES, NOW).to_dict()
    (late,) = [layer for layer in of_mark(spec, "bar") if "color" in layer["encoding"]]
    (row,) = rows_of(spec, late)
    assert (row["stone"], row["state"], row["words"]) == ("开工", "red", "开工 迟 95 日")
    colours = late["encoding"]["color"]["scale"]
    assert dict(zip(colours["domain"], colours["range"], strict=True))["red"] == RED
    (stones,) = of_mark(spec, "point")
    assert [row["state"] for row in rows_of(spec, stones)] == ["done", "red", "ahead"]
    assert stones["encoding"]["y"]["sort"] == ["物流", "基地"]


def test_what_is_planned_for_today_is_not_late():
    stones = STONES.assign(planned=at("2026-11-23", "2026-11-22", "2026-11-24"), reached=pd.NaT)
    spec = charts.plan_and_reality(PROJECTS, stones, NOW).to_dict()
    (marks,) = of_mark(spec, "point")
    assert [row["state"] for row in rows_of(spec, marks)] == ["ahead", "red", "ahead"]


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


def test_money_has_its_schedule_and_the_whole_of_the_year():
    months = pd.DataFrame({"planned": [1000.0, 3000.0], "invested": [800.0, None]}).assign(
        month=at("2026-01-01", "2026-02-01")
    )
    spec = charts.investment(months, 12_000).to_dict()
    (lines,) = of_mark(spec, "line")
    assert len(rows_of(spec, lines)) == 3  # nothing was reported of February
    assert lines["encoding"]["y"]["scale"]["domain"] == [0, 12_000 * 1.08]
    (whole,) = of_mark(spec, "rule")
    assert rows_of(spec, whole)[0]["amount"] == 12_000
    assert not of_mark(charts.investment(months, None).to_dict(), "rule")


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
