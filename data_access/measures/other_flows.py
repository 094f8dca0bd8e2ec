"""What is counted over days of steps and of findings, and the flows that only rows can tell."""

from sqlalchemy import ColumnElement, and_, func

from data_access.measures.kinds import Column, Measure
from data_access.measures.sources import CASES, FINDINGS, STEPS
from data_access.measures.tables import case, finding, step
from supervision.findings import LIGHTS, Level
from supervision.rules import RULES
from supervision.words import N_

GIVEN_BY_HAND = ("W29",)
"""Rules that only a supervisor applies: an upheld complaint about a refusal to accept."""

KEPT_RULES = (
    *("W04", "W09", "W10", "W11", "W12", "W14", "W15"),
    *("W22", "W24", "W26", "W30", "W105", "W106"),
)
"""Rules whose findings screens count over long periods, each for itself."""

is_card = finding.level.in_([level.value for level in LIGHTS])


def _steps(
    name: str, title: str, where: ColumnElement[bool] | None = None, value: Column | None = None
) -> Measure:
    return Measure(
        name=name, title=title, source=STEPS, where=where, anchor=step.ended_at, value=value
    )


def _findings(name: str, title: str, where: ColumnElement[bool]) -> Measure:
    return Measure(name=name, title=title, source=FINDINGS, where=where, anchor=finding.occurs_at)


_is_timed = step.due_at.is_not(None)
_is_measured = step.used_days.is_not(None)

STEP_FLOWS = (
    _steps("steps_ended", N_("办完环节")),
    _steps("steps_timed", N_("办完环节：有时限"), _is_timed),
    _steps("steps_late", N_("超时环节"), and_(_is_timed, step.ended_at > step.due_at)),
    _steps("steps_used_days", N_("环节用时（工作日）"), _is_measured, step.used_days),
    _steps(
        "steps_elapsed_days",
        N_("环节用时与环节前等候（工作日）"),
        _is_measured,
        step.used_days + func.coalesce(step.waited_days, 0),
    ),
)

FINDING_FLOWS = (
    _findings("cards_issued", N_("发牌"), is_card),
    _findings("cards_soon", N_("预警"), finding.level == Level.SOON.value),
    _findings("cards_yellow", N_("黄牌"), finding.level == Level.YELLOW.value),
    _findings("cards_red", N_("红牌"), finding.level == Level.RED.value),
    _findings("cards_manual", N_("人工发牌"), and_(is_card, finding.rule.in_(GIVEN_BY_HAND))),
    _findings("findings_hint", N_("提示"), finding.level == Level.HINT.value),
    _findings("findings_order", N_("督办线索"), finding.level == Level.ORDER.value),
    *(
        _findings(f"found_{rule.lower()}", RULES[rule].title, finding.rule == rule)
        for rule in KEPT_RULES
    ),
    Measure(
        name="cards_withdrawn",
        title=N_("撤销牌"),
        source=FINDINGS,
        where=is_card,
        anchor=finding.withdrawn_at,
    ),
)

FLOWS_OF_ROWS = (
    Measure(
        name="accepted_still_open",
        title=N_("受理后至今未办结"),
        source=CASES,
        anchor=case.accepted_at,
        ends=(case.closed_at,),
        is_found_by_end=True,
    ),
    Measure(
        name="cards_valid",
        title=N_("有效牌"),
        source=FINDINGS,
        where=is_card,
        anchor=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        whole="cards_issued",
    ),
)
"""They ask what has become of a day's cases by the moment asked about, so no cell can keep them."""
