"""Cases and findings that were open at some moment of a stretch of time, as columns.

A row of `cases` is a subject of the approvals line. Where a finding's case is unknown (deleted,
or in quarantine) the subject stands without being a case: nothing of it has ever begun.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from data_access.open_set import reading
from data_access.open_set.codes import Codes
from data_access.open_set.reading import CODED, FLAGS, PLACES, Batch, Stretch
from data_access.open_set.rows import SPARE, TEXT, Chosen, Rows, marks_of
from data_access.open_set.seconds import NEVER, Array, second_of
from supervision.scope import Scope

CASE_MOMENTS = (
    "received_at",
    "accepted_at",
    "reviewed_at",
    "decided_at",
    "closed_at",
    "clock_stopped_at",
    "promised_due_at",
    "statutory_due_at",
)
FINDING_MOMENTS = ("occurs_at", "ends_at", "withdrawn_at", "due_at")
LIMITS = ("promised_due_at", "statutory_due_at", "due_at")
"""Moments that are still ahead in their own second."""
MOST_MOMENTS = 8


@dataclass(frozen=True, eq=False)
class Standing:
    """What is open at one moment: cases not yet closed, and findings; gathered when asked for.

    Moments between which nothing ends and nothing begins share what is gathered.
    """

    second: int
    cases: Chosen
    """Also those whose receipt is still to come."""
    findings: Chosen
    until: int
    """The second at which the next of its rows ends, or another one begins."""
    worst_lights: list[Array] = field(default_factory=list)
    """Filled by the first who asks (data_access.open_set.stocks)."""


@dataclass(frozen=True, eq=False)
class OpenSet:
    """One version; `run_no` is the last batch of the evaluation that it knows."""

    run_no: int
    stretch: Stretch
    codes: Mapping[str, Codes]
    cases: Rows
    findings: Rows
    since_days: dict[tuple[str, int], Chosen] = field(default_factory=dict)
    """Filled by the first who asks (data_access.approvals.open_history)."""
    _standing: dict[int, Standing] = field(default_factory=dict)

    def standing(self, as_of: datetime) -> Standing:
        """What stands at a moment of the stretch, worked out once for all who ask."""
        second = second_of(as_of)
        for known in list(self._standing.values()):
            if known.second <= second < known.until:
                return replace(known, second=second)
        if len(self._standing) >= MOST_MOMENTS:
            self._standing.clear()
        found = self._standing[second] = self._stands(second)
        return found

    def _stands(self, second: int) -> Standing:
        cases, findings = self.cases, self.findings
        is_open = cases.alive & cases["is_case"] & (cases["closed_at"] > second)
        is_found = findings.alive & (findings["ends_at"] > second)
        is_found &= findings["withdrawn_at"] > second
        ahead = findings["occurs_at"][is_found & (findings["occurs_at"] > second)]
        is_found &= findings["occurs_at"] <= second
        open_cases = Chosen(cases, np.flatnonzero(is_open))
        found = Chosen(findings, np.flatnonzero(is_found))
        ends = open_cases["closed_at"], found["ends_at"], found["withdrawn_at"]
        until = min(int(moments.min(initial=NEVER)) for moments in (ahead, *ends))
        return Standing(second, open_cases, found, until)

    def passed(self, as_of: datetime) -> int:
        """How many moments of its rows have passed.

        While the number stands, so does every answer of this version about what is open.
        """
        second = second_of(as_of)
        begun = [self.cases[name] <= second for name in CASE_MOMENTS if name not in LIMITS]
        begun += [self.findings[name] <= second for name in FINDING_MOMENTS if name not in LIMITS]
        over = [self.cases[name] < second for name in CASE_MOMENTS if name in LIMITS]
        return int(sum(map(np.count_nonzero, begun + over)))

    def within(self, scope: Scope, rows: Chosen) -> Chosen:
        """Those of the rows that a scope lets through."""
        bounds = zip(PLACES, (scope.departments, scope.items, scope.towns), strict=True)
        for name, wanted in bounds:
            if wanted:
                rows = rows.where(self.codes[name].among(wanted)[rows[name]])
        return rows

    def case_of(self, findings: Chosen) -> Chosen:
        """The case of each of the findings, row by row."""
        return Chosen(self.cases, findings["case"])

    def words(self, name: str, rows: Chosen) -> list[str]:
        """A coded column in words."""
        words = self.codes[name].words
        return [words[number] for number in rows[name].tolist()]

    def changed(self, connection: Connection, subjects: set[str], run_no: int) -> "OpenSet":
        """The next version: these subjects read anew, whatever has become of them."""
        gone = self.cases.places_of("case_id", subjects)
        is_gone = np.zeros(self.cases.count, dtype=bool)
        is_gone[gone] = True
        gone_findings = np.flatnonzero(is_gone[self.findings["case"]])
        wanted = sorted(subjects)
        cases, findings = _columns(
            connection,
            self.codes,
            reading.cases_named(connection, self.codes, wanted),
            reading.findings_about(connection, self.codes, wanted),
            self.cases.count,
        )
        return replace(
            self,
            run_no=run_no,
            cases=self.cases.changed(gone, cases),
            findings=self.findings.changed(gone_findings, findings),
            since_days={},
            _standing={},
        )

    @property
    def is_worn(self) -> bool:
        """Whether so much of it is gone that it is worth copying what is left."""
        gone = self.cases.gone + self.findings.gone
        return gone > SPARE + (self.cases.count + self.findings.count) // 4

    def compacted(self, since: datetime) -> "OpenSet":
        """The same without what is gone, and without what ended before a later beginning."""
        second = second_of(since)
        cases, findings = self.cases, self.findings
        kept = findings.alive & (findings["ends_at"] > second) & (findings["withdrawn_at"] > second)
        is_kept = cases.alive & cases["is_case"] & (cases["closed_at"] > second)
        is_kept[findings["case"][kept]] = True
        place = np.cumsum(is_kept, dtype=np.int32) - 1
        left = {name: findings[name][kept] for name in findings.buffers}
        left["case"] = place[left["case"]]
        return replace(
            self,
            stretch=replace(self.stretch, since=since),
            cases=Rows.of({name: cases[name][is_kept] for name in cases.buffers}),
            findings=Rows.of(left),
            since_days={},
            _standing={},
        )

    @property
    def bytes(self) -> int:
        """What its columns take, the text of case numbers left out."""
        return self.cases.bytes + self.findings.bytes


def load(connection: Connection, stretch: Stretch, run_no: int) -> OpenSet:
    """All that was open in the stretch, read from the database."""
    codes = {name: Codes() for name in CODED}
    cases, findings = _columns(
        connection,
        codes,
        reading.cases_of(connection, codes, stretch),
        reading.findings_of(connection, codes, stretch),
        0,
    )
    return OpenSet(run_no, stretch, codes, Rows.of(cases), Rows.of(findings))


def _columns(
    connection: Connection,
    codes: Mapping[str, Codes],
    case_batches: Iterable[Batch],
    finding_batches: Iterable[Batch],
    first_place: int,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Columns of the cases and of the findings, each finding with the place of its case."""
    places: dict[str, int] = {}
    cases = list(_placed(case_batches, places, first_place))
    findings = list(finding_batches)
    numbers = {
        subject: number
        for batch in findings
        for subject, number in zip(batch["subject_id"], batch["subject_no"], strict=True)
        if subject not in places
    }
    beyond = reading.cases_named(connection, codes, sorted(numbers))
    cases += _placed(beyond, places, first_place)
    unknown = {subject: number for subject, number in numbers.items() if subject not in places}
    cases += _placed([_no_cases(unknown, codes)], places, first_place)
    for batch in findings:
        del batch["subject_no"]
        subjects = batch.pop("subject_id")
        batch["case"] = np.fromiter((places[one] for one in subjects), np.int32, len(subjects))
    return _joined(cases), _joined(findings or [_no_findings()])


