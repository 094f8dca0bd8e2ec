"""The tiles of one project: its dates, the chain of approvals, findings, blockers, money."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from ui import evidence, list_lines
from ui.charts import charts_projects as charts
from ui.charts.showing import show
from ui.formats import UNKNOWN, count, day, escape, moment, number, printable
from ui.labels import label
from ui.links import address
from ui.names import name
from ui.parts import LEVEL_BADGES, icon, not_there, tile
from ui.projects import money_lines
from ui.projects.projects_screen import TEN_THOUSAND, own_name, own_names
from ui.words import ENGLISH, language, t

Row = dict[str, Any]
OWNERS = ("government", "enterprise", "special", "nobody")


def title(shown: Row) -> str:
    """What it is called in the reader's language."""
    english = shown.get("name_en") if language() == ENGLISH else None
    return own_name(shown["name"], english)


def reason(shown: Row, found: pd.DataFrame) -> str:
    """Its light, and what it is for; as Markdown."""
    light = shown["light"]
    if not isinstance(light, str):
        over = t("已取消") if pd.notna(shown["cancelled_at"]) else t("已竣工")
        return f":gray-badge[{over}]"
    words = f":{LEVEL_BADGES[light]}-badge[{icon(light)} {label('light', light)}]"
    standing = found[found["state"] == "open"]
    if light != "normal" and len(standing):
        graded = standing[standing["level"] == light]
        first = (graded if len(graded) else standing).iloc[0]
        words += f" {escape(evidence.sentence(first['rule'], first['evidence']))}"
    return words


def caption(shown: Row, as_of: datetime) -> list[str]:
    """Number, list, who leads and who coordinates, where, how much; the data's time."""
    total = shown["total_investment"]
    money = UNKNOWN if pd.isna(total) else t("{n} 万元", n=number(total / TEN_THOUSAND, 0))
    parts = [
        t("数据时间 {time}", time=moment(as_of)),
        printable(shown["project_no"], 40),
        label("project_kind", shown["kind"]),
        name("department", shown["department_code"]),
        name("town", shown["town_code"]),
        t("总投资 {money}", money=money),
    ]
    if shown["list_kind"]:
        words = label("list_kind", shown["list_kind"])
        parts.append(t("{year} 年{kind}", year=int(shown["year"]), kind=words))
    if isinstance(shown["coordinator"], str) and shown["coordinator"]:
        parts.append(t("协调人 {name}", name=shown["coordinator"]))
    if isinstance(shown["builder"], str):
        parts.append(printable(shown["builder"], 40))
    return parts


def dates(grid: GridContainer, versions: pd.DataFrame, shown: Row, as_of: datetime) -> None:
    """节点计划与实际: a row a milestone, as first planned, as planned now, as reached."""
    note = t("虚线菱形为首次计划，实菱形为现计划，竖记号为实际完成")
    with tile(grid, t("节点计划与实际"), note, columns=2):
        if versions.empty:
            st.caption(t("没有节点计划"))
            return
        first = versions.groupby("milestone_no")["due_at"].first()
        now = versions[versions["is_in_force"]].drop_duplicates("milestone_no", keep="last")
        light = shown["light"] if isinstance(shown["light"], str) else "normal"
        stones = pd.DataFrame(
            {
                "stone": own_names(now, "stone"),
                "first": now["milestone_no"].map(first).dt.normalize().to_numpy(),
                "planned": now["due_at"].dt.normalize().to_numpy(),
                "reached": now["reached_at"].to_numpy(),
                "light": light,
            }
        )
        again = stones.groupby("stone").cumcount()
        stones["stone"] = stones["stone"] + again.map(lambda times: "\u200b" * times)
        show(charts.dates(stones, pd.Timestamp(as_of)), alt=t("节点计划与实际"))


def chain(grid: GridContainer, links: pd.DataFrame, shown: Row, as_of: datetime) -> None:
    """审批链条: each step and each wait, the longest wait named, whose time it was."""
    waits = links[links["kind"] == "wait"]
    longest = waits["total_days"].max() if len(waits) else float("nan")
    note = t("最长等待 {n} 个工作日", n=number(longest, 0)) if pd.notna(longest) else ""
    with tile(grid, t("审批链条"), note, columns=2):
        if links.empty:
            st.caption(t("没有关联办件"))
            return
        rows = links.to_dict("records")
        drawn = pd.DataFrame(
            {
                "row": [f"{row['link_no']}　{_link_words(row)}" for row in rows],
                "began": links["began_at"],
                "ended": links["ended_at"],
                "is_wait": (links["kind"] == "wait").to_numpy(),
                "words": [_length(row) for row in rows],
                "is_longest": (
                    (links["kind"] == "wait") & (links["total_days"] == longest)
                ).to_numpy(),
            }
        )
        show(charts.chain(drawn, pd.Timestamp(as_of)), alt=t("审批链条"))
        days = {owner: int(links[f"{owner}_days"].sum()) for owner in OWNERS}
        if any(days.values()):
            st.caption(t("已结束部分是谁的时间（工作日）"))
            show(charts.whose_time(days), alt=t("谁的时间"))
        _cases(links[links["case_id"] != ""])


