"""Writers that are killed in the middle, and writers at the same time: nothing lost or doubled.

Nine kills a database by default; SUPERVISION_FAULTS=300 tries as many.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from data_access.access_log import verify
from data_access.engine import reading
from data_access.orders.refusals import ChangedError
from data_access.orders.writing import Act, act, issue
from data_access.schema import AccessEntry, Notice, OrderEntry, SupervisionOrder
from data_access.schema.base import table_of
from supervision.orders.ladder import Action
from tests.data_access.orders.a_district import NOW, OTHER_SUPERVISOR, STAFF, SUPERVISOR, draft

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("SUPERVISION_FAULTS", "9"))
WRITERS = 3
RACES = int(os.environ.get("SUPERVISION_RACES", "500"))


def rows(engine: Engine, model: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(table_of(model))))


def assert_whole(engine: Engine) -> tuple[set[str], set[str]]:
    """Every order has its acts without a gap, every act its notice and its entry in the log."""
    orders, entries = rows(engine, SupervisionOrder), rows(engine, OrderEntry)
    notices = {row.notice_id for row in rows(engine, Notice)}
    numbers: dict[str, list[int]] = {}
    last: dict[str, Any] = {}
    for entry in sorted(entries, key=lambda row: (row.order_id, row.entry_no)):
        numbers.setdefault(entry.order_id, []).append(entry.entry_no)
        last[entry.order_id] = entry
    assert numbers.keys() == {row.order_id for row in orders}
    for order in orders:
        assert numbers[order.order_id] == list(range(1, order.version + 1))
        assert last[order.order_id].state == order.state
    assert notices == {f"act:{row.entry_id}" for row in entries}
    log = rows(engine, AccessEntry)
    told = Counter((row.subject_id, json.loads(row.detail)["act"]) for row in log)
    assert told == Counter((row.order_id, row.action) for row in entries)
    with reading(engine) as connection:
        assert verify(connection).faults == ()
    return {row.order_id for row in orders}, {row.entry_id for row in entries}


def start(url: str, seed: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.data_access.orders.writer", url, str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_writers_lose_double_and_halve_nothing(district: Engine) -> None:
    """Each writer is killed after as many acknowledgements as chance wants, often in the middle."""
    url = district.url.render_as_string(hide_password=False)
    luck, acknowledged, killed = random.Random(9), Counter[str](), 0
    while killed < KILLS:
        writers = [
            start(url, 1_000 * killed + place) for place in range(min(WRITERS, KILLS - killed))
        ]
        for writer in writers:
            assert writer.stdout is not None
            for _ in range(luck.randrange(2, 16)):
                line = writer.stdout.readline()
                assert line, writer.stderr and writer.stderr.read()
                acknowledged[line.strip()] += 1
            time.sleep(luck.random() * 0.005)  # somewhere within the next transaction
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            rest, _ = writer.communicate()
            acknowledged.update(rest.splitlines()[: rest.count("\n")])
            killed += 1
        orders, entries = assert_whole(district)
        assert {line.partition(" ")[2] for line in acknowledged if "order" in line} <= orders
        assert {line.partition(" ")[2] for line in acknowledged if "entry" in line} <= entries
    assert len(acknowledged) > 3 * KILLS
    assert set(acknowledged.values()) == {1}


def test_of_two_supervisors_at_once_one_is_told_and_nothing_is_lost(district: Engine) -> None:
    """Both act on what they see, five hundred times: each act is written, or its writer told."""
    issue(district, SUPERVISOR, [draft()], now=NOW)
    act(district, STAFF, Act("sign", "o1", 1, Action.SIGN), now=NOW)
    gate = threading.Barrier(2)
    written: list[str] = []
    told = [0, 0]
    versions = [2]

    def work(place: int, viewer: Any) -> None:
        for race in range(RACES):
            gate.wait()
            key = f"{race}-{place}"
            try:
                note = Act(key, "o1", versions[0], Action.URGE, "快")
                act(district, viewer, note, now=NOW)
                written.append(key)
            except ChangedError:
                told[place] += 1
            if gate.wait() == 0:
                versions[0] += 1
            gate.wait()

    threads = [
        threading.Thread(target=work, args=(place, viewer))
        for place, viewer in enumerate((SUPERVISOR, OTHER_SUPERVISOR))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == RACES  # in every race exactly one
    assert sum(told) == RACES
    _, entries = assert_whole(district)
    assert entries == {"o1", "sign", *written}


def test_a_double_click_from_two_connections_gives_one_order(district: Engine) -> None:
    gate = threading.Barrier(2)
    outcomes: list[bool] = []

    def click(number: int) -> None:
        gate.wait()
        [order] = issue(district, SUPERVISOR, [draft(f"o{number}", "c1|W06|red|1")], now=NOW)
        outcomes.append(order.is_new)
        deed = Act(f"w{number}", f"o{number}", 1, Action.WITHDRAW, "x")
        gate.wait()
        outcomes.append(act(district, SUPERVISOR, deed, now=NOW).is_new)

    for number in range(25):
        threads = [threading.Thread(target=click, args=(number,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Counter(outcomes) == {True: 50, False: 50}
    orders, entries = assert_whole(district)
    assert len(orders) == 25
    assert len(entries) == 50
