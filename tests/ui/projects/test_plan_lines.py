"""Plan and reality of projects: what stands where, what has colour, and what is said of it."""

import re

import pandas as pd
import pytest

from ui.projects import money_lines, plan_lines

NOW = pd.Timestamp("2026-11-23 09:41")


def at(*days: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(list(days), dtype="object"))


PROJECTS = pd.DataFrame(
    {"project_id": ["P1", "P2"], "title": ["<物流>", "基地"], "light": ["red", "normal"]}
).assign(begin=at("2026-05-06", "2026-01-15"), plan_end=at("2026-12-30", "2027-05-20"))
STONES = pd.DataFrame({"project_id": ["P1", "P1", "P2"], "stone": ["立项", "开工", "封顶"]}).assign(
    planned=at("2026-05-20", "2026-08-20", "2027-03-01"), reached=at("2026-05-30", None, None)
)


def rows(markup: str) -> list[str]:
    return markup.split('<div class="sv-track">')[1:]


def test_only_lateness_has_colour():
    first, second = rows(plan_lines.draw(PROJECTS, STONES, NOW))
    assert re.findall(r"sv-stone-(done|red|yellow|ahead)", first) == ["done", "red"]
    assert re.findall(r"sv-stone-(done|red|yellow|ahead)", second) == ["ahead"]
    assert re.findall(r"sv-behind sv-fill-(\w+)", first + second) == ["red"]
    assert "开工 迟 95 日" in first
    assert 'title="立项：计划 2026-05-20，实际 2026-05-30"' in first
    assert 'title="封顶：计划 2027-03-01，实际 —"' in second


def test_all_stands_between_the_first_day_and_the_last():
    first, _ = rows(plan_lines.draw(PROJECTS, STONES, NOW))
    whole = (pd.Timestamp("2027-05-20") - pd.Timestamp("2026-01-15")) / pd.Timedelta(days=1)
    begin = (pd.Timestamp("2026-05-06") - pd.Timestamp("2026-01-15")).days / whole * 100
    now = (NOW - pd.Timestamp("2026-01-15")) / pd.Timedelta(days=1) / whole * 100
    ((left, width),) = re.findall(r'sv-passed" style="left:([\d.]+)%;width:([\d.]+)%', first)
    assert float(left) == pytest.approx(begin, abs=0.01)
    assert float(left) + float(width) == pytest.approx(now, abs=0.02)


def test_today_stands_on_the_track_where_all_plans_lie_ahead():
    ahead = PROJECTS.head(1).assign(begin=at("2027-02-01"), plan_end=at("2027-05-01"))
    stones = STONES.head(1).assign(planned=at("2027-03-01"), reached=pd.NaT)
    markup = plan_lines.draw(ahead, stones, NOW)
    assert re.findall(r'sv-now" style="left:([\d.-]+)%', markup) == ["0.00"]
    assert "sv-passed" not in markup


def test_what_is_planned_for_today_is_not_late():
    stones = STONES.assign(planned=at("2026-11-23", "2026-11-22", "2026-11-24"), reached=pd.NaT)
    markup = plan_lines.draw(PROJECTS, stones, NOW)
    marks = re.findall(r"sv-stone-(done|red|yellow|ahead)", markup)
    assert marks == ["red", "ahead", "ahead"], "those of a project in the order of their dates"


def test_names_open_their_projects_and_are_text():
    markup = plan_lines.draw(PROJECTS, STONES, NOW)
    assert re.findall(r'href="/project\?id=(\w+)">(.*?)</a>', markup) == [
        ("P1", "&lt;物流&gt;"),
        ("P2", "基地"),
    ]


@pytest.mark.parametrize(("months", "every"), [(9, 1), (20, 2), (40, 3), (80, 6), (150, 12)])
def test_the_axis_marks_no_more_months_than_there_is_room_for(months: int, every: int):
    first = pd.Timestamp("2020-01-01")
    axis = plan_lines.Axis(first, first + pd.DateOffset(months=months - 1))
    marked = axis.months()
    assert len(marked) <= plan_lines.MOST_TICKS
    assert [start.month for start in marked[:2]] == [1, 1 + every % 12]


def test_within_one_month_its_first_day_is_marked_and_a_long_axis_is_thinned():
    first = pd.Timestamp("2026-11-02")
    assert plan_lines.Axis(first, first + pd.Timedelta(days=20)).months() == [first]
    years = plan_lines.Axis(pd.Timestamp("2005-01-01"), pd.Timestamp("2026-01-01")).months()
    assert [start.year for start in years] == list(range(2005, 2027, 2))


def test_one_day_is_an_axis_too():
    one = PROJECTS.head(1).assign(begin=NOW.normalize(), plan_end=NOW.normalize())
    stones = STONES.head(1).assign(planned=NOW.normalize(), reached=pd.NaT)
    assert "nan" not in plan_lines.draw(one, stones, NOW.normalize())


def test_money_has_its_schedule_and_the_whole_of_the_year():
    months = pd.DataFrame({"planned": [1000.0, 3000.0], "invested": [800.0, None]}).assign(
        month=at("2026-01-01", "2026-02-01")
    )
    markup = money_lines.draw(months, 12_000)
    tips = re.findall(r'title="(.*?)"', markup)
    assert tips == [
        "2026-01：序时计划 1,000 万元",
        "2026-02：序时计划 3,000 万元",
        "2026-01：累计完成 800 万元",
    ], "nothing was reported of February"
    highest = max(int(one.replace(",", "")) for one in re.findall(r"<span>([\d,]+)</span>", markup))
    (level,) = re.findall(r'sv-level" style="top:([\d.]+)%', markup)
    assert float(level) == pytest.approx((1 - 12_000 / highest) * 100, abs=0.1)
    assert "sv-level" not in money_lines.draw(months, None)
