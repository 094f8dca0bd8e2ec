"""The gate in front of Streamlit: a stranger reaches the sign-in and the health, and nothing else.

It answers before Streamlit sees a request, so no session, no socket, no media file and no metric
exists for somebody who is not signed in. Host and origin are checked first: a request that another
site's page sends over our own person's browser is not ours.
"""

import asyncio
import logging
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from data_access.access.people import SignedIn
from ui.access.admission import CALLBACK, LOOPBACK, Admission, admission
from ui.access.identity import COOKIE, SECURE_COOKIE, identify
from ui.fetch import UnansweredError

log = logging.getLogger(__name__)

HEALTH = "/healthz"
SIGN_IN = "/sign-in"
OPEN = (HEALTH, SIGN_IN, f"{SIGN_IN}/demo", f"{SIGN_IN}/provider", "/sign-out", "/auth/login")
"""What answers a stranger; the provider's answer (CALLBACK) is taken by the gate itself."""
SESSION_HEADER = b"x-supervision-session"
"""How the gate tells Streamlit whose connection it is, so that nobody resumes another's."""
ASSETS = ("/static/", "/supervision.js", "/supervision.css")
ASSET_SECONDS = 30.0
"""The same programs for everybody: for them a sign-in is not asked for again and again."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Gate:
    """Lets through who is signed in; everybody else is led to the sign-in, or refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide about one request or one socket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        refusal = _refusal(asked, admission())
        if refusal:
            log.warning("refused %s: %s", scope["path"], refusal)
            await _refuse(scope, receive, send, PlainTextResponse(refusal, 403))
            return
        if scope["path"] in (*OPEN, CALLBACK) and scope["type"] == "http":
            await self.app(_without_identity(scope), receive, send)
            return
        try:
            found = await signed_in(asked)
        except UnansweredError:
            await _refuse(scope, receive, send, PlainTextResponse(NO_DATABASE, 503))
            return
        if found is None:
            await _refuse(scope, receive, send, _to_the_sign_in(asked))
            return
        await self.app(_with_identity(scope, found), receive, send)


NO_DATABASE = "暂时读不到数据库，请稍后再试 · The database does not answer, please try again later"
NOT_SIGNED_IN = "请先登录 · Please sign in first"


def token_of(asked: HTTPConnection) -> str:
    """The token that the browser presents; "" where there is none."""
    return asked.cookies.get(SECURE_COOKIE) or asked.cookies.get(COOKIE) or ""


async def signed_in(asked: HTTPConnection) -> SignedIn | None:
    """Who sends this request; raises UnansweredError while the database is silent about them."""
    token = token_of(asked)
    if not token:
        return None
    most = ASSET_SECONDS if asked.url.path.startswith(ASSETS) else 0.0
    return await asyncio.to_thread(identify, token, at_most_old=most)


def _refusal(asked: HTTPConnection, admitted: Admission) -> str:
    """Why a request is not for us, or not from a page of ours; "" when it may be looked at."""
    host, origin = asked.headers.get("host", ""), asked.headers.get("origin")
    server = asked.scope.get("server") or ("",)
    is_probe = asked.url.path == HEALTH and server[0] in LOOPBACK
    if not admitted.knows_host(host) and not is_probe:
        return "unknown host"
    if not admitted.origin and server[0] not in LOOPBACK:
        return "the demo answers on loopback only"
    changes = asked.scope["type"] == "websocket" or asked.scope["method"] not in SAFE_METHODS
    if origin is None:
        return "no origin" if changes else ""
    return "" if admitted.knows_origin(origin, host) else "foreign origin"


def _to_the_sign_in(asked: HTTPConnection) -> Response:
    """A page leads to the sign-in and back; anything else is refused."""
    wants_page = asked.scope.get("method") == "GET" and "text/html" in asked.headers.get(
        "accept", ""
    )
    if not wants_page:
        return PlainTextResponse(NOT_SIGNED_IN, 401)
    query = asked.url.query
    wanted = asked.url.path + (f"?{query}" if query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", 303)


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Answer a request, or turn a socket away before it is accepted."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "not signed in"})
        return
    response.headers["Cache-Control"] = "no-store"
    await response(scope, receive, send)


def _without_identity(scope: Scope) -> Scope:
    """The same request without the header that only the gate may set."""
    kept = [pair for pair in scope["headers"] if pair[0].lower() != SESSION_HEADER]
    return {**scope, "headers": kept}


def _with_identity(scope: Scope, found: SignedIn) -> Scope:
    cleaned = _without_identity(scope)
    whose = (SESSION_HEADER, found.viewer.session.encode())
    return {**cleaned, "headers": [*cleaned["headers"], whose]}
