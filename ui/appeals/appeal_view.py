"""The tiles of one appeal: both voices, its clocks with their ledger, its loop, what was found."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.appeals import appeal_clocks
from data_access.approvals import case_clocks
from supervision.scope import Scope
from ui import blocks, evidence, filters, ledger_tile, links, list_lines
from ui.cases import case_words
from ui.charts import charts_case as charts
from ui.charts.showing import show
from ui.fetch import fetch
from ui.formats import UNKNOWN, count, escape, minute, moment, printable
from ui.labels import label
from ui.names import name
from ui.parts import DOT, LEVEL_BADGES, icon, not_there, tile
from ui.words import ENGLISH, language, t

Row = dict[str, Any]
LONGEST_WITH_WEEKENDS = 180
OPEN_ACTS = 12
"""Lines of the loop before its table scrolls."""
WITHOUT_CASE = {"is_deemed": False, "is_renewed": False, "is_soon": False, "extension_days": 0}
"""What the words of clocks ask for and no appeal has."""


def reason(shown: Row, found: pd.DataFrame) -> str:
    """Where it stands, and the gravest of what is found; as Markdown."""
    words = f":gray-badge[{escape(label('appeal_stage', shown['stage']))}]"
    standing = found[found["state"] == "open"]
    if standing.empty:
        return words
    first = standing.iloc[0]
    level = first["level"]
    words += f" :{LEVEL_BADGES[level]}-badge[{icon(level)} {label('level', level)}]"
    return f"{words} {escape(evidence.sentence(first['rule'], first['evidence']))}"


def caption(shown: Row, as_of: datetime) -> list[str]:
    """Number, class, who holds it, where it came from; the data's time."""
    named = shown["class_name_en"] if language() == ENGLISH else None
    kind = named if isinstance(named, str) and named else shown["class_name"]
    parts = [
        t("数据时间 {time}", time=moment(as_of)),
        printable(shown["appeal_no"], 40),
        printable(kind, 40) if isinstance(kind, str) else t("没有分类"),
        name("department", shown["department_code"]),
        name("town", shown["town_code"]),
        label("appeal_channel", shown["channel"]),
        t("第 {n} 轮", n=int(shown["round_no"])),
    ]
    if shown["claim"]:
        parts.append(label("claim", shown["claim"]))
    return parts


def words(grid: GridContainer, shown: Row) -> None:
    """诉求内容: what the enterprise asks for, masked, and what it is about."""
    with tile(grid, t("诉求内容"), t("姓名、号码已遮盖")):
        st.markdown(f"**{escape(_text(shown['title']))}**")
        st.markdown(escape(_text(shown["content"])))
        who = [_text(shown[each]) for each in ("enterprise", "contact", "phone")]
        known = DOT.join(escape(each) for each in who if each != UNKNOWN)
        st.caption(known or t("没有写明企业和联系人"))
        with st.container(horizontal=True, gap="small"):
            if shown["enterprise_code"] and "enterprise" in links.SCREENS:
                links.link(
                    "enterprise",
                    t("企业全景"),
                    icon=":material/domain:",
                    enterprise=shown["enterprise_code"],
                )
            if shown["case_id"]:
                number = shown["case_no"] if isinstance(shown["case_no"], str) else ""
                links.link(
                    "case",
                    t("办件 {number}", number=escape(number or shown["case_id"])),
                    icon=":material/article:",
                    id=shown["case_id"],
                )
            if shown["project_id"]:
                named = shown["project"] if isinstance(shown["project"], str) else ""
                links.link(
                    "project",
                    t("项目 {name}", name=escape(printable(named or shown["project_id"], 30))),
                    icon=":material/flag:",
                    id=shown["project_id"],
                )


def rounds(grid: GridContainer, frame: pd.DataFrame) -> None:
    """两种声音: what the department answered and what the enterprise said, round by round."""
    with tile(grid, t("两种声音"), t("每轮部门的答复与企业的评判")):
        for row in frame.to_dict("records"):
            with st.container(gap=None):
                office = label("appeal_outcome", row["outcome"])
                firm = label("appeal_verdict", row["verdict"])
                title = t("第 {n} 轮", n=int(row["round_no"]))
                said = t("部门：{word}", word=office if row["outcome"] else t("尚未答复"))
                heard = t("企业：{word}", word=firm if row["verdict"] else t("尚未回访"))
                mark = ":red[:material/error:] " if _is_denied(row) else ""
                st.markdown(f"**{title}**　■ {escape(said)}　● {escape(heard)}　{mark}")
                st.caption(DOT.join(map(escape, _round_facts(row))))


def _is_denied(row: Row) -> bool:
    return bool(row["outcome"] == "solved" and row["verdict"] == "not_solved")


def _round_facts(row: Row) -> list[str]:
    facts = [
        name("department", row["department_code"]),
        t("{at} 开始", at=minute(row["opened_at"])),
    ]
    if pd.notna(row["answered_at"]):
        facts.append(t("{at} 答复", at=minute(row["answered_at"])))
    if pd.notna(row["used_days"]):
        facts.append(t("用 {n} 个工作日", n=count(row["used_days"])))
    if pd.notna(row["called_back_at"]):
        facts.append(t("{at} 回访", at=minute(row["called_back_at"])))
    if pd.notna(row["satisfaction"]):
        facts.append(t("评 {n} 分", n=int(row["satisfaction"])))
    if pd.notna(row["verified_at"]):
        facts.append(t("{at} 核实", at=minute(row["verified_at"])))
    if pd.notna(row["reopened_at"]):
        facts.append(t("{at} 重办", at=minute(row["reopened_at"])))
    return facts


