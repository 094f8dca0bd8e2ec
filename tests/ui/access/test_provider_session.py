"""Where a sign-out leads at providers that say different things of themselves."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit import auth_util
from streamlit.runtime.secrets import AttrDict
from streamlit.web.server.starlette import starlette_auth_routes

from ui.access import provider_session

BACK = "https://supervision.internal/oauth2callback"
Provider = Callable[[int, object], None]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that answers, when it is asked about itself, as a test wants it to."""
    answer: dict[str, object] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(str(answer["status"])))
            self.end_headers()
            self.wfile.write(json.dumps(answer["metadata"]).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    section = {
        "client_id": "supervision",
        "client_secret": "x",
        "server_metadata_url": f"http://127.0.0.1:{server.server_port}/metadata",
    }
    secrets = AttrDict({"redirect_uri": BACK, "sso": section})
    for module in (auth_util, starlette_auth_routes):
        monkeypatch.setattr(module, "get_secrets_auth_section", lambda: secrets)
    yield lambda status, metadata: answer.update(status=status, metadata=metadata)
    server.shutdown()
    server.server_close()


def test_the_provider_is_told_who_asks_and_where_to_lead_back(provider: Provider):
    provider(200, {"end_session_endpoint": "https://sso.internal/end?realm=a&client_id=b"})
    place = urlsplit(asyncio.run(provider_session.end_of_session()))
    assert (place.netloc, place.path) == ("sso.internal", "/end")
    assert parse_qs(place.query) == {
        "realm": ["a"],
        "client_id": ["supervision"],
        "post_logout_redirect_uri": [BACK],
    }


@pytest.mark.parametrize(
    ("status", "metadata"),
    [
        (200, {}),
        (200, {"end_session_endpoint": None}),
        (200, {"end_session_endpoint": "javascript:alert(1)"}),
        (200, ["no metadata"]),
        (500, {"end_session_endpoint": "https://sso.internal/end"}),
    ],
)
def test_a_provider_without_such_a_place_leaves_people_here(
    provider: Provider, status: int, metadata: object
):
    provider(status, metadata)
    assert asyncio.run(provider_session.end_of_session()) == ""


def test_a_silent_provider_holds_nobody_up(provider: Provider, monkeypatch: pytest.MonkeyPatch):
    provider(200, {"end_session_endpoint": "https://sso.internal/end"})
    monkeypatch.setattr(provider_session, "PROVIDER_SECONDS", 0.0)
    assert asyncio.run(provider_session.end_of_session()) == ""
