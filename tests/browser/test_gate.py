"""The gate in front of the screens, asked by raw requests: strangers, roles, sessions."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from sqlalchemy import Connection, func, select, update
from websockets.exceptions import InvalidStatus

from data_access.access import people
from data_access.access.access_log import verify
from data_access.engine import engine_for, reading, writing
from data_access.evaluation import shanghai_now
from data_access.masking import ID_NUMBER, PHONE
from data_access.schema import (
    AccessEntry,
    CaseClock,
    Person,
    PersonSession,
    Project,
)
from supervision.people import RIGHTS, Role
from tests.browser.socket_reader import cookie_of, request, run, socket_of, words_in
from ui.links import SCREENS

STRANGE = (
    "/",
    "/warnings",
    "/case?id=1",
    "/audit",
    "/static/index.html",
    "/supervision.js",
    "/supervision.css",
    "/media/0123456789abcdef.xlsx",
    "/component/x/index.html",
    "/app/static/x",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/allowed-message-origins",
    "/_stcore/upload_file/a/b",
    "/_stcore/stream",
    "/_stcore/agent/openapi.json",
    "/auth/logout",
    "/favicon.png",
    "/manifest.json",
    "/nothing",
)
"""Every kind of route that the server has, and some that it has not."""
NO_NUMBERS_OF_PERSONS = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24,}|\d+\.\d+|\b1[5-9]\d{11}\b"
)
"""Keys, digests, fractions and moments in milliseconds."""
REFUSED = "您没有查看这一页的权限"


@pytest.fixture(scope="module")
def url(district: str) -> str:
    return district


@pytest.fixture(scope="module")
def foreign(server: str, url: str) -> tuple[str, str, str, set[str]]:
    """The demo staff's department; of another one a case and a project; and all foreign marks."""
    with reading(engine_for(url)) as connection:
        own = connection.scalars(
            select(Person.departments).where(Person.person_id == "demo-staff")
        ).one()[0]
        cases = connection.execute(
            select(CaseClock.case_id, CaseClock.case_no).where(CaseClock.department_code != own)
        ).all()
        plans = connection.scalars(
            select(Project.project_id).where(Project.department_code != own)
        ).all()
    marks = {one for row in cases for one in row if one and len(one) > 5} | set(plans)
    return own, cases[0].case_id, plans[0], marks


def sessions(url: str) -> int:
    with reading(engine_for(url)) as connection:
        return connection.scalar(select(func.count()).select_from(PersonSession)) or 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_stranger_gets_nothing_from_any_route(server: str, url: str, method: str):
    before = sessions(url)
    for path in STRANGE:
        for headers in ({}, {"Cookie": "supervision_session=forged"}):
            status, _, body = request(server, method, path, Origin=server, **headers)
            assert status in (401, 403), f"{method} {path}: {status}"
            assert b"streamlit" not in body.lower()
            assert len(body) < 200
    assert sessions(url) == before


def test_a_stranger_who_asks_for_a_page_is_led_to_the_sign_in(server: str):
    status, headers, _ = request(server, "GET", "/case?id=7&lang=en", Accept="text/html")
    assert status == 303
    assert headers["location"] == "/sign-in?next=%2Fcase%3Fid%3D7%26lang%3Den"
    status, headers, body = request(server, "GET", headers["location"], Accept="text/html")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert "Supervisor" in body.decode()
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "<script" not in body.decode()


@pytest.mark.parametrize(
    ("cookie", "origin"),
    [("", None), ("supervision_session=forged", None), ("real", ""), ("real", "http://evil.cn")],
)
def test_no_socket_opens_for_a_stranger_or_from_a_foreign_page(
    server: str, cookie: str, origin: str | None
):
    if cookie == "real":
        cookie = cookie_of(server, "demo-supervisor")
    with pytest.raises(InvalidStatus) as refused, socket_of(server, cookie, origin):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.cn", "supervision.internal", "127.0.0.1.evil.cn", "10.0.0.1"]
)
def test_a_foreign_name_that_leads_here_is_refused(server: str, host: str):
    cookie = cookie_of(server, "demo-supervisor")
    status, _, body = request(server, "GET", "/", Host=host, Cookie=cookie)
    assert (status, body) == (403, b"unknown host")


def test_a_form_of_a_foreign_page_signs_nobody_in(server: str, url: str):
    before = sessions(url)
    for origin in ({}, {"Origin": "http://evil.cn"}, {"Origin": "null"}):
        status, headers, _ = request(
            server, "POST", "/sign-in/demo", "person=demo-supervisor", **origin
        )
        assert status == 403
        assert "set-cookie" not in headers
    assert sessions(url) == before


