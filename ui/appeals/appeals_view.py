"""What the screen of appeals looks at: its figures are asked in one view, its tiles in another.

The category of the address is the item of the scope: cells and rows of appeals stand by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import pandas as pd

from data_access.appeals import appeals
from data_access.figures import Listing, figures, held_figures, indicators
from data_access.measures.appeal_courses import CHANNELS
from data_access.together import asked, together
from supervision.scope import Period, Scope
from ui import filters
from ui.fetch import ask, fetch
from ui.names import name

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
PUSHED = ("appeal_dispatches", "appeal_returns")
RATINGS = (
    *("rating_rate", "good_rating_rate", "bad_rating_rate"),
    *("bad_rating_contact_rate", "bad_rating_rectified_rate", "bad_rating_revisited_rate"),
)
OF_CASES = ("ratings_bad", "ratings_to_rectify", "cards_announced", "cards_valid")
"""Ratings and cards are of cases, whatever the category."""
RECEIVED_BY = {each: f"appeals_received_{each}" for each in (*CHANNELS, appeals.OTHER)}
"""The measures of what came by each channel."""
MOST_SHOWN = {"denied": 5, "overdue": 6, "soon": 6, "passed_around": 6}
"""Lines of the short lists, by what they hold."""
TREND_MONTHS = 12
FEW = 5
"""Where fewer have spoken in either voice, a part stands behind the others."""


@dataclass(frozen=True)
class Tiles:
    """What the tiles show beside the figures.

    numbers: of OF_CASES. trend: a month a row. hours: a step of the loop a row. pushed: a
    department a row. ratings: an indicator a row. lists: the first lines of those of MOST_SHOWN.
    """

    numbers: Mapping[str, int]
    trend: pd.DataFrame
    hours: pd.DataFrame
    pushed: pd.DataFrame
    ratings: pd.DataFrame
    lists: Mapping[str, Listing]


@dataclass(frozen=True)
class View:
    """The moment, what is looked at, its rates, its numbers, and how many came before.

    rates: an indicator a row. numbers: of NUMBERS. voices: a part a row.
    """

    scope: Scope
    as_of: datetime
    rates: pd.DataFrame
    numbers: Mapping[str, int]
    before: int
    voices: pd.DataFrame

    def rate(self, indicator: str) -> float | None:
        """The value of one of RATES."""
        value = self.rates.loc[indicator, "value"]
        return None if pd.isna(value) else float(value)

    @cached_property
    def tiles(self) -> Tiles:
        """What the tiles show, asked when the first of them is drawn: the figures stand by then."""
        of_cases = filters.current_scope().within(self.scope.period)
        questions = (
            asked(held_figures, of_cases, names=OF_CASES),
            asked(
                indicators,
                self.scope.within(trend_period(self.as_of)),
                names=(OFFICE, FIRM),
                by="month",
            ),
            asked(appeals.loop_hours),
            asked(figures, names=PUSHED, by="department"),
            asked(indicators, of_cases, names=RATINGS),
            asked(appeals.first_of, limits=tuple(MOST_SHOWN.items())),
        )
        numbers, months, *rest = fetch(together, self.scope, as_of=self.as_of, questions=questions)
        return Tiles(_only(numbers), _trend(months), *rest)


def scope() -> Scope:
    """The reader's scope, with the category of the address."""
    category = filters.asked("category")
    return replace(filters.current_scope(), items=(category,) if category else ())


def look(scope: Scope, as_of: datetime) -> View:
    """Ask for what the head and the figures show; raises UnansweredError."""
    questions = (
        asked(indicators, names=RATES),
        asked(held_figures, names=NUMBERS),
        asked(figures, scope.within(scope.period.before()), names=("appeals_received",)),
    )
    (rates, numbers, before), _ = ask(together, scope, as_of=as_of, questions=questions)
    by = voice_split()
    dimension = "item" if by == "category" else by
    voices, _ = ask(indicators, scope, as_of=as_of, names=(OFFICE, FIRM), by=dimension)
    return View(
        scope,
        as_of,
        rates.set_index("name"),
        _only(numbers),
        int(before.iloc[0, 0]),
        _voices(voices, by),
    )


def voice_split() -> str:
    """What the two voices are split by."""
    chosen = filters.asked("by", "department")
    return chosen if chosen in ("department", "category", "town") else "department"


def trend_period(as_of: datetime) -> Period:
    """The twelve months that end with the shown one."""
    first = as_of.date().replace(day=1)
    for _ in range(TREND_MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Period(first, as_of.date())


def received(view: View, split: str) -> pd.DataFrame:
    """What came in, split by category, town or channel, as the question about it answers.

    Asked by itself, like the voices: who looks at another split waits for nothing else.
    """
    if split == "category":
        return fetch(appeals.hot_topics, view.scope, as_of=view.as_of)
    if split == "town":
        names: tuple[str, ...] = ("appeals_received",)
        return fetch(figures, view.scope, as_of=view.as_of, names=names, by="town")
    names = tuple(RECEIVED_BY.values())
    return fetch(figures, view.scope, as_of=view.as_of, names=names)


def _only(frame: pd.DataFrame) -> Mapping[str, int]:
    """The numbers of a frame of one row, by name."""
    return {str(name): int(number) for name, number in frame.iloc[0].items()}


def _voices(found: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row a part where anybody has spoken, the largest claim first; few voices last.

    Columns: key, name, office, firm (rates, may be empty), said, asked (what they rest on).
    """
    dimension = "item" if by == "category" else by
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


def _trend(found: pd.DataFrame) -> pd.DataFrame:
    """One row a month of the trend: month, office, firm."""
    parts = {
        part: found[found["name"] == indicator].set_index("month")["value"]
        for indicator, part in ((OFFICE, "office"), (FIRM, "firm"))
    }
    return pd.DataFrame(parts).rename_axis("month").reset_index()