def _placed(batches: Iterable[Batch], places: dict[str, int], first_place: int) -> Iterator[Batch]:
    """The batches with the columns that only the set has; notes where each case stands."""
    for batch in batches:
        case_ids: Sequence[str] = batch["case_id"]
        first = first_place + len(places)
        places.update(zip(case_ids, range(first, first + len(case_ids)), strict=True))
        batch.setdefault("is_case", np.ones(len(case_ids), dtype=bool))
        batch["mark"] = marks_of(case_ids)
        for name in ("case_id", "case_no"):
            batch[name] = np.array(batch[name], dtype=TEXT)
        yield batch


def _no_cases(numbers: Mapping[str, str], codes: Mapping[str, Codes]) -> Batch:
    """Rows for subjects that are no cases."""
    count = len(numbers)
    return {
        "case_id": list(numbers),
        "case_no": list(numbers.values()),
        "is_case": np.zeros(count, dtype=bool),
        **{name: codes[name].numbers([""] * count) for name in PLACES},
        **{name: np.full(count, NEVER, dtype=np.uint32) for name in CASE_MOMENTS},
        **{name: np.zeros(count, dtype=bool) for name in FLAGS},
    }


def _no_findings() -> Batch:
    return {
        "case": np.empty(0, np.int32),
        **{name: np.empty(0, np.int32) for name in (*CODED, "episode")},
        "level_rank": np.empty(0, np.int8),
        **{name: np.empty(0, np.uint32) for name in FINDING_MOMENTS},
    }


def _joined(batches: Sequence[Batch]) -> dict[str, Array]:
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