@pytest.mark.parametrize("person", ["", "nobody", "demo-nobody", "' OR 1=1 --", "x" * 5_000])
def test_only_the_persons_of_the_demo_sign_in(server: str, url: str, person: str):
    before = sessions(url)
    status, headers, _ = request(server, "POST", "/sign-in/demo", f"person={person}", Origin=server)
    assert status in (403, 413)
    assert "set-cookie" not in headers
    assert sessions(url) == before


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/case?id=7", "/case?id=7"),
        ("//evil.cn", "/"),
        ("https://evil.cn/", "/"),
        ("/\\evil.cn", "/"),
        ("/sign-out", "/"),
        ("", "/"),
        ("//[", "/"),
        ("/orders?finding=c1%7CW06&lang=zh", "/orders?finding=c1%7CW06&lang=zh"),
        ("/x\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_the_sign_in_leads_back_to_this_server_only(server: str, wanted: str, led: str):
    body = urlencode({"person": "demo-leader", "next": wanted})
    status, headers, _ = request(server, "POST", "/sign-in/demo", body, Origin=server)
    assert (status, headers["location"]) == (303, led)
    assert "HttpOnly" in headers["set-cookie"]
    assert "samesite=lax" in headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "query",
    [
        "finding=c1%7CW06%7Cred%7C1&lang=zh",
        "project=P-1&department=housing&as_of=2026-11-02T10%3A00%3A00",
        "search=%E9%99%90%E6%9C%9F+100%25%26a%3Db&page=2",
        "search=a%2Bb+c%20d&search=twice&empty=",
        "search=\"<x>'|{y}\\z^`",
        "next=//evil.cn&search=%2F%2Fevil.cn%0D%0Ax",
    ],
)
def test_the_address_of_a_link_survives_the_sign_in(server: str, query: str):
    asked = f"/orders?{query}".replace(" ", "%20")
    status, headers, _ = request(server, "GET", asked, Accept="text/html")
    assert status == 303
    page = request(server, "GET", headers["location"], Accept="text/html")[2].decode()
    [hidden] = re.findall(r'name="next" value="([^"]*)"', page)
    body = urlencode({"person": "demo-supervisor", "next": unescape(hidden)})
    status, headers, _ = request(server, "POST", "/sign-in/demo", body, Origin=server)
    led = urlsplit(headers["location"])
    assert (status, led.scheme, led.netloc, led.path) == (303, "", "", "/orders")
    assert parse_qsl(led.query, True) == parse_qsl(query, True)


def test_the_database_keeps_no_token_that_opens_anything(server: str, url: str):
    token = cookie_of(server, "demo-supervisor").split("=", 1)[1]
    with reading(engine_for(url)) as connection:
        kept = connection.scalars(select(PersonSession.session_id)).all()
    assert token not in kept
    assert people.digest(token) in kept


@pytest.mark.parametrize("name", list(SCREENS))
@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_its_screens_and_no_row_of_others(
    server: str, foreign: tuple[str, str, str, set[str]], role: Role, name: str
):
    own, case_id, project_id, marks = foreign
    wanted = {"case": case_id, "project": project_id}.get(name, "")
    cookie = cookie_of(server, f"demo-{role}")
    is_theirs = any(right in RIGHTS[role] for right in SCREENS[name].rights)
    addresses = [f"id={wanted}"]
    if role is Role.STAFF:  # only their rights end at a department
        addresses += [f"id={wanted}&department={own}", f"id={wanted}&department=police"]
    with socket_of(server, cookie) as socket:
        for query in addresses:
            told = words_in(run(socket, "" if name == "live" else name, f"lang=zh&{query}"))
            assert "Traceback" not in told
            if not is_theirs:
                assert "环节看板" not in told  # who comes to the first page is led to their own
                assert REFUSED in told or name == "live"
            if role is Role.STAFF or (not is_theirs and name != "live"):
                leaked = {mark for mark in marks if mark in told and mark != wanted}
                assert not leaked, sorted(leaked)[:5]
            plain = NO_NUMBERS_OF_PERSONS.sub("", told)
            assert ID_NUMBER.search(plain) is None
            assert PHONE.search(plain) is None


def test_a_person_sent_away_is_out_at_once_also_on_an_open_page(server: str, url: str):
    cookie = cookie_of(server, "demo-leader")
    with socket_of(server, cookie) as socket:
        assert "登录已结束" not in words_in(run(socket, "warnings"))
        with writing(engine_for(url)) as connection:
            people.set_disabled(connection, "demo-leader", True, shanghai_now())
        told = words_in(run(socket, "warnings"))
        assert "登录已结束" in told
        assert "红牌" not in told
    status, _, _ = request(server, "GET", "/_stcore/host-config", Cookie=cookie)
    assert status == 401
    with writing(engine_for(url)) as connection:
        people.set_disabled(connection, "demo-leader", False, shanghai_now())
    status, _, _ = request(server, "GET", "/_stcore/host-config", Cookie=cookie)
    assert status == 401  # who may come again signs in again


