"""Signing in and out: the demo's one click, the provider's answer, and the end of a sign-in.

With a provider the login itself is Streamlit's own (`/auth/login`, `/oauth2callback`): what it
would put into a cookie for thirty days is read here once, and replaced by a sign-in of ours.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import auth_util
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from data_access.access import access_log, people
from data_access.engine import reading, settings, writing
from supervision.people import Viewer
from ui.access.admission import CALLBACK, admission, provider
from ui.access.gate import SIGN_IN, signed_in, token_of
from ui.access.identity import COOKIE, SECURE_COOKIE
from ui.access.provider_session import end_of_session
from ui.access.sign_in_page import (
    EVERYWHERE,
    HERE_ONLY,
    demo_page,
    fault_page,
    language_of,
    provider_page,
    refusal_page,
)
from ui.clock import now
from ui.fetch import once

log = logging.getLogger(__name__)

Found = TypeVar("Found")

NEXT_COOKIE = "supervision_next"
NEXT_SECONDS = 600
MOST_BODY = 4_096
LONGEST_NEXT = 1_500
SAME_SITE = ("same-origin", "none", "")
"""What a browser says of a request that no foreign page caused; old browsers say nothing."""


async def sign_in_page(request: Request) -> Response:
    """The page that asks who comes."""
    wanted = safe_next(request.query_params.get("next", ""))
    language = language_of(request, wanted)
    if not settings().is_demo:
        target = f"{SIGN_IN}/provider?next={quote(wanted, safe='')}"
        return provider_page(language, target, request.query_params.get("out", ""))
    try:
        persons = await _in_time(_demo_persons)
    except Exception as error:
        log.warning("the demo's persons cannot be read: %s", type(error).__name__)
        return fault_page(language)
    return demo_page(language, persons, wanted)


async def demo_sign_in(request: Request) -> Response:
    """Sign a made-up person in; only where the demo runs."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return Response(status_code=413)
    form = parse_qs(body.decode("utf-8", "replace"))
    wanted = safe_next(form.get("next", [""])[0])
    if not settings().is_demo:
        return Response(status_code=404)
    return await _begin(request, form.get("person", [""])[0], wanted)


async def to_provider(request: Request) -> Response:
    """Remember where to come back to, and go to the provider by Streamlit's own route."""
    if settings().is_demo:
        return Response(status_code=404)
    token = auth_util.encode_provider_token(provider())
    response = RedirectResponse(f"/auth/login?provider={quote(token, safe='')}", 303)
    response.set_cookie(
        NEXT_COOKIE,
        quote(safe_next(request.query_params.get("next", "")), safe=""),
        max_age=NEXT_SECONDS,
        httponly=True,
        samesite="lax",
        secure=admission().is_secure,
    )
    return response


async def sign_out(request: Request) -> Response:
    """End the sign-in in the database, so that no copy of its cookie opens anything any more.

    Then the provider's session, where it can be: the browser goes there, and comes back to us.
    """
    if request.headers.get("sec-fetch-site", "") not in SAME_SITE:
        return Response(status_code=403)
    token = token_of(request)
    try:
        found = await signed_in(request)
        if token:
            await _in_time(_end, token, found.viewer if found else None)
    except Exception as error:
        log.warning("a sign-out was not written: %s", type(error).__name__)
        return fault_page(language_of(request, ""))
    if settings().is_demo:
        place = f"{SIGN_IN}?out={EVERYWHERE}"
    else:
        place = await end_of_session() or f"{SIGN_IN}?out={HERE_ONLY}"
    response = RedirectResponse(place, 303)
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(name, secure=name == SECURE_COOKIE, httponly=True)
    return response


class ProviderAnswer:
    """Takes what Streamlit made of the provider's answer, and begins a sign-in of ours with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit check the answer; its cookie with the identity never leaves the server."""
        if scope["type"] != "http" or scope["path"] != CALLBACK:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if settings().is_demo:
            await Response(status_code=404)(scope, receive, send)
            return
        if not request.query_params.keys() & {"code", "error"}:  # back from the end of its session
            place = "/" if token_of(request) else f"{SIGN_IN}?out={EVERYWHERE}"
            await RedirectResponse(place, 303)(scope, receive, send)
            return
        answered: list[tuple[bytes, bytes]] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.extend(message.get("headers", ()))

        await self.app(scope, receive, keep)
        cookies = [
            value.decode("latin-1") for name, value in answered if name.lower() == b"set-cookie"
        ]
        response = await self._answer(request, claims_in(cookies))
        for cookie in cookies:  # Streamlit's own memory of the login, which has just ended
            if not cookie.startswith(USER_COOKIE_NAME):
                response.raw_headers.append((b"set-cookie", cookie.encode("latin-1")))
        await response(scope, receive, send)

    async def _answer(self, request: Request, claims: dict[str, Any]) -> Response:
        wanted = safe_next(_unquoted(request.cookies.get(NEXT_COOKIE, "")))
        language = language_of(request, wanted)
        subject = str(claims.get(settings().subject_claim) or "")
        if not subject:
            log.warning("the provider did not say who comes")
            return fault_page(language)
        try:
            person = await _in_time(_person_of, subject)
            if person is None:
                return refusal_page(language, subject)
        except Exception as error:
            log.warning("a sign-in failed: %s", type(error).__name__)
            return fault_page(language)
        response = await _begin(request, person.person_id, wanted)
        response.delete_cookie(NEXT_COOKIE)
        return response


