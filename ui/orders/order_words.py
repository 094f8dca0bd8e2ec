"""The words of orders: the ladder as a strip, what an order is about, and where that leads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from supervision.orders.ladder import Action, State
from supervision.words import N_
from ui import links
from ui.formats import UNKNOWN, escape, printable
from ui.labels import label, rule_title
from ui.parts import LEVEL_BADGES, icon
from ui.words import t

Row = Mapping[str, Any]
RUNGS = (
    (Action.ISSUE, N_("发出")),
    (Action.SIGN, N_("签收")),
    (Action.ANSWER, N_("反馈")),
    (Action.CONTEST, N_("申诉")),
    (Action.REPORT, N_("整改")),
    (Action.VERIFY, N_("复核")),
    (Action.CLOSE, N_("销号")),
)
"""The rungs as they are drawn; a contest only where there is one."""
NEXT = {
    State.ISSUED: Action.SIGN,
    State.SIGNED: Action.ANSWER,
    State.ANSWERED: Action.REPORT,
    State.SENT_BACK: Action.REPORT,
    State.CONTESTED: Action.CONTEST,
    State.CORRECTED: Action.VERIFY,
    State.VERIFIED: Action.CLOSE,
}
"""The rung on which an order waits."""
SUBJECTS = {
    "approval": N_("办件 {number}"),
    "appeal": N_("诉求 {number}"),
    "signal": N_("外部监督 {number}"),
    "project": N_("重点项目 {number}"),
    "order": N_("督办处置 {number}"),
}
SEEN_ON = {
    "approval": ("case", N_("查看办件")),
    "appeal": ("appeal", N_("查看诉求")),
    "project": ("project", N_("查看项目")),
}
"""The screen that shows a subject, and the words of the link there."""
DONE, WAITS, AHEAD = "check_circle", "radio_button_checked", "radio_button_unchecked"


def strip(entries: pd.DataFrame, state: State, *, needs_correction: bool) -> str:
    """The ladder in one line, as Markdown: what is done and when, what waits, what lies ahead."""
    last = {row["action"]: row["acted_at"] for row in entries.to_dict("records")}
    waiting = NEXT.get(state)
    if state is State.ANSWERED and not needs_correction:
        waiting = Action.VERIFY
    parts = []
    for action, word in RUNGS:
        at = last.get(action)
        is_optional = action is Action.CONTEST or (action is Action.REPORT and not needs_correction)
        if is_optional and at is None and action is not waiting:
            continue
        words = escape(t(word))
        if action is waiting:
            parts.append(f":primary[:material/{WAITS}: **{words}**]")
        elif at is not None:
            parts.append(f":material/{DONE}: {words} :gray[{at:%m-%d}]")
        else:
            parts.append(f":gray[:material/{AHEAD}: {words}]")
    if state is State.WITHDRAWN:
        parts.append(f":gray-badge[:material/cancel: {escape(t('已撤销'))}]")
    return "　:gray[—]　".join(parts)


def light_badge(light: str) -> str:
    """The light of an order within a sentence, as Markdown."""
    return f":{LEVEL_BADGES[light]}-badge[{icon(light)} {label('light', light)}]"


def about(row: Row) -> str:
    """What an order is about: line, number, and the rule of its finding."""
    words = subject(row)
    rule = row.get("rule")
    return f"{words} · {rule_title(rule)}" if isinstance(rule, str) and rule else words


def subject(row: Row) -> str:
    """What something is about, by line and number."""
    line = row["line"]
    number = printable(row["subject_no"], 40)
    return t(SUBJECTS[line], number=number) if line in SUBJECTS else f"{line} {number}"


def link_to_subject(line: str, subject_id: str) -> None:
    """A link to the screen that shows a subject, where there is one."""
    if line in SEEN_ON:
        screen, words = SEEN_ON[line]
        links.link(screen, t(words), icon=":material/open_in_new:", id=subject_id)


def due_words(due_at: datetime, as_of: datetime) -> str:
    """How far the last day is, in days of the calendar."""
    if pd.isna(due_at):
        return UNKNOWN
    days = (due_at.date() - as_of.date()).days
    if days < 0:
        return t("逾期 {n} 天", n=-days)
    return t("今天到期") if days == 0 else t("还有 {n} 天", n=days)
