"""The feed of appeals: asks anew, and takes one that is not finished a step further."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, insert, select, update

from data_access.schema import Appeal, AppealClass, AppealStep, Enterprise
from data_access.schema.base import table_of
from sample_data.appeal_course import (
    CLAIM_SHARES,
    CLAIMS,
    MARKS,
    NOT_SOLVED,
    OUTCOME_SHARES,
    OUTCOMES,
    VERDICT_SHARES,
    VERDICTS,
)
from sample_data.appeal_reference import (
    CHANNEL_SHARES,
    CHANNELS,
    SOURCE_OF_CHANNEL,
    SOURCES,
    categories,
    category_shares,
)
from sample_data.moves import Desk
from sample_data.people import person_names
from sample_data.reference import departments, towns

NEW, RETURNED, REOPENED = 0.12, 0.05, 0.7
LOOK_BACK_DAYS, LOOKED_AT = 25, 200
WORK = ("accepted_at", "dispatched_at", "signed_at", "contacted_at", "answered_at", "closed_at")
KINDS = dict(zip(WORK, ("accept", "dispatch", "sign", "contact", "answer", "close"), strict=True))
IS_OVER = ("withdrawn", "not_accepted")

Row = Mapping[Any, Any]


def move_an_appeal(connection: Connection, desk: Desk) -> str | None:
    """Write one change of one appeal, or a new one; None where no classes are declared."""
    if connection.scalar(select(AppealClass.class_code).limit(1)) is None:
        return None
    row = None if desk.chance(NEW) else _unfinished(connection, desk)
    return _ask(connection, desk) if row is None else _further(connection, desk, row)


def _unfinished(connection: Connection, desk: Desk) -> Row | None:
    """One of the appeals of the last weeks that waits for something, drawn at random."""
    begin = desk.now - timedelta(days=float(desk.rng.random() * LOOK_BACK_DAYS))
    appeal = table_of(Appeal)
    found = connection.execute(
        select(
            *(appeal.c[name] for name in ("appeal_id", "department_code", "outcome", "claim")),
            appeal.c.enterprise_verdict,
            *(appeal.c[name].is_not(None).label(name) for name in (*WORK, "called_back_at")),
        )
        .where(
            appeal.c.appeal_id >= f"A{begin:%Y%m%d}",
            appeal.c.appeal_id < f"A{desk.now + timedelta(days=1):%Y%m%d}",
            appeal.c.verified_at.is_(None),
            appeal.c.requested_at <= desk.now,
        )
        .order_by(appeal.c.appeal_id)
        .limit(LOOKED_AT)
    ).mappings()
    waiting = [row for row in found if not (row["closed_at"] and row["outcome"] in IS_OVER)]
    return waiting[int(desk.rng.integers(0, len(waiting)))] if waiting else None


def _ask(connection: Connection, desk: Desk) -> str:
    rng, now = desk.rng, desk.now
    theme = categories()[int(rng.choice(len(categories()), p=category_shares(np.zeros(1, int))[0]))]
    channel = int(rng.choice(len(CHANNELS), p=CHANNEL_SHARES))
    source = SOURCES[SOURCE_OF_CHANNEL[channel]]
    code, name = _enterprise(connection, rng)
    weights = np.array([town.weight for town in towns()])
    appeal_id = _next_id(connection, now)
    row = {
        "appeal_id": appeal_id,
        "source_code": source.code,
        "appeal_no": f"SQ{source.code[:1].upper()}{appeal_id[1:]}",
        "category_code": theme.code,
        "class_code": "hotline" if CHANNELS[channel] == "hotline" else None,
        "department_code": departments()[theme.department].code,
        "town_code": towns()[int(rng.choice(len(weights), p=weights / weights.sum()))].code,
        "channel": CHANNELS[channel],
        "enterprise_code": code,
        "enterprise_name": name,
        "contact_name": person_names(rng, 1)[0],
        "contact_phone": f"100{int(rng.integers(0, 10**8)):08d}",
        "title": f"关于{theme.name}的诉求",
        "content": f"我公司在{theme.name}方面遇到困难，请主管部门答复。",
        "requested_at": now,
        "created_at": now,
    }
    connection.execute(insert(table_of(Appeal)).values(row))
    return f"ask {appeal_id}"


def _further(connection: Connection, desk: Desk, row: Row) -> str:
    """The next thing that the appeal waits for."""
    missing = next((name for name in WORK if not row[name]), None)
    if missing == "signed_at" and desk.chance(RETURNED):
        return _hand_back(connection, desk, row)
    if missing is not None:
        return _work(connection, desk, row, missing)
    if not row["called_back_at"]:
        return _call_back(connection, desk, row)
    denied = row["outcome"] == "solved" and row["enterprise_verdict"] == VERDICTS[NOT_SOLVED]
    if denied and desk.chance(REOPENED):
        return _reopen(connection, desk, row)
    _change(connection, row, verified_at=desk.now)
    _tell(connection, desk, row, "verify")
    return f"verify {row['appeal_id']}"


def _work(connection: Connection, desk: Desk, row: Row, name: str) -> str:
    values: dict[str, Any] = {name: desk.now}
    result = row["outcome"]
    if name == "signed_at":
        team = desk.teams.get((str(row["department_code"]), "accept"), [])
        values["officer"] = team[int(desk.rng.integers(0, len(team)))] if team else None
    if name == "answered_at":
        claim = int(desk.rng.choice(len(CLAIMS) + 1, p=CLAIM_SHARES))
        words = CLAIMS[claim] if claim < len(CLAIMS) else None
        shares = OUTCOME_SHARES[words or "reasonable"]
        result = OUTCOMES[int(desk.rng.choice(len(OUTCOMES), p=shares))]
        values |= {"outcome": result, "claim": words}
    _change(connection, row, **values)
    kind = KINDS[name]
    if kind != "accept":
        _tell(connection, desk, row, kind, result if kind in ("answer", "close") else None)
    return f"{kind} appeal {row['appeal_id']}"


def _hand_back(connection: Connection, desk: Desk, row: Row) -> str:
    """Back to the centre, and at once to somebody else."""
    other = departments()[int(desk.rng.integers(0, len(departments())))].code
    _step(connection, row, "return", desk.now, row["department_code"])
    _step(connection, row, "redispatch", desk.now, other)
    _change(connection, row, department_code=other)
    return f"return {row['appeal_id']}"


def _call_back(connection: Connection, desk: Desk, row: Row) -> str:
    place = OUTCOMES.index(row["outcome"]) if row["outcome"] in OUTCOMES else 0
    verdict = int(desk.rng.choice(len(VERDICTS), p=VERDICT_SHARES[place]))
    mark = 1 + int(desk.rng.choice(5, p=MARKS[min(verdict, NOT_SOLVED)]))
    words = VERDICTS[verdict]
    _change(
        connection,
        row,
        called_back_at=desk.now,
        enterprise_verdict=words,
        satisfaction=None if words == "no_answer" else mark,
    )
    _tell(connection, desk, row, "call_back", words)
    return f"call back {row['appeal_id']}"


def _reopen(connection: Connection, desk: Desk, row: Row) -> str:
    """What was answered and denied stays as steps; the columns are free for the next round."""
    told = _told(connection, row)
    stood = connection.execute(
        select(Appeal.answered_at, Appeal.called_back_at).where(
            Appeal.appeal_id == row["appeal_id"]
        )
    ).one()
    if "answer" not in told:
        _step(connection, row, "answer", stood[0], row["department_code"], row["outcome"])
    if "call_back" not in told:
        _step(connection, row, "call_back", stood[1], None, row["enterprise_verdict"])
    _step(connection, row, "reopen", desk.now, None)
    empty = ("answered_at", "closed_at", "outcome", "called_back_at", "enterprise_verdict")
    _change(connection, row, satisfaction=None, **dict.fromkeys(empty))
    return f"reopen {row['appeal_id']}"


def _tell(
    connection: Connection, desk: Desk, row: Row, kind: str, result: str | None = None
) -> None:
    """A step as well, where the source tells steps of this appeal: there steps stand."""
    if _told(connection, row):
        _step(connection, row, kind, desk.now, row["department_code"], result)


def _told(connection: Connection, row: Row) -> set[str]:
    kinds = select(AppealStep.kind).where(AppealStep.appeal_id == row["appeal_id"])
    return set(connection.scalars(kinds))


def _step(
    connection: Connection,
    row: Row,
    kind: str,
    moment: datetime | None,
    department: str | None,
    result: str | None = None,
) -> None:
    of_appeal = AppealStep.appeal_id == row["appeal_id"]
    last = connection.scalar(select(func.max(AppealStep.step_no)).where(of_appeal)) or 0
    connection.execute(
        insert(table_of(AppealStep)).values(
            appeal_id=row["appeal_id"],
            step_no=last + 1,
            kind=kind,
            department_code=department,
            happened_at=moment,
            result=result,
        )
    )


def _change(connection: Connection, row: Row, **values: object) -> None:
    appeal = table_of(Appeal)
    connection.execute(update(appeal).where(appeal.c.appeal_id == row["appeal_id"]).values(values))


def _enterprise(connection: Connection, rng: np.random.Generator) -> tuple[str | None, str | None]:
    drawn = f"99{int(rng.integers(990_000, 1_000_000))}"
    found = connection.execute(
        select(Enterprise.enterprise_code, Enterprise.name)
        .where(Enterprise.enterprise_code >= drawn)
        .order_by(Enterprise.enterprise_code)
        .limit(1)
    ).one_or_none()
    return (found.enterprise_code, found.name) if found else (None, None)


def _next_id(connection: Connection, now: datetime) -> str:
    prefix = f"A{now:%Y%m%d}"
    last = connection.scalar(
        select(func.max(Appeal.appeal_id)).where(
            Appeal.appeal_id >= f"{prefix}-", Appeal.appeal_id < f"{prefix}."
        )
    )
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    return f"{prefix}-{number:05d}"