def claims_in(cookies: list[str]) -> dict[str, Any]:
    """What the provider said of the person, from cookies that Streamlit signed; else nothing."""
    found = {}
    for cookie in cookies:
        name, _, value = cookie.split(";", 1)[0].partition("=")
        found[name] = value.strip('"')

    def decoded(name: str) -> bytes | None:
        value = found.get(name)
        return decode_signed_value(get_cookie_secret(), name, value) if value else None

    words = auth_util.get_cookie_with_chunks(decoded, USER_COOKIE_NAME)
    try:
        claims = json.loads(words or b"{}")
    except ValueError:
        return {}
    return claims if claims.get("is_logged_in") else {}


def safe_next(wanted: str) -> str:
    """An address on this server, or the first page: a link must not lead people elsewhere."""
    try:
        parts = urlsplit(wanted) if len(wanted) <= LONGEST_NEXT else urlsplit("")
    except ValueError:
        return "/"
    is_ours = wanted.startswith("/") and not parts.scheme and not parts.netloc
    is_plain = is_ours and "\\" not in parts.path and not any(mark in wanted for mark in "\r\n\t")
    is_page = not parts.path.startswith((SIGN_IN, "/sign-out", "/auth", CALLBACK, "/_stcore"))
    return wanted if is_plain and is_page else "/"


async def _begin(request: Request, person_id: str, wanted: str) -> Response:
    """Begin a sign-in, and go where the person wanted to go."""
    try:
        token = await _in_time(_sign_in, person_id, request)
    except ValueError:
        return Response(status_code=403)
    except Exception as error:
        log.warning("a sign-in was not written: %s", type(error).__name__)
        return fault_page(language_of(request, wanted))
    response = RedirectResponse(wanted, 303)
    is_secure = admission().is_secure
    response.set_cookie(
        SECURE_COOKIE if is_secure else COOKIE,
        token,
        httponly=True,
        samesite="lax",  # strict would ask everybody who follows a link in a mail to sign in again
        secure=is_secure,
    )
    return response


async def _in_time(work: Callable[..., Found], *arguments: object) -> Found:
    """Work of a thread, given up when it lasts: a hung database must not leave people waiting."""
    return await asyncio.to_thread(once, partial(work, *arguments))


def _sign_in(person_id: str, request: Request) -> str:
    with writing() as connection:
        before = token_of(request)
        if before:
            people.sign_out(connection, before, now())
        token, viewer = people.sign_in(connection, person_id, now())
        _note(connection, viewer, "sign_in", person_id)
    return token


def _end(token: str, viewer: Viewer | None) -> None:
    with writing() as connection:
        people.sign_out(connection, token, now())
        if viewer is not None:
            _note(connection, viewer, "sign_out", viewer.person_id)


def _person_of(subject: str) -> Viewer | None:
    """The person, or a record that somebody without a right came."""
    with reading() as connection:
        found = people.person_of(connection, subject)
    if found is None:
        with writing() as connection:
            _note(connection, Viewer("", "", frozenset()), "refused", subject)
    return found


def _note(connection: Any, viewer: Viewer, action: str, subject: str) -> None:  # noqa: ANN401
    access_log.note(connection, viewer, action=action, subject_type="person", subject_id=subject)


def _demo_persons() -> list[Viewer]:
    with reading() as connection:
        return people.demo_persons(connection)


def _unquoted(words: str) -> str:
    return parse_qs(f"x={words}").get("x", [""])[0]


SIGN_IN_ROUTES = [
    Route(SIGN_IN, sign_in_page),
    Route(f"{SIGN_IN}/demo", demo_sign_in, methods=["POST"]),
    Route(f"{SIGN_IN}/provider", to_provider),
    Route("/sign-out", sign_out),
]