def _cases(steps: pd.DataFrame) -> None:
    rows = steps.to_dict("records")
    shown = pd.DataFrame(
        {
            "case": [printable(row["case_id"].partition(":")[2] or row["case_id"]) for row in rows],
            "item": [name("item", row["service_item_code"]) for row in rows],
            "department": [name("department", row["department_code"]) for row in rows],
            "stage": [label("project_stage", row["stage"]) for row in rows],
            "cases": [row["cases"] for row in rows],
        }
    )
    titles = {
        "case": t("办件"),
        "item": t("事项"),
        "department": t("部门"),
        "stage": t("阶段"),
        "cases": t("件数"),
    }
    opened = {"case": [address("case", id=row["case_id"]) for row in rows]}
    st.html(list_lines.rows(shown, titles, opened=opened, decimals={"cases": 0}))


def blockers(grid: GridContainer, raised: pd.DataFrame) -> None:
    """问题: what holds it up, who has to clear it, since when."""
    is_open = raised["closed_at"].isna()
    with tile(grid, t("项目问题"), t("{n} 个未销号", n=int(is_open.sum()))):
        if raised.empty:
            st.caption(t("没有提出问题"))
            return
        shown = raised.assign(
            kind=[label("blocker_kind", kind) for kind in raised["kind"]],
            description=raised["description"].map(_text),
            department=[name("department", code) for code in raised["department_code"]],
            state=[_blocker_state(row) for row in raised.to_dict("records")],
        )
        titles = {
            "kind": t("问题类别"),
            "description": t("情况"),
            "department": t("责任部门"),
            "raised_at": t("提出"),
            "promised_due_at": t("承诺日"),
            "state": t("状态"),
            "age_days": t("天数"),
        }
        days = ("raised_at", "promised_due_at")
        st.html(list_lines.rows(shown, titles, days=days, decimals={"age_days": 0}))


def money(grid: GridContainer, reports: pd.DataFrame) -> None:
    """投资: the money of the year against its schedule."""
    with tile(grid, t("投资与序时计划"), t("本年累计，万元")):
        if reports.empty or reports[["planned", "invested"]].isna().all().all():
            st.caption(t("今年还没有月报"))
            return
        columns = ["planned", "invested", "annual"]
        months = reports.assign(**{each: reports[each] / TEN_THOUSAND for each in columns})
        annual = months["annual"].dropna()
        whole = float(annual.iloc[-1]) if len(annual) else None
        st.html(money_lines.draw(months, whole))


def history(grid: GridContainer, versions: pd.DataFrame) -> None:
    """改期记录: every request to move a date, with reason and answer."""
    changes = versions[versions["is_change"]]
    with tile(grid, t("改期记录"), t("{n} 次", n=count(len(changes)))):
        if changes.empty:
            st.caption(t("没有改期"))
            return
        shown = changes.assign(
            stone=own_names(changes, "stone"),
            reason=changes["reason"].map(_text),
            answer=changes["is_approved"].map(_answer),
            approver=changes["approver"].map(_text),
        )
        titles = {
            "stone": t("节点"),
            "valid_from": t("提出"),
            "requested_on": t("改至"),
            "reason": t("理由"),
            "answer": t("结果"),
            "approver": t("批准人"),
        }
        st.html(list_lines.rows(shown, titles, days=("valid_from", "requested_on")))


def absent(is_waiting: bool, project_id: str) -> None:
    """A decent screen for a project that is not there."""
    words = (
        t("这个项目在此时点还没有列入清单，或其数据有误，已隔离")
        if is_waiting
        else t("没有找到这个项目")
    )
    not_there(words, project_id, t("编号可能有误，或不在当前所选部门范围内"))


def _link_words(row: Row) -> str:
    if row["kind"] == "wait":
        return t("等待")
    return name("item", row["service_item_code"])


def _length(row: Row) -> str:
    if pd.isna(row["total_days"]):
        return t("未结束")
    return t("{n} 个工作日", n=int(row["total_days"]))


def _blocker_state(row: Row) -> str:
    if pd.notna(row["closed_at"]):
        return t("{day} 销号", day=day(row["closed_at"]))
    return t("过了承诺日") if row["is_overdue"] else t("未销号")


def _answer(is_approved: Any) -> str:  # noqa: ANN401  a cell that may be empty
    if pd.isna(is_approved):
        return t("未答复")
    return t("已批准") if is_approved else t("未批准")


def _text(value: Any) -> str:  # noqa: ANN401  a cell that may be empty
    return printable(value, 60) if isinstance(value, str) and value else UNKNOWN
