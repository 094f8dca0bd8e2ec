"""What stands around the tiles of the screen of appeals: its sentence, tools, list and export."""

import pandas as pd

from data_access.appeals import appeals
from data_access.figures import Listing
from data_access.measures import MEASURES
from ui import filters
from ui.appeals import appeal_list
from ui.appeals.appeals_view import FIRM, OFFICE, View
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import count, escape, number, rate
from ui.labels import label, options
from ui.lists import ROWS_A_PAGE, page_asked
from ui.names import codes, name
from ui.parts import department_choice
from ui.words import t

ENOUGH = 30
"""From so many answers and call-backs on a gap is told in the sentence."""


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
