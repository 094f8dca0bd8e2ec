"""Orders of the past three months about what was found, with what became of them by now.

They come after the evaluation: what is found is what they are about. What is made up of the past
is no entry of the access log.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, insert, select

from data_access.calendar import load_calendar
from data_access.engine import writing
from data_access.schema import (
    CardEntry,
    CaseClock,
    Finding,
    HandCard,
    OrderEntry,
    SupervisionOrder,
)
from data_access.schema.base import table_of
from sample_data.order_course import (
    DEMANDS,
    SUPERVISORS,
    key_of,
    later,
    next_act,
    one_of,
    staff_of,
    words_for,
)
from sample_data.reference import departments
from supervision.orders.cards import CARD_STEPS, CardAction, CardState
from supervision.orders.clocks import end_of
from supervision.orders.ladder import ENDED, STEPS, Action, Demand, OrderLevel, Party, State, after
from supervision.people import Viewer
from supervision.working_days import WorkingCalendar

SHARES, MOST = {"yellow": 0.25, "red": 0.9, "order": 0.7}, 300
"""Of the findings of each level so many get an order."""
LOOKED_AT = timedelta(days=90)
CONTESTED_CARDS, HAND_CARDS = 30, 5
CIRCULATED_AFTER_DAYS = 6
DUE_DAYS = {OrderLevel.ORDINARY: 10, OrderLevel.KEY: 7, OrderLevel.LISTED: 5}
LEVELS, LEVEL_SHARES = tuple(OrderLevel), (0.62, 0.3, 0.08)
HAND_REASONS = (
    "窗口以系统升级为由不予受理，经调取录像属实。",
    "材料齐全仍要求补交证明，投诉属实。",
)


@dataclass
class Course:
    """One order as its acts come: the row, and the acts so far."""

    row: dict[str, Any]
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, entry_id: str, action: Action, viewer: Viewer, words: str, at: datetime) -> None:
        """Another act."""
        if action is not Action.ISSUE:
            self.row["state"] = after(State(self.row["state"]), action).value
            self.row["version"] += 1
        is_of_department = action in STEPS and STEPS[action].parties == {Party.DEPARTMENT}
        self.entries.append(
            {
                "entry_id": entry_id,
                "order_id": self.row["order_id"],
                "entry_no": self.row["version"],
                "action": action.value,
                "state": self.row["state"],
                "acted_at": at,
                "person_id": viewer.person_id,
                "person_name": viewer.name,
                "department_code": self.row["department_code"] if is_of_department else "",
                "words": words,
            }
        )


def supervise(engine: Engine, seed: int, until: datetime) -> int:
    """Write the orders, some contested cards and some given by hand; how many orders."""
    rng = np.random.default_rng([seed, 727])
    with writing(engine) as connection:
        calendar = load_calendar(connection)
        found = _about(connection, rng, until)
        courses = [one for card in found if (one := _course(rng, calendar, card, until))]
        if courses:
            orders, entries = table_of(SupervisionOrder), table_of(OrderEntry)
            connection.execute(insert(orders), [one.row for one in courses])
            connection.execute(insert(entries), [e for one in courses for e in one.entries])
        _contest_some(connection, rng, calendar, {c["finding_id"] for c in found}, until)
        _give_some(connection, rng, until)
    return len(courses)


def _about(connection: Connection, rng: np.random.Generator, until: datetime) -> list[Any]:
    """A share of the grave findings of the last three months."""
    known = {entry.code for entry in departments()}
    finding = table_of(Finding)
    statement = (
        select(finding)
        .where(
            finding.c.level.in_(SHARES),
            finding.c.occurs_at > until - LOOKED_AT,
            finding.c.occurs_at <= until - timedelta(hours=4),
            finding.c.withdrawn_at.is_(None),
            finding.c.line.in_(("approval", "appeal", "project")),
        )
        .order_by(finding.c.occurs_at, finding.c.finding_id)
    )
    rows = [
        row for row in connection.execute(statement).mappings() if row["department_code"] in known
    ]
    luck = rng.random(len(rows)).tolist()
    chosen = [r for r, drawn in zip(rows, luck, strict=True) if drawn < SHARES[r["level"]]]
    return chosen[-MOST:]


def _course(
    rng: np.random.Generator,
    calendar: WorkingCalendar,
    found: Any,  # noqa: ANN401
    until: datetime,
) -> Course | None:
    """One order from its issuing to now; None where nobody has got round to it yet."""
    supervisor = SUPERVISORS[int(rng.integers(0, len(SUPERVISORS)))]
    issued_at = later(rng, calendar, found["occurs_at"], float(rng.gamma(2.0, 0.8)))
    level = OrderLevel(rng.choice(LEVELS, p=LEVEL_SHARES))
    demand = Demand.CORRECT if rng.random() < 0.7 else Demand.EXPLAIN
    order_id = key_of(rng)
    if issued_at > until:
        return None
    due_on = calendar.due_at(issued_at.date(), DUE_DAYS[level])
    words = one_of(rng, DEMANDS[demand])
    course = Course(
        {
            "order_id": order_id,
            "order_no": f"DB{issued_at:%Y%m%d}-{order_id[:6].upper()}",
            "version": 1,
            **{
                name: found[name]
                for name in ("line", "subject_id", "subject_no", "finding_id", "rule")
            },
            **{name: found[name] for name in ("department_code", "item_code", "town_code")},
            "level": level.value,
            "demand_kind": demand.value,
            "demand": words,
            "issued_at": issued_at,
            "due_at": end_of(due_on),
            "state": State.ISSUED.value,
            "issued_by": supervisor.person_id,
            "issued_by_name": supervisor.name,
        }
    )
    course.add(order_id, Action.ISSUE, supervisor, words, issued_at)
    for action, at in _acts(rng, calendar, course, demand, until):
        is_of_department = STEPS[action].parties == {Party.DEPARTMENT}
        viewer = staff_of(found["department_code"]) if is_of_department else supervisor
        course.add(key_of(rng), action, viewer, words_for(rng, action), at)
    return course


def _acts(
    rng: np.random.Generator,
    calendar: WorkingCalendar,
    course: Course,
    demand: Demand,
    until: datetime,
) -> Iterator[tuple[Action, datetime]]:
    """What is done with it in turn; who is late is urged, and made known to all."""
    moment, due_at = course.row["issued_at"], course.row["due_at"]
    circulated_at = calendar.due_at(due_at.date(), CIRCULATED_AFTER_DAYS)
    is_urged = is_circulated = False
    while State(course.row["state"]) not in ENDED:
        planned = next_act(rng, State(course.row["state"]), demand)
        assert planned is not None
        at = later(rng, calendar, moment, planned.days)
        is_late = STEPS[planned.action].parties == {Party.DEPARTMENT} and at > due_at
        urged_at = later(rng, calendar, max(moment, due_at), 0.2)
        if is_late and not is_urged and moment < urged_at < min(at, until):
            is_urged = True
            yield Action.URGE, urged_at
        told_at = later(rng, calendar, max(moment, circulated_at), 0.2)
        if is_late and not is_circulated and moment < told_at < min(at, until):
            is_circulated = True
            yield Action.CIRCULATE, told_at
        if at > until:
            return
        yield planned.action, at
        moment = at


def _contest_some(
    connection: Connection,
    rng: np.random.Generator,
    calendar: WorkingCalendar,
    ordered: set[str],
    until: datetime,
) -> None:
    """Departments contest some cards; most contests are decided within days."""
    known = {entry.code for entry in departments()}
    finding = table_of(Finding)
    cards = connection.execute(
        select(
            *(finding.c[name] for name in ("finding_id", "subject_id", "occurs_at")),
            finding.c.department_code,
        )
        .where(
            finding.c.line == "approval",
            finding.c.level.in_(("yellow", "red")),
            finding.c.occurs_at > until - LOOKED_AT / 4,
            finding.c.occurs_at <= until - timedelta(days=1),
            finding.c.withdrawn_at.is_(None),
        )
        .order_by(finding.c.occurs_at, finding.c.finding_id)
    ).all()
    cards = [c for c in cards if c.department_code in known and c.finding_id not in ordered]
    wanted = min(CONTESTED_CARDS, len(cards) // 4)
    for place in sorted(
        rng.choice(len(cards), size=wanted, replace=False).tolist() if wanted else []
    ):
        card = cards[place]
        staff, supervisor = staff_of(card.department_code), SUPERVISORS[place % len(SUPERVISORS)]
        at = later(rng, calendar, card.occurs_at, float(rng.gamma(2.0, 1.0)))
        decided_at = later(rng, calendar, at, float(rng.gamma(2.0, 2.0)))
        action = CardAction.WITHDRAW if rng.random() < 0.4 else CardAction.UPHOLD
        keys = key_of(rng), key_of(rng)
        if at > until:
            continue
        acts = [(CardAction.CONTEST, CardState.CONTESTED, staff, at)]
        if decided_at <= until:
            acts.append((action, CARD_STEPS[action].target, supervisor, decided_at))
        for number, (act, state, viewer, moment) in enumerate(acts, 1):
            connection.execute(
                insert(CardEntry).values(
                    entry_id=keys[number - 1],
                    line="approval",
                    subject_id=card.subject_id,
                    finding_id=card.finding_id,
                    entry_no=number,
                    action=act.value,
                    state=state.value,
                    acted_at=moment,
                    person_id=viewer.person_id,
                    person_name=viewer.name,
                    department_code=card.department_code if number == 1 else "",
                    reason=words_for(rng, Action(act.value)),
                )
            )


def _give_some(connection: Connection, rng: np.random.Generator, until: datetime) -> None:
    """Some cards are given by hand: upheld complaints about a refusal to accept."""
    clock = table_of(CaseClock)
    cases = connection.scalars(
        select(clock.c.case_id)
        .where(clock.c.received_at > until - LOOKED_AT, clock.c.outcome == "not_accepted")
        .order_by(clock.c.case_id)
    ).all()
    for place in range(min(HAND_CARDS, len(cases))):
        case_id = cases[int(rng.integers(0, len(cases)))]
        at = until - timedelta(days=int(rng.integers(1, 28)), hours=int(rng.integers(0, 6)))
        giver = SUPERVISORS[place % len(SUPERVISORS)]
        connection.execute(
            insert(HandCard).values(
                card_id=key_of(rng),
                line="approval",
                subject_id=case_id,
                card_no=place + 1,
                rule="W29",
                given_at=at,
                person_id=giver.person_id,
                person_name=giver.name,
                reason=one_of(rng, HAND_REASONS),
            )
        )
