"""The tiles of the screen of appeals: figures, the loop, two voices, topics, disputes, the list."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from ui import blocks, counted_bars, filters, links
from ui.appeals import appeal_list, appeals_screen, appeals_view, voice_rows, voice_trend
from ui.appeals.appeals_view import FIRM, LOOP, MOST_SHOWN, OFFICE, RECEIVED_BY, View
from ui.charts.chart_theme import NORMAL, QUIET
from ui.formats import UNKNOWN, count, number, rate, signed
from ui.labels import label, options
from ui.lists import footer
from ui.names import name
from ui.parts import empty, tile
from ui.splits import way, within_month
from ui.words import t

HOURS_A_DAY = 24
MOST_PARTS = 8
MOST_TOPICS = 8
VOICED = {voice_rows.OFFICE: "appeals_solved", voice_rows.FIRM: "appeals_confirmed"}
"""What lies behind a mark of either voice."""
DISPUTED = ("appeal_no", "item_code", "enterprise", "words", "department_code", "returns", "calls")
URGENT = ("appeal_no", "item_code", "department_code", "due_at")


def cards(view: View) -> None:
    """Row one: how many, what is late, how soon they are heard, and whether it helped."""
    numbers = view.numbers
    received = numbers["appeals_received"]
    boxes = [
        blocks.figure(
            t("收到诉求"),
            count(received),
            _figure(t("比上一期 {n}", n=signed(received - view.before)), "appeals_received"),
            explanation=t("期间内提交的诉求，重办不另计"),
        ),
        blocks.figure(
            t("在办诉求"),
            count(numbers["appeals_open"]),
            _figure(t("{n} 件挂起", n=count(numbers["appeals_suspended"])), "appeals_suspended"),
            explanation=t("数据时点尚未答复的诉求"),
        ),
        blocks.figure(
            t("超时未答复"),
            count(numbers["appeals_open_overdue"]),
            _figure(t("{n} 件将到期", n=count(numbers["appeals_open_soon"])), "appeals_open_soon"),
            explanation=t("在办诉求中时限已过的"),
        ),
    ]
    boxes += [
        blocks.figure(
            title,
            rate(view.rate(indicator)),
            _figure(words, measure),
            explanation=t(EXPLAINED[indicator]),
        )
        for title, indicator, words, measure in (
            (
                t("响应率"),
                "appeal_response_rate",
                t("{n} 件联系到期", n=count(numbers["appeals_contact_due"])),
                "appeals_contact_due",
            ),
            (
                t("部门称解决"),
                OFFICE,
                t("{n} 件有结果", n=count(numbers["appeals_with_outcome"])),
                "appeals_with_outcome",
            ),
            (
                t("企业认可"),
                FIRM,
                t("{n} 件作出评判", n=count(numbers["appeals_judged"])),
                "appeals_judged",
            ),
        )
    ]
    asked = rate(view.rate("call_back_rate"), 0)
    satisfaction = blocks.figure(
        t("满意率"),
        rate(view.rate("appeal_satisfaction_rate")),
        _figure(t("回访了 {share}", share=asked), "appeals_called_back"),
        explanation=t("打分的企业里基本满意以上的；只代表回访到的部分"),
    )
    st.html(blocks.figures([*boxes, satisfaction], narrowest=140))


EXPLAINED = {
    "appeal_response_rate": "先行联系时限届满的诉求中，签收和先行联系都在时限内的占多少",
    OFFICE: "期间内答复的诉求中，部门认定已解决的占多少",
    FIRM: "期间内回访到的企业中，认为已解决的占多少",
}


def loop_tile(grid: GridContainer, view: View) -> None:
    """闭环: how far the appeals of the period have come, and where most of them stand still."""
    told_by = t("期间内提交；右列为期间内最近答复、回访、核实者距上一步的中位用时")
    with tile(grid, t("办理闭环"), told_by):
        if not view.numbers["appeals_received"]:
            empty(t("所选范围内没有诉求"))
            return
        by_step = dict(zip(view.tiles.hours["step"], view.tiles.hours["hours"], strict=True))
        steps = dict(zip(LOOP, (None, *STEP_TIMES), strict=True))
        numbers = [view.numbers[each] for each in LOOP]
        bars = [
            counted_bars.Bar(
                t(words),
                view.numbers[measure],
                links.address("cases", **_place(measure)),
                _hours(by_step.get(steps[measure] or "")),
                t("距上一步中位"),
                lost,
            )
            for (measure, words), lost in zip(
                LOOP.items(), counted_bars.losses(numbers), strict=True
            )
        ]
        st.html(counted_bars.draw(bars))


def _hours(hours: float | None) -> str:
    if hours is None or pd.isna(hours):
        return UNKNOWN
    if hours < HOURS_A_DAY:
        return t("{n} 小时", n=number(hours))
    return t("{n} 日", n=number(hours / HOURS_A_DAY))


STEP_TIMES = (
    *("accepted_at", "dispatched_at", "signed_at", "contacted_at", "answered_at", None),
    *("called_back_at", "verified_at"),
)
"""The time of each step behind the receipt, in the order of LOOP; a result has its answer's."""


