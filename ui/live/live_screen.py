"""The live screen: asks its questions, says the one sentence, and lays out its tiles."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

import pandas as pd
import streamlit as st

from data_access.approvals import due, live, open_history, stages
from data_access.open_set import following
from supervision.scope import Period, Scope
from ui import blocks, filters, links, names
from ui.fetch import UnansweredError, answers, ask, say_failure, this_pass
from ui.formats import escape, weekday
from ui.live import live_board, live_figures, live_time
from ui.live.new_cards import announce
from ui.parts import Head, department_choice, empty_head, time_line
from ui.shared import Shared
from ui.words import ENGLISH, language, t

HISTORY_DAYS = 90
ONE_DAY = timedelta(days=1)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Drawing:
    """What changes with the data, made once for all who watch the same view."""

    sentence: str
    body: str
    oldest: datetime | None
    """Of when the oldest figure in it is that stands in for one that did not come."""


drawings: Shared[Drawing] = Shared()
time_lines: Shared[str] = Shared()
red_cards: Shared[list[live.RedCard]] = Shared()


def frame() -> Head:
    """What does not move: title, filters. Returns the places of what does."""
    parts = empty_head(t("实时监察"))
    if filters.asked("wall") != "1":
        with parts.tools:
            department_choice(t("全区"))
            st.button(
                t("大屏"),
                icon=":material/fullscreen:",
                help=t("隐藏菜单，按浏览器的缩放放大"),
                on_click=_show_wall,
            )
    return parts


def draw(places: Head) -> None:
    """One pass over what moves, at the moment that the address names or now."""
    as_of = filters.current_as_of()
    reader = (answers.generation, language(), tuple(sorted(links.parameters().items())))
    note = "" if filters.stands_still() else t("自动更新")

    def data_time() -> str:
        return time_lines.get((as_of, note, this_pass.oldest, *reader), lambda: time_line(note))

    try:
        # the minute: what was closed yesterday by this time is compared with today
        state = (_ask(following.state, _today(as_of), as_of), as_of.replace(second=0))
        seen = filters.current_scope().departments
        view = (state, filters.asked("by"), seen, *reader)
        drawing = drawings.get(view, lambda: _drawn(as_of))
    except UnansweredError as unanswered:
        places.say("", data_time())
        say_failure(unanswered.failure)
        return
    this_pass.oldest = this_pass.oldest or drawing.oldest
    places.say(drawing.sentence, data_time())
    st.html(drawing.body)
    if not filters.stands_still():
        _announce(as_of, (answers.generation, state))


def _drawn(as_of: datetime) -> Drawing:
    """Ask everything and draw it, in the language and with the links of this reader's view."""
    scope = filters.current_scope()
    yesterday = datetime.combine(as_of.date() - ONE_DAY, time(23, 59, 59))
    history = scope.within(Period.ending(yesterday.date(), HISTORY_DAYS))
    cards = _ask(live.cards, scope, as_of)
    falling = _ask(due.falling_due, scope, as_of)
    stood = _ask(open_history.open_by_day, scope, yesterday, days=live_figures.LINE_DAYS)
    days = _ask(live.by_day, history, yesterday)
    by = "town" if filters.asked("by") == "town" else "department"
    tiles = {
        "sv-wide": live_board.stages(_ask(stages.stages, scope, as_of)),
        "sv-tall": live_board.stream(
            _ask(live.newest, scope, as_of), _ask(live.found_today, scope, as_of)
        ),
        "sv-high": live_board.cards(cards, by),
        "sv-due": live_time.due(falling),
        "sv-trends": live_time.trend(days, _ask(live.days_off, history, yesterday)),
    }
    figures_row = live_figures.row(_figures(scope, as_of, cards, stood, days))
    return Drawing(
        sentence=escape(sentence(cards, stood, falling)),
        body=_block(figures_row + blocks.board(tiles)),
        oldest=this_pass.oldest,
    )


def _ask(
    question: Callable[..., Answer], scope: Scope, as_of: datetime, **options: Hashable
) -> Answer:
    return ask(question, scope, as_of=as_of, **options)[0]


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
    scope: Scope,
    as_of: datetime,
    cards: pd.DataFrame,
    stood: pd.DataFrame,
    days: pd.DataFrame,
) -> list[live_figures.Figure]:
    open_now = _ask(live.open_now, scope, as_of)
    closed = _ask(live.closed_by, scope, as_of)
    closed_before = _ask(live.closed_by, scope, (as_of - ONE_DAY).replace(second=0))
    by_level = cards.groupby("level")["cards"].sum()
    return [
        *(
            live_figures.standing(
                level, int(by_level.get(level, 0)), stood, "warnings", level=level
            )
            for level in live_figures.LIGHTS
        ),
        live_figures.standing("open", open_now, stood, "cases", measure="open"),
        live_figures.closed_today(closed, closed_before, days, as_of),
        live_figures.on_time(days),
    ]


def _announce(as_of: datetime, state: Hashable) -> None:
    """Tell of new red cards anywhere in the reader's department; a silent database tells none."""
    try:
        red = red_cards.get(state, lambda: _ask(live.open_red, _today(as_of), as_of))
    except UnansweredError:
        return
    announce(red, filters.current_scope().departments, as_of)


def _today(as_of: datetime) -> Scope:
    """The whole district, for what does not depend on the reader's filters."""
    return Scope(Period(as_of.date(), as_of.date()))


def _block(markup: str) -> str:
    return f'<div class="{"sv-en" if language() == ENGLISH else "sv-zh"}">{markup}</div>'


def _show_wall() -> None:
    st.query_params["wall"] = "1"
