"""Personal data of one case in full: the right, a reason, and a record before anything is shown."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select, text
from streamlit.testing.v1 import AppTest

from data_access.access.access_log import verify
from data_access.engine import engine_for, reading, writing
from data_access.schema import AccessEntry, access_triggers
from supervision.people import Role, Viewer
from tests.pages.test_case import database, opened, url, words_on  # noqa: F401  the same case
from tests.signing_in import sign_in
from ui.access import unmasking

OFFICER = "周小明"
REASON = "核对超期原因"


@pytest.fixture(autouse=True)
def empty_log(url: str) -> Iterator[None]:  # noqa: F811
    yield
    engine = engine_for(url)
    with writing(engine) as connection:
        for statement in access_triggers.removals("sqlite"):
            connection.execute(text(statement))
        connection.execute(delete(AccessEntry))
        for statement in access_triggers.creations("sqlite"):
            connection.execute(text(statement))


def recorded(url: str) -> list[tuple[str, str, str, dict[str, str]]]:  # noqa: F811
    with reading(engine_for(url)) as connection:
        assert verify(connection).faults == ()
        rows = connection.execute(
            select(
                AccessEntry.person_id,
                AccessEntry.action,
                AccessEntry.subject_id,
                AccessEntry.detail,
            )
        )
        return [(*row[:3], json.loads(row[3])) for row in rows]


def everything_on(app: AppTest) -> str:
    return words_on(app) + "".join(table.value.to_string() for table in app.dataframe)


def asked_for(reason: str, kind: str = "verify") -> AppTest:
    """The dialog opened, filled in, and its button pressed."""
    app = opened(id="s:1")
    app.button(key="unmask").click().run()
    app.selectbox(key=unmasking.REASON).select(kind)
    return pressed(app, reason)


def pressed(app: AppTest, reason: str) -> AppTest:
    """The open dialog with these words, and its button pressed."""
    app.text_input(key=unmasking.MORE).input(reason)
    button = next(button for button in app.button if button.label == "记录并查看")
    return button.click().run()


def test_with_a_reason_the_names_are_shown_and_the_record_is_there(url: str):  # noqa: F811
    app = asked_for(REASON)
    app.run()
    assert OFFICER in everything_on(app)
    assert "正在显示完整信息，已记录" in words_on(app)
    assert recorded(url) == [("li", "unmask", "s:1", {"reason": "verify", "words": REASON})]


def test_without_a_reason_nothing_is_shown_and_nothing_recorded(url: str):  # noqa: F811
    app = asked_for("")
    for reason in ("", "  ", "看看", "x" * 3, " " * 50, "看\0\x07\u200b\x1b看"):
        app = pressed(app, reason)
        assert "请写明具体说明" in words_on(app), reason
        assert OFFICER not in everything_on(app)
        assert recorded(url) == []


def test_a_reason_that_is_too_long_is_said_so_and_stays(url: str):  # noqa: F811
    app = asked_for("核" * 10_000)
    assert "具体说明至多 200 字" in words_on(app)
    assert app.text_input(key=unmasking.MORE).value == "核" * 10_000
    assert OFFICER not in everything_on(app)
    assert recorded(url) == []


def test_what_cannot_be_recorded_is_not_shown(url: str, monkeypatch: pytest.MonkeyPatch):  # noqa: F811
    def broken(*_args: object, **_more: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(unmasking, "note", broken)
    app = asked_for(REASON)
    assert "访问记录没有写成" in words_on(app)
    assert OFFICER not in everything_on(app)
    assert recorded(url) == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.STAFF])
def test_who_has_no_right_has_no_button(role: Role, monkeypatch: pytest.MonkeyPatch):
    departments = frozenset({"housing", "water", "construction"})
    sign_in(monkeypatch, Viewer("x", "X", frozenset({role}), departments))
    app = opened(id="s:1")
    assert "unmask" not in [button.key for button in app.button]
    assert OFFICER not in everything_on(app)


def test_a_right_taken_away_while_the_dialog_is_open_holds(
    url: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    app = opened(id="s:1")
    app.button(key="unmask").click().run()
    app.selectbox(key=unmasking.REASON).select("verify")
    app.text_input(key=unmasking.MORE).input(REASON)
    noted = sign_in(monkeypatch, Viewer("li", "Li", frozenset({Role.LEADER}), session="tests"))
    next(button for button in app.button if button.label == "记录并查看").click().run()
    assert OFFICER not in everything_on(app)
    assert recorded(url) == []
    assert ("denial", "case", "s:1", {}) in noted


def test_one_case_in_full_leaves_the_others_masked(monkeypatch: pytest.MonkeyPatch):
    app = asked_for(REASON)
    app.run()
    app.switch_page("../pages/supervision/warnings.py").run()
    assert OFFICER not in everything_on(app)
    monkeypatch.setattr(unmasking, "UNMASKED_SECONDS", 0.0)
    short = asked_for(REASON)
    short.run()
    assert OFFICER not in everything_on(short)
