"""What the screen of supervision from outside looks at: its scope, numbers, sentence, export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from data_access.figures import held_figures, indicators
from data_access.signals import channels
from supervision.scope import Scope
from supervision.signals import PLURALS
from supervision.words import N_
from ui.exports import Export, export_button
from ui.fetch import ask
from ui.filter_words import chosen
from ui.formats import count
from ui.labels import label
from ui.names import name
from ui.words import t

LIMITED = ("petition", "hotline", "reconsideration", "audit_problem")
"""The kinds that have a limit of the law, or bring their own."""
ACCOUNTABILITY = "accountability"
RATES = (
    *("reconsideration_corrected_rate", "lawsuit_lost_rate", "petition_on_time_rate"),
    "audit_rectified_rate",
)
FOUND = {
    "W110": "signals_near_limit",
    "W111": "signals_against_department",
    "W112": "petitions_repeated",
    "W113": "audit_problems_not_rectified",
    "W114": "subjects_losing_again",
}
"""By rule, the measure of its open findings."""
CONCLUDED = (
    *("reconsiderations_concluded", "reconsiderations_corrected"),
    *("lawsuits_judged", "lawsuits_lost"),
)
NUMBERS = (
    *("signals_received", "signals_open", "signals_overdue", "accountabilities", *CONCLUDED),
    *(f"{name}_{what}" for name in PLURALS.values() for what in ("received", "open", "overdue")),
    *(f"{PLURALS[kind]}_{what}" for kind in LIMITED for what in ("due", "due_met")),
    *FOUND.values(),
)
SPLIT = (
    *("signals_received", "signals_open", "signals_overdue", *CONCLUDED),
    *("petitions_due", "petitions_due_met", "audit_problems_due", "audit_problems_due_met"),
    "accountabilities",
)
"""What is told of each department and subject."""
OWNERS = {
    "petition": (N_("信访信息系统"), N_("区信访办")),
    "hotline": (N_("12345 市民服务热线工单系统"), N_("区城运中心")),
    "discipline_report": (N_("纪检监察举报平台（脱敏）"), N_("区纪委监委")),
    "reconsideration": (N_("行政复议办案系统"), N_("区司法局")),
    "lawsuit": (N_("行政应诉台账"), N_("区司法局")),
    "audit_problem": (N_("审计整改台账"), N_("区审计局")),
    "accountability": (N_("问责台账"), N_("区纪委监委")),
}
"""By kind, the system that has the records, and whose task it is to connect it."""


@dataclass(frozen=True)
class View:
    """The moment, the numbers, the rates, and when each connected kind was last heard of."""

    scope: Scope
    as_of: datetime
    numbers: Mapping[str, int]
    rates: pd.DataFrame
    last_at: Mapping[str, pd.Timestamp]

    def number(self, measure: str, kind: str = "") -> int | None:
        """A number, or None where no source of that kind has ever written."""
        is_known = kind in self.last_at if kind else bool(self.last_at)
        return self.numbers[measure] if is_known else None


def look(scope: Scope, as_of: datetime) -> View:
    """Ask for what the whole page shows; raises UnansweredError."""
    connected = ask(channels.connected_kinds, scope, as_of=as_of)[0]
    row = ask(held_figures, scope, as_of=as_of, names=NUMBERS)[0].iloc[0]
    rates = ask(indicators, scope, as_of=as_of, names=RATES)[0].set_index("name")
    numbers = {each: int(row[each]) for each in NUMBERS}
    return View(
        scope,
        as_of,
        numbers,
        rates,
        dict(zip(connected["kind"], connected["last_at"], strict=True)),
    )


def sentence(view: View) -> str:
    """How many came, how many are past their limit, and what went against the district."""
    if not view.last_at:
        return t("外部监督数据尚未接入")
    words = t("期间收到 {n} 件", n=count(view.numbers["signals_received"]))
    if view.numbers["signals_overdue"]:
        words += t("，{n} 件超期未办结", n=count(view.numbers["signals_overdue"]))
    against = view.numbers["reconsiderations_corrected"] + view.numbers["lawsuits_lost"]
    if against:
        words += t("，被纠正或败诉 {n} 件", n=count(against))
    return words


def by_channel(view: View) -> pd.DataFrame:
    """One row a kind: kind, title, received, open, overdue, due, met, rate, last_at.

    Numbers of a kind that is not connected are empty, and so are those that a kind does not have.
    """
    rows = []
    for kind in (*PLURALS, ACCOUNTABILITY):
        stem = PLURALS.get(kind, "")
        has_limit = kind in LIMITED
        due = view.number(f"{stem}_due", kind) if has_limit else None
        met = view.number(f"{stem}_due_met", kind) if has_limit else None
        rows.append(
            {
                "kind": kind,
                "title": label("signal_kind", kind),
                "received": view.number(f"{stem}_received" if stem else "accountabilities", kind),
                "open": view.number(f"{stem}_open", kind) if stem else None,
                "overdue": view.number(f"{stem}_overdue", kind) if stem else None,
                "due": due,
                "met": met,
                "rate": met / due * 100 if due and met is not None else None,
                "last_at": view.last_at.get(kind),
            }
        )
    frame = pd.DataFrame(rows)
    counts = ["received", "open", "overdue", "due", "met"]
    frame[counts] = frame[counts].astype("Int64")
    frame["rate"] = frame["rate"].astype("Float64")
    return frame.assign(last_at=pd.to_datetime(frame["last_at"]))


def split(view: View, by: str) -> pd.DataFrame:
    """One row a department or subject with anything to tell, the most received first.

    Columns: key, title, and those of SPLIT.
    """
    kind = "department" if by == "department" else "category"
    frame = ask(held_figures, view.scope, as_of=view.as_of, names=SPLIT, by=by)[0]
    frame = frame[frame[list(SPLIT)].sum(axis=1) > 0].rename(columns={by: "key"})
    order = ["signals_received", "signals_open", "key"]
    frame = frame.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)
    frame.insert(1, "title", [name(kind, key) for key in frame["key"]])
    return frame


def split_titles() -> dict[str, str]:
    """The columns of a split in words."""
    return {
        "signals_received": t("收到"),
        "signals_open": t("未办结"),
        "signals_overdue": t("超期"),
        "petitions_due": t("信访到期"),
        "petitions_due_met": t("按期办结"),
        "reconsiderations_concluded": t("复议审结"),
        "reconsiderations_corrected": t("被纠正"),
        "lawsuits_judged": t("诉讼判决"),
        "lawsuits_lost": t("败诉"),
        "audit_problems_due": t("审计到期"),
        "audit_problems_due_met": t("已整改"),
        "accountabilities": t("问责"),
    }


def export(view: View) -> None:
    """The departments in the words of the screen."""
    columns = {"title": t("部门"), **split_titles()}

    def rows() -> tuple[int, pd.DataFrame]:
        frame = split(view, "department")
        return len(frame), frame

    definition = t("期间收到、到期或办结的外部监督事项，按部门；未办结和超期为数据时点")
    export_button(Export(t("外部监督"), view.as_of, columns, chosen(), definition), rows)
