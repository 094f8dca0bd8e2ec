"""Who sees whose rows: every question, for every role, whatever departments the address names.

What a question answers is searched for the names and numbers of everything that is foreign.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, func, select

from data_access import quality, truth, warnings
from data_access.access import access_entries
from data_access.appeals import appeal, appeal_clocks, appeals
from data_access.approvals import (
    case,
    case_clocks,
    case_notes,
    case_steps,
    departures,
    due,
    efficiency,
    live,
    pauses,
    procedure,
    stages,
    verdicts,
)
from data_access.approvals.open_history import open_by_day
from data_access.approvals.whole_case import whole_case
from data_access.engine import engine_for, reading
from data_access.enterprises import enterprise
from data_access.evaluation import evaluate
from data_access.figures import figures, held_figures, indicators
from data_access.measures import MEASURES
from data_access.named_lists import named_list
from data_access.open_set.stocks import stocks
from data_access.projects import project, projects
from data_access.schema import AppealClock, CaseClock, ProjectClock
from data_access.signals import channels
from sample_data.district import fill
from supervision.indicators import INDICATORS
from supervision.people import NO_DEPARTMENT, Role, Viewer
from supervision.scope import Period, Scope
from ui.appeals.appeals_view import NUMBERS as OF_APPEALS
from ui.fetch import Answers
from ui.pulse import Pulse

UNTIL = datetime(2026, 11, 20, 16)
PERIOD = Period.ending(UNTIL.date(), 365)
ALTERNATIONS = 1_000
LISTED = ("open", "received", "closed", "overdue", "closed_on_time")


@pytest.fixture(scope="module")
def district(new_database: Callable[[], str]) -> Iterator[Engine]:
    engine = engine_for(new_database())
    fill(engine, 600, 5, UNTIL, projects=40)
    evaluate(engine, now=UNTIL)
    yield engine
    engine.dispose()


@dataclass(frozen=True)
class Subject:
    """What identifies the rows of a department, and one of each kind to ask for."""

    department: str
    marks: frozenset[str]
    case_id: str
    project_id: str
    item: str
    appeal_id: str
    enterprise: str

    @property
    def project_ids(self) -> tuple[str, ...]:
        return (self.project_id,)


def subject(connection: Connection, department: str) -> Subject:
    clock, whole = CaseClock, ProjectClock
    cases = connection.execute(
        select(clock.case_id, clock.case_no, clock.item_code).where(
            clock.department_code == department
        )
    ).all()
    plans = connection.scalars(
        select(whole.project_id).where(whole.department_code == department).order_by(whole.year)
    ).all()
    told = AppealClock
    theirs = connection.execute(
        select(told.appeal_id, told.appeal_no, told.enterprise_code)
        .where(told.department_code == department)
        .order_by(told.enterprise_code.desc())
    ).all()
    shared = connection.scalars(select(told.appeal_id).where(told.department_code != department))
    own_appeals = {row.appeal_id for row in theirs} - set(shared)
    alone = next(row for row in theirs if row.appeal_id in own_appeals)
    marks = {department, *plans, *own_appeals, *(one for row in cases for one in row[:2])}
    return Subject(
        department,
        frozenset(marks),
        cases[0].case_id,
        plans[0],
        cases[0].item_code,
        alone.appeal_id,
        alone.enterprise_code or "",
    )


@pytest.fixture(scope="module")
def both(district: Engine) -> tuple[Subject, Subject]:
    """The two departments that have most cases, of those that also have projects."""
    with reading(district) as connection:
        leads = set(connection.scalars(select(ProjectClock.department_code)))
        busy = select(CaseClock.department_code).group_by(CaseClock.department_code)
        order = connection.scalars(busy.order_by(func.count().desc())).all()
        own, foreign = [code for code in order if code in leads][:2]
        return subject(connection, own), subject(connection, foreign)


def strings(answer: object) -> Iterator[str]:  # noqa: C901  a branch for each kind of answer
    """Every text in an answer, however it is nested."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, pd.DataFrame):
        for column in [*answer.columns, *answer.index.names]:
            yield str(column)
        for values in (*(answer[name] for name in answer), answer.index):
            yield from (str(value) for value in values)
    elif isinstance(answer, pd.Series):
        yield from strings(answer.to_frame())
    elif is_dataclass(answer) and not isinstance(answer, type):
        for field in fields(answer):
            yield from strings(getattr(answer, field.name))
    elif isinstance(answer, dict):
        for pair in answer.items():
            yield from strings(list(pair))
    elif isinstance(answer, list | tuple | set | frozenset):
        for one in answer:
            yield from strings(one)


def rows(answer: object) -> int:
    """How many rows an answer has, in all its frames; what is no frame must say nothing."""
    if isinstance(answer, pd.DataFrame):
        return len(answer)
    if is_dataclass(answer) and not isinstance(answer, type):
        return sum(rows(getattr(answer, field.name)) for field in fields(answer))
    return int(answer not in (False, None, "unknown", "", 0))


Ask = Callable[[Connection, Scope, Subject], object]


