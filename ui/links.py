"""Addresses: which screen, with which filters; language, moment, period and department stay."""

import html
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

from supervision.people import Right
from ui.address import told
from ui.words import t

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("lang", "as_of", "from", "to", "department", "wall")
"""What the address carries from screen to screen."""


@dataclass(frozen=True)
class Screen:
    """A screen: its name is its address, its section is its folder under pages/."""

    name: str
    folder: str
    title: str
    icon: str
    is_hidden: bool = False
    rights: tuple[Right, ...] = (Right.SEE_CASES,)
    """Any of them opens it."""
    is_of_one: bool = False
    """Whether it shows the one thing that `id` in the address names."""

    @property
    def path(self) -> Path:
        """Where its script lies."""
        return ROOT / "pages" / self.folder / f"{self.name}.py"


SECTIONS = {
    "supervision": "监察",
    "approvals": "审批",
    "appeals": "诉求",
    "projects": "重点项目",
    "system": "系统",
}
SCREENS = {
    screen.name: screen
    for screen in (
        Screen("live", "supervision", "实时监察", "monitoring"),
        Screen("warnings", "supervision", "预警发牌", "style"),
        Screen("orders", "supervision", "督办处置", "gavel"),
        Screen("order", "supervision", "督办单", "gavel", is_hidden=True, is_of_one=True),
        Screen("card", "supervision", "发牌处置", "gavel", is_hidden=True),
        Screen("case", "supervision", "办件详情", "article", is_hidden=True, is_of_one=True),
        Screen("due", "supervision", "到期清单", "event", is_hidden=True),
        Screen("cases", "supervision", "办件清单", "list", is_hidden=True),
        Screen("efficiency", "approvals", "审批效能", "speed"),
        Screen("procedure", "approvals", "流程规范", "account_tree"),
        Screen("appeals", "appeals", "企业诉求", "forum"),
        Screen("appeal", "appeals", "诉求详情", "article", is_hidden=True, is_of_one=True),
        Screen("channels", "appeals", "外部监督", "campaign"),
        Screen("enterprise", "appeals", "企业全景", "domain", is_hidden=True, is_of_one=True),
        Screen("projects", "projects", "项目跟踪", "flag"),
        Screen("project", "projects", "项目详情", "article", is_hidden=True, is_of_one=True),
        Screen("definitions", "system", "指标口径", "menu_book"),
        Screen(
            "quality",
            "system",
            "数据质量",
            "fact_check",
            rights=(Right.SEE_CASES, Right.ADMINISTER),
        ),
        Screen("audit", "system", "访问审计", "policy", rights=(Right.SEE_ACCESS_LOG,)),
    )
}
DEFAULT = "live"
"""It answers at / and has no address of its own."""

Value = str | int | date | datetime | None


def parameters(**filters: Value) -> dict[str, str]:
    """The parameters of a link: what is kept of this address, then these; None leaves one out.

    A trailing underscore lets a filter have a name that Python keeps for itself (from_).
    """
    asked = told()
    kept: dict[str, Value] = {name: asked[name] for name in KEPT if name in asked}
    kept.update({name.rstrip("_"): value for name, value in filters.items()})
    return {name: written(value) for name, value in kept.items() if value not in (None, "")}


def written(value: Value) -> str:
    """A value as the address bears it: moments to the second, in ISO."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def address(screen: str, **filters: Value) -> str:
    """The address of a screen with its filters, from the root of this server."""
    path = "/" if screen == DEFAULT else f"/{screen}"
    query = urlencode(parameters(**filters))
    return f"{path}?{query}" if query else path


def page(screen: str) -> st.Page:
    """The screen as Streamlit's navigation knows it."""
    known = SCREENS[screen]
    return st.Page(
        known.path,
        title=t(known.title),
        icon=f":material/{known.icon}:",
        url_path=known.name,
        default=screen == DEFAULT,
        visibility="hidden" if known.is_hidden else "visible",
    )


def link(screen: str, words: str, *, icon: str | None = None, **filters: Value) -> None:
    """Draw a link to a screen; one step in the browser's history, so Back returns here."""
    st.page_link(page(screen), label=words, icon=icon, query_params=parameters(**filters))


def to_enterprise(code: object) -> None:
    """Draw the way to all that the district has of an enterprise; nothing without a code."""
    if isinstance(code, str) and code:
        link("enterprise", t("企业全景"), icon=":material/domain:", enterprise=code)


def go(screen: str, **filters: Value) -> NoReturn:
    """Open a screen at once, as the answer to a click in a chart or a table, and end this run.

    The page's own script follows the link, as one step in the browser's history: Streamlit's
    switch_page takes two, and the first forgets the filters that Back should return to.
    """
    target = html.escape(address(screen, **filters), quote=True)
    words = html.escape(t("打开{screen}", screen=t(SCREENS[screen].title)))
    st.html(f'<a data-go href="{target}">{words}</a>')
    st.stop()
