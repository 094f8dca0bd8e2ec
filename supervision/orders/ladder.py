"""The ladder of a supervision order: its states, what may be done in each, and by whom.

Issued, signed, answered, contested, corrected, verified, closed. This is the one state machine:
writes, screens, tests and the drawing in docs/orders.md all read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from supervision.people import Right, Viewer
from supervision.words import N_


class Demand(StrEnum):
    """What an order asks for."""

    EXPLAIN = "explain"
    CORRECT = "correct"


class OrderLevel(StrEnum):
    """How much weight an order has, the mildest first."""

    ORDINARY = "ordinary"
    KEY = "key"
    LISTED = "listed"


class Party(StrEnum):
    """Whose turn it is, or whose act."""

    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    NOBODY = "nobody"


class State(StrEnum):
    """Where an order stands."""

    ISSUED = "issued"
    SIGNED = "signed"
    ANSWERED = "answered"
    CONTESTED = "contested"
    CORRECTED = "corrected"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What somebody does with an order."""

    ISSUE = "issue"
    SIGN = "sign"
    ANSWER = "answer"
    CONTEST = "contest"
    REPORT = "report"
    NOTE = "note"
    UPHOLD = "uphold"
    SEND_BACK = "send_back"
    REFUTE = "refute"
    VERIFY = "verify"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    URGE = "urge"
    CIRCULATE = "circulate"
    SUMMON = "summon"


ENDED = frozenset({State.CLOSED, State.WITHDRAWN})
OPEN = frozenset(State) - ENDED


@dataclass(frozen=True)
class Step:
    """What may be done: from which states, by which parties, and where it leads.

    Without a target the order stays where it is. `needs_words` says that a reason must be given.
    """

    action: Action
    title: str
    parties: frozenset[Party]
    sources: frozenset[State]
    target: State | None
    needs_words: bool = True


def _of_department(
    action: Action, title: str, *sources: State, target: State, needs_words: bool = True
) -> Step:
    parties = frozenset({Party.DEPARTMENT})
    return Step(action, title, parties, frozenset(sources), target, needs_words)


def _of_supervisor(
    action: Action,
    title: str,
    *sources: State,
    target: State | None = None,
    needs_words: bool = True,
) -> Step:
    parties = frozenset({Party.SUPERVISOR})
    return Step(action, title, parties, frozenset(sources), target, needs_words)


_HANDED_IN = (State.ANSWERED, State.CORRECTED)
_WITH_DEPARTMENT = (State.ISSUED, State.SIGNED, State.ANSWERED, State.SENT_BACK)

STEPS: dict[Action, Step] = {
    step.action: step
    for step in (
        _of_department(
            Action.SIGN, N_("签收"), State.ISSUED, target=State.SIGNED, needs_words=False
        ),
        _of_department(
            Action.ANSWER, N_("反馈"), State.SIGNED, State.SENT_BACK, target=State.ANSWERED
        ),
        _of_department(
            Action.CONTEST, N_("申诉"), State.SIGNED, State.SENT_BACK, target=State.CONTESTED
        ),
        _of_department(
            Action.REPORT,
            N_("报告整改"),
            State.ANSWERED,
            State.SENT_BACK,
            target=State.CORRECTED,
        ),
        _of_supervisor(
            Action.VERIFY,
            N_("复核通过"),
            *_HANDED_IN,
            target=State.VERIFIED,
            needs_words=False,
        ),
        _of_supervisor(Action.SEND_BACK, N_("退回重办"), *_HANDED_IN, target=State.SENT_BACK),
        _of_supervisor(Action.REFUTE, N_("复核不实"), *_HANDED_IN, target=State.SENT_BACK),
        _of_supervisor(Action.UPHOLD, N_("维持"), State.CONTESTED, target=State.SIGNED),
        _of_supervisor(
            Action.CLOSE, N_("销号"), State.VERIFIED, target=State.CLOSED, needs_words=False
        ),
        _of_supervisor(Action.WITHDRAW, N_("撤销"), *OPEN, target=State.WITHDRAWN),
        _of_supervisor(Action.URGE, N_("催办"), *_WITH_DEPARTMENT, needs_words=False),
        _of_supervisor(Action.CIRCULATE, N_("通报"), *OPEN),
        _of_supervisor(Action.SUMMON, N_("约谈"), *OPEN),
        Step(
            Action.NOTE,
            N_("补充说明"),
            frozenset({Party.DEPARTMENT, Party.SUPERVISOR}),
            OPEN,
            None,
        ),
    )
}
"""By action, in the order in which screens offer them. To issue an order is its beginning."""

REVIEWS = (Action.VERIFY, Action.SEND_BACK, Action.REFUTE)
HAND_INS = (Action.ANSWER, Action.REPORT)


class NotPossibleError(ValueError):
    """What was asked for cannot be done in the state in which the order stands."""


def after(state: State, action: Action) -> State:
    """The state after an action; raises NotPossibleError where it cannot be done."""
    step = STEPS.get(action)
    if step is None or state not in step.sources:
        raise NotPossibleError(f"{action} is not possible while the order is {state}")
    return state if step.target is None else step.target


def whose_turn(state: State, demand: Demand) -> Party:
    """Who must act next; an answer ends the department's turn only where no more was demanded."""
    if state in ENDED:
        return Party.NOBODY
    if state is State.ANSWERED:
        return Party.SUPERVISOR if demand is Demand.EXPLAIN else Party.DEPARTMENT
    if state in (State.ISSUED, State.SIGNED, State.SENT_BACK):
        return Party.DEPARTMENT
    return Party.SUPERVISOR


def parties_of(viewer: Viewer, department: str) -> frozenset[Party]:
    """As whom a person may act on an order to a department."""
    parties = set()
    if viewer.may(Right.SUPERVISE):
        parties.add(Party.SUPERVISOR)
    if viewer.answers_for(department):
        parties.add(Party.DEPARTMENT)
    return frozenset(parties)


def may_do(viewer: Viewer, action: Action, department: str) -> bool:
    """Whether a person has the right to an action on an order to a department, in any state."""
    if action is Action.ISSUE:
        return viewer.may(Right.SUPERVISE)
    return bool(STEPS[action].parties & parties_of(viewer, department))


def possible(viewer: Viewer, state: State, department: str) -> list[Step]:
    """What a person may do with an order now, in the order in which screens offer it."""
    parties = parties_of(viewer, department)
    return [s for s in STEPS.values() if state in s.sources and s.parties & parties]


def drawing() -> str:
    """The ladder as a Mermaid diagram: every step that leads to another state."""
    return "\n".join(["stateDiagram-v2", *_arrows()])


def _arrows() -> Iterator[str]:
    yield f"    [*] --> {State.ISSUED}: {Action.ISSUE} (supervisor)"
    for step in STEPS.values():
        if step.target is not None:
            parties = " or ".join(sorted(step.parties))
            for source in (state for state in State if state in step.sources):
                yield f"    {source} --> {step.target}: {step.action} ({parties})"
    for state in State:
        if state in ENDED:
            yield f"    {state} --> [*]"


def table() -> str:
    """The ladder as a Markdown table: a row an action."""
    rows = ["| action | in Chinese | by | in the states | leads to | needs words |"]
    rows.append("| --- | --- | --- | --- | --- | --- |")
    for step in STEPS.values():
        sources = ", ".join(state for state in State if state in step.sources)
        cells = (
            step.action,
            step.title,
            " or ".join(sorted(step.parties)),
            "every open state" if step.sources == OPEN else sources,
            step.target or "stays",
            "yes" if step.needs_words else "",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
