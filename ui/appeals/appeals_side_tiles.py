"""Beside the loop: who passes appeals on, what ratings say, and which cards appeals announced."""

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from supervision.indicators import indicators_named
from ui import blocks, filters, links
from ui.appeals import appeal_list
from ui.appeals.appeals_view import PUSHED, RATINGS, View
from ui.formats import as_html, count, rate
from ui.names import name
from ui.parts import empty, tile
from ui.splits import way
from ui.words import t

MOST_ROWS = 6
PASSED = ("appeal_no", "item_code", "department_code", "returns", "holders")


def pushed_tile(grid: GridContainer, view: View) -> None:
    """转派与退回: how often a department gives an appeal back, and those that wander."""
    passed = view.numbers["appeals_passed_around"]
    with tile(grid, t("推诿：退回与经手"), t("退回按次计，占分派次数之比")):
        found = view.tiles.pushed[view.tiles.pushed["appeal_returns"] > 0]
        if found.empty and not passed:
            empty(t("期间内没有退回"))
            return
        found = found.assign(
            name=[name("department", code) for code in found["department"]],
            share=found["appeal_returns"]
            / found["appeal_dispatches"].where(found["appeal_dispatches"] > 0),
        ).sort_values(["appeal_returns", "department"], ascending=[False, True])
        if len(found):
            titles = {"name": t("部门")} | pushed_words()
            rows = [
                {"name": as_html(row["name"]), "share": as_html(rate(row["share"]))}
                | {
                    measure: _opening(measure, row[measure], row["department"])
                    for measure in PUSHED
                }
                for row in found.to_dict("records")
            ]
            st.html(blocks.scrolled(blocks.few_rows(titles, rows, pushed_words()), MOST_ROWS))
        if passed:
            appeal_list.preview(view.tiles.lists["passed_around"].frame, PASSED)
        st.html(_figure(t("推诿 {n} 件", n=count(passed)), "appeals_passed_around"))


def pushed_words() -> dict[str, str]:
    """The headings of its figures."""
    return {
        "appeal_dispatches": t("分派次数"),
        "appeal_returns": t("退回"),
        "share": t("退回率"),
    }


def _opening(measure: str, number: int, department: str) -> str:
    """A number as the way to its list."""
    place = {"measure": measure, "department": department, "item": filters.asked("category")}
    address = links.address("cases", town=filters.asked("town"), **place)
    return blocks.opening(address, count(number))


def _of_ratings(measure: str | None, number: float) -> str:
    """The same of ratings; nothing leads to a list without rows."""
    if not measure or not number:
        return as_html(count(number))
    address = links.address("cases", measure=measure, town=filters.asked("town"))
    return blocks.opening(address, count(number))


def ratings_tile(grid: GridContainer, view: View) -> None:
    """好差评: G1 to G6 over the cases of the scope, and the bad ones that still wait."""
    with tile(grid, t("好差评"), t("办件的评价，不受诉求类别影响")):
        found = view.tiles.ratings
        known = indicators_named(RATINGS)
        numbers = {"value": t("数值"), "numerator": t("分子"), "denominator": t("分母")}
        titles = {"code": t("代码"), "title": t("指标"), **numbers}
        rows = [
            {
                "code": as_html(each.code),
                "title": as_html(t(each.title)),
                "value": as_html(rate(value)),
                "numerator": _of_ratings(each.numerator, numerator),
                "denominator": _of_ratings(each.denominator, denominator),
            }
            for each, value, numerator, denominator in zip(
                known, found["value"], found["numerator"], found["denominator"], strict=True
            )
        ]
        st.html(blocks.few_rows(titles, rows, numbers))
        bad, left = (view.tiles.numbers[each] for each in ("ratings_bad", "ratings_to_rectify"))
        town = filters.asked("town")
        st.html(
            blocks.ways(
                way("cases", t("差评 {n} 件", n=count(bad)), measure="ratings_bad", town=town),
                way(
                    "cases",
                    t("待整改 {n} 件", n=count(left)),
                    measure="ratings_to_rectify",
                    town=town,
                ),
            )
        )


def approvals_tile(grid: GridContainer, view: View) -> None:
    """诉求与审批: appeals about a case, and the cards that somebody had spoken of before."""
    with tile(grid, t("诉求与审批"), t("指明办件的诉求，与发牌前已有诉求的牌")):
        numbers = view.numbers
        share = rate(view.rate("appeals_about_cases"))
        st.markdown(t("收到的诉求中 **{share}** 指明与某一办件有关", share=share))
        words = t("涉及办件的诉求 {n} 件", n=count(numbers["appeals_about_case"]))
        st.html(_figure(words, "appeals_about_case"))
        early, cards = (view.tiles.numbers[each] for each in ("cards_announced", "cards_valid"))
        words = t(
            "期间内 {cards} 张有效牌中，**{early}** 张在发牌前企业已提出诉求",
            cards=count(cards),
            early=count(early),
        )
        st.markdown(words)
        words, town = t("诉求早于发牌 {n} 张", n=count(early)), filters.asked("town")
        st.html(way("cases", words, measure="cards_announced", town=town))
        again = rate(view.rate("repeated_appeal_rate"))
        st.markdown(t("写明企业的诉求中 **{share}** 是九十日内的重复诉求", share=again))
        st.html(_figure(t("重复诉求清单"), "appeals_repeated"))


def _figure(words: str, measure: str) -> str:
    """A number and the way to the rows behind it, as markup."""
    place = {"item": filters.asked("category"), "town": filters.asked("town")}
    return way("cases", words, measure=measure, **place)
