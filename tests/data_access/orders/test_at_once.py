"""Writers at the same time: each act is written once, or its writer is told.

SUPERVISION_RACES=500 lets two supervisors act against each other as often.
"""

import os
import threading
from collections import Counter
from typing import Any

from sqlalchemy import Engine

from data_access.orders.refusals import ChangedError
from data_access.orders.writing import Act, act, issue
from supervision.orders.ladder import Action
from tests.data_access.orders.a_district import NOW, OTHER_SUPERVISOR, STAFF, SUPERVISOR, draft
from tests.data_access.orders.whole import assert_whole
from tests.how_many import faults

RACES = int(os.environ.get("SUPERVISION_RACES", "50"))


def test_of_two_supervisors_at_once_one_is_told_and_nothing_is_lost(district: Engine) -> None:
    """Both act on what they see, again and again: each act is written, or its writer told."""
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
    clicks = faults("double click", 10)

    def click(number: int) -> None:
        gate.wait()
        [order] = issue(district, SUPERVISOR, [draft(f"o{number}", "c1|W06|red|1")], now=NOW)
        outcomes.append(order.is_new)
        deed = Act(f"w{number}", f"o{number}", 1, Action.WITHDRAW, "x")
        gate.wait()
        outcomes.append(act(district, SUPERVISOR, deed, now=NOW).is_new)

    for number in range(clicks):
        threads = [threading.Thread(target=click, args=(number,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Counter(outcomes) == {True: 2 * clicks, False: 2 * clicks}
    orders, entries = assert_whole(district)
    assert len(orders) == clicks
    assert len(entries) == 2 * clicks
