"""What goes wrong in the district, and how often: a share of the cases to which it can happen.

The rates are those of an ordinary district: about three cases in a hundred are decided late, the
rest is rarer. Each has its own draw, so a case can have more than one fault.
"""

from dataclasses import dataclass

import numpy as np

from sample_data.items import Bools, Ints, item_table
from sample_data.reference import departments


@dataclass(frozen=True)
class Violation:
    """A fault: its share of the cases of one kind, and the rule that finds it."""

    rate: float
    among: str
    rule: str


VIOLATIONS = {
    "forgotten": Violation(0.005, "committed", "W06"),
    "late_by_law": Violation(0.0022, "committed", "W06"),
    "acceptance_late": Violation(0.006, "committed", "W03"),
    "asked_twice": Violation(0.004, "committed", "W04"),
    "precheck_late": Violation(0.004, "pre_check", "W05"),
    "not_instant": Violation(0.02, "instant", "W07"),
    "idle": Violation(0.02, "committed", "W09"),
    "step_late": Violation(0.012, "committed", "W10"),
    "extension_unlawful": Violation(0.0016, "committed", "W11"),
    "pause_kind": Violation(0.0004, "committed", "W12"),
    "pause_no_notice": Violation(0.0014, "committed", "W12"),
    "pause_over_limit": Violation(0.0018, "committed", "W12"),
    "pause_after_due": Violation(0.0004, "committed", "W12"),
    "joint_late": Violation(0.012, "joint", "W13"),
    "preliminary_late": Violation(0.012, "reported_up", "W17"),
    "step_skipped": Violation(0.0022, "committed", "W14"),
    "steps_reversed": Violation(0.0016, "committed", "W14"),
    "same_person": Violation(0.005, "several_persons", "W15"),
    "more_signers": Violation(0.004, "few_persons", "W15"),
    "no_reason": Violation(0.08, "any", "W16"),
    "delivery_late": Violation(0.005, "document", "W18"),
    "one_on_site": Violation(0.03, "on_site", "W22"),
    "expired": Violation(0.006, "renewal", "W23"),
    "no_receipt": Violation(0.006, "any", "W24"),
    "ended_to_avoid": Violation(0.0018, "committed", "W27"),
    "by_bureau": Violation(0.008, "centralised", "W30"),
    "visit_online": Violation(0.015, "fully_online", "W32"),
    "visit_again": Violation(0.015, "any", "W33"),
    "no_time_at_all": Violation(0.0015, "committed", "W105"),
    "typed_late": Violation(0.006, "any", "W106"),
    "unknown_department": Violation(0.0003, "any", "R01"),
    "unknown_item": Violation(0.0004, "any", "R02"),
    "closed_too_early": Violation(0.0004, "any", "T02"),
    "future": Violation(0.0002, "any", "T06"),
    "no_times": Violation(0.0001, "any", "T01"),
    "unreadable": Violation(0.0003, "any", "T01"),
}
"""Dirty rows come last, made after all else is drawn; "no_reason" is a share of refusals."""

Faults = dict[str, Bools]


def draw_faults(rng: np.random.Generator, item: Ints) -> Faults:
    """Which cases have which fault, one mask a fault; `late` by the department's habits."""
    table = item_table()
    where = {
        "any": np.ones_like(table.is_instant),
        "committed": table.is_committed,
        "instant": table.is_instant,
        "pre_check": table.has_pre_check,
        "joint": table.is_joint,
        "reported_up": table.is_reported_up,
        "several_persons": (table.people > 1) & table.is_committed,
        "few_persons": (table.people < 3) & table.is_committed,
        "document": table.needs_document,
        "on_site": table.has_on_site,
        "renewal": table.is_renewal,
        "centralised": table.is_centralised,
        "fully_online": table.is_fully_online,
    }
    faults = {
        name: (rng.random(len(item)) < fault.rate) & where[fault.among][item]
        for name, fault in VIOLATIONS.items()
    }
    habits = np.array([department.late_rate for department in departments()])
    rates = habits[table.department[item]]
    faults["late"] = (rng.random(len(item)) < rates) & (table.is_committed & table.is_timed)[item]
    return faults
