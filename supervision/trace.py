"""The steps of a case as they were, laid beside the steps that its item declares."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from supervision.cases import DeclaredStep


class Mark(StrEnum):
    """What a step is to the declared procedure."""

    TAKEN = "taken"  # as declared, or the item declares no procedure
    REPEATED = "repeated"  # declared, and taken before
    BACKWARD = "backward"  # declared to come before a step that was taken earlier
    UNDECLARED = "undeclared"
    MISSING = "missing"  # required, and the case went past it
    AHEAD = "ahead"  # declared, and not reached yet


@dataclass(frozen=True)
class TracedStep:
    """One line of the trace: the place among the steps taken, empty for one never taken."""

    code: str
    mark: Mark
    taken: int | None = None


def trace(
    taken: Sequence[str], declared: Sequence[DeclaredStep], *, is_over: bool
) -> list[TracedStep]:
    """Lay the declared procedure beside the steps taken, in the order in which they were taken.

    An absent step stands before the first taken one that is declared to follow it. It is missing
    when such a one was taken or the case is over, ahead otherwise; one that is not required is
    missing nowhere and stands only where it is ahead.
    """
    orders = {step.code: step.order for step in declared}
    lines = _taken(taken, orders)
    for step in sorted(declared, key=lambda step: step.order):
        if step.code in taken:
            continue
        place = _place(lines, orders, step.order)
        is_passed = is_over or any(orders.get(code, -1) > step.order for code in taken)
        if is_passed and not step.is_required:
            continue
        mark = Mark.MISSING if is_passed else Mark.AHEAD
        lines.insert(place, TracedStep(step.code, mark))
    return lines


def _taken(taken: Sequence[str], orders: dict[str, int]) -> list[TracedStep]:
    lines: list[TracedStep] = []
    furthest = -1
    for place, code in enumerate(taken):
        mark = Mark.TAKEN
        if orders:
            mark = _mark(code, orders, taken[:place], furthest)
            furthest = max(furthest, orders.get(code, -1))
        lines.append(TracedStep(code, mark, place))
    return lines


def _mark(code: str, orders: dict[str, int], before: Sequence[str], furthest: int) -> Mark:
    if code not in orders:
        return Mark.UNDECLARED
    if code in before:
        return Mark.REPEATED
    return Mark.BACKWARD if orders[code] < furthest else Mark.TAKEN


def _place(lines: Sequence[TracedStep], orders: dict[str, int], order: int) -> int:
    for place, line in enumerate(lines):
        if orders.get(line.code, -1) > order:
            return place
    return len(lines)
