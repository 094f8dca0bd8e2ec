"""What the district has of an enterprise, in all lines of business, as one list in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ui import links, list_lines
from ui.formats import UNKNOWN, printable
from ui.labels import label
from ui.names import name
from ui.words import t

Row = Mapping[str, Any]
SCREEN_OF = {"approval": "case", "appeal": "appeal", "project": "project"}
"""Where a row opens; a signal has no screen of its own."""
RESULTS = {"approval": "outcome", "appeal": "appeal_result", "signal": "signal_outcome"}
MOMENTS = ("begun_at", "due_at", "ended_at")


def is_of_history(frame: pd.DataFrame) -> bool:
    """Whether the rows of a list are of several lines of business."""
    return "line" in frame and "subject_id" in frame


def headings() -> dict[str, str]:
    """Every column that such a list may have, in the order of drawing, in words."""
    return {
        "level": t("灯"),
        "line": t("类型"),
        "subject_no": t("编号"),
        "item_code": t("事项"),
        "department_code": t("部门"),
        "begun_at": t("开始"),
        "due_at": t("到期"),
        "ended_at": t("办结"),
        "outcome": t("结果"),
    }


def subject_words(row: Row) -> str:
    """What a row is about: an item, a category, a kind of project or of signal."""
    if row["line"] == "approval":
        return name("item", row["item_code"])
    if row["line"] == "project":
        return label("project_kind", row["item_code"])
    category = name("category", row["item_code"])
    return f"{label('signal_kind', row['kind'])} {category}" if row["kind"] else category


def result_words(row: Row) -> str:
    """How it came out; empty while it is not done."""
    kind = RESULTS.get(row["line"])
    return label(kind, row["outcome"]) if kind and row["outcome"] else UNKNOWN


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and words for their codes; text is printable, times stay times."""
    rows = frame.to_dict("records")
    return frame.assign(
        level=[label("level", row["level"]) for row in rows],
        line=[label("line", row["line"]) for row in rows],
        subject_no=[printable(row["subject_no"], 40) for row in rows],
        item_code=[subject_words(row) for row in rows],
        department_code=[name("department", row["department_code"]) for row in rows],
        outcome=[result_words(row) for row in rows],
    )


def table(frame: pd.DataFrame) -> None:
    """A page of the rows behind a number; the number of a case, an appeal or a project opens it."""
    list_lines.draw(worded(frame), headings(), **_how(frame))


def few(frame: pd.DataFrame) -> None:
    """The first rows of one line of business, read whole."""
    titles = {each: words for each, words in headings().items() if each != "line"}
    list_lines.few(worded(frame), titles, **_how(frame))


def _how(frame: pd.DataFrame) -> dict[str, Any]:
    opened = {"subject_no": [_address(row) for row in frame.to_dict("records")]}
    return {"opened": opened, "levels": {"level": frame["level"].tolist()}, "days": MOMENTS}


def _address(row: Row) -> str:
    screen = SCREEN_OF.get(row["line"], "")
    return links.address(screen, id=row["subject_id"]) if screen in links.SCREENS else ""