def voices_tile(grid: GridContainer, view: View) -> None:
    """解决了吗: the office's word beside the enterprise's."""
    legend = blocks.swatch(NORMAL, t("企业认可"), "●") + blocks.swatch(QUIET, t("部门称已解决"))
    with tile(grid, t("解决了吗：两种声音"), t("部门称已解决高出企业认可，百分点"), legend=legend):
        ways = {"department": t("按部门"), "category": t("按类别"), "town": t("按街镇")}
        filters.segments("by", ways, default="department", title=t("分组"))
        if view.voices.empty:
            empty(t("期间内没有答复，也没有回访"))
            return
        by = appeals_view.voice_split()

        def address(part: str, key: str) -> str:
            return links.address("cases", **_place(VOICED[part], by, key))

        st.html(voice_rows.draw(view.voices.head(MOST_PARTS), address))
        left = len(view.voices) - MOST_PARTS
        if left > 0:
            st.caption(t("另有 {n} 个自评高出更少，未画出", n=count(left)))


def trend_tile(grid: GridContainer, view: View) -> None:
    """两种声音的走势: twelve months."""
    with tile(grid, t("两种声音的走势"), t("近十二个月；灰方为部门称，圆点为企业认可")):
        if view.tiles.trend[["office", "firm"]].isna().all().all():
            empty(t("近十二个月没有答复，也没有回访"))
            return
        year = appeals_view.trend_period(view.as_of)

        def address(part: str, month: str) -> str:
            days = within_month(month, year)
            place = _place(VOICED[part])
            return links.address("cases", **place, from_=days.first, to=days.last)

        st.html(voice_trend.draw(view.tiles.trend, address))
        denied, again = (count(view.numbers[one]) for one in ("appeals_denied", "appeals_reopened"))
        st.html(
            blocks.ways(
                _figure(t("企业不认可 {n} 件", n=denied), "appeals_denied"),
                _figure(t("重办 {n} 件", n=again), "appeals_reopened"),
            )
        )


def topics_tile(grid: GridContainer, view: View) -> None:
    """热点与分布: which themes, towns and channels they come from, against the period before."""
    with tile(grid, t("热点与分布"), t("期间内收到的件数；类别后为与上一期相比")):
        ways = {"category": t("按类别"), "town": t("按街镇"), "channel": t("按渠道")}
        split = filters.segments("split", ways, default="category", title=t("分组"))
        frame = _parts(appeals_view.received(view, split), split)
        if frame.empty or not frame["appeals"].sum():
            empty(t("所选范围内没有诉求"))
            return
        bars = [
            counted_bars.Bar(part, number, links.address("cases", **_topic(split, key)), note)
            for key, part, number, note in frame.head(MOST_TOPICS).itertuples(index=False)
        ]
        st.html(counted_bars.draw(bars))


def _topic(split: str, key: str) -> dict[str, links.Value]:
    if split == "channel":
        return _place(f"appeals_received_{key}")
    return _place("appeals_received", split, key)


