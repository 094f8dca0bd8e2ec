"""What is known of a supervision order: what it demands, until when, and what was done with it."""

from dataclasses import dataclass, field
from datetime import datetime

from supervision.orders.ladder import ENDED, Action, Demand, Party, State, whose_turn


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, and the state that it led to."""

    number: int
    action: Action
    at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time in one state; without an end while it lasts."""

    number: int
    state: State
    party: Party
    since: datetime
    until: datetime | None


@dataclass(slots=True)
class Order:
    """An order with its acts, the issuing first."""

    order_id: str
    demand: Demand
    issued_at: datetime
    due_at: datetime
    entries: list[Entry] = field(default_factory=list)

    @property
    def stays(self) -> list[Stay]:
        """Where it stood, state after state, without a gap."""
        moves: list[tuple[State, datetime]] = []
        for entry in self.entries:
            if not moves or entry.state is not moves[-1][0]:
                moves.append((entry.state, entry.at))
        ends = [since for _, since in moves[1:]] + [None]
        return [
            Stay(number, state, whose_turn(state, self.demand), since, until)
            for number, ((state, since), until) in enumerate(zip(moves, ends, strict=True), 1)
        ]

    @property
    def ended_at(self) -> datetime | None:
        """When it was closed or withdrawn."""
        return next((entry.at for entry in self.entries if entry.state in ENDED), None)

    def first(self, *actions: Action) -> datetime | None:
        """When one of these was first done."""
        return next((entry.at for entry in self.entries if entry.action in actions), None)
