"""The list behind any number: its rows a page at a time, their words, and the way to a case."""

from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any

import pandas as pd
import streamlit as st

from data_access.enterprises.enterprise import asked_list, masked_code
from data_access.figures import Listing, figures
from data_access.measures import MEASURES
from data_access.named_lists import named_list, pair_of
from data_access.open_set.stocks import is_held, stocks
from data_access.signals.channels import outcome_of
from supervision.indicators import phrases
from supervision.scope import Scope
from ui.appeals import appeal_list
from ui.channels import signal_list
from ui.enterprises import history_list
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import UNKNOWN, count, escape, printable
from ui.labels import label, rule_title
from ui.lists import ROW_HEIGHT, ROWS_A_PAGE, case_column, in_language, opening_column, page_asked
from ui.names import name
from ui.orders import order_list
from ui.parts import empty, pill_options, pill_word
from ui.projects import project_list
from ui.provisional import provisional, yes_or_empty
from ui.quality.verdict_words import our_words, verdict_words
from ui.words import t

MOMENT_WIDTH = 114
WIDTHS = {
    "level": (92, 98),
    "case_no": (136, 136),
    "item_code": (190, 220),
    "department_code": (120, 190),
    "town_code": (76, 124),
    "rule": (116, 150),
    "kind": (84, 110),
    "step_code": (84, 110),
    "outcome": (76, 90),
    "provisional": (76, 90),
}
"""Pixels in Chinese and in English."""
PRESSED = "list_pressed"
MOMENTS = (
    "received_at",
    "accepted_at",
    "closed_at",
    "clock_stopped_at",
    "promised_due_at",
    "statutory_due_at",
    "occurs_at",
    "started_at",
    "ended_at",
    "due_at",
    *("rated_at", "contact_due_at", "contacted_at"),
    *("rectify_due_at", "rectified_at", "revisited_at"),
)
DUE = ("promised_due_at", "statutory_due_at", "due_at")
ANCHORS = {
    "received_at": phrases.AT_RECEIPT,
    "accepted_at": phrases.AT_ACCEPTANCE,
    "closed_at": phrases.AT_CLOSING,
    "ended_at": phrases.AT_STEP_END,
    "occurs_at": phrases.AT_OCCURRENCE,
    "withdrawn_at": phrases.AT_WITHDRAWAL,
}
"""What an anchor is called on a definition card; every other one is the end of a limit."""
NAMED = {"item_code": "item", "department_code": "department", "town_code": "town"}
ITEM_LISTS = "item"
"""The source of the measures that list items instead of cases."""


def page(scope: Scope, as_of: datetime, asked: str) -> tuple[Listing, int]:
    """The page of the list that the address names, and its number from 1."""

    def behind(offset: int) -> Listing:
        return fetch(named_list, scope, as_of=as_of, name=asked, limit=ROWS_A_PAGE, offset=offset)

    return page_asked(behind)


def sentence(scope: Scope, as_of: datetime, asked: str, listing: Listing) -> tuple[str, bool]:
    """How many rows there are, or what they add up to; and whether the figure says the same."""
    words = t("共 {n} 条", n=count(listing.total))
    if asked not in MEASURES:
        return words, True
    question = stocks if is_held(MEASURES[asked]) else figures
    figure = int(fetch(question, scope, as_of=as_of, names=(asked,))[asked].iloc[0])
    if MEASURES[asked].unit == "sum":
        return f"{words} · {t('合计 {n}', n=count(figure))}", True
    return words, figure == listing.total


def counted_by(asked: str) -> str:
    """On which day a row counts, in words; of lists that stand at one moment, that moment."""
    if asked not in MEASURES:
        if outcome_of(asked):
            return t(signal_list.ANCHORS["signal_clock.answered_at"])
        if asked_list(asked):
            return t(phrases.AT_THE_MOMENT)
        return t(phrases.AT_RECEIPT if pair_of(asked) else phrases.AT_CLOSING)
    anchor = MEASURES[asked].anchor
    for owner in (project_list, appeal_list, signal_list, order_list):
        if str(anchor) in owner.ANCHORS:
            return t(owner.ANCHORS[str(anchor)])
    if anchor is None:
        is_item = MEASURES[asked].source.name == ITEM_LISTS
        return t(phrases.CATALOGUE_NOW if is_item else phrases.AT_THE_MOMENT)
    return t(ANCHORS.get(str(anchor.name), phrases.AT_LIMIT))


def chosen_words(asked: str) -> list[tuple[str, str]]:
    """The filters that narrow this list; a list at one moment has no period."""
    result, own = outcome_of(asked), asked_list(asked)
    if result:
        kind, outcome = label("signal_kind", result.kind), label("signal_outcome", result.outcome)
        return [*chosen(), (t("渠道"), kind), (t("结果"), outcome)]
    if own:
        return [*chosen(with_period=False), (t("企业"), masked_code(own[0]))]
    pair = pair_of(asked)
    if pair:
        said = verdict_words()[pair.verdict or "blank"]
        compared = [
            (t("来源"), name("source", pair.source)),
            (t("来源结论"), said),
            (t("我方结论"), our_words()[pair.ours]),
        ]
        return [*chosen(with_period=not pair.whole), *compared]
    stands = asked in MEASURES and MEASURES[asked].kind == "stock"
    return chosen(with_period=not stands)


