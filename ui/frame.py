"""The frame around every screen: menu, language, moment, and what the theme cannot say."""

from pathlib import Path

import streamlit as st

from ui import chart_theme, filters, links
from ui.as_of import banner, moment_choice
from ui.fetch import UnansweredError, say_failure
from ui.formats import as_html
from ui.words import CHINESE, ENGLISH, language, t

STATIC = Path(__file__).parent / "static"
MENU_WIDTH = 216
CHOSEN_GROUND = "chosen_ground"
HIDDEN_ON_PAPER = (
    *("stSidebar", "stHeader", "stButton", "stSelectbox", "stButtonGroup"),
    *("stDownloadButton", "stPopover", "stTextInput", "stPagination"),
)
# Side margins are no theme option. On paper: no menu, nothing to press, no card cut in two.
STYLE = f"""<style>
[data-testid='stMainBlockContainer'] {{padding-left:1.75rem; padding-right:1.75rem}}
@media print {{
  {", ".join(f"[data-testid='{name}']" for name in HIDDEN_ON_PAPER)} {{display:none!important}}
  [data-testid='stMainBlockContainer'] {{padding:0!important}}
  .st-key-board {{display:block!important}}
  [data-testid='stGridCell'] {{break-inside:avoid; margin-bottom:12px}}
  @page {{size:A4 landscape; margin:12mm}}
}}</style>"""
# A wall is enlarged by the browser's zoom, so that charts and tables grow too.
WALL_STYLE = """<style>
[data-testid='stHeader'] {display:none}
[data-testid='stMainBlockContainer'] {padding-top:1rem}
</style>"""


def draw() -> None:
    """Draw the frame, then the screen that the address names."""
    is_wall = filters.asked("wall") == "1"
    st.set_page_config(
        page_title=t("金山区电子监察"),
        page_icon=str(STATIC / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed" if is_wall else MENU_WIDTH,
    )
    screen = st.navigation([links.page(name) for name in links.SCREENS], position="hidden")
    logo = "logo.svg" if language() == CHINESE else "logo_en.svg"
    st.html(STYLE)
    if is_wall:
        st.html(WALL_STYLE)
        script()
    else:
        st.logo(str(STATIC / logo), icon_image=str(STATIC / "icon.svg"), size="large")
        with st.sidebar:
            menu()
            moment_choice()
            language_choice()
            ground_choice()
            script()
    banner()
    try:
        screen.run()
    except UnansweredError as unanswered:
        say_failure(unanswered.failure)


def menu() -> None:
    """The sections and their screens; a link keeps language, moment, period and department."""
    for folder, section in links.SECTIONS.items():
        with st.container(gap=8):
            st.markdown(t(section))
            for screen in links.SCREENS.values():
                if screen.folder == folder and not screen.is_hidden:
                    words, icon = t(screen.title), f":material/{screen.icon}:"
                    st.page_link(
                        links.page(screen.name),
                        label=words,
                        icon=icon,
                        query_params=links.parameters(),
                        width="stretch",
                    )


def script() -> None:
    """The page's own script; it takes a place in the page, so it stands where none is seen."""
    source = f"/supervision.js?lang={language()}&ground={st.session_state.pop(CHOSEN_GROUND, '')}"
    st.html(f'<script src="{as_html(source)}"></script>', unsafe_allow_javascript=True)


def language_choice() -> None:
    """Chinese or English; it stands in the address."""
    filters.segments(
        "lang",
        {CHINESE: "中文", ENGLISH: "English"},
        default=language(),
        title="语言 Language",
    )


def ground_choice() -> None:
    """Light or dark: the system's until one is chosen; the browser keeps it for all screens."""
    words = {"light": t("浅色"), "dark": t("深色")}
    st.session_state["ground"] = st.context.theme.type or "light"
    st.segmented_control(
        t("浅色或深色"),
        list(words),
        required=True,
        format_func=lambda code: words[code],
        key="ground",
        label_visibility="collapsed",
        on_change=_note_ground,
    )


def _note_ground() -> None:
    """The page's script changes it: only the browser knows where Streamlit keeps it."""
    st.session_state[CHOSEN_GROUND] = st.session_state["ground"]


chart_theme.supervision_theme()
draw()
