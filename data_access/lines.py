"""Every line of business that the evaluation works, by its name."""

from data_access.appeals.appeals_line import APPEALS
from data_access.approvals.approvals_line import APPROVALS
from data_access.line import Line
from data_access.orders.line import ORDERS
from data_access.projects.projects_line import PROJECTS
from data_access.signals.signals_line import SIGNALS

LINES: dict[str, Line] = {
    line.name: line for line in (APPROVALS, APPEALS, SIGNALS, PROJECTS, ORDERS)
}
