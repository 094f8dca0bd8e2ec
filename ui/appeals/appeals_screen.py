"""What the screen of appeals looks at: its scope, its figures, its sentence, its list, its export.

The category of the address is the item of the scope: cells and rows of appeals stand by it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pandas as pd

from data_access.appeals import appeals
from data_access.figures import Listing, figures, held_figures, indicators
from data_access.measures import MEASURES
from supervision.scope import Period, Scope
from ui import filters
from ui.appeals import appeal_list
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import count, escape, number, rate
from ui.labels import label, options
from ui.lists import ROWS_A_PAGE, page_asked
from ui.names import codes, name
from ui.parts import department_choice
from ui.words import t

OFFICE, FIRM = "resolution_by_department", "resolution_by_enterprise"
RATES = (
    *("appeal_response_rate", OFFICE, FIRM, "call_back_rate", "appeal_satisfaction_rate"),
    *("appeal_on_time_rate", "appeals_about_cases", "return_rate", "repeated_appeal_rate"),
)
LOOP = {
    "appeals_received": "接收",
    "appeals_reached_acceptance": "受理",
    "appeals_reached_dispatch": "分派",
    "appeals_reached_signing": "签收",
    "appeals_reached_contact": "先行联系",
    "appeals_reached_answer": "答复",
    "appeals_reached_result": "解决或解释",
    "appeals_reached_call_back": "回访",
    "appeals_reached_verification": "核实",
}
"""The measures of the loop in its order, and what each step is called."""
NUMBERS = (
    *LOOP,
    *("appeals_open", "appeals_open_overdue", "appeals_open_soon", "appeals_suspended"),
    *("appeals_answered", "appeals_denied", "appeals_judged", "appeals_marked"),
    *("appeals_reopened", "appeals_passed_around", "appeals_about_case"),
    *("appeals_contact_due", "appeals_with_outcome", "appeals_called_back"),
)
TREND_MONTHS = 12
FEW = 5
"""Where fewer have spoken in either voice, a part stands behind the others."""
ENOUGH = 30
"""From so many answers and call-backs on a gap is told in the sentence."""


@dataclass(frozen=True)
class View:
    """The moment, what is looked at, its rates, its numbers, and how many came before."""

    scope: Scope
    as_of: datetime
    rates: pd.DataFrame
    numbers: dict[str, int]
    before: int
    voices: pd.DataFrame

    def rate(self, indicator: str) -> float | None:
        """The value of one of RATES."""
        value = self.rates.loc[indicator, "value"]
        return None if pd.isna(value) else float(value)


def scope() -> Scope:
    """The reader's scope, with the category of the address."""
    category = filters.asked("category")
    return replace(filters.current_scope(), items=(category,) if category else ())


def look(scope: Scope, as_of: datetime) -> View:
    """Ask for what the whole page shows; raises UnansweredError."""
    rates = ask(indicators, scope, as_of=as_of, names=RATES)[0].set_index("name")
    row = ask(held_figures, scope, as_of=as_of, names=NUMBERS)[0].iloc[0]
    earlier = scope.within(scope.period.before())
    before = ask(figures, earlier, as_of=as_of, names=("appeals_received",))[0].iloc[0, 0]
    numbers = {each: int(row[each]) for each in NUMBERS}
    return View(scope, as_of, rates, numbers, int(before), voices(scope, as_of, voice_split()))


def voice_split() -> str:
    """What the two voices are split by."""
    asked = filters.asked("by", "department")
    return asked if asked in ("department", "category", "town") else "department"


def voices(scope: Scope, as_of: datetime, by: str) -> pd.DataFrame:
    """One row a part where anybody has spoken, the largest claim first; few voices last.

    Columns: key, name, office, firm (rates, may be empty), said, asked (what they rest on).
    """
    dimension = "item" if by == "category" else by
    found = ask(indicators, scope, as_of=as_of, names=(OFFICE, FIRM), by=dimension)[0]
    parts = {}
    for indicator, part, rests_on in ((OFFICE, "office", "said"), (FIRM, "firm", "asked")):
        rows = found[found["name"] == indicator].set_index(dimension)
        parts[part], parts[rests_on] = rows["value"], rows["denominator"]
    frame = pd.DataFrame(parts).fillna({"said": 0, "asked": 0}).rename_axis("key").reset_index()
    frame = frame[(frame["said"] > 0) | (frame["asked"] > 0)]
    frame = frame.astype({"said": "int64", "asked": "int64"})
    names = pd.Series([name(by, key) for key in frame["key"]], index=frame.index, dtype="str")
    is_shared = names.duplicated(keep=False)
    frame.insert(1, "name", names.where(~is_shared, names + " " + frame["key"]))
    ranked = frame.assign(
        is_few=frame[["said", "asked"]].min(axis="columns") < FEW,
        gap=frame["office"] - frame["firm"],
    )
    ranked = ranked.sort_values(
        ["is_few", "gap", "asked", "key"],
        ascending=[True, False, False, True],
        na_position="last",
    )
    return ranked.drop(columns=["is_few", "gap"]).reset_index(drop=True)


