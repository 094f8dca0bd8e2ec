"""The appeals of the district's enterprises, as rows of the contract, batch by batch."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, String, cast, select

from data_access.schema import ApprovalCase
from sample_data.appeal_batch import LONG_CASE, AppealWorld, SlowCases, draw_appeals
from sample_data.appeal_rows import appeal_rows, step_rows
from sample_data.people import PERSONS, Applicants, Teams
from sample_data.reference import departments
from sample_data.rhythm import Rhythm, arrivals, number_in_day, seconds_of
from sample_data.rows import Rows, queued

BATCH = 50_000
CASES_LOOKED_AT = 40_000


def appeal_world(
    connection: Connection, stock: Applicants, teams: Teams, more: Applicants, until: datetime
) -> AppealWorld:
    """The stock of applicants in its two halves, more enterprises, and the slow cases."""
    persons = Applicants(stock.names[:PERSONS], stock.numbers[:PERSONS], stock.phones[:PERSONS])
    enterprises = Applicants(
        stock.names[PERSONS:] + more.names,
        stock.numbers[PERSONS:] + more.numbers,
        stock.phones[PERSONS:] + more.phones,
    )
    slow = slow_cases(connection, enterprises.numbers, until)
    is_sqlite = connection.dialect.name == "sqlite"
    return AppealWorld(persons, enterprises, teams, slow, is_sqlite)


def appeals_in_batches(
    world: AppealWorld, rhythm: Rhythm, count: int, seed: int, until: datetime
) -> Iterator[list[Rows]]:
    """Batches of rows of appeals and their steps: the same seed, the same rows."""
    begin, *rest = np.random.SeedSequence([seed, 311]).spawn(1 + -(-count // BATCH))
    requested = arrivals(np.random.default_rng(begin), rhythm, count, until)
    number = number_in_day(requested)
    end = seconds_of(until)
    for place, sequence in enumerate(rest):
        rng = np.random.default_rng(sequence)
        part = slice(place * BATCH, (place + 1) * BATCH)
        enterprises = len(world.enterprises.names)
        batch = draw_appeals(
            rng, rhythm, requested[part], number[part], enterprises, world.slow, end
        )
        appeals = appeal_rows(rng, batch, world, end)
        yield [appeals, step_rows(rng, batch, end), queued("appeal", appeals)]


def slow_cases(connection: Connection, numbers: list[str], until: datetime) -> SlowCases:
    """Cases of enterprises that took longer than three days, or are still open: a part of them."""
    place = {number: at for at, number in enumerate(numbers)}
    codes = {department.code: at for at, department in enumerate(departments())}
    found = (
        select(
            ApprovalCase.case_id,
            ApprovalCase.applicant_id_no,
            ApprovalCase.department_code,
            cast(ApprovalCase.received_at, String),
            cast(ApprovalCase.closed_at, String),
        )
        .where(ApprovalCase.applicant_kind == "enterprise")
        .order_by(ApprovalCase.case_id.desc())
        .limit(CASES_LOOKED_AT)
    )
    rows = []
    for case_id, number, department, received_text, closed_text in connection.execute(found):
        received, closed = _seconds(received_text), _seconds(closed_text) or seconds_of(until)
        if number in place and department in codes and received and closed - received > LONG_CASE:
            rows.append((received, case_id, place[number], codes[department], closed))
    rows.sort()
    whole = np.array([(row[0], *row[2:]) for row in rows], dtype=np.int64).reshape(-1, 4)
    return SlowCases([row[1] for row in rows], whole[:, 1], whole[:, 2], whole[:, 0], whole[:, 3])


def _seconds(text: str | None) -> int:
    """A time as it stands in the contract; 0 where it cannot be read."""
    try:
        return seconds_of(datetime.fromisoformat(text)) if text else 0
    except ValueError:
        return 0
