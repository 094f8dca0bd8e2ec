"""Frames of one case made ready to be seen: for the strip, the ledger, the steps, the notes."""

import pandas as pd

from supervision.fault_rules import FAULT_RULES
from supervision.ledger import DayKind
from ui.cases.case_words import (
    EXTENSION_FAULTS,
    MARKS,
    Row,
    clock_name,
    due_words,
    limit_words,
    rows,
    step_name,
    verdict,
)
from ui.charts.chart_theme import LEVEL_MARKS
from ui.formats import UNKNOWN, count, day, minute, printable
from ui.labels import label
from ui.provisional import marked
from ui.words import t

LATE = ("past", "missed")
Line = tuple[str, str, str]
"""A note: what it is, what happened, and what it means for the clock."""


def on_strip(clocks: pd.DataFrame, most_steps: int) -> pd.DataFrame:
    """The clocks that the strip shows: of many steps the late ones first, then the last ones."""
    steps = clocks[clocks.name == "step"]
    if len(steps) <= most_steps:
        return clocks
    ranked = steps.assign(late=steps.state.isin(LATE)).sort_values(["late", "started_at"])
    return clocks[(clocks.name != "step") | clocks.key.isin(ranked.key.tail(most_steps))]


def strip_frame(clocks: pd.DataFrame, year: int) -> pd.DataFrame:
    """The clocks with their words: key, label, words, started_at, due_at, due_words, verdict."""
    frame = clocks[["key", "started_at", "due_at"]].copy()
    lines = rows(clocks)
    frame["words"] = [f"{clock_name(clock)}　{limit_words(clock)}" for clock in lines]
    labels = pd.Series([f"{clock_name(clock)}\n{limit_words(clock)}" for clock in lines])
    again = labels.groupby(labels).cumcount().to_numpy()  # a step taken twice has a row twice
    frame["label"] = [text + "\u200b" * times for text, times in zip(labels, again, strict=True)]
    frame["due_words"] = [
        marked(due_words(clock["due_at"], year), clock["is_provisional"]) for clock in lines
    ]
    frame["verdict"] = [verdict(clock) for clock in lines]
    return frame


def ledger_frame(days: pd.DataFrame) -> pd.DataFrame:
    """The ledger for the calendar: day, kind, word, why, is_today, is_due."""
    reasons = [
        f"{note}　{t(article)}"
        for note, article in zip(ledger_notes(days), days.article, strict=True)
    ]
    shown = days[["day", "kind", "is_today", "is_due"]]
    return shown.assign(word=ledger_words(days), why=reasons)


def ledger_words(days: pd.DataFrame) -> list[str]:
    """What stands on each day: its running number, or why it has none."""
    words = {
        DayKind.ZERO: t("第 0 日"),
        DayKind.PAUSE: t("停"),
        DayKind.WEEKEND: t("休"),
        DayKind.HOLIDAY: t("假"),
    }
    return [
        words.get(DayKind(kind), str(total))
        for kind, total in zip(days.kind, days.total, strict=True)
    ]


def ledger_notes(days: pd.DataFrame) -> list[str]:
    """Why each day counts or not, with the name of the holiday."""
    return [
        t("{note}（{holiday}）", note=t(note), holiday=t(holiday)) if holiday else t(note)
        for note, holiday in zip(days.note, days.calendar_note, strict=True)
    ]


def ledger_note(days: pd.DataFrame, clock: Row | None) -> str:
    """The count so far against the limit, for the head of the tile."""
    if days.empty or clock is None:
        return ""
    is_ahead = (days.kind == DayKind.FUTURE).cummax()  # a weekend to come bears the total before it
    used = int(days[~is_ahead].total.max())
    if pd.isna(clock["limit"]):
        return t("已计 {n} 日", n=used)
    counted = {"n": used, "limit": int(clock["limit"])}
    if not days.is_due.any():
        return t("已计 {n} 日，限 {limit} 日", **counted)
    return t("已计 {n} 日，限 {limit} 日，粗框为到期日", **counted)


def steps_table(taken: pd.DataFrame, clocks: pd.DataFrame, year: int) -> pd.DataFrame:
    """The steps for the table: step, who, begin, end, wait, share, days, mark."""
    is_told = bool(taken.step_no.notna().any())
    running = dict(zip(clocks.key, clocks.used, strict=True))
    lines = []
    for step in rows(taken):
        used = step["used_days"]
        if pd.isna(used) and not pd.isna(step["step_no"]):
            used = running.get(f"step-{step['step_no']}", pd.NA)
        limit = step["limit_days"]
        lines.append(
            {
                "step": _step_words(step),
                "who": _officers(step),
                "begin": _moment(step["started_at"], step["started_text"], year),
                "end": _moment(step["ended_at"], step["ended_text"], year),
                "wait": None if pd.isna(step["waited_days"]) else int(step["waited_days"]),
                "share": _share(used, limit),
                "days": None if pd.isna(used) else f"{used} / {count(limit)}",
                "mark": t(MARKS[step["mark"]]) if is_told and MARKS[step["mark"]] else None,
            }
        )
    return pd.DataFrame(lines)