def trend_period(as_of: datetime) -> Period:
    """The twelve months that end with the shown one."""
    first = as_of.date().replace(day=1)
    for _ in range(TREND_MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Period(first, as_of.date())


def trend(scope: Scope, as_of: datetime) -> pd.DataFrame:
    """One row a month of the trend: month, office, firm."""
    year = scope.within(trend_period(as_of))
    found = fetch(indicators, year, as_of=as_of, names=(OFFICE, FIRM), by="month")
    parts = {
        part: found[found["name"] == indicator].set_index("month")["value"]
        for indicator, part in ((OFFICE, "office"), (FIRM, "firm"))
    }
    return pd.DataFrame(parts).rename_axis("month").reset_index()


def sentence(view: View) -> str:
    """What both voices say, and where the office claims most beyond what enterprises say."""
    if not view.numbers["appeals_received"] and not view.numbers["appeals_open"]:
        return t("所选范围内没有诉求")
    words = t(
        "部门称解决 {office}，企业认可 {firm}",
        office=rate(view.rate(OFFICE)),
        firm=rate(view.rate(FIRM)),
    )
    known = view.voices[(view.voices["said"] >= ENOUGH) & (view.voices["asked"] >= ENOUGH)]
    beyond = round((known["office"] - known["firm"]) * 100)
    if len(known) > 1 and beyond.iloc[0] > 0:
        name_most, points = escape(known["name"].iloc[0]), number(beyond.iloc[0], 0)
        words += t("；{name}自评高出最多，{points} 个百分点", name=name_most, points=points)
    return words


def counted(view: View) -> str:
    """The period, and how many appeals it speaks of."""
    days = view.scope.period.days
    received = count(view.numbers["appeals_received"])
    if view.scope.period.last == view.as_of.date():
        return t("近 {days} 日接收 {n} 件", days=days, n=received)
    first, last = view.scope.period.first, view.scope.period.last
    return t("{first} 至 {last} 接收 {n} 件", first=first, last=last, n=received)


def tools(view: View) -> None:
    """The filters of the whole page, and the export of the list."""
    filters.period_choice()
    department_choice()
    for kind, everything in (
        ("category", t("全部类别")),
        ("town", t("全部街镇")),
    ):
        filters.choose(
            kind,
            codes(kind),
            lambda code, kind=kind: name(kind, code),  # type: ignore[misc]
            everything=everything,
            title=everything,
            width=124,
        )
    export(view)


def state() -> str:
    """What the list holds: a state of data_access.appeals.appeals."""
    asked = filters.asked("state", "received")
    return asked if asked in appeals.STATES else "received"


def narrowed() -> dict[str, str]:
    """What narrows the list beside the scope: state, channel and number."""
    return {
        "state": state(),
        "channel": filters.asked("channel"),
        "search": filters.asked("search").strip(),
    }


def page(view: View) -> tuple[Listing, int]:
    """The page of the list that the address names, and its number from 1."""

    def asked(offset: int) -> Listing:
        shown = {"limit": ROWS_A_PAGE, "offset": offset, **narrowed()}
        return fetch(appeals.list_appeals, view.scope, as_of=view.as_of, **shown)

    return page_asked(asked)


def export(view: View) -> None:
    """The list of the page, in its words."""
    asked = narrowed()
    shown = (*COLUMNS, "satisfaction", "returns", "holders", "calls", "words")
    words = appeal_list.headings()

    def rows() -> tuple[int, pd.DataFrame]:
        listing, _ = ask(
            appeals.list_appeals, view.scope, as_of=view.as_of, limit=MOST_ROWS, **asked
        )
        return listing.total, appeal_list.worded(listing.frame)

    narrow = chosen()
    for kind, title in (("category", t("类别")),):
        if filters.asked(kind):
            narrow.append((title, name(kind, filters.asked(kind))))
    narrow.append((t("清单"), label("appeal_state", asked["state"])))
    if asked["channel"]:
        narrow.append((t("渠道"), label("appeal_channel", asked["channel"])))
    if asked["search"]:
        narrow.append((t("诉求编号"), asked["search"]))
    definition = t(MEASURES[appeals.STATES[asked["state"]]].title)
    columns = {each: words[each] for each in shown}
    export_button(Export(t("企业诉求"), view.as_of, columns, narrow, definition), rows)


COLUMNS = (
    *("appeal_no", "item_code", "enterprise", "department_code", "channel"),
    *("opened_at", "due_at", "answered_at", "outcome", "verdict", "town_code"),
)
"""What the list shows of an appeal."""


def state_words(view: View) -> dict[str, str]:
    """The states of the list with their counts: the filter is also the summary."""
    numbers = {each: view.numbers.get(name_of) for each, name_of in appeals.STATES.items()}
    return {
        each: word if numbers[each] is None else f"{word} {count(numbers[each])}"
        for each, word in options("appeal_state").items()
    }
