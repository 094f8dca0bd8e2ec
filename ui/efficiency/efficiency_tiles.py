"""The tiles of the efficiency screen: each asks its question, draws it, and opens its lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.approvals.efficiency import limits_by_item
from data_access.figures import figures, indicators
from supervision.scope import Period, Scope
from ui import blocks, formats, links, splits
from ui.charts import charts_efficiency, charts_limits
from ui.charts.showing import show
from ui.efficiency import efficiency_frames
from ui.efficiency.efficiency_frames import AUDIT, ENDINGS, LEVELS, RATE_NAMES, RATES
from ui.fetch import ask, fetch
from ui.formats import count, escape, rate
from ui.parts import empty, tile
from ui.words import t

MONTHS_OF_LEVELS = 6
NOTHING = "0.0"


@dataclass(frozen=True)
class View:
    """What the page looks at: scope, moment, how it is split, and the figures of the whole."""

    scope: Scope
    as_of: datetime
    by: str
    whole: pd.DataFrame
    rates: pd.DataFrame
    numbers: pd.DataFrame

    def value(self, way: str) -> float | None:
        """The rate of the whole by one definition; None where nothing was due."""
        value = self.whole.loc[RATES[way], "value"]
        return None if pd.isna(value) else float(value)

    def missed(self, way: str) -> int:
        """How many cases of the whole missed their limit by one definition."""
        row = self.whole.loc[RATES[way]]
        return int(row["denominator"] - row["numerator"])


def look(scope: Scope, as_of: datetime, by: str) -> View:
    """Ask for all that the page shows of on time, in three questions; raises UnansweredError."""
    names = (*RATE_NAMES, "promise_cut_rate")
    whole = ask(indicators, scope, as_of=as_of, names=names)[0].set_index("name")
    split, _ = ask(indicators, scope, as_of=as_of, names=RATE_NAMES, by=by)
    measures = tuple(dict.fromkeys((*ENDINGS.values(), *AUDIT)))
    numbers, _ = ask(figures, scope, as_of=as_of, names=measures, by=by)
    rates = splits.named(split.rename(columns={"name": "name_of_rate"}), by)
    return View(scope, as_of, by, whole, rates, splits.named(numbers, by))


def sentence(view: View, ways: pd.DataFrame, compared: pd.DataFrame) -> str:
    """What to take away: the lawful rate, what pauses give, and to whom most."""
    raw, lawful = view.value("raw"), view.value("lawful")
    if lawful is None or raw is None:
        return t("所选范围内没有到期的办件")
    words = t("扣除特别程序后按时率 {rate}", rate=rate(lawful))
    gained = formats.number((lawful - raw) * 100)
    if gained == NOTHING:
        return words + t("，与原始口径相同")
    words += t("，比原始高 {points} 个百分点", points=gained)
    lift = efficiency_frames.largest_lift(ways, compared.loc[compared["ranked"], "key"].tolist())
    if lift and view.by != "month":
        points = formats.number(lift[1] * 100)
        words += t("；{name}高 {points}", name=escape(lift[0]), points=points)
    return words


def three_cards(view: View) -> None:
    """Row one: on time three ways, what each step lifts, and the cut of the promise."""
    due = count(view.whole.loc[RATES["raw"], "denominator"])
    raw = blocks.figure(
        t("原始口径"),
        rate(view.value("raw")),
        splits.way("cases", t("到期 {n} 件", n=due), **splits.place("due_raw")),
        _missed(view, "raw"),
        explanation=t("期间内承诺时限届满的办件中，届满时已作决定的占多少；不扣除任何时间"),
    )
    lifted = [
        blocks.figure(
            title,
            rate(view.value(way)),
            _lift(view, way, before),
            _missed(view, way),
            explanation=explanation,
        )
        for title, way, before, explanation in (
            (t("扣除特别程序"), "lawful", "raw", t("《行政许可法》第四十五条所列时间不计入")),
            (t("再计入延期"), "extended", "lawful", t("到期前依法批准的延期视为新期限")),
        )
    ]
    st.html(blocks.figures([raw, *lifted, _promise(view)], narrowest=165))


def _promise(view: View) -> str:
    cut = view.whole.loc["promise_cut_rate"]
    names = ("items_limited",)
    items = int(fetch(figures, view.scope, as_of=view.as_of, names=names)[names[0]].iloc[0])
    promised, statutory = (
        formats.number(cut[column] / items if items else None)
        for column in ("numerator", "denominator")
    )
    explanation = t("1 − 事项承诺时限合计 ÷ 事项法定时限合计，按事项目录计")
    words = t("平均 {promised} 日，法定 {statutory} 日", promised=promised, statutory=statutory)
    return blocks.figure(
        t("承诺压缩"),
        rate(cut["value"], 0),
        blocks.below(words),
        splits.way("cases", t("{n} 个事项", n=count(items)), **splits.place(names[0])),
        explanation=explanation,
    )


def _missed(view: View, way: str) -> str:
    words = t("{n} 件未按时", n=count(view.missed(way)))
    return splits.way("cases", words, **splits.place(f"due_{way}_missed"))


def _lift(view: View, way: str, before: str) -> str:
    """What one step adds to the rate, and how many fewer cases are late by it."""
    now, earlier = view.value(way), view.value(before)
    if now is None or earlier is None:
        return blocks.below(formats.UNKNOWN)
    points = t("{points} 个百分点", points=formats.signed((now - earlier) * 100, 1))
    fewer = count(view.missed(before) - view.missed(way))
    return blocks.below(f"{points} · {t('少超期 {n} 件', n=fewer)}")


def ways_tile(grid: GridContainer, ways: pd.DataFrame, by: str) -> None:
    """Three definitions, one line a unit."""
    with tile(grid, t("三种口径"), legend=charts_efficiency.way_legend()):
        if ways.empty:
            empty(t("没有到期的办件"))
            return
        chart = charts_efficiency.three_ways(splits.shortened(ways, by))
        if mark := drawn(chart, "ways_chart", t("三种口径")):
            splits.drill("due_raw_missed", by, mark["key"])
        splits.more_link(len(ways), "efficiency", by)


def comparison_tile(grid: GridContainer, compared: pd.DataFrame, view: View) -> None:
    """Rates with their intervals, small ones last and grey."""
    title = {"department": t("部门比较"), "item": t("事项比较"), "month": t("逐月比较")}[view.by]
    note = t("扣特别程序，95% 区间；虚线合计 {rate}；右列件数", rate=rate(view.value("lawful")))
    with tile(grid, title, note):
        if compared.empty:
            empty(t("没有到期的办件"))
            return
        shown = splits.shortened(compared, view.by)
        chart = charts_efficiency.comparison(shown, view.value("lawful"))
        if mark := drawn(chart, "compared_chart", title):
            splits.drill("due_lawful", view.by, mark["key"])
        splits.more_link(len(compared), "efficiency", view.by)


def endings_tile(grid: GridContainer, order: list[str], view: View) -> None:
    """Early, on the last day, late; beside them what was done on the spot."""
    frame = efficiency_frames.renamed(view.numbers, ENDINGS)
    frame = frame[frame[["early", "just_in_time", "late"]].sum(axis=1) > 0]
    rank = {key: place for place, key in enumerate(order)}
    frame = frame.sort_values("key", key=lambda keys: keys.map(rank), kind="stable")
    legend = charts_limits.swatches(charts_limits.ENDING_COLOURS, charts_limits.ending_words())
    with tile(grid, t("三个一批"), t("右列当场"), legend=legend):
        if frame.empty:
            empty(t("没有办结的办件"))
            return
        chart = charts_limits.endings(splits.shortened(frame, view.by))
        if mark := drawn(chart, "endings_chart", t("三个一批")):
            splits.drill(ENDINGS[mark["part"]], view.by, mark["key"])
        splits.more_link(len(frame), "efficiency", view.by)


def levels_tile(grid: GridContainer, view: View) -> None:
    """One person, two persons, three: the last six months."""
    last = min(view.scope.period.last, view.as_of.date())
    months = last.year * 12 + last.month - MONTHS_OF_LEVELS
    first = last.replace(year=months // 12, month=months % 12 + 1, day=1)
    scope = view.scope.within(Period(first, last))
    names = tuple(LEVELS.values())
    numbers = splits.named(
        fetch(figures, scope, as_of=view.as_of, names=names, by="month"), "month"
    )
    frame = efficiency_frames.renamed(numbers, LEVELS)
    legend = charts_limits.swatches(charts_limits.LEVEL_COLOURS, charts_limits.level_words())
    explanation = t("受理、审核、批准由几个不同的人完成")
    with tile(grid, t("审批级数"), legend=legend, explanation=explanation):
        if frame[list(LEVELS)].to_numpy().sum() == 0:
            empty(t("没有经办人可查的办结件"))
            return
        if mark := drawn(charts_limits.levels_by_month(frame), "levels_chart", t("审批级数")):
            days = splits.within_month(mark["key"], scope.period)
            place = splits.place(LEVELS[mark["part"]])
            links.go("cases", **place | {"from": days.first, "to": days.last})


def limits_tile(grid: GridContainer, view: View) -> None:
    """Law, promise, median and ninth decile of the items nearest their promise."""
    frame = fetch(limits_by_item, view.scope, as_of=view.as_of)
    note = t("灰带法定，竖线承诺，粗条中位，细线至九成；工作日")
    with tile(
        grid,
        t("法定、承诺与实际"),
        note,
        explanation=t("九成用时最接近或超出承诺的事项；不足 10 件的不显示"),
    ):
        if frame.empty:
            empty(t("没有件数足够的事项"), t("至少 10 件办结才计中位与九成"))
            return
        named = splits.named(frame.rename(columns={"item_code": "item"}), "item")
        if mark := drawn(charts_limits.limits(named), "limits_chart", t("法定、承诺与实际")):
            splits.drill("closed_measured", "item", mark["key"])


def drawn(chart: alt.LayerChart, key: str, alt: str) -> Mapping[str, str] | None:
    """Draw a chart; the fields of the mark that the reader clicked, if any."""
    event = show(chart, key=key, on_select="rerun", alt=alt)
    return splits.clicked(event)