def headings() -> dict[str, str]:
    """Every column that a list may have, in the order of drawing, in words."""
    return {
        "level": t("级别"),
        "case_no": t("办件编号"),
        "item_code": t("事项"),
        "department_code": t("部门"),
        "town_code": t("街镇"),
        "rule": t("规则"),
        "kind": t("类别"),
        "step_code": t("环节"),
        "days_left": t("距到期（工作日）"),
        "has_notice": t("已告知"),
        "value": t("数值"),
        "occurs_at": t("发现时刻"),
        "started_at": t("开始"),
        "ended_at": t("结束"),
        "due_at": t("到期"),
        "received_at": t("收件"),
        "accepted_at": t("受理时刻"),
        "closed_at": t("办结"),
        "clock_stopped_at": t("停止计时"),
        "outcome": t("结果"),
        "provisional": t("到期暂定"),
        "promised_due_at": t("承诺到期"),
        "statutory_due_at": t("法定到期"),
        "promised_limit": t("承诺时限"),
        "statutory_limit": t("法定时限"),
        "limit_unit": t("时限单位"),
        "rated_at": t("评价时间"),
        "score": t("评分"),
        "contact_due_at": t("应联系"),
        "contacted_at": t("已联系"),
        "rectify_due_at": t("应整改"),
        "rectified_at": t("已整改"),
        "revisited_at": t("已回访"),
        "later_score": t("追评"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and words for their codes; text is printable, times stay times."""
    of_items = "case_id" not in frame
    words: dict[str, Callable[[Any], str]] = {
        **{column: _namer(kind) for column, kind in NAMED.items()},
        "case_no": printable,
        "step_code": lambda code: label("step_kind", code),
        "rule": rule_title,
        "outcome": lambda code: label("outcome", code),
        "kind": lambda code: label("item_kind" if of_items else "pause_kind", code),
        "limit_unit": lambda code: label("limit_unit", code),
    }
    shown = {
        column: frame[column].map(words[column], na_action=None)
        for column in words
        if column in frame
    }
    return frame.assign(**shown)


def with_provisional(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with a column that says where a due date is provisional, if any can be."""
    due = [column for column in DUE if column in frame]
    if not due or "is_provisional" not in frame:
        return frame
    flags = pd.concat([provisional(frame[column]) for column in due], axis=1).any(axis=1)
    return frame.assign(provisional=yes_or_empty(flags & frame["is_provisional"].eq(True)))


def table(frame: pd.DataFrame, asked: str) -> None:
    """The rows on screen; a case's number opens it, an item's name its closed cases."""
    if frame.empty:
        where = " · ".join(f"{title} {escape(value)}" for title, value in chosen_words(asked))
        empty(t("所选范围内没有办件"), where)
        return
    if own := _own(frame):
        own.table(frame)
        return
    words = headings()
    shown = worded(frame)
    if "level" in shown:
        shown = shown.assign(level=[[pill_word(level)] for level in shown["level"]])
    shown = with_provisional(shown)
    if "provisional" in shown and shown["provisional"].isna().all():
        shown = shown.drop(columns="provisional")
    st.dataframe(
        shown,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        column_order=[column for column in words if column in shown],
        column_config=_columns(words, frame),
        placeholder=UNKNOWN,
        key="list",
        alt=t("办件清单"),
    )


def _columns(words: dict[str, str], frame: pd.DataFrame) -> dict[str, Any]:
    column = st.column_config
    widths = {name: in_language(pair) for name, pair in WIDTHS.items()}
    found: dict[str, Any] = {
        name: column.Column(title, width=widths.get(name)) for name, title in words.items()
    }
    found |= {
        name: column.DatetimeColumn(words[name], format="YYYY-MM-DD HH:mm", width=MOMENT_WIDTH)
        for name in MOMENTS
    }
    options, colours = pill_options()
    found["level"] = column.MultiselectColumn(
        words["level"], options=options, color=colours, width=widths["level"]
    )
    if "case_id" in frame:
        found["case_no"] = case_column(
            words["case_no"], frame["case_id"], key=PRESSED, width=widths["case_no"]
        )
    else:
        closed = {"screen": "cases", "measure": "closed"}
        found["item_code"] = opening_column(
            words["item_code"],
            [closed | {"item": code} for code in frame["item_code"]],
            key=PRESSED,
            width=widths["item_code"],
        )
    return found


def export(scope: Scope, as_of: datetime, asked: str, title: str, sample: pd.DataFrame) -> None:
    """The export button: the whole list in the words of the screen, with the columns it has."""
    own = _own(sample)
    sample = own.worded(sample) if own else with_provisional(sample)
    all_words = own.headings() if own else headings()
    columns = {column: words for column, words in all_words.items() if column in sample}
    definition = t("{title}，按{anchor}计", title=title, anchor=counted_by(asked))

    def rows() -> tuple[int, pd.DataFrame]:
        listing, _ = ask(named_list, scope, as_of=as_of, name=asked, limit=MOST_ROWS)
        if own:
            return listing.total, own.worded(listing.frame)
        return listing.total, in_sheet(listing.frame)

    export_button(Export(title, as_of, columns, chosen_words(asked), definition), rows)


def in_sheet(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows as a workbook bears them."""
    frame = with_provisional(worded(frame))
    if "level" not in frame:
        return frame
    return frame.assign(level=[label("level", level) for level in frame["level"]])


def _namer(kind: str) -> Callable[[Any], str]:
    return lambda code: name(kind, code)


def _own(frame: pd.DataFrame) -> ModuleType | None:
    """The module that draws such rows, where they are no cases."""
    owners = (
        (order_list, order_list.is_of_orders),
        (project_list, project_list.is_of_projects),
        (appeal_list, appeal_list.is_of_appeals),
        (signal_list, signal_list.is_of_signals),
        (history_list, history_list.is_of_history),  # last: others bear a line too
    )
    return next((module for module, owns in owners if owns(frame)), None)