def asked(question: Callable[..., object], **options: Any) -> Ask:
    def ask(connection: Connection, scope: Scope, about: Subject) -> object:
        given = {
            name: getattr(about, value[1:]) if str(value).startswith("@") else value
            for name, value in options.items()
        }
        return question(connection, scope, as_of=UNTIL, **given)

    return ask


OF_CASE = {"case_id": "@case_id"}
OF_APPEAL = {"appeal_id": "@appeal_id"}
OF_PROJECT = {"project_id": "@project_id"}
DAY = date(2026, 11, 24)
QUESTIONS: dict[str, Ask] = {
    "case": asked(case.find_case, **OF_CASE),
    "case: why absent": asked(case.why_absent, **OF_CASE),
    "case: faults": asked(case.list_faults, **OF_CASE),
    "case: findings": asked(case.list_findings, **OF_CASE),
    "case: clocks": asked(case_clocks.case_clocks, **OF_CASE),
    "case: ledger": asked(case_clocks.list_ledger, key="promised", **OF_CASE),
    "case: whole": asked(whole_case, **OF_CASE),
    "case: steps": asked(case_steps.list_steps, **OF_CASE),
    "case: notes": asked(case_notes.case_notes, **OF_CASE),
    "case: ratings": asked(case_notes.list_ratings, **OF_CASE),
    "project": asked(project.find_project, **OF_PROJECT),
    "project: waiting": asked(project.is_waiting, **OF_PROJECT),
    "projects": asked(projects.list_projects),
    "projects: coming": asked(projects.list_coming),
    "live: cards": asked(live.cards),
    "live: newest": asked(live.newest),
    "live: red": asked(live.open_red),
    "live: today": asked(live.found_today),
    "live: days": asked(live.by_day),
    "stages": asked(stages.stages),
    "due": asked(due.falling_due),
    "due: list": asked(due.due_on, day=DAY, limit=500),
    "history": asked(open_by_day, days=20),
    "warnings": asked(warnings.listed, narrowed=warnings.Narrowed(), limit=500),
    "warnings: counts": asked(warnings.counted, narrowed=warnings.Narrowed()),
    "warnings: officers": asked(warnings.officers),
    "efficiency": asked(figures, names=("received", "closed"), by="department"),
    "efficiency: items": asked(indicators, names=tuple(INDICATORS)),
    "departures": asked(departures.list_departures),
    "pauses": asked(pauses.pause_counts),
    "pauses: list": asked(pauses.list_pauses, limit=500),
    "project: versions": asked(project.list_versions, **OF_PROJECT),
    "project: links": asked(project.list_links, **OF_PROJECT),
    "project: blockers": asked(project.list_blockers, **OF_PROJECT),
    "project: reports": asked(project.list_reports, **OF_PROJECT),
    "project: findings": asked(project.list_findings, **OF_PROJECT),
    "projects: stones": asked(projects.list_stones, project_ids="@project_ids"),
    "projects: money": asked(projects.investment_by_month),
    "procedure: flow": asked(procedure.flow, item="@item"),
    "procedure: list": asked(procedure.list_cases, item="@item", limit=500),
    "verdicts": asked(verdicts.agreement),
    "appeal": asked(appeal.find_appeal, **OF_APPEAL),
    "appeal: waiting": asked(appeal.is_waiting, **OF_APPEAL),
    "appeal: acts": asked(appeal.list_acts, **OF_APPEAL),
    "appeal: rounds": asked(appeal.list_rounds, **OF_APPEAL),
    "appeal: findings": asked(appeal.list_findings, **OF_APPEAL),
    "appeal: clocks": asked(appeal_clocks.list_clocks, **OF_APPEAL),
    "appeal: ledger": asked(appeal_clocks.list_ledger, key="close", **OF_APPEAL),
    "appeals of a case": asked(appeals.list_about, case_id="@case_id"),
    "appeals: topics": asked(appeals.hot_topics),
    "appeals: loop": asked(appeals.loop_hours),
    "appeals: lists": asked(appeals.first_of, limits=tuple((each, 500) for each in appeals.STATES)),
    "channels": asked(channels.outcomes),
    "enterprise": asked(enterprise.find_enterprise, enterprise="@enterprise"),
    "enterprise: counts": asked(enterprise.count_history, enterprise="@enterprise"),
    "enterprise: history": asked(enterprise.list_history, enterprise="@enterprise"),
    "efficiency: limits": asked(efficiency.limits_by_item),
    "truth": asked(truth.truth),
    "quality: faults": asked(quality.fault_counts),
    "quality: list": asked(quality.list_faults, limit=500),
    "truth: bursts": asked(truth.bursts),
    "appeals: standing": asked(held_figures, names=OF_APPEALS, by="department"),
    "stocks": asked(stocks, names=("open",), by="department"),
    **{
        f"list: {name}": asked(named_list, name=name, limit=500)
        for name in LISTED
        if name in MEASURES
    },
}
TOLD_OF_OWN: dict[str, Callable[[Subject], set[str]]] = {
    name: lambda other: {other.department}
    for name in ("project: links", "project: blockers", "appeal: acts", "appeal")
}
"""Which departments a project of one's own waits for is the project's business."""
SEES = {Role.SUPERVISOR: "all", Role.LEADER: "all", Role.STAFF: "own"}
ADDRESSES = ("nothing", "own", "foreign")


