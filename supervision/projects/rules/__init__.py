"""Every rule of the projects line, and how a project is held against all of them."""

from supervision.findings import Finding
from supervision.projects.rules import course, lights
from supervision.projects.rules.rule import Tracked
from supervision.rules.rule import Rule

RULES: dict[str, Rule[Tracked]] = {rule.code: rule for rule in (*lights.RULES, *course.RULES)}

LIGHT_RULES = ("W50", "W51", "W52", "W53")
"""Those that make the light of a project."""

__all__ = ["LIGHT_RULES", "RULES", "Tracked", "findings_of"]


def findings_of(project: Tracked) -> list[Finding]:
    """What the rules find in one project, past and to come, in the order of the rules."""
    return [finding for rule in RULES.values() for finding in rule.check(project)]
