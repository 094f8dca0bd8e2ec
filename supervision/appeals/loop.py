"""The closed loop, walked act by act: its rounds, and where the appeal stood in between.

Accepted, dispatched, signed for, contacted, handled, answered, called back, verified. A return
goes back to dispatch, a suspension stops the clock, a reopening begins a new round.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from supervision.appeals.facts import WITHOUT_RESULT, Act, Appeal, acts_of

Span = tuple[datetime, datetime | None]


class Stage(StrEnum):
    """What an appeal waits for."""

    ACCEPTANCE = "acceptance"
    DISPATCH = "dispatch"
    SIGN = "sign"
    CONTACT = "contact"
    HANDLE = "handle"
    SUSPENDED = "suspended"
    CALL_BACK = "call_back"
    VERIFY = "verify"
    DONE = "done"


IN_HAND = frozenset(
    {
        Stage.ACCEPTANCE,
        Stage.DISPATCH,
        Stage.SIGN,
        Stage.CONTACT,
        Stage.HANDLE,
        Stage.SUSPENDED,
    }
)
"""Stages of an appeal that nobody has answered yet."""


@dataclass(slots=True)
class Stay:
    """How long an appeal waited for one thing, at one holder; the last stay of all is open."""

    number: int
    round_no: int
    stage: Stage
    department: str
    entered_at: datetime
    begun_by: str
    officer: str = ""
    left_at: datetime | None = None
    ended_by: str = ""
    due_at: datetime | None = None


@dataclass(slots=True)
class Round:
    """From the request, or from a reopening, to the answer and what the enterprise says of it.

    Of each kind of act the first counts for time, the last for its result. The answer is the
    first word that the appeal is settled: an answer or a closing.
    """

    number: int
    opened_at: datetime
    accepted_at: datetime | None = None
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    called_back_at: datetime | None = None
    verdict: str = ""
    satisfaction: int | None = None
    verified_at: datetime | None = None
    reopened_at: datetime | None = None
    holders: list[str] = field(default_factory=list)
    changed_at: list[datetime] = field(default_factory=list)
    """When it came to another holder than before."""
    returned_at: list[datetime] = field(default_factory=list)
    urged_at: list[datetime] = field(default_factory=list)
    supervised_at: list[datetime] = field(default_factory=list)
    suspensions: list[Span] = field(default_factory=list)
    department: str = ""
    officer: str = ""

    @property
    def suspended_from(self) -> datetime | None:
        """When the suspension began that has not ended."""
        return next((start for start, end in self.suspensions if end is None), None)


class Loop:
    """Walks through the acts of one appeal."""

    def __init__(self, appeal: Appeal) -> None:
        """Begin at the request."""
        self._appeal, self._class = appeal, appeal.appeal_class
        self._round = Round(1, appeal.requested_at, department=appeal.department)
        self.rounds, self.stays = (
            [self._round],
            [Stay(1, 1, Stage.ACCEPTANCE, appeal.department, appeal.requested_at, "request")],
        )
        self._before_suspension = Stage.HANDLE
        for act in acts_of(appeal):
            self._take(act)
        self._last_words()

    @property
    def stage(self) -> Stage:
        """What the appeal waits for now."""
        return self.stays[-1].stage if self.stays[-1].left_at is None else Stage.DONE

    def _take(self, act: Act) -> None:
        take: Callable[[Act], None] | None = {
            "accept": self._accept,
            "dispatch": self._dispatch,
            "redispatch": self._dispatch,
            "sign": self._work,
            "contact": self._work,
            "reply": self._work,
            "return": self._return,
            "suspend": self._suspend,
            "resume": self._end_suspension,
            "answer": self._answer,
            "close": self._answer,
            "call_back": self._after_answer,
            "verify": self._after_answer,
            "reopen": self._after_answer,
            "urge": self._push,
            "supervise": self._push,
        }.get(act.kind)
        if take is not None:  # a kind that nobody knows is a fault of its row, and no act
            take(act)

    def _accept(self, act: Act) -> None:
        self._round.accepted_at = self._round.accepted_at or act.happened_at
        if self.stage is Stage.ACCEPTANCE:
            self._enter(Stage.DISPATCH if self._class.code else Stage.HANDLE, act)

    def _push(self, act: Act) -> None:
        pushes = self._round.urged_at if act.kind == "urge" else self._round.supervised_at
        pushes.append(act.happened_at)

    def _return(self, act: Act) -> None:
        self._round.returned_at.append(act.happened_at)
        if self.stage in IN_HAND:
            self._resume(act.happened_at)
            self._enter(Stage.DISPATCH, act)

    def _dispatch(self, act: Act) -> None:
        now = self._round
        if now.holders and act.department != now.holders[-1]:
            now.changed_at.append(act.happened_at)
        now.holders.append(act.department)
        now.dispatched_at = now.dispatched_at or act.happened_at
        if act.department:
            now.department = act.department
        if self.stage in IN_HAND:
            self._resume(act.happened_at)
            self._enter(self._next(Stage.SIGN), act)

    def _work(self, act: Act) -> None:
        """Signing, the first contact or a reply: each implies those before it."""
        now, moment = self._round, act.happened_at
        now.signed_at = now.signed_at or moment
        if act.kind != "sign":
            now.contacted_at = now.contacted_at or moment
        if act.kind == "reply":
            now.replied_at = now.replied_at or moment
        now.officer = act.officer or now.officer
        if self.stage in IN_HAND and self.stage is not Stage.SUSPENDED:
            following = self._next(Stage.CONTACT) if act.kind == "sign" else Stage.HANDLE
            if following is not self.stage:
                self._enter(following, act)

    def _suspend(self, act: Act) -> None:
        if self.stage in IN_HAND and self.stage is not Stage.SUSPENDED:
            self._before_suspension = self.stage
            self._round.suspensions.append((act.happened_at, None))
            self._enter(Stage.SUSPENDED, act)

    def _end_suspension(self, act: Act) -> None:
        if self.stage is Stage.SUSPENDED:
            self._resume(act.happened_at)
            self._enter(self._before_suspension, act)

    def _resume(self, moment: datetime) -> None:
        now = self._round
        if now.suspended_from is not None:
            now.suspensions[-1] = (now.suspended_from, moment)

    def _answer(self, act: Act) -> None:
        now, moment = self._round, act.happened_at
        now.answered_at = now.answered_at or moment
        if now.dispatched_at is not None:  # who answers has signed for it and speaks with them
            now.signed_at = now.signed_at or moment
            now.contacted_at = now.contacted_at or moment
        if act.kind == "close":
            now.closed_at = now.closed_at or moment
        now.outcome = act.result or now.outcome
        now.officer = act.officer or now.officer
        if self.stage in IN_HAND:
            self._resume(moment)
            outcome = now.outcome or self._appeal.outcome
            is_asked = bool(self._class.code) and outcome not in WITHOUT_RESULT
            self._enter(Stage.CALL_BACK if is_asked else Stage.DONE, act)

    def _after_answer(self, act: Act) -> None:
        """The enterprise's word, the check of it, or the reopening: only of what was answered."""
        now, moment = self._round, act.happened_at
        if now.answered_at is None:
            return
        if act.kind == "call_back":
            now.called_back_at = now.called_back_at or moment
            now.verdict = act.result or now.verdict
            self._enter(Stage.VERIFY if self._class.code else Stage.DONE, act)
        elif act.kind == "verify":
            now.verified_at = now.verified_at or moment
            self._enter(Stage.DONE, act)
        else:
            now.reopened_at = moment
            holder = now.department
            self._round = Round(now.number + 1, moment, department=holder, officer=now.officer)
            self.rounds.append(self._round)
            self._enter(Stage.DISPATCH if self._class.code else Stage.HANDLE, act)

    def _next(self, stage: Stage) -> Stage:
        """The stage itself, or the first one behind it that the class waits for."""
        if stage is Stage.SIGN and self._class.sign:
            return Stage.SIGN
        is_first = self._round.number == 1 and self._round.contacted_at is None
        return Stage.CONTACT if self._class.contact and is_first else Stage.HANDLE

    def _enter(self, stage: Stage, act: Act) -> None:
        last = self.stays[-1]
        if last.left_at is None:
            last.left_at, last.ended_by = act.happened_at, act.kind
            last.officer = act.officer or self._round.officer
        if stage is not Stage.DONE:
            holder = self._round.department
            moment, number = act.happened_at, len(self.stays) + 1
            self.stays.append(Stay(number, self._round.number, stage, holder, moment, act.kind))

    def _last_words(self) -> None:
        """The results that stand on the appeal itself are those of its last round."""
        now, appeal = self._round, self._appeal
        if now.answered_at is not None:
            now.outcome = now.outcome or appeal.outcome
        if now.called_back_at is not None:
            now.verdict = now.verdict or appeal.enterprise_verdict
            now.satisfaction = appeal.satisfaction
        now.officer = now.officer or appeal.officer
