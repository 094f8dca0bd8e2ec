"""The words of one case: what its clocks are called, how they stand, why it bears its level."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from supervision.standing import NATURAL_DAY, WORKING_HOUR
from supervision.words import N_
from ui import names
from ui.charts.chart_theme import LEVEL_MARKS
from ui.formats import UNKNOWN, count, printable
from ui.labels import label, rule_title
from ui.parts import badge
from ui.words import ENGLISH, language, t

Row = Mapping[str, Any]
"""A row of a frame: its values by column."""

CLOCKS = {
    "acceptance": N_("收件→受理"),
    "promised": N_("承诺时限"),
    "statutory": N_("法定时限"),
    "instant": N_("当日办结"),
    "delivery": N_("决定→送达"),
}
WORKING_DAYS = N_("限 {n} 工作日")
RENEWED = N_("补正→受理")
LIMITS = {NATURAL_DAY: N_("限 {n} 自然日"), WORKING_HOUR: N_("限 {n} 工作小时")}
MARKS = {
    "taken": "",
    "repeated": N_("重复办理"),
    "backward": N_("次序在前，办理在后"),
    "undeclared": N_("规定以外的环节"),
    "missing": N_("规定有，实际未见"),
    "ahead": N_("尚未到"),
}
"""What a step is to the declared procedure."""
EXTENSION_FAULTS = {
    "second": N_("第二次延期"),
    "too_long": N_("延期超过法定天数"),
    "no_approver": N_("无批准人"),
    "after_expiry": N_("到期后才批准"),
}
LATE_STATES = ("past", "missed")


def rows(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame."""
    return frame.to_dict("records")


def is_past(moment: datetime | None, as_of: datetime) -> bool:
    """Whether something has happened by the moment shown."""
    return moment is not None and not pd.isna(moment) and moment <= as_of


def clock_name(clock: Row) -> str:
    """What a clock is called: a row with name, step_code, step_name, step_name_en, is_renewed."""
    if clock["name"] == "step":
        return t(
            "环节·{step}",
            step=step_name(clock["step_code"], clock["step_name"], clock["step_name_en"]),
        )
    return t(RENEWED if clock["is_renewed"] else CLOCKS[clock["name"]])


def step_name(code: str, name: str | None, english: str | None = None) -> str:
    """A step's own name in the reader's language, or its code."""
    wanted = [english, name] if language() == ENGLISH else [name]
    return printable(next((word for word in wanted if isinstance(word, str) and word), code), 40)


def limit_words(clock: Row) -> str:
    """The limit with its unit: a row with name, limit, unit, extension_days, is_own."""
    if clock["is_own"]:
        return t("来源自定时限")
    if pd.isna(clock["limit"]):
        return t("无时限")
    if clock["name"] == "instant":
        return t("即办件")
    if clock["extension_days"] > 0:
        return t("限 {n} 工作日，含延期", n=int(clock["limit"]))
    return t(LIMITS.get(clock["unit"], WORKING_DAYS), n=int(clock["limit"]))


def due_words(due_at: pd.Timestamp, year: int) -> str:
    """The last day of a limit; its time too where it is not the last second of the day."""
    if pd.isna(due_at):
        return ""
    day = f"{due_at:%m-%d}" if due_at.year == year else f"{due_at:%Y-%m-%d}"
    return day if f"{due_at:%H:%M:%S}" == "23:59:59" else f"{day} {due_at:%H:%M}"


def verdict(clock: Row) -> str:
    """How a clock stands, with the glyph of its level: a row of the clocks' frame."""
    if clock["state"] == "running" and clock["left"] == 0:
        return f"{LEVEL_MARKS['soon']} {t('今日到期')}"
    if clock["state"] in LATE_STATES:
        return f"{_late_mark(clock)} {_late_words(clock)}"
    words = {
        "not_begun": f"{UNKNOWN} {t('未开始')}",
        "running": f"{_running_mark(clock)} {t('剩 {n} 日', n=count(clock['left']))}",
        "paused": f"‖ {t('停计，剩 {n} 日', n=count(clock['left']))}",
        "unlimited": f"{UNKNOWN} {t('已用 {n} 日', n=count(clock['used']))}",
        "met": f"{LEVEL_MARKS['normal']} {t('用 {n} 日', n=count(clock['used']))}",
        "done": f"{UNKNOWN} {t('用 {n} 日', n=count(clock['used']))}",
    }
    if clock["unit"] == WORKING_HOUR:
        words["running"] = f"{_running_mark(clock)} {t('剩 {n} 小时', n=count(clock['left']))}"
        words["met"] = f"{LEVEL_MARKS['normal']} {t('用 {n} 小时', n=count(clock['used']))}"
    return words[clock["state"]]


