"""The live screen: asks its questions, says the one sentence, and lays out its tiles."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import streamlit as st

from data_access import due, figures, live, open_history, stages
from supervision.scope import Period, Scope
from ui import filters, live_board, live_figures, live_time, names
from ui.fetch import fetch
from ui.formats import escape, weekday
from ui.new_cards import announce
from ui.parts import board, department_choice, head
from ui.words import ENGLISH, language, t

STYLE = (Path(__file__).parent / "static" / "live.css").read_text(encoding="utf-8")
HISTORY_DAYS = 90
ONE_DAY = timedelta(days=1)


def draw() -> None:
    """One pass over the screen, at the moment that the address names or now."""
    as_of = filters.current_as_of()
    scope = filters.current_scope()
    yesterday = datetime.combine(as_of.date() - ONE_DAY, time(23, 59, 59))
    cards = fetch(live.cards, scope, as_of=as_of)
    falling = fetch(due.falling_due, scope, as_of=as_of)
    stood = fetch(open_history.open_by_day, scope, as_of=yesterday, days=live_figures.LINE_DAYS)
    _head(cards, stood, falling)
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="figures"):
        _html(live_figures.row(_figures(scope, as_of, yesterday, cards, stood)))
    _tiles(scope, as_of, yesterday, cards, falling)
    if not filters.stands_still():
        everywhere = Scope(scope.period)
        announce(fetch(live.open_red, everywhere, as_of=as_of), filters.asked("department"), as_of)


def _head(cards: pd.DataFrame, stood: pd.DataFrame, falling: pd.DataFrame) -> None:
    is_wall = filters.asked("wall") == "1"
    note = "" if filters.stands_still() else t("自动更新")
    tools = head(t("实时监察"), escape(sentence(cards, stood, falling)), note=note)
    if is_wall:
        return
    with tools:
        department_choice()
        st.button(
            t("大屏"),
            icon=":material/fullscreen:",
            help=t("隐藏菜单，按浏览器的缩放放大"),
            on_click=_show_wall,
        )


def sentence(cards: pd.DataFrame, stood: pd.DataFrame, falling: pd.DataFrame) -> str:
    """What a leader repeats: red cards, their change, where most are, and the heaviest day."""
    red = cards[cards["level"] == "red"]
    count = int(red["cards"].sum())
    parts = [t("红牌 {n} 件", n=count) if count else t("没有红牌")]
    if len(stood):
        change = count - int(stood["red"].iloc[-1])
        if change:
            words = t("比昨日多 {n} 件") if change > 0 else t("比昨日少 {n} 件")
            parts.append(words.format(n=abs(change)))
    by_department = red.groupby("department_code")["cards"].sum()
    if len(by_department) > 1 and by_department.max() > 1:
        worst = by_department.idxmax()
        department = names.name("department", worst)
        parts.append(
            t("其中 {n} 件在{department}", n=int(by_department[worst]), department=department)
        )
    totals = falling["promised"] + falling["statutory"]
    if totals.any():
        heaviest = falling.loc[totals.idxmax()]
        day = heaviest["day"]
        words = t(
            "{month}-{day} {weekday}到期最多，{n} 件",
            month=day.month,
            day=day.day,
            weekday=weekday(day),
            n=int(totals.max()),
        )
        parts.append(words)
    return t("，").join(parts)


def _figures(
    scope: Scope, as_of: datetime, yesterday: datetime, cards: pd.DataFrame, stood: pd.DataFrame
) -> list[live_figures.Figure]:
    open_now = fetch(figures.figures, scope, as_of=as_of, names=("open",))["open"].iloc[0]
    today, before = as_of.date(), yesterday.date()
    closed = _closed_on(scope, today, as_of)
    closed_before = _closed_on(scope, before, (as_of - ONE_DAY).replace(second=0))
    days = fetch(live.by_day, scope.within(Period.ending(before, HISTORY_DAYS)), as_of=yesterday)
    by_level = cards.groupby("level")["cards"].sum()
    return [
        *(
            live_figures.standing(
                level, int(by_level.get(level, 0)), stood, "warnings", level=level
            )
            for level in live_figures.LIGHTS
        ),
        live_figures.standing("open", int(open_now), stood, "cases", measure="open"),
        live_figures.closed_today(closed, closed_before, days, as_of),
        live_figures.on_time(days),
    ]


def _closed_on(scope: Scope, day: date, moment: datetime) -> int:
    """How many cases were closed on a day by a moment of it."""
    that_day = scope.within(Period(day, day))
    frame = fetch(figures.figures, that_day, as_of=moment, names=("closed",))
    return int(frame["closed"].iloc[0])


def _tiles(
    scope: Scope, as_of: datetime, yesterday: datetime, cards: pd.DataFrame, falling: pd.DataFrame
) -> None:
    history = scope.within(Period.ending(yesterday.date(), HISTORY_DAYS))
    days = fetch(live.by_day, history, as_of=yesterday)
    shaded = fetch(live.days_off, history, as_of=yesterday)
    by = "town" if filters.asked("by") == "town" else "department"
    newest = fetch(live.newest, scope, as_of=as_of)
    today = fetch(live.found_today, scope, as_of=as_of)
    grid = board(3, narrowest=310)
    with grid.cell(column_span=2):
        _html(live_board.stages(fetch(stages.stages, scope, as_of=as_of)))
    with grid.cell(row_span=3):
        _html(live_board.stream(newest, today))
    with grid.cell(row_span=2):
        _html(live_board.cards(cards, by))
    with grid.cell():
        _html(live_time.due(falling))
    with grid.cell():
        _html(live_time.trend(days, shaded))


def _html(markup: str) -> None:
    st.html(f'<div class="{"sv-en" if language() == ENGLISH else "sv-zh"}">{markup}</div>')


def _show_wall() -> None:
    st.query_params["wall"] = "1"
