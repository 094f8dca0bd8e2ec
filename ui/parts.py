"""What the screens share on the page: the head, the board and its tiles, the level words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.grid_container import GridContainer

from data_access import sources
from ui import blocks, filters
from ui.access.viewer import current_viewer
from ui.charts.chart_theme import LEVEL_ICONS, LEVEL_MARKS
from ui.fetch import UnansweredError, ask, this_pass
from ui.formats import UNKNOWN, as_html, escape, moment
from ui.labels import label
from ui.names import codes, name
from ui.words import t

ICON_COLOURS = {
    "red": "#c0322b",
    "yellow": "#e0a100",
    "soon": "#b98a1c",
    "normal": "#2a7f9e",
    "order": "#3f78a8",
    "hint": "#8592a1",
}
LEVEL_BADGES = {
    "red": "red",
    "yellow": "yellow",
    "soon": "gray",
    "normal": "green",
    "order": "primary",
    "hint": "gray",
}
PILL_COLOURS = {
    "red": "#c0322b",
    "yellow": "#f0c04a",
    "soon": "#6b7785",
    "normal": "#2a7f9e",
    "order": "#1d4f7c",
    "hint": "#6b7785",
}
"""A pill chooses its own text colour: on this yellow it takes black, 12.3:1."""
DOT = "　·　"


@dataclass(frozen=True)
class Head:
    """The places of a head: tools at the right; the sentence and the time line may move."""

    tools: DeltaGenerator
    sentence: DeltaGenerator
    time_line: DeltaGenerator

    def say(self, sentence: str, time_line: str) -> None:
        """Put the words in their places, over what stood there."""
        self.sentence.markdown(f":gray[{sentence}]" if sentence else "")
        self.time_line.caption(time_line)


def empty_head(title: str) -> Head:
    """A head whose words are still to come; the title comes translated."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(title, anchor=False, width="content")
        sentence = st.container(width="stretch", key="sentence").empty()
        tools = st.container(
            horizontal=True, width="content", vertical_alignment="center", gap="xsmall"
        )
    return Head(tools, sentence, st.empty())


def head(title: str, sentence: str = "", *, note: str = "") -> DeltaGenerator:
    """Title, the one sentence to take away, the page's filters at the right; the data's time below.

    All words come translated. Returns the place of the filters.
    """
    parts = empty_head(title)
    parts.say(sentence, time_line(note))
    return parts.tools


def department_choice(everything: str = "") -> None:
    """The department of the address; who sees some departments only may choose among those."""
    viewer = current_viewer()
    theirs = [code for code in codes("department") if viewer.sees_all or code in viewer.departments]
    if not viewer.sees_all:
        everything = name("department", theirs[0]) if len(theirs) == 1 else t("本部门")
    filters.choose(
        "department",
        theirs if viewer.sees_all or len(theirs) > 1 else [],
        lambda code: name("department", code),
        everything=everything or t("全部部门"),
        title=t("部门"),
    )


def time_line(note: str = "") -> str:
    """The time of the data, how its sources are, and what is counted; as Markdown."""
    as_of = filters.current_as_of()
    try:
        health, answered = ask(sources.health, filters.current_scope(), as_of=as_of)
    except UnansweredError:
        return DOT.join(filter(None, [f"{_amber_clock()} {t('暂时读不到数据')}", note]))
    late = int(health["is_late"].sum())
    if late:
        state = f"{_amber_clock()} {t('{n} 个数据源没有按时更新', n=late)}"
    elif len(health):
        state = f":green[:material/check_circle:] {t('{n} 个数据源正常', n=len(health))}"
    else:
        state = f"{_amber_clock()} {t('还没有接入数据源')}"
    return DOT.join(filter(None, [_data_time(answered), state, note]))


def _data_time(answered: datetime) -> str:
    words = t("数据时间 {time}", time=moment(answered))
    if this_pass.oldest is not None:
        return f"{_amber_clock()} {words} {t('（读取失败，保留当时数字）')}"
    return words


def _amber_clock() -> str:
    return ':color[:material/history:]{foreground="#b98a1c"}'


def board(columns: int, *, narrowest: int, key: str = "board") -> GridContainer:
    """Framed cells in equal columns: rows share their height, columns fold before one is narrow."""
    return st.grid(columns, min_column_width=narrowest, gap="small", border=True, key=key)


@contextmanager
def tile(
    grid: GridContainer,
    words: str,
    note: str = "",
    *,
    legend: str = "",
    columns: int = 1,
    rows: int = 1,
    explanation: str = "",
) -> Iterator[None]:
    """One cell of a board: a short title, at its right what is counted or how to read it.

    The words come translated; the legend is markup made by blocks.
    """
    with grid.cell(column_span=columns, row_span=rows), st.container(gap="xsmall"):
        said = f'<span class="sv-beside">{as_html(note)}</span>' if note else ""
        st.html(blocks.heading(words, legend + said, explanation))
        yield


def icon(level: str) -> str:
    """The level's icon in its own colour, or nothing for a word that is no level."""
    if level not in LEVEL_ICONS:
        return ""
    return f':color[{LEVEL_ICONS[level]}]{{foreground="{ICON_COLOURS[level]}"}}'


def badge(level: str) -> str:
    """The level within a sentence: icon, word and ground, as Markdown."""
    return f":{LEVEL_BADGES[level]}-badge[{icon(level)} {label('level', level)}]"


def pill(level: str) -> list[str]:
    """The level as a table cell: shape and word in one pill."""
    return [pill_word(level)]


def pill_word(level: str) -> str:
    """The words in a pill."""
    return f"{LEVEL_MARKS[level]} {label('level', level)}"


def pill_options() -> tuple[list[str], list[str]]:
    """All pills with their colours, for a MultiselectColumn."""
    return [pill_word(level) for level in PILL_COLOURS], list(PILL_COLOURS.values())


def empty(words: str, detail: str = "") -> None:
    """Nothing was found: what was looked for, and where."""
    st.markdown(f":gray[:material/inbox:] {words}")
    if detail:
        st.caption(detail)


def not_there(words: str, asked: str, hint: str) -> None:
    """The one thing that was asked for is not there: what was asked, and what may be wrong."""
    with st.container(border=True):
        st.markdown(f":gray[:material/search_off:] **{words}**")
        st.caption(f"{escape(asked) or UNKNOWN}　·　{hint}")
