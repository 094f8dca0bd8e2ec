"""The open findings, worst first: the list behind every card on the screens."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.calendar import load_calendar
from data_access.masking import mask_name
from data_access.open_set.findings import LEVELS, finding_ids, levels
from data_access.open_set.following import open_set
from data_access.open_set.frames import moments, texts
from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import NEVER, Array, moments_of, second_of
from data_access.open_set.sets import OpenSet
from data_access.open_set.stages import STAGES, stage_of
from supervision.findings import LIGHTS
from supervision.scope import Scope
from supervision.working_days import WorkingCalendar

LIGHT_LEVELS = tuple(level.value for level in reversed(LIGHTS))
"""Worst first: red, yellow, soon."""
WAITING: dict[str, tuple[timedelta, timedelta]] = {
    "day": (timedelta(), timedelta(days=1)),
    "week": (timedelta(days=1), timedelta(days=7)),
    "month": (timedelta(days=7), timedelta(days=31)),
    "longer": (timedelta(days=31), timedelta(days=36_500)),
}
"""How long a finding has been open: from (included) to (excluded)."""
WHERE = (*STAGES, "closed")
"""By the number of a stage."""
LISTED = (
    "finding_id",
    "case_id",
    "case_no",
    "level",
    "rule",
    "item_code",
    "department_code",
    "town_code",
    "stage",
    "officer",
    "occurs_at",
    "due_at",
)


@dataclass(frozen=True)
class Narrowed:
    """What narrows the list beside the scope; empty means everything."""

    level: str = ""
    rule: str = ""
    stage: str = ""
    waiting: str = ""
    officer: str = ""
    search: str = ""


def listed(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    narrowed: Narrowed,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """One row an open finding, worst first: the gravest level, then the limit longest past.

    Columns: those of LISTED, and days, the working days left until the limit (negative when it is
    past, empty where there is none). Officers are masked.
    """
    known = open_set(connection, as_of)
    found = _found(known, scope, as_of, narrowed)
    page = _page(known, found, offset, offset + limit)
    cases = known.case_of(page)
    frame = pd.DataFrame(
        {
            "finding_id": texts(finding_ids(known, page)),
            "case_id": texts(cases["case_id"].tolist()),
            "case_no": texts(cases["case_no"].tolist()),
            "level": texts(levels(page["level_rank"])),
            "rule": texts(known.words("rule", page)),
            "item_code": texts(known.words("item_code", page)),
            "department_code": texts(known.words("department_code", page)),
            "town_code": texts(known.words("town_code", page)),
            "stage": texts([WHERE[stage] for stage in stage_of(cases, second_of(as_of)).tolist()]),
            "officer": texts([name or None for name in known.words("officer", page)]),
            "occurs_at": moments(page["occurs_at"]),
            "due_at": moments(page["due_at"]),
        },
        columns=list(LISTED),
    )
    if not scope.sees_personal_data:
        frame["officer"] = frame["officer"].map(mask_name, na_action="ignore")
    calendar = load_calendar(connection)
    days = [days_left(calendar, due_at, as_of) for due_at in moments_of(page["due_at"])]
    return frame.assign(days=pd.Series(days, dtype="Int64"))


def counted(
    connection: Connection, scope: Scope, *, as_of: datetime, narrowed: Narrowed
) -> pd.DataFrame:
    """One row a level with open findings, the gravest first: level, findings, days.

    `days` is the working days since the limit longest past, as a negative number, or until the
    nearest one; empty where no finding of the level has a limit. The level that is narrowed to
    does not narrow the counts: they are what one may choose from.
    """
    known = open_set(connection, as_of)
    found = _found(known, scope, as_of, replace(narrowed, level=""))
    calendar = load_calendar(connection)
    rows = []
    for rank, level in reversed(list(enumerate(LEVELS))):
        of_level = found["due_at"][found["level_rank"] == rank]
        if len(of_level):
            [first_due_at] = moments_of(of_level.min(keepdims=True))
            rows.append((level, len(of_level), days_left(calendar, first_due_at, as_of)))
    frame = pd.DataFrame(rows, columns=["level", "findings", "days"])
    return frame.astype({"findings": "int64", "days": "Int64"})


def officers(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row an officer with open findings, the most burdened first.

    Columns: officer (a code, which stands in addresses instead of the name), name (masked),
    department_code, findings.
    """
    known = open_set(connection, as_of)
    found = known.within(scope, known.standing(as_of).findings)
    frame = pd.DataFrame(
        [
            (officer_code(department, name), name, department, findings)
            for findings, department, name in _officers(known, found)
        ],
        columns=["officer", "name", "department_code", "findings"],
    )
    if not scope.sees_personal_data:
        frame["name"] = frame["name"].map(mask_name)
    return frame


