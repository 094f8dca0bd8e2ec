"""The list of faults: what stands where, what is wrong with it, and what becomes of it."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from data_access.listing import Listing
from data_access.quality import fault_counts, list_faults
from supervision.fault_rules import FAULT_RULES
from supervision.scope import Scope
from ui import filters
from ui.clock import now
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import UNKNOWN, printable
from ui.lists import ROW_HEIGHT, ROWS_A_PAGE, case_column, footer, in_language, page_asked
from ui.names import name
from ui.parts import empty
from ui.quality.quality_tiles import fault_title
from ui.words import t

WIDTHS = {
    "rule": (168, 190),
    "subject": (140, 140),
    "department": (158, 236),
    "source": (194, 270),
    "column": (184, 184),
    "raw": (124, 130),
    "treatment": (78, 100),
    "found_at": (126, 126),
}
"""Pixels in Chinese and in English."""
CASES = "approval"
"""The line of faults whose subject is a case; those of imports are rows of a file."""


def narrowed() -> dict[str, Any]:
    """What the address narrows the list by."""
    return {
        "rule": filters.asked("rule"),
        "source": filters.asked("source"),
        "only_quarantined": filters.asked("quarantined") == "1",
    }


def is_asked_for() -> bool:
    """Whether the address narrows the list: then it stands above the tiles, not below them."""
    return any(narrowed().values()) or filters.asked("page") != ""


def _choices(scope: Scope, as_of: datetime) -> None:
    """The filters of the list: only what occurs is offered."""
    counts = fetch(fault_counts, scope, as_of=as_of)
    by_rule = counts.groupby("rule")["faults"].sum()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{t('异常清单')}**　:small[:gray[{t('现状')}]]", width="content")
        st.space("stretch")
        filters.choose(
            "quarantined",
            ["1"],
            lambda _: t("只看隔离"),
            everything=t("隔离与列示"),
            title=t("隔离"),
            width=170,
        )
        filters.choose(
            "rule",
            [code for code in FAULT_RULES if code in by_rule.index],
            lambda code: f"{fault_title(code)} {by_rule.get(code, 0)}",
            everything=t("全部异常"),
            title=t("异常"),
            width=230,
        )
        filters.choose(
            "source",
            sorted(counts["source_code"].unique()),
            lambda code: name("source", code),
            everything=t("全部来源"),
            title=t("来源"),
        )


def draw(scope: Scope, as_of: datetime) -> None:
    """The filters, the page of the list, how many there are, and the pages."""
    _choices(scope, as_of)

    def asked(offset: int) -> Listing:
        shown = {"limit": ROWS_A_PAGE, "offset": offset, **narrowed()}
        return fetch(list_faults, scope, as_of=as_of, **shown)

    found, number = page_asked(asked)
    if not found.total:
        empty(t("没有数据异常"))
        return
    _table(found.frame)
    footer(found.total, number, len(found.frame))


def export(scope: Scope) -> None:
    """The export button: the whole list of faults as it is narrowed, and as it stands now."""
    by, as_of = narrowed(), now()

    def rows() -> tuple[int, pd.DataFrame]:
        found, _ = ask(list_faults, scope, as_of=as_of, limit=MOST_ROWS, **by)
        return found.total, worded(found.frame)

    pairs = [*chosen(with_period=False)]
    if by["rule"]:
        pairs.append((t("异常"), fault_title(by["rule"])))
    if by["source"]:
        pairs.append((t("来源"), name("source", by["source"])))
    if by["only_quarantined"]:
        pairs.append((t("隔离"), t("只看隔离")))
    definition = t("无法按约定读取的行与值；整行隔离的不计入任何数字")
    export_button(Export(t("数据异常"), as_of, headings(), pairs, definition), rows)


def headings() -> dict[str, str]:
    """The columns of the list in words."""
    return {
        "rule": t("异常"),
        "subject": t("办件编号"),
        "department": t("部门"),
        "source": t("来源"),
        "column": t("所在栏目"),
        "raw": t("原值"),
        "treatment": t("处理"),
        "found_at": t("发现时刻"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in words; what stood in the source is printable text, masked where it was stored."""
    return pd.DataFrame(
        {
            "rule": [fault_title(code) for code in frame["rule"]],
            "subject": [
                printable(number or subject, 60)
                for number, subject in zip(frame["case_no"], frame["subject_id"], strict=True)
            ],
            "department": [name("department", code) for code in frame["department_code"]],
            "source": [name("source", code) for code in frame["source_code"]],
            "column": frame["table_name"] + "." + frame["column_name"],
            "raw": [printable(raw) if isinstance(raw, str) else "" for raw in frame["raw_value"]],
            "treatment": [
                t("整行隔离") if is_out else _treatment(code)
                for is_out, code in zip(frame["is_quarantined"], frame["rule"], strict=True)
            ],
            "found_at": frame["found_at"],
        }
    )


def _treatment(code: str) -> str:
    return t(FAULT_RULES[code].treatment) if code in FAULT_RULES else UNKNOWN


def _table(frame: pd.DataFrame) -> None:
    column = st.column_config
    words = headings()
    widths = {each: in_language(pair) for each, pair in WIDTHS.items()}
    config: dict[str, Any] = {
        each: column.Column(title, width=widths[each]) for each, title in words.items()
    }
    config["found_at"] = column.DatetimeColumn(
        words["found_at"], format="YYYY-MM-DD HH:mm", width=widths["found_at"]
    )
    config["subject"] = case_column(
        words["subject"],
        frame["subject_id"].where(frame["line"] == CASES, ""),
        key="fault_pressed",
        width=widths["subject"],
    )
    st.dataframe(
        worded(frame),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        column_order=list(words),
        column_config=config,
        placeholder=UNKNOWN,
        key="faults",
        alt=t("异常清单"),
    )
