"""How a supervision order goes in this district: who acts next, when, and in which words.

Most departments sign the same day and answer within the week; some contest, some let it lie. Every
act is one that the ladder allows.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np

from sample_data.reference import departments
from supervision.orders.ladder import Action, Demand, State
from supervision.people import Role, Viewer
from supervision.working_days import WorkingCalendar

SUPERVISORS = (
    Viewer("sample-supervisor-1", "严明之", frozenset({Role.SUPERVISOR})),
    Viewer("sample-supervisor-2", "郑守正", frozenset({Role.SUPERVISOR})),
)
"""They do not exist."""
STAFF_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
DEMANDS = {
    Demand.EXPLAIN: (
        "请核查该件办理情况，书面说明超期原因及责任人。",
        "请说明各环节用时，并附审批系统记录。",
    ),
    Demand.CORRECT: (
        "请立即办结该件，并举一反三排查同类在办件，报送整改情况。",
        "请限期整改，明确责任人和完成时间，按时报送结果。",
        "请牵头单位会商相关部门，限期解决卡点，逐项销号。",
    ),
}
WORDS: dict[Action, tuple[str, ...]] = {
    Action.SIGN: ("",),
    Action.ANSWER: (
        "因申请材料多次补正，延误受理，现已安排专人办理。",
        "经办人员轮岗交接不到位，已补办交接并加快审核。",
        "等候专家评审意见，预计三个工作日内作出决定。",
    ),
    Action.CONTEST: ("该件依法暂停，特别程序起止未计入，申请复核计时。",),
    Action.REPORT: (
        "该件已办结送达，同类在办件已逐件排查，无新增超期。",
        "已完成整改，制度已修订并组织培训。",
    ),
    Action.UPHOLD: ("经核，特别程序未书面告知申请人，不予扣除。",),
    Action.SEND_BACK: ("未附整改佐证材料，请补充后再报。",),
    Action.REFUTE: ("抽查发现该件系统内仍为在办，所报情况不实。",),
    Action.VERIFY: ("情况属实，整改到位。", ""),
    Action.CLOSE: ("",),
    Action.WITHDRAW: ("申诉成立，计时有误，予以撤销。",),
    Action.URGE: ("请抓紧办理。",),
    Action.CIRCULATE: ("逾期未办结，予以全区通报。",),
}
OPENS, CLOSES = time(9), time(17)
SLOW = 0.22
"""A department that lets an order lie."""


@dataclass(frozen=True)
class NextAct:
    """What is done next with an order, and after how many working days."""

    action: Action
    days: float


def staff_of(department: str) -> Viewer:
    """The one who answers orders in a department."""
    place = [entry.code for entry in departments()].index(department)
    name = STAFF_SURNAMES[place % len(STAFF_SURNAMES)] + "经办"
    person_id = f"sample-staff-{department}"
    return Viewer(person_id, name, frozenset({Role.STAFF}), frozenset({department}))


def key_of(rng: np.random.Generator) -> str:
    """A key such as a form makes, of the luck of the draw."""
    return str(uuid.UUID(bytes=rng.bytes(16), version=4))


def words_for(rng: np.random.Generator, action: Action) -> str:
    """What is written with an act."""
    return one_of(rng, WORDS[action])


def one_of(rng: np.random.Generator, words: Sequence[str]) -> str:
    """One of several, all alike."""
    return words[int(rng.integers(0, len(words)))]


def next_act(rng: np.random.Generator, state: State, demand: Demand) -> NextAct | None:
    """What is done next; None where the order has ended."""
    slow = float(rng.gamma(2.0, 3.0)) if rng.random() < SLOW else 0.0
    luck = rng.random()
    quick = float(rng.gamma(2.0, 0.5))
    if state is State.ISSUED:
        return NextAct(Action.SIGN, quick * 0.3 + slow)
    if state in (State.SIGNED, State.SENT_BACK):
        contests = 0.1 if state is State.SIGNED else 0.0
        action = Action.CONTEST if luck < contests else Action.ANSWER
        return NextAct(action, 0.5 + quick * 2 + slow)
    if state is State.ANSWERED and demand is Demand.CORRECT:
        return NextAct(Action.REPORT, 0.5 + quick * 2.5 + slow)
    if state in (State.ANSWERED, State.CORRECTED):
        action = Action.VERIFY
        if luck < 0.22:
            action = Action.SEND_BACK if luck < 0.15 else Action.REFUTE
        return NextAct(action, 0.5 + quick * 2)
    if state is State.CONTESTED:
        return NextAct(Action.WITHDRAW if luck < 0.3 else Action.UPHOLD, 1 + quick * 2)
    return NextAct(Action.CLOSE, quick * 2) if state is State.VERIFIED else None


def later(
    rng: np.random.Generator, calendar: WorkingCalendar, moment: datetime, days: float
) -> datetime:
    """A moment in office hours, so many working days later and never earlier."""
    whole = int(days)
    day = calendar.add(moment.date(), whole)
    minutes = int((days - whole) * 8 * 60) + int(rng.integers(1, 40))
    start = moment if whole == 0 else datetime.combine(day, moment.time())
    found = start + timedelta(minutes=minutes)
    if found.time() < OPENS:
        found = datetime.combine(found.date(), OPENS) + timedelta(minutes=int(rng.integers(1, 90)))
    elif found.time() >= CLOSES or not calendar.is_working(found.date()):
        next_day = calendar.add(found.date(), 1)
        found = datetime.combine(next_day, OPENS) + timedelta(minutes=int(rng.integers(1, 120)))
    return max(found.replace(microsecond=0), moment + timedelta(seconds=1))
