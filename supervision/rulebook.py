"""Every rule of every line of business, by its code."""

from typing import Any

from supervision.projects.rules import RULES as PROJECTS
from supervision.rules import RULES as APPROVALS
from supervision.rules import Rule

RULEBOOK: dict[str, Rule[Any]] = {**APPROVALS, **PROJECTS}
