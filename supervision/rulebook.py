"""Every rule of every line of business, by its code."""

from typing import Any

from supervision.rules import RULES, Rule

RULEBOOK: dict[str, Rule[Any]] = {**RULES}
