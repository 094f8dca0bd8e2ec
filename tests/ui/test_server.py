"""The server around the frame: headers on every response, health, and what it allows to run."""

import asyncio
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from data_access.engine import engine_for
from data_access.migration import migrate
from ui.server import HEADERS, SecurityHeaders, health, inline_scripts

REQUEST = Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []})


def test_headers_are_set_once_whatever_the_application_says():
    async def application(scope, receive, send):
        foreign = [(b"X-Frame-Options", b"ALLOWALL"), (b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": foreign})
        await send({"type": "http.response.body", "body": b"x"})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    asyncio.run(SecurityHeaders(application)({"type": "http"}, receive, send))
    headers = sent[0]["headers"]
    assert [value for name, value in headers if name.lower() == b"x-frame-options"] == [b"DENY"]
    assert {name.decode() for name, _ in headers} >= {name.lower() for name in HEADERS}
    assert (b"content-type", b"text/html") in headers


def test_no_inline_script_may_run_but_those_of_the_page_itself():
    policy = HEADERS["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "'self'" in scripts
    (hashed,) = inline_scripts("<script>a()</script><script src='x'></script>")
    assert hashed.startswith("'sha256-")


@pytest.mark.parametrize(("state", "status"), [("ready", 200), ("old", 503), ("dead", 503)])
def test_health_tells_a_database_that_answers_from_one_that_does_not(
    state: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path}/x.db"
    if state == "ready":
        migrate(engine_for(url))
    elif state == "dead":
        url = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    assert asyncio.run(health(REQUEST)).status_code == status
    engine_for(url).dispose()