def officer_code(department_code: str, name: str) -> str:
    """What stands for an officer in an address: no name, and the same on every day."""
    return hashlib.sha256(f"{department_code}|{name}".encode()).hexdigest()[:12]


def days_left(calendar: WorkingCalendar, due_at: datetime | None, as_of: datetime) -> int | None:
    """Working days until the limit; negative once it is past, None where there is none."""
    if due_at is None:
        return None
    if due_at < as_of:
        return -calendar.count(due_at.date(), as_of.date())
    return calendar.count(as_of.date(), due_at.date())


def _found(known: OpenSet, scope: Scope, as_of: datetime, narrowed: Narrowed) -> Chosen:
    """The open findings of the scope that the filters leave."""
    found = known.within(scope, known.standing(as_of).findings)
    if narrowed.level:
        is_known = narrowed.level in LEVELS
        rank = LEVELS.index(narrowed.level) if is_known else len(LEVELS)
        found = found.where(found["level_rank"] == rank)
    if narrowed.rule:
        found = found.where(known.codes["rule"].among([narrowed.rule])[found["rule"]])
    if narrowed.stage:
        stage = WHERE.index(narrowed.stage) if narrowed.stage in WHERE else len(WHERE)
        found = found.where(stage_of(known.case_of(found), second_of(as_of)) == stage)
    if narrowed.waiting in WAITING:
        youngest, oldest = (second_of(as_of - ago) for ago in WAITING[narrowed.waiting])
        found = found.where((found["occurs_at"] <= youngest) & (found["occurs_at"] > oldest))
    if narrowed.officer:
        found = found.where(_is_officer(known, found, narrowed.officer))
    if narrowed.search:
        wanted = narrowed.search.lower()
        numbers = known.case_of(found)["case_no"].tolist()
        found = found.where(np.array([wanted in one.lower() for one in numbers], dtype=bool))
    return found


def _page(known: OpenSet, found: Chosen, start: int, past: int) -> Chosen:
    """A page of the findings, worst first; of those that are alike their keys decide."""
    urgency = _urgency(found)
    if past < len(found):  # whatever may be on the page, and no more, is put in order
        found = found.where(urgency <= np.partition(urgency, past - 1)[past - 1])
        urgency = _urgency(found)
    occurs_at = found["occurs_at"].tolist()
    places = range(len(found))
    keys = zip(urgency.tolist(), occurs_at, finding_ids(known, found), places, strict=True)
    shown = [place for *_, place in sorted(keys)[start:past]]
    return found.at(np.array(shown, dtype=np.intp))


def _urgency(found: Chosen) -> Array:
    """The smaller, the graver the level, and within it the earlier the limit; none comes last."""
    mildness = len(LEVELS) - found["level_rank"].astype(np.int64)
    return mildness * (NEVER + 1) + found["due_at"]


def _is_officer(known: OpenSet, found: Chosen, code: str) -> Array:
    holds = np.zeros(len(found), dtype=bool)
    for _, department, name in _officers(known, found):
        if officer_code(department, name) == code:
            holds |= (
                known.codes["department_code"].among([department])[found["department_code"]]
                & known.codes["officer"].among([name])[found["officer"]]
            )
    return holds


def _officers(known: OpenSet, found: Chosen) -> list[tuple[int, str, str]]:
    """How many findings each named officer of a department has, the most burdened first."""
    names = known.codes["officer"].words
    departments = known.codes["department_code"].words
    pairs = found["department_code"].astype(np.int64) * len(names) + found["officer"]
    groups, counts = np.unique(pairs, return_counts=True)
    rows = [
        (count, departments[group // len(names)], names[group % len(names)])
        for group, count in zip(groups.tolist(), counts.tolist(), strict=True)
    ]
    return sorted((row for row in rows if row[2]), key=lambda row: (-row[0], row[1], row[2]))
