"""Orders written by people: rights, keys, versions, what stands together or not at all."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data_access.access import access_log
from data_access.engine import reading, writing
from data_access.orders.drafts import keep_draft, kept_draft
from data_access.orders.reading import find_order, list_entries
from data_access.orders.refusals import (
    ChangedError,
    NotAllowedError,
    NotFoundError,
    UnfitError,
    WriteRefusedError,
)
from data_access.orders.subjects import About
from data_access.orders.writing import act, issue
from data_access.schema import AccessEntry, ChangeQueue, Notice, OrderEntry, SupervisionOrder
from data_access.schema.base import table_of
from supervision.orders.ladder import Action, State
from supervision.people import Role, Viewer
from supervision.scope import Period, Scope
from tests.data_access.orders.a_district import (
    AHEAD,
    CARD,
    FOREIGN_STAFF,
    NOW,
    OTHER_CARD,
    OTHER_SUPERVISOR,
    STAFF,
    SUPERVISOR,
    TAKEN_BACK,
    at,
    deed,
    draft,
)

CLIMB = (
    (STAFF, Action.SIGN),
    (STAFF, Action.ANSWER),
    (STAFF, Action.REPORT),
    (SUPERVISOR, Action.REFUTE),
    (STAFF, Action.CONTEST),
    (SUPERVISOR, Action.UPHOLD),
    (STAFF, Action.ANSWER),
    (SUPERVISOR, Action.VERIFY),
    (SUPERVISOR, Action.CLOSE),
)


def rows(engine: Engine, model: Any) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        found = connection.execute(select(table_of(model))).mappings()
        return [dict(row) for row in found]


def counts(engine: Engine) -> tuple[int, int, int]:
    return tuple(len(rows(engine, model)) for model in (SupervisionOrder, OrderEntry, Notice))


def test_an_order_bears_what_the_finding_says_and_ends_with_its_day(district: Engine):
    [written] = issue(district, SUPERVISOR, [draft()], now=NOW)
    assert (written.state, written.version, written.is_new) == (State.ISSUED, 1, True)
    [order] = rows(district, SupervisionOrder)
    expected = {
        "line": "approval",
        "subject_id": "c1",
        "subject_no": "No-c1",
        "finding_id": CARD,
        "rule": "W06",
        "department_code": "d1",
        "item_code": "item-d1",
        "town_code": "t1",
        "issued_at": NOW,
        "due_at": at("11-16 23:59:59"),
        "issued_by": "s1",
        "issued_by_name": "监察甲",
    }
    assert order | expected == order
    [entry] = rows(district, OrderEntry)
    assert (entry["action"], entry["words"], entry["entry_no"]) == ("issue", "限期整改", 1)
    [notice] = rows(district, Notice)
    assert (notice["audience"], notice["department_code"]) == ("department", "d1")
    assert "限期" not in notice["payload"]
    with reading(district) as connection:
        queued = connection.execute(select(ChangeQueue.line, ChangeQueue.subject_id)).all()
    assert ("order", "o1") in queued


def test_the_whole_ladder_leaves_a_row_a_step(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    for version, (viewer, action) in enumerate(CLIMB, 1):
        written = act(district, viewer, deed(action, version), now=at(f"11-{version + 2:02} 09:00"))
        assert written.version == version + 1
    assert written.state is State.CLOSED
    entries = sorted(rows(district, OrderEntry), key=lambda row: row["entry_no"])
    assert [row["entry_no"] for row in entries] == list(range(1, 11))
    assert [row["action"] for row in entries[1:]] == [action.value for _, action in CLIMB]
    for row in entries:
        assert row["department_code"] == ("d1" if row["person_id"] == "d1p" else "")
    assert counts(district) == (1, 10, 10)
    audiences = {row["kind"]: row["audience"] for row in rows(district, Notice)}
    assert audiences["answer"] == "supervisor"
    assert audiences["refute"] == "department"


def test_a_form_that_is_sent_twice_is_written_once(district: Engine):
    first = issue(district, SUPERVISOR, [draft()], now=NOW)
    again = issue(district, SUPERVISOR, [draft()], now=at("11-02 10:01"))
    assert [one.is_new for one in (*first, *again)] == [True, False]
    assert again[0].order_no == first[0].order_no
    signed = act(district, STAFF, deed(Action.SIGN, 1), now=NOW)
    repeated = act(district, STAFF, deed(Action.SIGN, 1), now=NOW)
    assert (signed.is_new, repeated.is_new) == (True, False)
    assert repeated.version == signed.version == 2
    assert counts(district) == (1, 2, 2)


def test_a_key_that_was_used_for_something_else_is_refused(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    with pytest.raises(ChangedError):
        issue(district, OTHER_SUPERVISOR, [draft()], now=NOW)
    act(district, STAFF, deed(Action.SIGN, 1, "e"), now=NOW)
    with pytest.raises(ChangedError):
        act(district, STAFF, deed(Action.ANSWER, 2, "e"), now=NOW)
    assert counts(district) == (1, 2, 2)


def test_who_was_slower_is_told_and_changes_nothing(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    act(district, STAFF, deed(Action.SIGN, 1), now=NOW)
    with pytest.raises(ChangedError):
        act(district, SUPERVISOR, deed(Action.WITHDRAW, 1), now=NOW)
    assert rows(district, SupervisionOrder)[0]["state"] == "signed"
    with pytest.raises(ChangedError):
        act(district, STAFF, deed(Action.REPORT, 2), now=NOW)  # nothing is answered yet
    assert counts(district) == (1, 2, 2)


def test_an_order_read_a_moment_ago_is_acted_on_as_it_was_read(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    act(district, STAFF, deed(Action.SIGN, 1), now=NOW + timedelta(seconds=1))
    scope = Scope(Period(NOW.date(), NOW.date()))
    with reading(district) as connection:
        moments = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1)]
        read = [find_order(connection, scope, as_of=one, order_id="o1") for one in moments]
        acts = [list_entries(connection, scope, as_of=one, order_id="o1") for one in moments]
    assert [frame[["state", "version"]].values.tolist() for frame in read] == [
        [],
        [["issued", 1]],
        [["signed", 2]],
    ]
    assert [len(frame) for frame in acts] == [0, 1, 2]
    with pytest.raises(ChangedError):
        act(district, SUPERVISOR, deed(Action.WITHDRAW, int(read[1].version[0])), now=AHEAD)


def test_one_order_is_open_about_a_card_and_another_after_its_end(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    with pytest.raises(ChangedError):
        issue(district, OTHER_SUPERVISOR, [draft("o2")], now=NOW)
    act(district, SUPERVISOR, deed(Action.WITHDRAW, 1), now=NOW)
    issue(district, OTHER_SUPERVISOR, [draft("o2")], now=NOW)
    assert counts(district) == (2, 3, 3)


def test_a_selection_is_issued_whole_or_not_at_all(district: Engine):
    both = [draft("o1"), draft("o2", OTHER_CARD)]
    with pytest.raises(NotFoundError):
        issue(district, SUPERVISOR, [*both, draft("o3", "nothing|W06|red|1")], now=NOW)
    assert counts(district) == (0, 0, 0)
    written = issue(district, SUPERVISOR, both, now=NOW)
    assert [one.order_id for one in written] == ["o1", "o2"]
    assert counts(district) == (2, 2, 2)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"about": About(finding_id=AHEAD)}, NotFoundError),
        ({"about": About(finding_id=TAKEN_BACK)}, NotFoundError),
        ({"about": About("approval", "nobody")}, NotFoundError),
        ({"about": About("weather", "c1")}, NotFoundError),
        ({"demand": " \u200b\n"}, UnfitError),
        ({"demand": "长" * 2001}, UnfitError),
        ({"due_on": date(2026, 11, 1)}, UnfitError),
        ({"department": "nobody"}, UnfitError),
    ],
)
def test_what_cannot_be_is_refused(
    district: Engine, changes: dict[str, Any], error: type[Exception]
):
    with pytest.raises(error):
        issue(district, SUPERVISOR, [draft(**changes)], now=NOW)
    assert counts(district) == (0, 0, 0)


def test_a_project_gets_an_order_too_and_another_department_may_answer(district: Engine):
    about = {"about": About("project", "p1"), "department": "d1"}
    issue(district, SUPERVISOR, [draft(**about)], now=NOW)
    [order] = rows(district, SupervisionOrder)
    assert (order["subject_no"], order["item_code"], order["town_code"]) == (
        "2026-1",
        "water",
        "t2",
    )
    assert (order["department_code"], order["finding_id"]) == ("d1", None)
    assert act(district, STAFF, deed(Action.SIGN, 1), now=NOW).state is State.SIGNED


@pytest.mark.parametrize("role", Role)
def test_only_who_has_the_right_may_issue(district: Engine, role: Role):
    viewer = Viewer("x", "x", frozenset({role}), frozenset({"d1"}))
    if role is Role.SUPERVISOR:
        assert issue(district, viewer, [draft()], now=NOW)[0].is_new
    else:
        with pytest.raises(NotAllowedError):
            issue(district, viewer, [draft()], now=NOW)
        assert counts(district) == (0, 0, 0)


@pytest.mark.parametrize("action", [Action.SIGN, Action.NOTE, Action.WITHDRAW, Action.URGE])
def test_nobody_acts_for_another(district: Engine, action: Action):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    strangers = [FOREIGN_STAFF] if action in (Action.SIGN, Action.NOTE) else [STAFF, FOREIGN_STAFF]
    for viewer in strangers:
        with pytest.raises(NotAllowedError):
            act(district, viewer, deed(action, 1), now=NOW)
    assert counts(district) == (1, 1, 1)


def test_words_that_no_screen_can_bear_are_left_out_and_a_reason_is_demanded(district: Engine):
    issue(district, SUPERVISOR, [draft(demand="限期\0\u202e整改\r\n")], now=NOW)
    assert rows(district, OrderEntry)[0]["words"] == "限期整改"
    with pytest.raises(UnfitError):
        act(district, SUPERVISOR, deed(Action.WITHDRAW, 1, words=" "), now=NOW)
    assert act(district, STAFF, deed(Action.SIGN, 1, words=""), now=NOW).is_new


def test_a_fault_at_the_last_row_leaves_nothing(district: Engine, monkeypatch: pytest.MonkeyPatch):
    """The audit row is written last: without it neither order nor act nor notice stands."""
    from data_access.orders import writing as module

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(module, "note", broken)
    with pytest.raises(RuntimeError):
        issue(district, SUPERVISOR, [draft()], now=NOW)
    assert counts(district) == (0, 0, 0)
    monkeypatch.setattr(module, "note", access_log.note)
    issue(district, SUPERVISOR, [draft()], now=NOW)
    monkeypatch.setattr(module, "note", broken)
    with pytest.raises(RuntimeError):
        act(district, STAFF, deed(Action.SIGN, 1), now=NOW)
    assert counts(district) == (1, 1, 1)
    assert rows(district, SupervisionOrder)[0]["version"] == 1


def test_every_write_is_noted_with_who_and_what(district: Engine, monkeypatch: pytest.MonkeyPatch):
    from data_access.orders import writing as module

    noted: list[tuple[str, ...]] = []

    def note(_connection: Any, viewer: Viewer, **words: Any) -> None:
        noted.append((viewer.person_id, words["action"], words["subject_id"]))

    monkeypatch.setattr(module, "note", note)
    issue(district, SUPERVISOR, [draft()], now=NOW)
    act(district, STAFF, deed(Action.SIGN, 1), now=NOW)
    act(district, STAFF, deed(Action.SIGN, 1), now=NOW)  # again: nothing is done
    with pytest.raises(WriteRefusedError):
        act(district, FOREIGN_STAFF, deed(Action.NOTE, 2), now=NOW)
    assert noted == [("s1", "order", "o1"), ("d1p", "answer", "o1")]


def denials(engine: Engine) -> list[tuple[str, ...]]:
    """What is noted of refusals: who, of what, and the detail."""
    entries = sorted(rows(engine, AccessEntry), key=lambda row: row["entry_no"])
    return [
        (*(row[name] for name in ("person_id", "subject_type", "subject_id")), row["detail"])
        for row in entries
        if row["action"] == "denial"
    ]


def test_who_has_no_right_leaves_a_denial_and_nothing_else(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    before = counts(district)
    for viewer, done in (
        (FOREIGN_STAFF, deed(Action.SIGN, 1)),  # a foreign department
        (SUPERVISOR, deed(Action.ANSWER, 1)),  # the wrong role
        (STAFF, deed(Action.ISSUE, 1)),  # no step of the ladder
    ):
        with pytest.raises(NotAllowedError):
            act(district, viewer, done, now=at("11-03 09:00"))
    with pytest.raises(NotAllowedError):
        issue(district, STAFF, [draft("o2", OTHER_CARD), draft("o3", "x")], now=NOW)
    with pytest.raises(NotAllowedError):
        issue(district, STAFF, [draft("o4", about=About("project", "p1"))], now=NOW)
    assert counts(district) == before
    assert denials(district) == [
        ("d2p", "order", "o1", '{"act": "sign"}'),
        ("s1", "order", "o1", '{"act": "answer"}'),
        ("d1p", "order", "o1", '{"act": "issue"}'),
        ("d1p", "card", OTHER_CARD, '{"act": "issue", "others": ["x"]}'),
        ("d1p", "project", "p1", '{"act": "issue"}'),
    ]
    with reading(district) as connection:
        assert access_log.verify(connection).faults == ()


def test_what_is_refused_for_another_reason_leaves_no_denial(district: Engine):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    for done in (
        deed(Action.SIGN, 7),  # another was quicker
        deed(Action.ANSWER, 1),  # not yet possible
        deed(Action.CONTEST, 1, words=" "),  # no reason given
        deed(Action.SIGN, 1, order_id="unknown"),
    ):
        with pytest.raises(WriteRefusedError):
            act(district, STAFF, done, now=NOW)
    assert denials(district) == []


def test_a_denial_that_cannot_be_noted_is_not_passed_over(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    from data_access.orders import attempts as module

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(module, "note", broken)
    with pytest.raises(RuntimeError):
        issue(district, STAFF, [draft()], now=NOW)


def test_a_draft_outlives_everything_but_its_sending(district: Engine):
    keep_draft(district, SUPERVISOR, "issue:c1", "限期", NOW)
    keep_draft(district, SUPERVISOR, "issue:c1", "限期整改", NOW)
    with reading(district) as connection:
        assert kept_draft(connection, SUPERVISOR, "issue:c1") == "限期整改"
        assert kept_draft(connection, OTHER_SUPERVISOR, "issue:c1") == ""
    with pytest.raises(NotFoundError):
        issue(district, SUPERVISOR, [draft(finding_id=AHEAD)], now=NOW, draft_key="issue:c1")
    with reading(district) as connection:
        assert kept_draft(connection, SUPERVISOR, "issue:c1") == "限期整改"
    issue(district, SUPERVISOR, [draft()], now=NOW, draft_key="issue:c1")
    with reading(district) as connection:
        assert kept_draft(connection, SUPERVISOR, "issue:c1") == ""


def test_the_disk_is_waited_for(district: Engine):
    if district.dialect.name != "sqlite":
        pytest.skip("PostgreSQL always waits")
    seen = {}
    for durable in (True, False):
        with writing(district, durable=durable) as connection:
            seen[durable] = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    assert seen == {True: 2, False: 1}