def viewer(role: Role, own: Subject) -> Viewer:
    return Viewer(
        role, role, frozenset({role}), frozenset({own.department} if role == "staff" else ())
    )


def scope_of(who: Viewer, departments: tuple[str, ...]) -> Scope:
    return Scope(PERIOD, departments=who.departments_seen(departments))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", list(QUESTIONS))
@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_answered_about_what_is_not_theirs(
    district: Engine, both: tuple[Subject, Subject], role: Role, name: str, address: str
):
    own, foreign = both
    who = viewer(role, own)
    codes = {"nothing": (), "own": (own.department,), "foreign": (foreign.department,)}[address]
    scope = scope_of(who, codes)
    hidden = set()
    if role not in SEES:
        hidden = own.marks | foreign.marks
    elif role is Role.STAFF or address == "own":
        hidden = set(foreign.marks)
    elif address == "foreign":
        hidden = set(own.marks)
    with reading(district) as connection:
        for about in (own, foreign):
            answer = QUESTIONS[name](connection, scope, about)
            seen = hidden - TOLD_OF_OWN.get(name, lambda one: set())(foreign)
            leaked = seen & set(strings(answer))
            assert not leaked, sorted(leaked)[:5]
            if about.marks <= hidden and name.startswith(("case", "project", "appeal:")):
                assert name.startswith("projects") or rows(answer) == 0


def test_the_questions_answer_at_all_so_that_silence_is_no_proof(
    district: Engine, both: tuple[Subject, Subject]
):
    own, _ = both
    scope = scope_of(viewer(Role.STAFF, own), ())
    with reading(district) as connection:
        told = {
            name: bool(set(strings(ask(connection, scope, own))) & own.marks)
            for name, ask in QUESTIONS.items()
        }
    loud = {name for name, is_told in told.items() if is_told}
    expected = {"case", "projects", "efficiency", "list: open", "project: links"}
    assert sorted(expected - loud) == []
    assert len(loud) >= 10, sorted(loud)


@pytest.mark.parametrize("role", list(Role))
def test_only_an_auditor_is_answered_about_the_access_log(
    district: Engine, both: tuple[Subject, Subject], role: Role
):
    who = viewer(role, both[0])
    with reading(district) as connection:
        if role is Role.AUDITOR:
            found = access_entries.list_entries(connection, who, as_of=UNTIL, period=PERIOD)
            assert found.total == 0
            return
        for ask in (
            lambda: access_entries.list_entries(connection, who, as_of=UNTIL, period=PERIOD),
            lambda: access_entries.count_by_action(connection, who, as_of=UNTIL, period=PERIOD),
            lambda: access_entries.chain_state(connection, who, as_of=UNTIL),
        ):
            with pytest.raises(PermissionError):
                ask()


def test_two_readers_who_take_turns_a_thousand_times_never_see_the_other(
    district: Engine, both: tuple[Subject, Subject]
):
    shared, chance = Answers(Pulse(lambda _: None)), random.Random(3)
    scopes = [
        scope_of(Viewer("x", "x", frozenset({Role.STAFF}), frozenset({one.department})), ())
        for one in both
    ]
    names = ["live: cards", "warnings", "list: open", "projects", "efficiency"]
    leaked = 0
    for turn in range(ALTERNATIONS):
        place = turn % 2
        name, scope, other = chance.choice(names), scopes[place], both[1 - place]

        def ask(name: str = name, scope: Scope = scope, place: int = place) -> object:
            with reading(district) as connection:
                return QUESTIONS[name](connection, scope, both[place])

        known = shared.answer((name, scope), UNTIL, ask, 30.0)
        leaked += bool(set(strings(known.value)) & other.marks)
    assert leaked == 0


def test_who_may_see_nothing_is_not_taken_for_who_sees_everything():
    lost = Viewer("x", "x", frozenset({Role.STAFF}))
    assert lost.departments_seen() == (NO_DEPARTMENT,)
    assert lost.departments_seen(("housing",)) == (NO_DEPARTMENT,)
    staff = Viewer("x", "x", frozenset({Role.STAFF}), frozenset({"water", "housing"}))
    assert staff.departments_seen() == ("housing", "water")
    assert staff.departments_seen(("housing",)) == ("housing",)
    assert staff.departments_seen(("finance",)) == (NO_DEPARTMENT,)
    both = Viewer("x", "x", frozenset({Role.STAFF, Role.LEADER}), frozenset({"water"}))
    assert both.departments_seen() == ()
    auditor = Viewer("x", "x", frozenset({Role.AUDITOR}), frozenset({"water"}))
    assert auditor.departments_seen() == (NO_DEPARTMENT,)
