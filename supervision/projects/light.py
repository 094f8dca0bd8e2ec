"""The light of a project over time: the gravest of its four, as stretches without a gap."""

from collections.abc import Iterable

from supervision.findings import Finding, Level
from supervision.light import NORMAL, Light, lights
from supervision.projects.facts import Project
from supervision.projects.rules import LIGHT_RULES

__all__ = ["NORMAL", "Light", "light_of"]


def light_of(project: Project, findings: Iterable[Finding]) -> list[Light]:
    """Its lights in order, from when it is known until it is completed or given up."""
    shown = [f for f in findings if f.rule in LIGHT_RULES and f.level.rank >= Level.YELLOW.rank]
    return lights(shown, project.known_from, project.ended_at, str)