def strip(grid: GridContainer, shown: appeal_clocks.Clocks, scope: Scope, as_of: datetime) -> None:
    """时限一览: every clock of the appeal over the same days."""
    note = t("实色为已用，斜线为挂起（不计时），竖线为到期")
    with tile(grid, t("时限一览"), note, columns=2):
        if shown.clocks.empty:
            st.caption(t("没有时限：来源没有分类，或诉求尚未受理"))
            return
        now = pd.Timestamp(as_of)
        drawn = _drawn(shown.clocks, now.year)
        first, last = charts.span(drawn, shown.segments, now)
        days_off = fetch(
            case_clocks.list_days_off, scope, as_of=as_of, first=first.date(), last=last.date()
        )
        if (last - first).days > LONGEST_WITH_WEEKENDS:
            days_off = days_off[days_off.holiday]
        mark = t("截至 {at}") if filters.stands_still() else t("现在 {at}")
        at = mark.format(at=f"{now:%m-%d %H:%M}")
        chart = charts.strip(drawn, shown.segments, days_off, now=now, now_words=at)
        show(chart, alt=t("时限一览"))


def _drawn(clocks: pd.DataFrame, year: int) -> pd.DataFrame:
    lines = [row | WITHOUT_CASE for row in clocks.to_dict("records")]
    for row in lines:
        row["unit"] = "working_hour" if row["unit"] == "hour" else row["unit"]
    frame = clocks[["key", "started_at", "due_at"]].copy()
    frame["words"] = [f"{_clock_name(row)}　{_limit(row)}" for row in clocks.to_dict("records")]
    labels = frame["words"].str.replace("　", "\n")
    again = labels.groupby(labels).cumcount()
    frame["label"] = labels + again.map(lambda times: "\u200b" * times)
    frame["due_words"] = [case_words.due_words(due, year) for due in clocks["due_at"]]
    frame["verdict"] = [case_words.verdict(row) for row in lines]
    return frame


def _clock_name(row: Row) -> str:
    named = label("appeal_clock", row["name"])
    if row["name"] == "redo":
        return t("{name}（第 {n} 轮）", name=named, n=int(row["round_no"]))
    return named


def _limit(row: Row) -> str:
    if row["is_own"]:
        return t("来源自定时限")
    words = {
        "working_day": t("限 {n} 工作日"),
        "natural_day": t("限 {n} 自然日"),
        "working_hour": t("限 {n} 工作小时"),
        "hour": t("限 {n} 小时"),
    }
    return words[row["unit"]].format(n=int(row["limit"]))


def ledger(
    grid: GridContainer, clocks: pd.DataFrame, scope: Scope, as_of: datetime, appeal_id: str
) -> None:
    """计时台账: the days of one clock, counted one by one."""
    begun = clocks[clocks["unit"].isin(["working_day", "natural_day"])].to_dict("records")
    titles = {row["key"]: _clock_name(row) for row in begun}
    default = next((row["key"] for row in begun[::-1] if row["name"] in ("close", "redo")), "")

    def days_of(key: str) -> pd.DataFrame:
        return fetch(appeal_clocks.list_ledger, scope, as_of=as_of, appeal_id=appeal_id, key=key)

    without_days = t("没有按日计的时限，没有逐日台账")
    ledger_tile.draw(grid, begun, titles, default, days_of, without_days)


def acts(grid: GridContainer, taken: pd.DataFrame) -> None:
    """办理过程: the loop as a time line, with returns, suspension, urging and reopening."""
    with tile(grid, t("办理过程"), t("{n} 步", n=count(len(taken))), rows=2):
        rows = taken.to_dict("records")
        shown = pd.DataFrame(
            {
                "at": [row["happened_at"] for row in rows],
                "act": [_act(row) for row in rows],
                "result": [_result(row) for row in rows],
                "department": [
                    name("department", row["department_code"]) if row["department_code"] else None
                    for row in rows
                ],
                "officer": [row["officer"] or None for row in rows],
                "note": [_text(row["note"]) if row["note"] else None for row in rows],
            }
        )
        known = {
            "at": t("时间"),
            "act": t("环节"),
            "result": t("结果"),
            "department": t("部门"),
            "officer": t("经办"),
            "note": t("说明"),
        }
        titles = {each: words for each, words in known.items() if shown[each].notna().any()}
        table = list_lines.rows(shown, titles, times=("at",))
        st.html(table if len(rows) <= OPEN_ACTS else blocks.scrolled(table, OPEN_ACTS))


def _act(row: Row) -> str:
    word = label("appeal_act", row["kind"])
    return f"↩ {word}" if row["kind"] in ("return", "reopen") else word


def _result(row: Row) -> str | None:
    if not row["result"]:
        return None
    kind = "appeal_verdict" if row["kind"] == "call_back" else "appeal_outcome"
    return label(kind, row["result"])


def absent(is_waiting: bool, appeal_id: str) -> None:
    """A decent screen for an appeal that is not there."""
    said = (
        t("这件诉求在此时点还没有提交，或其数据有误，已隔离")
        if is_waiting
        else t("没有找到这件诉求")
    )
    not_there(said, appeal_id, t("编号可能有误，或不在当前所选部门范围内"))


def _text(value: Any) -> str:  # noqa: ANN401  a cell that may be empty
    return printable(value) if isinstance(value, str) and value else UNKNOWN