def test_a_role_taken_away_holds_from_the_next_click(server: str, url: str):
    def roles(*names: str) -> None:
        with writing(engine_for(url)) as connection:
            changed = update(Person).where(Person.person_id == "demo-leader")
            connection.execute(changed.values(roles=list(names)))

    with socket_of(server, cookie_of(server, "demo-leader")) as socket:
        assert REFUSED not in words_in(run(socket, "warnings"))
        roles("auditor")
        assert REFUSED in words_in(run(socket, "warnings"))
        roles("leader")
        assert REFUSED not in words_in(run(socket, "warnings"))


def test_signing_out_revokes_every_copy_of_the_cookie(server: str):
    cookie = cookie_of(server, "demo-supervisor")
    assert request(server, "GET", "/_stcore/host-config", Cookie=cookie)[0] == 200
    foreign_page = {"Sec_Fetch_Site": "cross-site"}
    assert request(server, "GET", "/sign-out", Cookie=cookie, **foreign_page)[0] == 403
    assert request(server, "GET", "/_stcore/host-config", Cookie=cookie)[0] == 200
    with socket_of(server, cookie) as socket:
        run(socket, "warnings")
        status, headers, _ = request(server, "GET", "/sign-out", Cookie=cookie)
        assert (status, headers["location"]) == (303, "/sign-in?out=1")
        assert "登录已结束" in words_in(run(socket, "warnings"))
    assert request(server, "GET", "/_stcore/host-config", Cookie=cookie)[0] == 401
    with pytest.raises(InvalidStatus), socket_of(server, cookie):
        pass


@pytest.mark.parametrize(("column", "minutes"), [("last_seen_at", 31), ("created_at", 8 * 60 + 1)])
def test_an_idle_and_an_old_sign_in_end(server: str, url: str, column: str, minutes: int):
    cookie = cookie_of(server, "demo-supervisor")
    session = people.digest(cookie.split("=", 1)[1])
    with writing(engine_for(url)) as connection:
        changed = update(PersonSession).where(PersonSession.session_id == session)
        connection.execute(changed.values({column: shanghai_now() - timedelta(minutes=minutes)}))
    assert request(server, "GET", "/_stcore/host-config", Cookie=cookie)[0] == 401


def test_nobody_resumes_the_page_of_another_by_its_session(server: str):
    with socket_of(server, cookie_of(server, "demo-supervisor")) as victim:
        messages = run(victim, "warnings", "level=red&search=victim-only")
        session = next(
            message.new_session.initialize.session_id
            for message in messages
            if message.WhichOneof("type") == "new_session"
        )
        assert session
    with socket_of(server, cookie_of(server, "demo-staff"), session=session) as thief:
        theirs = run(thief, "warnings")
        got = next(
            message.new_session.initialize.session_id
            for message in theirs
            if message.WhichOneof("type") == "new_session"
        )
        assert got != session
        assert "victim-only" not in words_in(theirs)


def test_a_header_from_outside_says_nothing_about_who_comes(server: str):
    for name in ("X-Supervision-Session", "X-Forwarded-User", "Remote-User"):
        status, _, _ = request(server, "GET", "/_stcore/host-config", **{name: "demo-supervisor"})
        assert status == 401


def entries(connection: Connection, action: str) -> list[dict[str, object]]:
    rows = connection.execute(
        select(AccessEntry.person_id, AccessEntry.subject_id, AccessEntry.detail)
        .where(AccessEntry.action == action)
        .order_by(AccessEntry.entry_no)
    )
    return [{**row._mapping, "detail": json.loads(row.detail)} for row in rows]


def test_a_view_is_one_record_however_often_the_page_runs(server: str, url: str):
    with socket_of(server, cookie_of(server, "demo-supervisor")) as socket:
        for _ in range(5):
            run(socket, "warnings", "lang=zh&level=red&rule=W02")
        run(socket, "warnings", "search=310116199001011234")
        run(socket, "audit")
    with reading(engine_for(url)) as connection:
        viewed = [one for one in entries(connection, "view") if one["subject_id"] == "warnings"]
        same = [one for one in viewed if one["detail"] == {"level": "red", "rule": "W02"}]
        assert len(same) == 1
        searched = entries(connection, "search")[-1]
        assert searched["detail"] == {"search": "3101**********1234"}
        denied = entries(connection, "denial")[-1]
        assert (denied["person_id"], denied["subject_id"]) == ("demo-supervisor", "audit")
        assert verify(connection).faults == ()


def test_no_number_of_a_person_is_in_the_log(server: str, url: str):
    with reading(engine_for(url)) as connection:
        rows = connection.execute(select(AccessEntry.subject_id, AccessEntry.detail)).all()
    assert rows
    for row in rows:
        for words in row:
            assert ID_NUMBER.search(words) is None, words
            assert PHONE.search(words) is None, words
