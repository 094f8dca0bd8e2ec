"""One case explained: the building permit of tests/permit.py, worked out by hand."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, text

from data_access.approvals import case, case_clocks, case_notes, case_steps
from data_access.approvals.whole_case import whole_case
from data_access.engine import reading, writing
from data_access.evaluation import evaluate
from data_access.schema import (
    ApprovalCase,
    CaseExtension,
    CasePause,
    CaseRating,
    CaseStep,
    CorrectionNotice,
)
from supervision.scope import Period, Scope
from tests.permit import NOW, a_step, add, add_permit, declare, the_case

SCOPE = Scope(Period(date(2026, 11, 1), date(2026, 11, 23)))
ELSEWHERE = Scope(SCOPE.period, departments=("water",))
UNMASKED = Scope(SCOPE.period, sees_personal_data=True)


@pytest.fixture
def district(database: Engine) -> Engine:
    declare(database)
    return database


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    declare(shared_database)
    add_permit(shared_database)
    return shared_database


@pytest.fixture
def permit(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def ask(question: Any, connection: Connection, scope: Scope = SCOPE, **options: Any) -> Any:
    options = {"as_of": NOW, "case_id": "s:1"} | options
    return question(connection, scope, **options)


def test_a_case_is_found_by_id_and_by_number_with_persons_masked(permit: Connection):
    for name in ("s:1", "JS1"):
        (found,) = ask(case.find_case, permit, case_id=name).itertuples()
        assert (found.case_id, found.applicant, found.officer) == ("s:1", "上海**建设集团", "周**")
        assert found.promised_due_at == datetime(2026, 11, 19, 23, 59, 59)
        assert found.evaluated_at == NOW
    (found,) = ask(case.find_case, permit, UNMASKED).itertuples()
    assert (found.applicant, found.officer) == ("上海某某建设集团", "周小明")


@pytest.mark.parametrize(("asked", "shown"), [("", "promised"), ("statutory", "statutory")])
def test_the_whole_case_says_what_its_questions_say_and_reads_its_facts_once(
    permit: Connection, asked: str, shown: str
):
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(permit.engine, "before_cursor_execute", note)
    whole = ask(whole_case, permit, clock=asked)
    event.remove(permit.engine, "before_cursor_execute", note)
    assert sum("FROM case_pause" in one for one in statements) == 1
    assert whole.ledger.equals(ask(case_clocks.list_ledger, permit, key=shown))
    assert whole.clocks.segments.equals(ask(case_clocks.case_clocks, permit).segments)
    assert whole.steps.equals(ask(case_steps.list_steps, permit))
    assert whole.findings.equals(ask(case.list_findings, permit))
    assert whole.notes.pauses.equals(ask(case_notes.case_notes, permit).pauses)
    assert not whole.ledger.empty


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        ("enterprise", "上海某某建设集团", "上海**建设集团"),
        ("enterprise", "张三丰小吃店", "张***"),  # a small shop may bear its owner's name
        ("person", "欧阳娜娜", "欧***"),
        ("person", "John Fitzgerald Smith", "J***"),
        (None, "上海某某建设集团", "上***"),  # not known to be an enterprise
        ("enterprise", None, ""),
    ],
)
def test_applicants_are_masked_by_what_they_are(kind, name, shown):
    assert case.mask_applicant(kind, name) == shown


def test_a_case_is_not_shown_before_its_receipt_nor_outside_the_scope(permit: Connection):
    before = datetime(2026, 10, 26, 9)
    assert ask(case.find_case, permit, as_of=before).empty
    assert ask(case.why_absent, permit, as_of=before) == "later"
    assert ask(case.find_case, permit, ELSEWHERE).empty
    assert ask(case.why_absent, permit, ELSEWHERE) == "unknown"
    assert ask(case.why_absent, permit, case_id="JS404") == "unknown"
    for question in (case.list_findings, case_steps.list_steps):
        assert ask(question, permit, ELSEWHERE).empty
    assert ask(case_clocks.case_clocks, permit, ELSEWHERE).clocks.empty
    assert ask(case_clocks.list_ledger, permit, ELSEWHERE, key="promised").empty
    assert ask(case_notes.case_notes, permit, ELSEWHERE).pauses.empty


def test_a_quarantined_case_says_which_value_cannot_be_used(district: Engine):
    backwards = the_case("s:2", accepted_at=datetime(2026, 10, 1))
    add(district, {ApprovalCase: [backwards]})
    with reading(district) as connection:
        assert ask(case.find_case, connection, case_id="s:2").empty
        assert ask(case.why_absent, connection, case_id="s:2") == "quarantined"
        (fault,) = ask(case.list_faults, connection, case_id="s:2").itertuples()
    assert (fault.rule, fault.column_name, fault.is_quarantined) == ("T02", "accepted_at", True)


def test_a_case_that_waits_for_evaluation_says_so(district: Engine):
    with writing(district) as connection:
        connection.execute(insert(ApprovalCase), [the_case("s:3")])
    with reading(district) as connection:
        assert ask(case.why_absent, connection, case_id="s:3") == "waiting"
        assert ask(case.why_absent, connection, ELSEWHERE, case_id="s:3") == "unknown"


def test_every_clock_says_how_it_stands(permit: Connection):
    clocks = ask(case_clocks.case_clocks, permit).clocks
    shown = {row.key: (row.state, row.limit, str(row.due_at)[:10]) for row in clocks.itertuples()}
    assert shown == {
        "acceptance": ("met", 5, "2026-11-02"),
        "step-1": ("met", 5, "2026-11-02"),
        "step-2": ("missed", 6, "2026-11-16"),  # 6 days from 30 October, five out
        "step-3": ("past", 2, "2026-11-20"),
        "promised": ("past", 10, "2026-11-19"),
        "statutory": ("running", 20, "2026-12-03"),
        "delivery": ("not_begun", 10, "NaT"),
    }
    clocks = clocks.set_index("key")
    assert clocks.over.dropna().to_dict() == {"step-2": 2, "step-3": 1, "promised": 2}
    assert clocks.used["promised"] == 12
    assert clocks.left["statutory"] == 8
    assert (clocks.step_name["step-2"], clocks.step_name_en["step-2"]) == ("审核", "Review")


def test_the_stretches_of_a_clock_turn_at_its_limit_and_leave_the_pause_out(permit: Connection):
    segments = ask(case_clocks.case_clocks, permit).segments
    promised = segments[segments.key == "promised"]
    assert [(row.kind, str(row.start)) for row in promised.itertuples()] == [
        ("in_time", "2026-10-29 15:20:00"),
        ("pause", "2026-11-04 00:00:00"),
        ("in_time", "2026-11-11 00:00:00"),
        ("over", "2026-11-19 23:59:59"),
    ]
    late = datetime(2026, 12, 10)
    segments = ask(case_clocks.case_clocks, permit, as_of=late).segments
    assert segments[segments.key == "statutory"].kind.iloc[-1] == "past_law"


def test_the_ledger_counts_to_the_limit_on_the_due_date(permit: Connection):
    days = ask(case_clocks.list_ledger, permit, key="promised").set_index("day")
    assert days.total["2026-11-19"] == 10
    assert days.is_due[days.is_due].index.tolist() == [days.index[21]]
    assert days.kind["2026-11-20"] == "over"
    assert days.is_today[days.is_today].index[0] == days.index[-1]
    assert days.total.iloc[-1] == 12
    assert (days.kind == "pause").sum() == 5
    statutory = ask(case_clocks.list_ledger, permit, key="statutory").set_index("day")
    assert statutory.total["2026-12-03"] == 20
    assert statutory.kind["2026-11-24"] == "future"
    assert ask(case_clocks.list_ledger, permit, key="no-such").empty


def test_the_past_does_not_know_what_came_later(permit: Connection):
    then = datetime(2026, 11, 2, 10)
    clocks = ask(case_clocks.case_clocks, permit, as_of=then).clocks.set_index("key")
    assert clocks.state["promised"] == "running"
    assert clocks.state["step-3"] == "not_begun"
    steps = ask(case_steps.list_steps, permit, as_of=then)
    assert steps[["step_code", "mark"]].values.tolist() == [
        ["accept", "taken"],
        ["review", "taken"],
        ["approve", "ahead"],
        ["deliver", "ahead"],
    ]
    assert steps.ended_at.isna().tolist() == [False, True, True, True]
    assert ask(case_notes.case_notes, permit, as_of=then).pauses.empty
    assert "W02" not in set(ask(case.list_findings, permit, as_of=then).rule)


def test_steps_stand_beside_what_is_declared(permit: Connection):
    steps = ask(case_steps.list_steps, permit)
    shown = steps[["name", "mark", "used_days", "limit_days", "waited_days", "officer"]]
    assert shown.astype(object).where(shown.notna(), None).values.tolist() == [
        ["受理", "taken", 3, 5, None, "郑*"],
        ["审核", "taken", 8, 6, 1, "郑*"],
        ["批准", "taken", None, 2, 0, "郑*"],
        ["送达", "ahead", None, None, None, None],
    ]


def test_a_missing_and_an_undeclared_step_are_marked_and_unreadable_times_are_kept(
    district: Engine,
):
    decided = datetime(2026, 11, 3, 16)
    add(
        district,
        {
            ApprovalCase: [the_case(decided_at=decided, closed_at=decided, outcome="refused")],
            CaseStep: [
                a_step(1, "accept", None, datetime(2026, 10, 26, 10), datetime(2026, 10, 29, 15)),
                a_step(2, "talk", None, datetime(2026, 10, 30, 9), decided, name="会商"),
                a_step(3, "approve", None, decided, decided),
            ],
        },
    )
    with writing(district) as connection:
        if connection.dialect.name == "sqlite":
            junk = "UPDATE case_step SET ended_at = '2026-13-45' WHERE step_no = 2"
            connection.execute(text(junk))
    evaluate(district, now=NOW)
    with reading(district) as connection:
        steps = ask(case_steps.list_steps, connection)
        is_sqlite = connection.dialect.name == "sqlite"
    assert steps[["step_code", "mark"]].values.tolist() == [
        ["accept", "taken"],
        ["talk", "undeclared"],
        ["review", "missing"],
        ["approve", "taken"],
    ]  # there is nothing to deliver after a refusal
    assert steps.name[1] == "会商"
    if is_sqlite:
        assert steps.ended_text[1] == "2026-13-45"


def test_findings_are_open_ended_or_withdrawn_at_the_moment(permit: Connection):
    findings = ask(case.list_findings, permit).set_index(["rule", "level"])
    assert findings.state["W02", "yellow"] == "open"
    assert findings.state["W01", "soon"] == "ended"
    assert findings.officer["W02", "yellow"] == "周**"
    ranks = findings[findings.state == "open"].level_rank.tolist()
    assert ranks == sorted(ranks, reverse=True)
    soon = datetime(2026, 11, 19, 12)
    findings = ask(case.list_findings, permit, as_of=soon).set_index("rule")
    assert findings.state["W01"] == "open"
    assert "W02" not in findings.index


def test_a_withdrawn_finding_stays_and_says_so(district: Engine):
    add(district, {ApprovalCase: [the_case()]})  # ten days from 29 October: 12 November
    with writing(district) as connection:
        connection.execute(text("UPDATE approval_case SET decided_at = '2026-11-10 10:00:00'"))
    evaluate(district, now=NOW)
    with reading(district) as connection:
        findings = ask(case.list_findings, connection).set_index("rule")
        assert findings.state["W02"] == "withdrawn"
        assert findings.withdrawn_reason["W02"]


def test_notes_say_what_counts_and_why_not(district: Engine):
    extension = {"case_id": "s:1", "days": 5, "approver": "吴局", "notice_no": "Y1"}
    notice = {"case_id": "s:1", "materials": "身份证 310116199001011234", "is_new_fact": False}
    add(
        district,
        {
            ApprovalCase: [the_case()],
            CaseExtension: [
                extension | {"extension_no": 1, "approved_at": datetime(2026, 11, 20, 9)},
                extension | {"extension_no": 2, "approved_at": datetime(2026, 11, 23, 9)},
            ],
            CorrectionNotice: [
                notice
                | {
                    "notice_no": 1,
                    "notified_at": datetime(2026, 10, 27, 9),
                    "replied_at": datetime(2026, 10, 28, 9),
                }
            ],
            CasePause: [
                {
                    "case_id": "s:1",
                    "pause_no": 1,
                    "kind": "other",
                    "started_at": datetime(2026, 11, 4, 10),
                }
            ],
            CaseRating: [
                {
                    "case_id": "s:1",
                    "rating_no": 1,
                    "rated_at": datetime(2026, 11, 22),
                    "score": 2,
                    "is_default": False,
                    "comment": "电话 13912345678",
                }
            ],
        },
    )
    with reading(district) as connection:
        notes = ask(case_notes.case_notes, connection)
        (rating,) = ask(case_notes.list_ratings, connection).itertuples()
        clocks = ask(case_clocks.case_clocks, connection).clocks.set_index("key")
    assert notes.pauses.is_lawful.tolist() == [False]
    assert notes.extensions[["fault", "approver"]].values.tolist() == [
        ["", "吴*"],  # the statutory limit ends on 26 November
        ["second", "吴*"],
    ]
    assert notes.corrections.materials[0] == "身份证 3101**********1234"
    assert (rating.score, rating.comment) == (2, "电话 139****5678")
    # ten working days and five more: Thu 19 November; the other pause stops nothing
    assert clocks.limit["promised"] == 15
    assert str(clocks.due_at["promised"])[:10] == "2026-11-19"
    # five working days anew from the reply on Wed 28 October
    assert clocks.is_renewed["acceptance"]
    assert str(clocks.due_at["acceptance"])[:10] == "2026-11-04"


def test_an_open_pause_stops_the_clock_and_leaves_no_due_date(district: Engine):
    pause = {"case_id": "s:1", "pause_no": 1, "kind": "hearing", "notice_no": "T1"}
    begun = {"started_at": datetime(2026, 11, 4, 10)}
    add(district, {ApprovalCase: [the_case()], CasePause: [pause | begun]})
    with reading(district) as connection:
        clocks = ask(case_clocks.case_clocks, connection).clocks.set_index("key")
        days = ask(case_clocks.list_ledger, connection, key="promised")
    assert (clocks.state["promised"], clocks.left["promised"]) == ("paused", 7)
    assert days.total.iloc[-1] == 3  # 30 October, 2 and 3 November
    assert not days.is_due.any()


def test_a_pause_without_an_end_ends_with_the_decision_everywhere(district: Engine):
    pause = {"case_id": "s:1", "pause_no": 1, "kind": "hearing", "notice_no": "T1"}
    decided = {"decided_at": datetime(2026, 11, 13, 9), "outcome": "granted"}
    begun = {"started_at": datetime(2026, 11, 4, 10)}
    add(district, {ApprovalCase: [the_case(**decided)], CasePause: [pause | begun]})
    with reading(district) as connection:
        shown = ask(case_clocks.case_clocks, connection)
        days = ask(case_clocks.list_ledger, connection, key="promised").set_index("day")
        (row,) = ask(case.find_case, connection).itertuples()
        (before,) = ask(case.find_case, connection, as_of=datetime(2026, 11, 12)).itertuples()
        (noted,) = ask(case_notes.case_notes, connection).pauses.itertuples()
        (fault,) = ask(case.list_faults, connection).itertuples()
    # out are 4 5 6 9 10 11 12; counted are 30 October, 2, 3 and 13 November
    assert (row.used_days, row.raw_days) == (4, 11)
    assert (before.outcome, row.outcome) == ("", "granted")
    promised = shown.clocks.set_index("key").loc["promised"]
    assert (promised.state, promised.used, promised.left) == ("met", 4, 6)
    assert str(promised.due_at) == "2026-11-23 23:59:59"
    assert (days.kind == "pause").sum() == 7
    assert (days.total["2026-11-13"], days.total["2026-11-23"]) == (4, 10)
    held = shown.segments[(shown.segments.key == "promised") & (shown.segments.kind == "pause")]
    assert [str(day)[:10] for day in (*held.start, *held.end)] == ["2026-11-04", "2026-11-13"]
    assert (noted.is_unended, str(noted.ended_at)) == (True, "2026-11-13 09:00:00")
    assert (fault.rule, fault.table_name, fault.is_quarantined) == ("C04", "case_pause", False)


def test_a_case_that_nobody_accepted_is_deemed_accepted(district: Engine):
    add(district, {ApprovalCase: [the_case(accepted_at=None)]})
    with reading(district) as connection:
        clocks = ask(case_clocks.case_clocks, connection).clocks.set_index("key")
        then = ask(case_clocks.case_clocks, connection, as_of=datetime(2026, 10, 30)).clocks
    assert clocks.is_deemed["acceptance"]
    assert clocks.state["acceptance"] == "past"
    assert str(clocks.started_at["promised"]) == "2026-10-26 09:12:00"  # from receipt
    assert then.set_index("key").state["promised"] == "not_begun"


def test_an_instant_case_ends_on_its_own_day(district: Engine):
    with writing(district) as connection:
        connection.execute(text("UPDATE service_item SET case_kind = 'instant'"))
    closed = datetime(2026, 10, 30, 9)
    add(district, {ApprovalCase: [the_case(closed_at=closed, outcome="completed")]})
    with reading(district) as connection:
        clocks = ask(case_clocks.case_clocks, connection).clocks.set_index("key")
    assert "promised" not in clocks.index
    assert (clocks.state["instant"], clocks.over["instant"]) == ("missed", 1)


def test_limits_in_hours_follow_the_hours_of_the_installation(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SUPERVISION_OFFICE_HOURS", "08:30-12:00,14:00-18:00")
    with writing(district) as connection:
        connection.execute(
            text("UPDATE service_item SET limit_unit = 'working_hour', promised_limit = 4")
        )
    add(district, {ApprovalCase: [the_case()]})  # accepted on Thursday at 15:20
    with reading(district) as connection:
        clocks = ask(case_clocks.case_clocks, connection).clocks.set_index("key")
    # 2 hours 40 minutes to 18:00, the rest on Friday from 8:30
    assert str(clocks.due_at["promised"]) == "2026-10-30 09:50:00"


def test_days_off_come_in_runs_with_holidays_apart(permit: Connection):
    runs = case_clocks.list_days_off(
        permit, SCOPE, as_of=NOW, first=date(2026, 9, 30), last=date(2026, 10, 11)
    )
    assert [(str(row.start)[:10], str(row.end)[:10], row.holiday) for row in runs.itertuples()] == [
        ("2026-10-01", "2026-10-08", True),
        ("2026-10-11", "2026-10-12", False),  # Saturday the 10th is worked
    ]
