"""The frame around every screen: menu, language, moment, light or dark, and who looks."""

from pathlib import Path

import streamlit as st

from data_access.engine import settings
from supervision.people import Viewer
from ui import filters, links, menu, outage
from ui.access.viewer import may_open, note_view, open_page, refuse, screens_of
from ui.as_of import banner, moment_choice
from ui.charts import chart_theme
from ui.fetch import UnansweredError, say_failure, this_pass
from ui.formats import as_html, printable
from ui.labels import label
from ui.pulse import pulse
from ui.words import CHINESE, ENGLISH, language, t

STATIC = Path(__file__).parent / "static"
MENU_WIDTH = 216
CHOSEN_GROUND = "chosen_ground"
# A wall is enlarged by the browser's zoom, so that charts and tables grow too.
WALL_STYLE = """<style>
[data-testid='stHeader'] {display:none}
[data-testid='stMainBlockContainer'] {padding-top:1rem}
</style>"""


def draw() -> None:
    """Draw the screen; where an answer did not come, see that it comes back by itself."""
    this_pass.begin()
    try:
        frame_and_screen()
    finally:
        outage.watch(pulse.failure is not None or not this_pass.is_whole)


def frame_and_screen() -> None:
    """Draw the frame, then the screen that the address names."""
    is_wall = filters.asked("wall") == "1"
    st.set_page_config(
        page_title=t("金山区电子监察"),
        page_icon=str(STATIC / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed" if is_wall else MENU_WIDTH,
    )
    chosen = st.navigation([links.page(name) for name in links.SCREENS], position="hidden")
    screen = links.SCREENS.get(chosen.url_path or links.DEFAULT, links.SCREENS[links.DEFAULT])
    viewer = open_page()
    logo = "logo.svg" if language() == CHINESE else "logo_en.svg"
    if is_wall:
        st.html(WALL_STYLE)
        say_to_script()
    else:
        st.logo(str(STATIC / logo), icon_image=str(STATIC / "icon.svg"), size="large")
        with st.sidebar:
            st.html(menu.of(screens_of(viewer), screen))
            moment_choice()
            language_choice()
            ground_choice()
            who(viewer)
            say_to_script()
    if not may_open(viewer, screen):
        no_entry(viewer, screen)
        return
    note_view(viewer, screen)
    above = st.container()
    try:
        chosen.run()
    except UnansweredError as unanswered:
        say_failure(unanswered.failure)
    finally:
        with above:
            banner()


def no_entry(viewer: Viewer, screen: links.Screen) -> None:
    """Lead somebody who came to the first page to the first that is theirs; else say no."""
    theirs = [other for other in screens_of(viewer) if not other.is_hidden]
    if screen.name == links.DEFAULT and theirs:
        st.switch_page(links.page(theirs[0].name), query_params=links.parameters())
    refuse(viewer, screen)


def who(viewer: Viewer) -> None:
    """Whose page it is, marked where the person is made up, and the way out."""
    roles = t("、").join(label("role", role) for role in sorted(viewer.roles))
    name, mark = viewer.name, ""
    if settings().is_demo:
        name, mark = t(viewer.name), f"<b>{as_html(t('演示'))}</b> "
    st.html(
        f'<div class="sv-who">{mark}{as_html(printable(name, 40))}<br>{as_html(roles)} · '
        f'<a data-leave href="/sign-out">{as_html(t("退出登录"))}</a></div>'
    )


def say_to_script() -> None:
    """What the page's own script must know; it takes a place, so it stands where none is seen."""
    ground = st.session_state.pop(CHOSEN_GROUND, "")
    st.html(f'<i data-language="{language()}" data-ground="{as_html(ground)}"></i>')


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
