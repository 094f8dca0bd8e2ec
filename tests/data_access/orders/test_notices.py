"""Notices delivered to a real mail server and a real web server on this machine."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from data_access.engine import reading, writing
from data_access.evaluation import evaluate
from data_access.orders.channels import Channel, channels_of, mail, webhook
from data_access.orders.delivery import deliver, health, wait_after
from data_access.orders.writing import act, issue
from data_access.schema import Delivery, Notice
from data_access.schema.base import table_of
from supervision.orders.ladder import Action, OrderLevel
from supervision.quiet_hours import quiet_from
from supervision.scope import Period, Scope
from supervision.settings import Settings, settings_from
from tests.data_access.orders.a_district import NOW, STAFF, SUPERVISOR, at, deed, draft, fill

QUIET = quiet_from("20:00-08:00")
EVENING, MORNING = at("11-02 21:00"), at("11-03 08:00")
SCOPE = Scope(Period(NOW.date(), NOW.date()))


class MailHandler(socketserver.StreamRequestHandler):
    """As much of SMTP as a mail needs; the server answers 451 as often as it is told to."""

    def handle(self) -> None:
        self.say("220 test")
        lines: list[str] = []
        is_data = False
        while line := self.rfile.readline().decode():
            line = line.rstrip("\r\n")
            if is_data and line == ".":
                is_data = False
                if self.server.failures > 0:  # type: ignore[attr-defined]
                    self.server.failures -= 1  # type: ignore[attr-defined]
                    self.say("451 later, d1@example.org")
                else:
                    self.server.taken.append("\n".join(lines))  # type: ignore[attr-defined]
                    self.say("250 taken")
                lines = []
            elif is_data:
                lines.append(line)
            elif line.upper() == "DATA":
                is_data = True
                self.say("354 go on")
            elif line.upper() == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class WebHandler(BaseHTTPRequestHandler):
    """Keeps what is posted; answers 503 as often as it is told to, or sends elsewhere."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = 204
        if self.server.failures > 0:  # type: ignore[attr-defined]
            self.server.failures -= 1  # type: ignore[attr-defined]
            status = 503
        else:
            self.server.taken.append((self.headers["Idempotency-Key"], body))  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal of the tests."""


@contextmanager
def running(server: Any) -> Iterator[Any]:
    server.taken, server.failures = [], 0
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def post() -> Iterator[Any]:
    with running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailHandler)) as server:
        yield server


@pytest.fixture
def web() -> Iterator[Any]:
    with running(HTTPServer(("127.0.0.1", 0), WebHandler)) as server:
        yield server


@pytest.fixture
def channels(post: Any, web: Any) -> dict[str, Channel]:
    return {
        "mail": mail(
            f"smtp://127.0.0.1:{post.server_address[1]}", "a@example.org", "{audience}@example.org"
        ),
        "webhook": webhook(f"http://127.0.0.1:{web.server_address[1]}/hook"),
    }


def deliveries(engine: Engine) -> dict[str, dict[str, Any]]:
    with reading(engine) as connection:
        rows = connection.execute(select(table_of(Delivery))).mappings()
        return {row["channel"]: dict(row) for row in rows}


def unsettled(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(
            connection.execute(select(Notice.notice_id).where(Notice.settled_at.is_(None))).all()
        )


def test_both_channels_carry_the_notice_once_and_no_words_of_a_person(
    district: Engine, channels: dict[str, Channel], post: Any, web: Any
):
    issue(district, SUPERVISOR, [draft(demand="请张三于 13812345678 说明")], now=NOW)
    assert deliver(district, channels, QUIET, now=NOW) == 2
    assert deliver(district, channels, QUIET, now=NOW + timedelta(days=1)) == 0
    [letter], [(key, body)] = post.taken, web.taken
    assert "To: d1@example.org" in letter
    assert f"Message-ID: <{key}@supervision>" in letter
    assert (body["kind"], body["department_code"], body["order_id"]) == ("issue", "d1", "o1")
    assert "张三" not in json.dumps(body, ensure_ascii=False)
    assert unsettled(district) == 0
    act(district, STAFF, deed(Action.SIGN, 1), now=NOW)
    assert deliver(district, channels, QUIET, now=NOW) == 2
    assert "To: supervision@example.org" in post.taken[1]
    assert web.taken[1][1]["state"] == "signed"


def test_what_fails_is_tried_again_later_and_later_and_is_seen(
    district: Engine, channels: dict[str, Channel], post: Any, web: Any
):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    post.failures = 2
    assert deliver(district, channels, None, now=NOW) == 1
    assert len(web.taken) == 1
    failed = deliveries(district)["mail"]
    assert failed["attempts"] == 1
    assert failed["next_attempt_at"] == NOW + timedelta(seconds=30)
    assert failed["last_error"] == "SMTPDataError 451"  # nothing that the server said
    assert unsettled(district) == 1
    with reading(district) as connection:
        seen = health(connection, SCOPE, as_of=NOW).set_index("channel")
    assert seen.loc["mail", "failing"] == seen.loc["webhook", "delivered"] == 1
    assert deliver(district, channels, None, now=NOW + timedelta(seconds=29)) == 0
    assert deliver(district, channels, None, now=NOW + timedelta(seconds=30)) == 0
    assert deliveries(district)["mail"]["next_attempt_at"] == NOW + timedelta(seconds=90)
    assert deliver(district, channels, None, now=NOW + timedelta(seconds=90)) == 1
    assert len(post.taken) == len(web.taken) == 1
    assert unsettled(district) == 0
    with reading(district) as connection:
        seen = health(connection, SCOPE, as_of=NOW).set_index("channel")
    assert seen["failing"].sum() == 0
    waits = [wait_after(n).total_seconds() for n in (1, 2, 3, 7, 8, 50)]
    assert waits == [30, 60, 120, 1920, 3600, 3600]


def test_who_dies_while_sending_sends_again_with_the_same_key(
    district: Engine, channels: dict[str, Channel], web: Any
):
    issue(district, SUPERVISOR, [draft()], now=NOW)
    send = channels["webhook"]

    class Killed(BaseException):
        """What no handler catches, as when the process is gone."""

    def sent_then_killed(payload: Any) -> None:
        send(payload)
        raise Killed

    with pytest.raises(Killed):
        deliver(district, {"webhook": sent_then_killed}, None, now=NOW)
    assert deliver(district, {"webhook": send}, None, now=NOW + timedelta(seconds=60)) == 0
    assert deliver(district, {"webhook": send}, None, now=NOW + timedelta(seconds=120)) == 1
    keys = [key for key, _ in web.taken]
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_two_processes_do_not_send_the_same(district: Engine):
    orders = [draft("o1"), draft("o2", "c2|W06|red|1")]
    issue(district, SUPERVISOR, orders, now=NOW)
    sent: list[str] = []
    gate = threading.Barrier(2)

    def send(payload: Any) -> None:
        sent.append(payload["notice_id"])

    def work() -> None:
        gate.wait()
        deliver(district, {"webhook": send}, None, now=NOW)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sent) == ["act:o1", "act:o2"]


def test_quiet_hours_hold_what_can_wait(district: Engine):
    sent: list[str] = []
    channels = {"webhook": lambda payload: sent.append(payload["order_id"])}
    issue(district, SUPERVISOR, [draft()], now=EVENING)
    listed = draft("o2", "c2|W06|red|1", level=OrderLevel.LISTED)
    issue(district, SUPERVISOR, [listed], now=EVENING)
    deliver(district, channels, QUIET, now=EVENING)
    assert sent == ["o2"]  # of the gravest kind
    deliver(district, channels, QUIET, now=MORNING - timedelta(seconds=1))
    assert sent == ["o2"]
    deliver(district, channels, QUIET, now=MORNING)
    assert sent == ["o2", "o1"]


def test_what_would_come_too_late_comes_at_night_or_not_at_all(district: Engine):
    sent: list[str] = []
    channels = {"webhook": lambda payload: sent.append(payload["order_id"])}
    issue(district, SUPERVISOR, [draft()], now=EVENING)
    with writing(district) as connection:
        connection.execute(update(Notice).values(deadline_at=MORNING - timedelta(hours=1)))
    deliver(district, channels, QUIET, now=EVENING)
    assert sent == ["o1"]
    issue(district, SUPERVISOR, [draft("o2", "c2|W06|red|1")], now=EVENING)
    deliver(district, channels, None, now=EVENING + timedelta(days=4))
    assert sent == ["o1"]
    assert unsettled(district) == 0


def test_a_department_is_reminded_once_of_what_is_found(database: Engine):
    fill(database)
    sent: list[Any] = []
    channels = {"webhook": sent.append}
    issue(database, SUPERVISOR, [draft()], now=NOW)
    evaluate(database, now=NOW)
    deliver(database, channels, None, now=NOW)
    for moment in ("11-04 09:00", "11-04 09:05", "11-10 09:00"):
        evaluate(database, now=at(moment))
        deliver(database, channels, None, now=at(moment))
    told = [(row["kind"], row.get("rule")) for row in sent]
    assert told == [("issue", None), ("reminder", "W61"), ("reminder", "W63")]
    # the yellow of the 13th is told no more on the 17th, the reds of that morning are
    deliver(database, channels, None, now=at("11-17 09:00"))
    assert sorted(row["rule"] for row in sent[3:]) == ["W62", "W63"]


def test_nothing_is_sent_unless_it_is_set(district: Engine):
    assert channels_of(Settings()) == {}
    assert set(channels_of(Settings(smtp_url="smtp://h", mail_from="a@b", mail_to="c@d"))) == {
        "mail"
    }
    assert set(channels_of(Settings(webhook_url="http://h/"))) == {"webhook"}
    issue(district, SUPERVISOR, [draft()], now=NOW)
    assert deliver(district, {}, QUIET, now=NOW) == 0
    assert unsettled(district) == 1
    assert deliveries(district) == {}


@pytest.mark.parametrize(
    ("text", "moment", "ends"),
    [
        ("20:00-08:00", "11-02 19:59", None),
        ("20:00-08:00", "11-02 20:00", "11-03 08:00"),
        ("20:00-08:00", "11-02 07:59", "11-02 08:00"),
        ("20:00-08:00", "11-02 08:00", None),
        ("12:00-13:00", "11-02 12:30", "11-02 13:00"),
        ("12:00-13:00", "11-02 13:00", None),
    ],
)
def test_when_quiet_hours_end(text: str, moment: str, ends: str | None):
    quiet = quiet_from(text)
    assert quiet is not None
    assert quiet.end_after(at(moment)) == (at(ends) if ends else None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUPERVISION_QUIET_HOURS", "evening"),
        ("SUPERVISION_QUIET_HOURS", "08:00-08:00"),
        ("SUPERVISION_SMTP_URL", "mail.example.org with geheim"),
        ("SUPERVISION_WEBHOOK_URL", "file:///geheim"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_without_its_secret(name: str, value: str):
    with pytest.raises(ValueError, match=name) as refused:
        settings_from({name: value})
    assert "geheim" not in str(refused.value)