def _late_words(clock: Row) -> str:
    if clock["is_deemed"]:
        return t("视为受理")
    if clock["over"] == 0:
        return t("当日超时")
    if clock["unit"] == WORKING_HOUR:
        return t("超 {n} 小时", n=count(clock["over"]))
    return t("超 {n} 日", n=count(clock["over"]))


def _late_mark(clock: Row) -> str:
    return LEVEL_MARKS["red" if clock["name"] == "statutory" else "yellow"]


def _running_mark(clock: Row) -> str:
    return LEVEL_MARKS["soon" if clock["is_soon"] else "normal"]


def level_of(findings: pd.DataFrame) -> str:
    """The light of a case: the highest of its open findings that are lights, or normal."""
    lights = findings[(findings.state == "open") & findings.level.isin(["red", "yellow", "soon"])]
    return "normal" if lights.empty else str(lights.sort_values("level_rank").level.iloc[-1])


def reason(findings: pd.DataFrame, clocks: pd.DataFrame, level: str) -> str:
    """Why the case bears its level, in one phrase."""
    by_name = {clock["name"]: clock for clock in rows(clocks) if clock["name"] != "step"}
    broken = set(findings[(findings.state == "open") & (findings.level == level)].rule)
    phrases = {
        "W06": ("statutory", N_("超法定 {n} 个工作日"), "over"),
        "W02": ("promised", N_("超承诺 {n} 个工作日"), "over"),
        "W01": ("promised", N_("承诺剩 {n} 个工作日"), "left"),
    }
    for rule, (name, words, column) in phrases.items():
        clock = by_name.get(name)
        if rule in broken and clock is not None and not pd.isna(clock[column]):
            is_plain = clock["unit"] not in LIMITS
            return t(words, n=int(clock[column])) if is_plain else rule_title(rule)
    if broken:
        first_two = sorted(broken, key=lambda code: int(code[1:]))[:2]
        return t("、").join(map(rule_title, first_two))
    return _quiet_reason(by_name)


def _quiet_reason(clocks: dict[str, Row]) -> str:
    clock = clocks.get("promised") or clocks.get("instant")
    if clock is None or clock["state"] == "not_begun":
        return t("尚未受理")
    phrases = {
        "running": t("承诺剩 {n} 个工作日", n=count(clock["left"])),
        "paused": t("特别程序中，时限停计"),
        "unlimited": t("在办，无时限"),
        "missed": t("用 {n} 日，超承诺 {m} 日", n=count(clock["used"]), m=count(clock["over"])),
    }
    return phrases.get(clock["state"], t("用 {n} 日", n=count(clock["used"])))


def level_badge(level: str, *, is_closed: bool) -> str:
    """The badge of a case: its light, or that it is closed and bears none."""
    if level == "normal" and is_closed:
        return f":gray-badge[:material/task_alt: {t('已办结')}]"
    return badge(level)


def caption(found: Row, moment: str) -> list[str]:
    """The line below the title: number, who, where, how, and the time of the data (unescaped)."""
    parts = [
        found["case_no"],
        found["applicant"],
        names.name("department", found["department_code"]),
        t("经办 {name}", name=found["officer"]) if found["officer"] else "",
        t("{level}审批", level=label("approval_level", found["approval_level"]))
        if found["approval_level"]
        else "",
        t("{channel}申请", channel=label("channel", found["channel"])) if found["channel"] else "",
        names.name("town", found["town_code"]) if found["town_code"] else "",
        label("outcome", found["outcome"]) if found["outcome"] else "",
        moment,
    ]
    return [printable(part, 60) for part in parts if part]
