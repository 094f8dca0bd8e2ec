"""The light of a project over time: the gravest of its four, as stretches without a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from supervision.findings import Finding, Level
from supervision.projects.facts import Project
from supervision.projects.rules import LIGHT_RULES
from supervision.projects.spans import FOREVER

NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Light:
    """A stretch of time with one light: red, yellow or normal."""

    light: str
    since: datetime
    until: datetime | None


def light_of(project: Project, findings: Iterable[Finding]) -> list[Light]:
    """Its lights in order, from when it is known until it is completed or given up."""
    shown = [f for f in findings if f.rule in LIGHT_RULES and f.level.rank >= Level.YELLOW.rank]
    begin, end = project.known_from, project.ended_at or FOREVER
    edges = {begin, end}
    for finding in shown:
        edges |= {finding.occurs_at, finding.ends_at or FOREVER}
    lights: list[Light] = []
    moments = sorted(edge for edge in edges if begin <= edge <= end)
    for since, until in pairwise(moments):
        light = _worst(shown, since)
        if lights and lights[-1].light == light:
            since = lights.pop().since
        lights.append(Light(light, since, None if until == FOREVER else until))
    return lights


def _worst(shown: list[Finding], moment: datetime) -> str:
    levels = [
        finding.level
        for finding in shown
        if finding.occurs_at <= moment and (finding.ends_at is None or moment < finding.ends_at)
    ]
    return str(max(levels, key=lambda level: level.rank)) if levels else NORMAL
