"""What each role finds behind each address, through the frame; and what is recorded of it."""

import pytest

from supervision.people import RIGHTS, Right, Role, Viewer
from tests.pages.showing import opened, tables, ways_on, words_on
from tests.signing_in import sign_in
from ui import exports
from ui.access import viewer
from ui.links import SCREENS

pytestmark = pytest.mark.usefixtures("the_record")
NO = "您没有查看这一页的权限"
MOMENT = "2026-11-23T09:41:20"


def somebody(role: Role, *departments: str) -> Viewer:
    return Viewer(str(role), "X", frozenset({role}), frozenset(departments))


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "live"])
@pytest.mark.parametrize("role", list(Role))
def test_a_screen_opens_for_its_roles_and_says_no_to_the_others(
    role: Role, name: str, monkeypatch: pytest.MonkeyPatch
):
    noted = sign_in(monkeypatch, somebody(role, "housing"))
    app = opened(name, as_of=MOMENT)
    is_theirs = bool(RIGHTS[role] & set(SCREENS[name].rights))
    assert (NO in words_on(app)) is not is_theirs
    assert ("denial" in [entry[0] for entry in noted]) is not is_theirs
    offered = set(ways_on(app)) | {link.label for link in app.get("page_link")}
    theirs = [one for one in SCREENS.values() if RIGHTS[role] & set(one.rights)]
    assert {one.title for one in theirs if not one.is_hidden} <= offered
    hidden = [one for one in SCREENS.values() if not RIGHTS[role] & set(one.rights)]
    assert not offered & {one.title for one in hidden}


@pytest.mark.parametrize(
    ("role", "departments", "asked", "rows"),
    [
        (Role.SUPERVISOR, (), "", 2),
        (Role.STAFF, ("housing",), "", 1),
        (Role.STAFF, ("water",), "water", 1),
        (Role.STAFF, ("housing",), "water", 0),
        (Role.STAFF, (), "", 0),
        (Role.STAFF, ("housing", "water"), "", 2),
    ],
)
def test_the_departments_of_a_list_are_those_of_the_viewer(
    role: Role,
    departments: tuple[str, ...],
    asked: str,
    rows: int,
    monkeypatch: pytest.MonkeyPatch,
):
    sign_in(monkeypatch, somebody(role, *departments))
    more = {"department": asked} if asked else {}
    app = opened("cases", as_of=MOMENT, measure="closed", **more)
    found = tables(app, "department_code") or tables(app, "部门")
    names = {str(value) for table in found for value in table.iloc[:, :].to_numpy().ravel()}
    shown = sum(any(part in name for name in names) for part in ("区房管局", "局** :red"))
    assert shown == min(rows, shown) if asked == "" else shown == rows
    if rows == 0:
        assert "共 0 条" in words_on(app)


def test_a_view_is_noted_once_until_something_else_is_asked(monkeypatch: pytest.MonkeyPatch):
    noted = sign_in(monkeypatch)
    app = opened("warnings", as_of=MOMENT, level="red")
    for _ in range(3):
        app.run()
    seen = [entry for entry in noted if entry[2] == "warnings"]
    assert seen == [("view", "screen", "warnings", {"as_of": MOMENT, "level": "red"})]
    app.query_params["search"] = "JS1"
    app.run()
    assert noted[-1][0] == "search"


def test_a_case_is_noted_by_its_number(monkeypatch: pytest.MonkeyPatch):
    noted = sign_in(monkeypatch)
    opened("case", as_of=MOMENT, id="h0")
    assert ("view", "case", "h0", {"as_of": MOMENT}) in noted


def test_who_may_not_export_has_no_button_and_gets_nothing(monkeypatch: pytest.MonkeyPatch):
    for role in Role:
        sign_in(monkeypatch, somebody(role, "housing"))
        app = opened("quality", as_of=MOMENT)
        buttons = [one.label for one in app.get("download_button")]
        assert ("导出" in buttons) is (Right.EXPORT in RIGHTS[role]), role


def test_a_page_of_nobody_says_so_and_shows_no_figure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(viewer, "signed_in", lambda: None)
    app = opened("warnings", as_of=MOMENT)
    assert "登录已结束，请重新登录" in words_on(app)
    assert "红牌" not in words_on(app)
    assert not app.dataframe


def test_an_export_whose_record_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object, **_more: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(exports, "note", broken)
    export = exports.Export("t", exports.datetime(2026, 11, 23), {}, [], "d")
    monkeypatch.setattr(exports, "current_viewer", lambda fresh=False: somebody(Role.LEADER))
    with pytest.raises(OSError, match="disk full"):
        exports.record_export(export, 1, 1)
    monkeypatch.setattr(exports, "current_viewer", lambda fresh=False: somebody(Role.AUDITOR))
    with pytest.raises(PermissionError):
        exports.record_export(export, 1, 1)
