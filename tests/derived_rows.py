"""Derived rows for tests: single ones by hand, and many from a seed, without any evaluation."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from data_access.approvals.derivation import NO_PAUSES
from data_access.measures.other_flows import KEPT_RULES
from data_access.schema import (
    CaseClock,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    PauseClock,
    ServiceItem,
    StepClock,
)
from data_access.schema.base import table_of

Row = dict[str, Any]
OUTCOMES = (
    *["granted"] * 8,
    "refused",
    "completed",
    "reported_up",
    "not_accepted",
    "withdrawn",
    "returned",
    "void",
    "",
)
RULES = ("W01", "W02", "W06", "W29", *KEPT_RULES)
LEVELS = ("hint", "soon", "yellow", "red", "order")


def clock(case_id: str, received_at: datetime, **values: Any) -> Row:
    """A row of case_clock that has only been received, with what is given instead."""
    row: Row = dict.fromkeys(column.name for column in table_of(CaseClock).columns)
    row |= {
        "case_id": case_id,
        "source_code": "window",
        "case_no": f"No. {case_id}",
        "item_code": "item-1",
        "department_code": "housing",
        "town_code": "zhujing",
        "channel": "window",
        "case_kind": "committed",
        "approval_level": "two_persons",
        "limit_unit": "working_day",
        "outcome": "",
        "received_at": received_at,
        "is_deemed_accepted": False,
        "is_provisional": False,
        "correction_count": 0,
        "pause_count": 0,
        "extension_count": 0,
        "valid_extension_days": 0,
        "decider_count": 0,
        "is_on_the_spot": False,
        "needs_document": False,
        "one_time_notice": False,
        "source_verdict": "",
        "officer": "",
        "is_typed_known": False,
        "is_typed_same_day": False,
        "is_complete": False,
        "has_fault": False,
        "is_off_hours": False,
        **NO_PAUSES,
        "run_no": 1,
    }
    return row | values


def accepted(case_id: str, accepted_at: datetime, due_at: datetime | None, **values: Any) -> Row:
    """A case received and accepted at once, with one limit, whatever is left out of it."""
    limits = {} if due_at is None else {"promised_limit": 10, "statutory_limit": 20}
    row = clock(
        case_id,
        accepted_at,
        accepted_at=accepted_at,
        clock_started_at=accepted_at,
        answered_at=accepted_at,
        promised_due_at=due_at,
        promised_lawful_due_at=due_at,
        promised_raw_due_at=due_at,
        **limits,
    )
    return row | values


def closed(
    case_id: str,
    accepted_at: datetime,
    due_at: datetime | None,
    closed_at: datetime,
    **values: Any,
) -> Row:
    """A case accepted, decided and closed; granted unless another outcome is given."""
    row = accepted(case_id, accepted_at, due_at)
    days = (closed_at.date() - accepted_at.date()).days
    row |= {
        "outcome": "granted",
        "decided_at": closed_at,
        "closed_at": closed_at,
        "clock_stopped_at": closed_at,
        "used_days": days,
        "raw_days": days,
    }
    return row | values


def step(of: Row, step_no: int, started_at: datetime, ended_at: datetime, **values: Any) -> Row:
    """A row of step_clock of that case."""
    row = {
        "case_id": of["case_id"],
        "step_no": step_no,
        "item_code": of["item_code"],
        "department_code": of["department_code"],
        "town_code": of["town_code"],
        "step_code": f"S{step_no}",
        "kind": "review",
        "previous_step_code": "",
        "started_at": started_at,
        "ended_at": ended_at,
        "limit_days": None,
        "due_at": None,
        "used_days": None,
        "waited_days": None,
    }
    return row | values


def pause(of: Row, started_at: datetime, ended_at: datetime | None = None, number: int = 1) -> Row:
    """A row of pause_clock of that case, without an end unless it is given one."""
    return {
        "case_id": of["case_id"],
        "stretch_no": number,
        "started_at": started_at,
        "ended_at": ended_at,
    }


def found(of: Row, rule: str, level: str, occurs_at: datetime, **values: Any) -> Row:
    """A row of finding about that case, open unless it is given an end."""
    episode = values.get("episode", 1)
    row = {
        "finding_id": f"{of['case_id']}|{rule}|{level}|{episode}",
        "line": "approval",
        "subject_id": of["case_id"],
        "subject_no": of["case_no"],
        "source_code": of["source_code"],
        "rule": rule,
        "level": level,
        "level_rank": LEVELS.index(level),
        "episode": 1,
        "department_code": of["department_code"],
        "item_code": of["item_code"],
        "town_code": of["town_code"],
        "step_code": "",
        "officer": None,
        "rule_no": "",
        "occurs_at": occurs_at,
        "ends_at": None,
        "due_at": None,
        "evidence": "{}",
        "rule_version": "1",
        "withdrawn_at": None,
        "withdrawn_reason": None,
        "run_no": 1,
    }
    return row | values


def write(
    connection: Connection,
    clocks: Iterable[Row] = (),
    steps: Iterable[Row] = (),
    findings: Iterable[Row] = (),
    pauses: Iterable[Row] = (),
) -> None:
    """Put the rows into the database."""
    models = (CaseClock, StepClock, Finding, PauseClock)
    for model, rows in zip(models, (clocks, steps, findings, pauses), strict=True):
        if many := list(rows):
            connection.execute(insert(table_of(model)), many)


def contests(findings: Iterable[Row], seed: int = 6) -> list[Row]:
    """A contest of every third finding, some days after it; every second of them is upheld."""
    random = Random(seed)
    rows = []
    for place, of in enumerate(list(findings)[::3]):
        at = of["occurs_at"] + timedelta(hours=random.randrange(400))
        row = {name: of[name] for name in ("finding_id", "line", "subject_id", "department_code")}
        row |= {"person_id": "p", "person_name": "p", "reason": "r"}
        for number, (action, state) in enumerate(
            (("contest", "contested"), ("uphold", "upheld"))[: 1 + place % 2], 1
        ):
            key = {"entry_id": f"{place}-{number}", "entry_no": number}
            said = {"action": action, "state": state, "acted_at": at + timedelta(days=number - 1)}
            rows.append(row | key | said)
    return rows


def ratings(clocks: Iterable[Row], seed: int = 5) -> list[Row]:
    """A rating of every second case, with whatever limits and later moments chance gives it."""
    random = Random(seed)

    def later(moment: datetime) -> datetime | None:
        return moment + timedelta(hours=random.randrange(1, 700)) if random.random() < 0.7 else None

    rows = []
    for of in clocks:
        rated_at = of["received_at"] + timedelta(hours=random.randrange(300))
        row = {name: of[name] for name in ("case_id", "item_code", "department_code", "town_code")}
        row |= {"rating_no": 1, "rated_at": rated_at, "is_valid": None}
        row |= {"score": random.choice((None, 1, 2, 3, 5)), "is_default": random.random() < 0.2}
        row |= {"later_score": random.choice((None, 4))}
        names = ("contacted_at", "contact_due_at", "rectified_at", "rectify_due_at", "revisited_at")
        rows.append(row | {name: later(rated_at) for name in names})
    return rows[::2]


def note_batch(connection: Connection, run_no: int, at: datetime, *case_ids: str) -> None:
    """Say, as the evaluation does, that a batch has worked these cases."""
    run = {"run_no": run_no, "finished_at": at, "subjects": len(case_ids)}
    connection.execute(insert(EvaluationRun), [run])
    worked = [{"run_no": run_no, "line": "approval", "subject_id": one} for one in case_ids]
    connection.execute(insert(EvaluatedSubject), worked)


class Chance:
    """Rows from a seed: believable cases, and some that no business system should have."""

    def __init__(
        self, seed: int, first: datetime, days: int, items: int = 12, closes: float = 0.8
    ) -> None:
        self.random, self.closes = Random(seed), closes
        self.first, self.days = first, days
        self.items = {f"item-{n}": f"department-{n % 4}" for n in range(items)}
        self.pauses: list[Row] = []

    def moment(self, after: datetime, days: float) -> datetime:
        """Some moment within so many days, now and then exactly at an end of day."""
        moment = after + timedelta(seconds=self.random.randint(1, max(2, int(days * 86_400))))
        ends = self.random.random() < 0.1
        return moment.replace(hour=23, minute=59, second=59) if ends else moment

    def maybe(self, share: float) -> bool:
        """True in that share of the calls."""
        return self.random.random() < share

    def limit_end(self, after: datetime, days: int) -> datetime:
        """The last second of a day, or any moment where a source gave its own limit."""
        moment = after + timedelta(days=self.random.randint(0, days))
        return moment.replace(hour=23, minute=59, second=59) if self.maybe(0.9) else moment

    def case(self, number: int) -> tuple[Row, list[Row], list[Row]]:
        """One case with its steps and findings."""
        item = self.random.choice(sorted(self.items))
        department = self.items[item] if self.maybe(0.9) else "department-0"
        received = self.moment(self.first, self.days)
        row = clock(
            f"{number:08}",
            received,
            item_code=item,
            department_code=department,
            town_code=self.random.choice(("zhujing", "fengjing", "tinglin")),
            case_kind=self.random.choice(("committed", "committed", "instant", "reported_up")),
            limit_unit=self.random.choice((*["working_day"] * 5, "natural_day", "working_hour")),
            acceptance_due_at=self.limit_end(received, 9) if self.maybe(0.9) else None,
            correction_count=self.random.choice((0, 0, 0, 1, 1, 2)),
            pause_count=int(self.maybe(0.2)),
            extension_count=int(self.maybe(0.1)),
            decider_count=self.random.choice((0, 1, 2, 2, 3, 4)),
        )
        row["one_time_notice"] = row["correction_count"] == 1 and self.maybe(0.8)
        if self.maybe(0.9):
            self._accept(row)
        if self.maybe(self.closes):
            self._close(row)
        row |= {
            "officer": ("赵一", "钱二", "")[number % 3],
            "is_typed_known": number % 2 == 0,
            "is_typed_same_day": number % 4 == 0,
            "is_complete": number % 5 != 0,
            "has_fault": number % 7 == 0,
            "is_off_hours": number % 11 == 0,
            **dict.fromkeys(NO_PAUSES, row["pause_count"] * (number % 3)),
        }
        return row, self._steps(row), self._findings(row)

    def _accept(self, row: Row) -> None:
        row["accepted_at"] = row["clock_started_at"] = start = self.moment(row["received_at"], 6)
        row["answered_at"] = start
        row["is_deemed_accepted"] = self.maybe(0.05)
        if self.maybe(0.8):
            row["promised_limit"] = self.random.choice((0, 3, 5, 10))
            row["statutory_limit"] = self.random.choice((None, 0, 20))
            row["promised_raw_due_at"] = raw = self.limit_end(start, 15)
            lawful = raw + timedelta(days=5) if row["pause_count"] else raw
            if self.maybe(0.95):
                row["promised_lawful_due_at"] = lawful
                extended = timedelta(days=10 if row["extension_count"] else 0)
                row["promised_due_at"] = lawful + extended
            if row["statutory_limit"] is not None:
                row["statutory_due_at"] = raw + timedelta(days=15)
        self._pause(row, start)

    def _pause(self, row: Row, start: datetime) -> None:
        """Up to two stretches, one after the other, the last one often without an end."""
        for number in range(1, self.random.choice((1, 1, 1, 2, 3))):
            begun = self.moment(start, 8)
            ended = None if self.maybe(0.3) else self.moment(begun, 20)
            self.pauses.append(pause(row, begun, ended, number))
            if ended is None:
                return
            start = ended

    def _close(self, row: Row) -> None:
        start = row["accepted_at"] or row["received_at"]
        due = row["promised_due_at"]
        stopped = due if due and due > start and self.maybe(0.1) else self.moment(start, 25)
        row["outcome"] = self.random.choice(OUTCOMES)
        row["clock_stopped_at"] = stopped
        if self.maybe(0.8):
            row["decided_at"] = stopped
        if self.maybe(0.5):
            row["reviewed_at"] = start + (stopped - start) / 2
            row["reviewed_at"] = row["reviewed_at"].replace(microsecond=0)
        is_over = row["decided_at"] is None or self.maybe(0.8)
        row["closed_at"] = self.moment(stopped, 8) if is_over and row["decided_at"] else None
        if row["decided_at"] is None:
            row["closed_at"] = stopped
        if row["outcome"] == "granted" and row["decided_at"] and self.maybe(0.7):
            row["needs_document"] = True
            row["delivery_due_at"] = self.limit_end(stopped, 14)
            row["delivered_at"] = row["closed_at"]
        if row["clock_started_at"] and self.maybe(0.95):
            row["raw_days"] = (stopped.date() - start.date()).days
            row["used_days"] = max(0, row["raw_days"] - 3 * row["pause_count"])
        row["is_on_the_spot"] = row["closed_at"] is not None and self.maybe(0.1)

    def _steps(self, row: Row) -> list[Row]:
        steps: list[Row] = []
        start = row["received_at"]
        for number in range(1, self.random.randint(1, 5)):
            ended = self.moment(start, 4)
            steps.append(
                step(
                    row,
                    number,
                    start,
                    ended,
                    due_at=self.limit_end(start, 4) if self.maybe(0.7) else None,
                    used_days=(ended.date() - start.date()).days if self.maybe(0.9) else None,
                    waited_days=self.random.choice((None, 0, 1, 2)),
                )
            )
            if self.maybe(0.05):
                steps[-1] |= {"ended_at": None, "used_days": None}
            start = ended
        return steps

    def _findings(self, row: Row) -> list[Row]:
        findings: list[Row] = []
        for rule in self.random.sample(RULES, 4):
            if self.maybe(0.5):
                continue
            occurs = self.moment(row["received_at"], 40)
            entry = found(row, rule, self.random.choice(LEVELS), occurs)
            if self.maybe(0.2):
                entry["department_code"] = "department-1"
            if self.maybe(0.5):
                entry["ends_at"] = self.moment(occurs, 20)
            if self.maybe(0.15):
                entry["withdrawn_at"] = self.moment(occurs, 20)
            if self.maybe(0.05):
                entry["line"] = "calendar"
            findings.append(entry)
        return findings

    def cases(self, count: int) -> tuple[list[Row], list[Row], list[Row]]:
        """Clocks, steps and findings of that many cases."""
        clocks, steps, findings = [], [], []
        for number in range(count):
            row, some_steps, some_findings = self.case(number)
            clocks.append(row)
            steps.extend(some_steps)
            findings.extend(some_findings)
        return clocks, steps, findings


def catalogue(connection: Connection, items: Mapping[str, str], seed: int = 1) -> list[Row]:
    """Declare the items, some with both limits; return their rows."""
    random = Random(seed)
    rows = [
        {
            "item_code": item,
            "name": item,
            "department_code": department,
            "kind": "licence",
            "case_kind": "committed",
            "promised_limit": random.choice((None, 0, 5, 10)),
            "statutory_limit": random.choice((None, 20, 20)),
            "limit_unit": random.choice(("working_day", "working_day", "working_hour")),
            "approval_level": random.choice(("one_person", "two_persons", "three_levels", None)),
            "service_class": random.choice(("on_the_spot", "early", None)),
        }
        for item, department in items.items()
    ]
    connection.execute(insert(table_of(ServiceItem)), rows)
    return rows
