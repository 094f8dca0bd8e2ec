"""Every rule of every line of business, by its code."""

from typing import Any

from supervision.appeals.rules import RULES as APPEALS
from supervision.orders.by_hand import RULES as BY_HAND
from supervision.orders.rules import RULES as ORDERS
from supervision.projects.rules import RULES as PROJECTS
from supervision.ratings import RULE as OF_RATINGS
from supervision.rules import RULES as APPROVALS
from supervision.rules import Rule
from supervision.signal_rules import RULES as SIGNALS

RULEBOOK: dict[str, Rule[Any]] = {
    **APPROVALS,
    **BY_HAND,
    **APPEALS,
    OF_RATINGS.code: OF_RATINGS,
    **PROJECTS,
    **ORDERS,
    **SIGNALS,
}
