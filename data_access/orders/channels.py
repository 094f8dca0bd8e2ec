"""How a notice leaves this system: by mail, or as JSON to an address of another system.

Each bears the key of the notice (Message-ID, Idempotency-Key), by which whoever receives one twice
can tell: what is delivered at least once may come again.
"""

import hashlib
import json
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from supervision.settings import Settings
from supervision.words import N_, translate

SECONDS = 10.0
"""How long a server may take."""
Payload = Mapping[str, Any]
Channel = Callable[[Payload], None]
"""Sends one notice, or raises what went wrong."""
SUPERVISION = "supervision"
"""Stands for the supervisors where mail goes to a department by its code."""

HAPPENED = {
    "issue": N_("收到督办单，请签收"),
    "sign": N_("部门已签收"),
    "answer": N_("部门已反馈"),
    "contest": N_("部门提出申诉，待决定"),
    "report": N_("部门报告整改，待复核"),
    "note": N_("有补充说明"),
    "uphold": N_("申诉未予支持，请继续办理"),
    "send_back": N_("已退回，请重办"),
    "refute": N_("复核不实，已退回，请重办"),
    "verify": N_("复核通过"),
    "close": N_("已销号"),
    "withdraw": N_("督办单已撤销"),
    "urge": N_("催办"),
    "circulate": N_("通报"),
    "summon": N_("约谈"),
    "reminder": N_("催办：临期、未签收、未反馈或已逾期"),
    "circulate_due": N_("逾期已久，将予通报"),
}
"""What a notice says, by its kind."""
BODY = N_("督办单 {number}（{subject}）：{happened}。办结期限 {due}。")


def channels_of(settings: Settings) -> dict[str, Channel]:
    """The channels that an installation has set, by name; none by default."""
    found: dict[str, Channel] = {}
    if settings.smtp_url and settings.mail_from and settings.mail_to:
        found["mail"] = mail(settings.smtp_url, settings.mail_from, settings.mail_to)
    if settings.webhook_url:
        found["webhook"] = webhook(settings.webhook_url)
    return found


def mail(url: str, sender: str, receiver: str) -> Channel:
    """Mail over SMTP: in Chinese, then in English."""
    parts = urlsplit(url)
    is_encrypted = parts.scheme == "smtps"
    port = parts.port or (smtplib.SMTP_SSL_PORT if is_encrypted else smtplib.SMTP_PORT)

    def send(payload: Payload) -> None:
        message = message_of(payload, sender, receiver)
        with _server(parts.hostname or "", port, is_encrypted=is_encrypted) as server:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def message_of(payload: Payload, sender: str, receiver: str) -> EmailMessage:
    """The mail of a notice."""
    is_for_department = payload["audience"] == "department"
    audience = payload["department_code"] if is_for_department else SUPERVISION
    message = EmailMessage()
    happened = HAPPENED[payload["kind"]]
    number = payload["order_no"]
    message["Subject"] = f"{number} {translate(happened, 'zh')} {translate(happened, 'en')}"
    message["From"] = sender
    message["To"] = receiver.replace("{audience}", audience)
    key = hashlib.sha256(payload["notice_id"].encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{key}@supervision>"
    message["X-Notice-Id"] = key
    lines = [
        translate(
            BODY,
            language,
            number=number,
            subject=payload["subject_no"],
            happened=translate(happened, language),
            due=payload["due_at"][:10],
        )
        for language in ("zh", "en")
    ]
    message.set_content("\n\n".join(lines) + "\n")
    return message


def webhook(url: str) -> Channel:
    """A POST of the payload as JSON; only 2xx is a success, and no redirect is followed."""
    opener = build_opener(_NoRedirect)

    def send(payload: Payload) -> None:
        body = json.dumps(payload, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": hashlib.sha256(payload["notice_id"].encode()).hexdigest()[:32],
        }
        with opener.open(Request(url, body, headers, method="POST"), timeout=SECONDS):
            pass

    return send


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the notice to an address that nobody has set."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def _server(host: str, port: int, *, is_encrypted: bool) -> smtplib.SMTP:
    if is_encrypted:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    return smtplib.SMTP(host, port, timeout=SECONDS)
