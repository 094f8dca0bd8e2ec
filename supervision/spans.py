"""Stretches of time with an open end, joined and cut."""

from collections.abc import Iterable, Iterator
from datetime import datetime

Span = tuple[datetime, datetime | None]
"""From the first moment (included) to the second (excluded); without an end while it lasts."""

FOREVER = datetime(9999, 12, 31)


def without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    """What is left of a stretch outside the holes."""
    start, end = span[0], span[1] or FOREVER
    for first, last in sorted(holes, key=lambda hole: hole[0]):
        past = last or FOREVER
        if past <= start or first >= end:
            continue
        if start < first:
            yield start, first
        start = max(start, past)
    if start < end:
        yield start, None if end == FOREVER else end


def joined(spans: Iterable[Span]) -> list[Span]:
    """The stretches in order, overlapping and touching ones as one."""
    whole: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        last = whole[-1] if whole else None
        if last and (last[1] is None or start <= last[1]):
            until = None if last[1] is None or end is None else max(last[1], end)
            whole[-1] = (last[0], until)
        else:
            whole.append((start, end))
    return whole


def first_of(*moments: datetime | None) -> datetime | None:
    """The earliest of the moments that are known."""
    return min((moment for moment in moments if moment), default=None)
