"""A light over time: the gravest of what is found, as stretches without a gap."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from supervision.findings import Finding, Level
from supervision.spans import FOREVER

NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Light:
    """A stretch of time with one light: red, yellow or normal."""

    light: str
    since: datetime
    until: datetime | None


def lights(
    findings: Iterable[Finding],
    begin: datetime,
    end: datetime | None,
    word: Callable[[Level], str],
) -> list[Light]:
    """The lights in order from begin to end; `word` says the light of the gravest level."""
    shown, last = list(findings), end or FOREVER
    edges = {begin, last}
    for finding in shown:
        edges |= {finding.occurs_at, finding.ends_at or FOREVER}
    found: list[Light] = []
    moments = sorted(edge for edge in edges if begin <= edge <= last)
    for since, until in pairwise(moments):
        light = _gravest(shown, since, word)
        if found and found[-1].light == light:
            since = found.pop().since
        found.append(Light(light, since, None if until == FOREVER else until))
    return found


def _gravest(shown: Sequence[Finding], moment: datetime, word: Callable[[Level], str]) -> str:
    levels = [
        finding.level
        for finding in shown
        if finding.occurs_at <= moment and (finding.ends_at is None or moment < finding.ends_at)
    ]
    return word(max(levels, key=lambda level: level.rank)) if levels else NORMAL
