"""Flows that screens list but do not keep: what missed its limit, and what single rules found.

Their numbers follow from others: due less met, found less withdrawn. So no cell holds them; they
bear a moment of their own.
"""

from sqlalchemy import and_, or_

from data_access.measures.case_flows import DUE
from data_access.measures.kinds import Measure
from data_access.measures.sources import CASES, FINDINGS
from data_access.measures.tables import case, finding
from supervision.rules import RULES
from supervision.words import N_

PROCEDURE_RULES = ("W14", "W15", "W09", "W10", "W04", "W22", "W24", "W30", "W105")
"""What the rules find of the way a case went: steps, signers, waits, notices, hands."""

_due = {measure.name: measure for measure in DUE}


def _missed(due: str, title: str) -> Measure:
    """The counterpart of its …_met: due and not met."""
    whole = _due[due]
    assert whole.anchor is not None
    assert whole.where is not None
    stopped = case.clock_stopped_at
    return Measure(
        name=f"{due}_missed",
        title=title,
        source=CASES,
        where=and_(whole.where, or_(stopped.is_(None), stopped > whole.anchor)),
        anchor=whole.anchor,
        begins=(whole.anchor,),
        whole=due,
        part=f"{due}_met",
    )


def _found(name: str, title: str, rule: str) -> Measure:
    """What a rule found and has not withdrawn, by the day on which it occurred."""
    return Measure(
        name=name,
        title=title,
        source=FINDINGS,
        where=finding.rule == rule,
        anchor=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        whole=f"found_{rule.lower()}",
    )


DEPARTURES = {
    rule: _found(f"departures_{rule.lower()}", RULES[rule].title, rule) for rule in PROCEDURE_RULES
}
"""By rule, what departs from the declared procedure."""

LISTED_FLOWS = (
    *DEPARTURES.values(),
    _missed("due_raw", N_("未按时办结（原始口径）")),
    _missed("due_lawful", N_("未按时办结（扣除特别程序）")),
    _missed("due_extended", N_("未按时办结（扣除特别程序并计延期）")),
    _found("extensions_unlawful", N_("延期不合规"), "W11"),
    _found("pauses_unlawful", N_("特别程序不合规"), "W12"),
    _found("times_changed", N_("事后改时间"), "W26"),
    _found("chains_zero_length", N_("零时长链"), "W105"),
    _found("typed_in_late", N_("补录"), "W106"),
)
