"""The definition card of an indicator: what it says, how it is reckoned, and with which numbers."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.measures import MEASURES
from supervision.indicators import Indicator
from supervision.indicators.appeals import APPEALS, RATINGS, SIGNALS
from supervision.indicators.cards import CARDS
from supervision.indicators.conduct import CONDUCT
from supervision.indicators.orders import ORDERS
from supervision.indicators.projects import PROJECTS
from supervision.indicators.timeliness import TIMELINESS
from supervision.indicators.truth import TRUTH
from supervision.indicators.volumes import VOLUMES
from ui import blocks, formats
from ui.formats import UNKNOWN, count, rate
from ui.parts import DOT, tile
from ui.splits import way
from ui.words import t

GROUPS: dict[str, Sequence[Indicator]] = {
    "timeliness": TIMELINESS,
    "volumes": VOLUMES,
    "conduct": CONDUCT,
    "cards": CARDS,
    "truth": tuple(TRUTH.values()),
    "appeals": (*APPEALS, *RATINGS, *SIGNALS),
    "projects": PROJECTS,
    "orders": ORDERS,
}


def group_words() -> dict[str, str]:
    """The groups of indicators in words."""
    return {
        "timeliness": t("时限指标"),
        "volumes": t("数量指标"),
        "conduct": t("办理指标"),
        "cards": t("发牌指标"),
        "truth": t("真实性指标"),
        "appeals": t("诉求与评价指标"),
        "projects": t("项目指标"),
        "orders": t("督办指标"),
    }


def matching(words: str) -> list[Indicator]:
    """The indicators of all groups in whose words these stand, in the reader's language."""
    wanted = words.casefold()
    return [
        indicator
        for group in GROUPS.values()
        for indicator in group
        if wanted in "\n".join(_texts(indicator)).casefold()
    ]


def draw(grid: GridContainer, indicator: Indicator, values: pd.Series) -> None:
    """One card; `values` has numerator, denominator, value, low and high."""
    with tile(grid, t(indicator.title), indicator.code.partition("_")[0]):
        st.subheader(value_words(indicator, values["value"]), anchor=False)
        st.markdown(t(indicator.sentence))
        st.caption("  \n".join(_lines(indicator, values)))
        st.html(blocks.ways(*(_number(*each) for each in _numbers(indicator, values))))


def value_words(indicator: Indicator, value: float | None) -> str:
    """The value with its unit; a long dash where there is nothing to divide by."""
    if indicator.unit == "count":
        return count(value)
    if indicator.unit == "rate":
        return rate(value)
    words = formats.number(value)
    if words == UNKNOWN:
        return words
    return f"{words}‰" if indicator.unit == "per_mille" else t("{n} 日", n=words)


def direction_words() -> dict[str, str]:
    """Which way an indicator is good."""
    return {"up": t("越高越好"), "down": t("越低越好"), "none": t("不作评价")}


def _lines(indicator: Indicator, values: pd.Series) -> Iterable[str]:
    """How it is reckoned: formula and day, what is left out, when it is empty, where it is from."""
    yield f"{t('公式')}　{t(indicator.formula)}　·　{t('计数日')}　{t(indicator.anchor)}"
    yield f"{t('不计')}　{t(indicator.exclusions)}"
    yield f"{t('空值')}　{t(indicator.empty_rule)}"
    last = [direction_words()[indicator.direction], f"{t('来源')}　{t(indicator.source)}"]
    if not pd.isna(values["low"]):
        bounds = f"{rate(values['low'])} – {rate(values['high'])}"
        last.insert(0, f"{t('95% 区间')}　{bounds}")
    yield DOT.join(last)


def _numbers(indicator: Indicator, values: pd.Series) -> Iterable[tuple[str, float]]:
    yield indicator.numerator, values["numerator"]
    if indicator.denominator is not None:
        yield indicator.denominator, values["denominator"]


def _number(name: str, number: float) -> str:
    """A number with the way to its list, where it has one."""
    if name in MEASURES:
        return way("cases", f"{t(MEASURES[name].title)} {count(number)}", measure=name)
    return blocks.below(f"{truth_words()[name]} {count(number)}")


def truth_words() -> dict[str, str]:
    """What the data-truth ratios divide, in words; measures have their own."""
    return {
        "typed_same_day": t("收件当日录入"),
        "typed_known": t("录入时间可读"),
        "complete": t("六项齐全"),
        "clean": t("没有异常"),
        "items_used": t("有收件的事项"),
        "out_of_order": t("时序异常"),
        "in_bursts": t("集中办结"),
        "closed_by_named": t("经办人有记录的办结"),
        "off_hours": t("非工作时间办结"),
    }


def _texts(indicator: Indicator) -> Iterable[str]:
    yield indicator.code
    for words in (indicator.title, indicator.sentence, indicator.formula, indicator.source):
        yield t(words)
