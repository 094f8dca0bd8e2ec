"""Findings about appeals and signals that stand open, in memory, and those ended of late.

Those about cases lie in the open set, each with its case; those about projects on their board.
"""

from collections.abc import Mapping

from data_access.days import unindexed
from data_access.measures.tables import finding
from data_access.open_set.reading import PLACES
from data_access.open_set.standing import Counts, Held, Kind

LINES = ("appeal", "signal")


def _of_line(line: str) -> Counts:
    return lambda known, _second: known.has("line", line)


def _of_rule(line: str, rule: str) -> Counts:
    return lambda known, _second: known.has("line", line) & known.has("rule", rule)


HELD: Mapping[str, Counts] = {
    "appeal_findings_open": _of_line("appeal"),
    "signals_near_limit": _of_rule("signal", "W110"),
    "signals_against_department": _of_rule("signal", "W111"),
    "petitions_repeated": _of_rule("signal", "W112"),
    "audit_problems_not_rectified": _of_rule("signal", "W113"),
    "subjects_losing_again": _of_rule("signal", "W114"),
}
"""The measures that are counted here, and which of the open findings each counts."""

other_findings = Held(
    Kind(
        lines=LINES,
        subject=finding.subject_id,
        begin=finding.occurs_at,
        ends=(finding.ends_at, finding.withdrawn_at),
        places=tuple(finding[name] for name in PLACES),
        codes=(finding.line, finding.rule),
        held=HELD,
        always=(unindexed(finding.line).in_(LINES),),
    )
)
