"""The warnings screen: its filters, its counts, its list a page at a time, and its export."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data_access import warnings
from data_access.figures import held_figures
from data_access.measures import MEASURES
from data_access.warnings import Narrowed
from supervision.people import Right
from supervision.rulebook import RULEBOOK
from supervision.scope import Scope
from ui import blocks, filters, links
from ui.access.viewer import current_viewer
from ui.charts.chart_theme import LEVEL_MARKS
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import count
from ui.labels import label, options, rule_title
from ui.lists import ROWS_A_PAGE, follow, footer
from ui.names import codes, name
from ui.orders.orders_screen import SELECTED
from ui.parts import department_choice, empty, head
from ui.provisional import provisional, yes_or_empty
from ui.splits import way
from ui.warnings import warnings_table
from ui.words import t

LEVELS = ("order", "red", "yellow", "soon", "hint")
MORE = ("rule", "town", "item", "officer", "waiting")
"""Filters in the panel."""
GOES = "goes_to_selection"
OTHER_LINES = ("appeal_findings_open", "project_cards_open_red", "project_cards_open_yellow")
ALL = ("level", "stage", "search", "department", *MORE)


def draw() -> None:
    """The whole screen, at the moment that the address names or now."""
    follow()
    as_of, scope, narrowed = filters.current_as_of(), filters.current_scope(), asked()
    counts = fetch(warnings.counted, scope, as_of=as_of, narrowed=narrowed)
    tools = head(t("预警发牌"), sentence(counts), note=t("办件的发现，已发生且未销号"))
    with tools:
        _export(scope, as_of, narrowed, counts)
    _filters(scope, as_of, counts)
    _other_lines(scope, as_of)
    total = total_of(counts, narrowed.level)
    if not total:
        _nothing()
        return
    pages = -(-total // ROWS_A_PAGE)
    shown = filters.wanted_page(pages)
    first = (shown - 1) * ROWS_A_PAGE
    frame = fetch(
        warnings.listed, scope, as_of=as_of, narrowed=narrowed, limit=ROWS_A_PAGE, offset=first
    )
    can_select = current_viewer().may(Right.SUPERVISE) and not filters.stands_still()
    picked = warnings_table.draw(frame, as_of.date(), can_select=can_select)
    if picked:
        _issue_to_all(picked)
    footer(total, shown, len(frame))


def _issue_to_all(picked: list[str]) -> None:
    """The way from the chosen findings to their orders."""
    words = t("对所选 {n} 条发督办单", n=len(picked))
    st.button(
        words, icon=":material/gavel:", key="issue_to_all", on_click=_remember, args=(picked,)
    )
    if st.session_state.pop(GOES, False):
        links.go("card", selection=1)


def _remember(picked: list[str]) -> None:
    st.session_state[SELECTED] = tuple(picked)
    st.session_state[GOES] = True


def asked() -> Narrowed:
    """What the address narrows the list to, beside department, item and town."""
    return Narrowed(
        level=filters.asked("level"),
        rule=filters.asked("rule"),
        stage=filters.asked("stage"),
        waiting=filters.asked("waiting"),
        officer=filters.asked("officer"),
        search=filters.asked("search").strip(),
    )


def total_of(counts: pd.DataFrame, level: str) -> int:
    """How many findings the list holds."""
    held = counts if not level else counts[counts["level"] == level]
    return int(held["findings"].sum())


def sentence(counts: pd.DataFrame) -> str:
    """How many red cards are open, and how late the latest of them is."""
    red = counts[counts["level"] == "red"]
    if red.empty:
        return t("没有未销号的红牌")
    words = t("{n} 件红牌未销号", n=count(red["findings"].iloc[0]))
    days = red["days"].iloc[0]
    if pd.isna(days) or days >= 0:
        return words
    return words + t("，最久超期 {n} 个工作日", n=-int(days))


def _filters(scope: Scope, as_of: datetime, counts: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        filters.segments("level", _levels(counts), default="", title=t("级别"))
        st.space("stretch")
        department_choice()
        stages = {code: word for code, word in options("stage").items() if code != "closed"}
        filters.choose(
            "stage",
            list(stages),
            lambda code: stages.get(code, code),
            everything=t("全部环节"),
            title=t("环节"),
            width=130,
        )
        active = sum(bool(filters.asked(one)) for one in MORE)
        title = t("更多筛选 {n}", n=active) if active else t("更多筛选")
        panel = st.popover(
            title, icon=":material/filter_list:", key="more_filters", on_change="rerun"
        )
        if panel.open:
            with panel:
                _more(scope, as_of)
        filters.search("search", t("办件编号"), width=190)


def _levels(counts: pd.DataFrame) -> dict[str, str]:
    """Each level that is found, or asked for, with its count: the filter is also the summary."""
    found = dict(zip(counts["level"], counts["findings"], strict=True))
    asked_for = filters.asked("level")
    words = {"": f"{t('全部')} {count(sum(found.values()))}"}
    for level in LEVELS:
        if level in found or level == asked_for:
            mark, number = LEVEL_MARKS[level], count(found.get(level, 0))
            words[level] = f"{mark} {label('level', level)} {number}"
    return words


def _more(scope: Scope, as_of: datetime) -> None:
    """The filters that are needed less often."""
    rules = list(RULEBOOK)
    filters.choose("rule", rules, rule_title, everything=t("全部规则"), title=t("规则"), width=260)
    for kind, everything in (("town", t("全部街镇")), ("item", t("全部事项"))):
        filters.choose(
            kind,
            codes(kind),
            lambda code, kind=kind: name(kind, code),  # type: ignore[misc]
            everything=everything,
            title=everything,
            width=260,
        )
    words = _officers(scope, as_of)
    filters.choose(
        "officer",
        list(words),
        lambda code: words.get(code, t("此人现无发现")),
        everything=t("全部经办人"),
        title=t("经办"),
        width=260,
    )
    waits = options("waiting")
    filters.choose(
        "waiting",
        list(waits),
        lambda code: waits.get(code, code),
        everything=t("不限挂起时长"),
        title=t("挂起时长"),
        width=260,
    )


def _officers(scope: Scope, as_of: datetime) -> dict[str, str]:
    """Who has open findings, by code: the masked name, the department, and how many."""
    known = fetch(warnings.officers, scope, as_of=as_of)
    return {
        row["officer"]: f"{row['name']} · {name('department', row['department_code'])} "
        f"{row['findings']}"
        for row in known.to_dict("records")
    }


def _other_lines(scope: Scope, as_of: datetime) -> None:
    """The way to what rules found of appeals and projects, which this list does not hold."""
    found = fetch(held_figures, scope, as_of=as_of, names=tuple(OTHER_LINES)).iloc[0]
    shown = {name: int(found[name]) for name in OTHER_LINES if found[name]}
    if not shown:
        return
    found_there = [
        way("cases", f"{t(MEASURES[measure].title)} {count(number)}", measure=measure)
        for measure, number in shown.items()
    ]
    st.html(blocks.ways(blocks.below(t("另有")), *found_there))


def _nothing() -> None:
    if not any(filters.asked(one) for one in ALL):
        empty(t("没有未销号的预警和牌"))
        return
    empty(t("没有符合条件的发现"), t("筛选可能过窄"))
    links.link("warnings", t("查看全部"), icon=":material/filter_list_off:", department=None)


def _export(scope: Scope, as_of: datetime, narrowed: Narrowed, counts: pd.DataFrame) -> None:
    columns = {
        "level": t("级别"),
        "case": t("办件编号"),
        "item": t("事项"),
        "department": t("部门"),
        "town": t("街镇"),
        "stage": t("环节"),
        "rule": t("规则"),
        "days": t("工作日数"),
        "officer": t("经办"),
        "occurs_at": t("发现时刻"),
        "due_at": t("时限届满"),
        "provisional": t("到期暂定"),
    }
    definition = t("已发生且未销号的发现；工作日数为负即超期")
    words = [*chosen(with_period=False), *_narrowed_words(narrowed)]
    if narrowed.officer:
        officer = _officers(scope, as_of).get(narrowed.officer, t("此人现无发现"))
        words.append((t("经办"), officer))
    export = Export(t("预警发牌"), as_of, columns, words, definition)

    def rows() -> tuple[int, pd.DataFrame]:
        frame, _ = ask(
            warnings.listed, scope, as_of=as_of, narrowed=narrowed, limit=MOST_ROWS, offset=0
        )
        words = warnings_table.in_words(frame, as_of.date())
        unsure = provisional(frame["due_at"])
        return total_of(counts, narrowed.level), words.assign(provisional=yes_or_empty(unsure))

    export_button(export, rows)


def _narrowed_words(narrowed: Narrowed) -> list[tuple[str, str]]:
    found = [
        (t("级别"), label("level", narrowed.level)),
        (t("规则"), rule_title(narrowed.rule)),
        (t("环节"), label("stage", narrowed.stage)),
        (t("挂起时长"), label("waiting", narrowed.waiting)),
        (t("办件编号"), narrowed.search),
    ]
    given = (
        narrowed.level,
        narrowed.rule,
        narrowed.stage,
        narrowed.waiting,
        narrowed.search,
    )
    return [pair for pair, value in zip(found, given, strict=True) if value]