def _share(used: object, limit: object) -> float | None:
    if pd.isna(used) or pd.isna(limit) or not limit:
        return None
    return 100 * int(str(used)) / int(str(limit))


def faults_table(faults: pd.DataFrame) -> pd.DataFrame:
    """Values that cannot be used, with what is wrong and where, under translated headings."""
    return pd.DataFrame(
        {
            t("问题"): [_fault_title(code) for code in faults.rule],
            t("位置"): faults.table_name + "." + faults.column_name,
            t("原值"): [printable(raw, 80) if raw else None for raw in faults.raw_value],
            t("处理"): [t("整件隔离") if out else t("弃用该值") for out in faults.is_quarantined],
            t("发现时刻"): [minute(moment) for moment in faults.found_at],
        }
    )


def correction_line(notice: Row) -> Line:
    """A correction notice: when it was given and answered."""
    title = t("第 {n} 次补正", n=notice["number"])
    replied = notice["replied_at"]
    fact = t("{day} 告知", day=day(notice["notified_at"]))
    fact += t("，未补齐") if pd.isna(replied) else t("，{day} 补齐", day=day(replied))
    if notice["materials"]:
        fact += t("：{what}", what=notice["materials"])
    return title, fact, t("有新的事实") if notice["is_new_fact"] else ""


def pause_line(pause: Row) -> Line:
    """A special procedure: when, on which notice, and whether its time is left out."""
    until = t("至今") if pd.isna(pause["ended_at"]) else day(pause["ended_at"])
    fact = t("{first} 至 {last}", first=day(pause["started_at"]), last=until)
    if pause["is_unended"]:
        fact += t("（无结束记录，计至决定或办结）")
    notice = pause["notice_no"]
    fact += t("，告知书 {number}", number=notice) if notice else t("，无书面告知")
    if not pause["is_lawful"]:
        return label("pause_kind", pause["kind"]), fact, t("不属法定特别程序，照常计时")
    return label("pause_kind", pause["kind"]), fact, t("不计入时限")


def extension_line(extension: Row) -> Line:
    """An extension: how long, by whom, and whether it counts."""
    fact = t("{n} 个工作日", n=extension["days"])
    if not pd.isna(extension["approved_at"]):
        fact += t("，{at} 批准", at=minute(extension["approved_at"]))
    if extension["approver"]:
        fact += t("，批准人 {name}", name=extension["approver"])
    fault = extension["fault"]
    judged = (
        t("无效：{reason}", reason=t(EXTENSION_FAULTS[fault])) if fault else t("有效，计入时限")
    )
    return t("第 {n} 次延期", n=extension["number"]), fact, judged


def rating_line(rating: Row) -> Line:
    """What the applicant said of the service."""
    score = UNKNOWN if pd.isna(rating["score"]) else t("{n} 分", n=int(rating["score"]))
    said = rating["comment"] if isinstance(rating["comment"], str) else ""
    judged = t("默认好评，不作评价") if rating["is_default"] else ""
    return t("评价"), f"{score}　{said}".strip(), judged


def finding_times(finding: Row) -> list[str]:
    """Since when a finding stands, and how it ended."""
    times = [t("{at} 发生", at=minute(finding["occurs_at"]))]
    if finding["state"] == "withdrawn":
        reason = t(finding["withdrawn_reason"]) if finding["withdrawn_reason"] else UNKNOWN
        at = minute(finding["withdrawn_at"])
        return [*times, t("{at} 撤回：{reason}", at=at, reason=reason)]
    if finding["state"] == "ended":
        times.append(t("{at} 结束", at=minute(finding["ends_at"])))
    return times


def state_word(finding: Row) -> str:
    """What became of a finding that is no longer open, with its level."""
    words = t("已撤回") if finding["state"] == "withdrawn" else t("已结束")
    return f"{LEVEL_MARKS[finding['level']]} {label('level', finding['level'])} · {words}"


def _fault_title(code: str) -> str:
    known = FAULT_RULES.get(code)
    return t(known.title) if known else printable(code, 20)


def _step_words(step: Row) -> str:
    name, kind = step["name"], step["kind"]
    if isinstance(name, str) and name:
        return step_name(step["step_code"], name, step["name_en"])
    if isinstance(kind, str) and kind not in ("", "other"):
        return label("step_kind", kind)
    return step_name(step["step_code"], None)


def _officers(step: Row) -> str | None:
    officer, many = step["officer"], step["officer_count"]
    if not isinstance(officer, str) or not officer:
        return None
    is_several = not pd.isna(many) and many > 1
    return t("{name}等 {n} 人", name=officer, n=int(many)) if is_several else officer


def _moment(moment: pd.Timestamp, text: object, year: int) -> str | None:
    if not pd.isna(moment):
        return f"{moment:%m-%d %H:%M}" if moment.year == year else minute(moment)
    if not isinstance(text, str) or not text:
        return None
    return t("{text}（无法读取）", text=printable(text, 19))
