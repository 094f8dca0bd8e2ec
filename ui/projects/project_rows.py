"""Projects as lines of the page, each opens its project; drawn at once, a grid takes its time."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from ui import blocks, links, list_lines
from ui.formats import UNKNOWN, as_html, number, rate, signed
from ui.labels import label
from ui.names import name
from ui.projects.projects_screen import TEN_THOUSAND, short_trouble, trouble
from ui.words import t

Row = dict[str, Any]
NUMBERS = ("behind", "investment")
LONG = ("trouble", "department")


def rows(frame: pd.DataFrame, columns: Sequence[str]) -> str:
    """The projects of the screen in their order as markup; the columns are names of `CELLS`."""
    known = headings()
    titles = {column: known[column] for column in columns}
    drawn = ({column: CELLS[column](row) for column in columns} for row in frame.to_dict("records"))
    return blocks.few_rows(titles, drawn, NUMBERS, LONG)


def headings() -> dict[str, str]:
    """What the columns are called."""
    return {
        "light": t("灯"),
        "title": t("项目"),
        "progress": t("进度"),
        "behind": t("比计划"),
        "rule": t("卡点"),
        "trouble": t("卡点"),
        "kind": t("类别"),
        "department": t("牵头部门"),
        "town": t("属地"),
        "investment": t("总投资（万元）"),
    }


def opening(project_id: str, words: str) -> str:
    """The name of a project as the link that opens it."""
    return blocks.opening(links.address("project", id=project_id), words)


def _progress(row: Row) -> str:
    percent = row["progress_percent"]
    if pd.isna(percent):
        return UNKNOWN
    return blocks.progress(percent / 100, rate(percent / 100, 0))


CELLS: dict[str, Callable[[Row], str]] = {
    "light": lambda row: list_lines.pill(row["light"], label("light", row["light"])),
    "title": lambda row: opening(row["project_id"], row["title"]),
    "progress": _progress,
    "behind": lambda row: signed(-row["behind_points"]),
    "rule": lambda row: as_html(short_trouble(row)),
    "trouble": lambda row: as_html(trouble(row)),
    "kind": lambda row: as_html(label("project_kind", row["kind"])),
    "department": lambda row: as_html(name("department", row["department_code"])),
    "town": lambda row: as_html(row["town"]),
    "investment": lambda row: number(row["total_investment"] / TEN_THOUSAND, 2),
}