def _parts(found: pd.DataFrame, split: str) -> pd.DataFrame:
    """key, name, appeals, note: the most first."""
    if split == "category":
        return pd.DataFrame(
            {
                "key": found["category_code"],
                "name": [name("category", code) for code in found["category_code"]],
                "appeals": found["appeals"],
                "note": [signed(change) for change in found["change"]],
            }
        )
    if split == "channel":
        row = found.iloc[0]
        parts = [
            (code, label("appeal_channel", code), int(row[measure]))
            for code, measure in RECEIVED_BY.items()
        ]
    else:
        parts = [
            (code, name("town", code), int(number))
            for code, number in zip(found["town"], found["appeals_received"], strict=True)
        ]
    frame = pd.DataFrame(parts, columns=["key", "name", "appeals"])
    total = max(int(frame["appeals"].sum()), 1)
    frame["note"] = [rate(one / total, 0) for one in frame["appeals"]]
    order = ["appeals", "key"]
    return frame.sort_values(order, ascending=[False, True], ignore_index=True)


def disputed_tile(grid: GridContainer, view: View) -> None:
    """部门称已解决、企业不认可: in the enterprise's words."""
    number = view.numbers["appeals_denied"]
    with tile(
        grid, t("部门称已解决、企业不认可"), t("{n} 件，最近回访在前", n=count(number)), columns=2
    ):
        found = view.tiles.lists["denied"]
        if found.frame.empty:
            empty(t("期间内没有企业否认的解决"))
            return
        appeal_list.preview(found.frame, DISPUTED)
        if found.total > len(found.frame):
            st.html(_figure(t("全部 {n} 件", n=count(found.total)), "appeals_denied"))


def urgent_tile(grid: GridContainer, view: View) -> None:
    """超时与将到期: those that nobody has answered, the latest first."""
    with tile(grid, t("超时与将到期"), t("在办，到期早的在前")):
        rows = [view.tiles.lists[state].frame for state in ("overdue", "soon")]
        frame = pd.concat([each for each in rows if len(each)] or rows[:1], ignore_index=True)
        if frame.empty:
            empty(t("没有超时和将到期的诉求"))
            return
        appeal_list.preview(frame.head(MOST_SHOWN["overdue"]), URGENT)
        late, soon = (
            count(view.numbers[one]) for one in ("appeals_open_overdue", "appeals_open_soon")
        )
        st.html(
            blocks.ways(
                _figure(t("超时 {n} 件", n=late), "appeals_open_overdue"),
                _figure(t("将到期 {n} 件", n=soon), "appeals_open_soon"),
            )
        )


def list_tile(grid: GridContainer, view: View) -> None:
    """诉求清单: a state of the loop, a page at a time."""
    listing, page = appeals_screen.page(view)
    with tile(grid, t("诉求清单"), t("整号可跨时段、跨状态查找"), columns=2):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            filters.segments(
                "state", appeals_screen.state_words(view), default="received", title=t("状态")
            )
            st.space("stretch")
            channels = options("appeal_channel")
            filters.choose(
                "channel",
                list(channels),
                lambda code: channels.get(code, code),
                everything=t("全部渠道"),
                title=t("渠道"),
                width=130,
            )
            filters.search("search", t("诉求编号"), width=180)
        if listing.frame.empty:
            empty(t("没有符合条件的诉求"))
        else:
            appeal_list.lines(listing.frame, appeals_screen.COLUMNS)
        footer(listing.total, page, len(listing.frame))


def _place(measure: str, by: str = "", key: str = "") -> dict[str, links.Value]:
    """The filters of the list behind a number of this page, as a whole or of one part."""
    found: dict[str, links.Value] = {
        "measure": measure,
        "item": filters.asked("category"),
        "town": filters.asked("town"),
    }
    if by:
        found["item" if by == "category" else by] = key
    return found


def _figure(words: str, measure: str) -> str:
    """A number and the way to the rows behind it, as markup."""
    return way("cases", words, **_place(measure))
