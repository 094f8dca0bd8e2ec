"""Every rule of the approvals line, and how a case is held against all of them."""

from supervision.findings import Finding
from supervision.rules import limits, pauses, procedure, truth
from supervision.rules.rule import Clocked, Rule, StepRule

RULES: dict[str, Rule[Clocked]] = {
    rule.code: rule
    for rule in sorted(
        (*limits.RULES, *procedure.RULES, *pauses.RULES, *truth.RULES),
        key=lambda rule: int(rule.code[1:]),
    )
}

__all__ = ["RULES", "Clocked", "Rule", "StepRule", "findings_of"]


def findings_of(case: Clocked) -> list[Finding]:
    """What the rules find in one case, past and to come, in the order of the rules."""
    return [finding for rule in RULES.values() for finding in rule.check(case)]
