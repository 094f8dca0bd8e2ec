"""A reader without a browser: what the server says over HTTP and over its socket."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

RUN_SECONDS = 60.0


def request(
    server: str, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one answer; underscores in header names stand for hyphens."""
    asked = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    try:
        asked.request(
            method, path, body or None, {name.replace("_", "-"): it for name, it in headers.items()}
        )
        answer = asked.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        asked.close()


def cookie_of(server: str, person: str) -> str:
    """The cookie of a demo person who has just signed in."""
    status, headers, _ = request(server, "POST", "/sign-in/demo", f"person={person}", Origin=server)
    assert status == 303, status
    return headers["set-cookie"].split(";", 1)[0]


@contextmanager
def socket_of(
    server: str, cookie: str = "", origin: str | None = None, session: str = ""
) -> Iterator[ClientConnection]:
    """The open socket of a page, as a browser opens it."""
    words = ["streamlit", "x", session] if session else ["streamlit"]
    address = server.replace("http://", "ws://") + "/_stcore/stream"
    headers = {"Cookie": cookie} if cookie else {}
    with connect(
        address,
        subprotocols=words,
        origin=server if origin is None else origin or None,
        additional_headers=headers,
        max_size=None,
        open_timeout=30,
    ) as socket:
        yield socket


def run(socket: ClientConnection, path: str, query: str = "") -> list[ForwardMsg]:
    """Run the screen at this address; everything that the server sent until it was drawn."""
    state = ClientState(query_string=query, page_name=path)
    socket.send(BackMsg(rerun_script=state).SerializeToString())
    received = []
    while True:
        message = ForwardMsg.FromString(socket.recv(RUN_SECONDS))
        received.append(message)
        if message.WhichOneof("type") == "script_finished":
            again = message.FINISHED_EARLY_FOR_RERUN
            if message.script_finished != again:
                return received


def words_in(messages: list[ForwardMsg]) -> str:
    """All text that a reader was sent, tables included, as one string."""
    return "\n".join(message.SerializeToString().decode("utf-8", "replace") for message in messages)
