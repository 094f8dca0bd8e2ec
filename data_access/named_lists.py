"""Every list that bears a name: of measures, special procedures, verdicts, an enterprise's own."""

from datetime import datetime

from sqlalchemy import Connection

from data_access.approvals.pauses import list_pauses
from data_access.approvals.verdicts import OURS, Pair, list_verdicts
from data_access.enterprises.enterprise import asked_list, list_history
from data_access.figures import Listing, cases
from data_access.measures import MEASURES
from data_access.signals.channels import list_outcomes, outcome_of
from supervision.pausing import SPANS
from supervision.scope import Scope
from supervision.words import N_

ALL_PAUSES = "pauses_begun"
PAUSE_LISTS: dict[str, str] = {
    ALL_PAUSES: N_("特别程序：已办结办件"),
    "pauses_near": N_("特别程序：到期前两个工作日内启动"),
    "pauses_without_notice": MEASURES["begun_without_notice"].title,
    **{f"pauses_{span}": MEASURES[f"begun_{span}"].title for span in SPANS},
}
"""By name, what each lists; one row a special procedure."""


VERDICTS = "verdicts"
VERDICTS_TITLE = N_("来源结论与我方结论")
OUTCOMES_TITLE = N_("外部监督事项：按结果")
ENTERPRISE_TITLES = {
    "all": N_("企业事项"),
    "approval": N_("企业办件"),
    "appeal": N_("企业诉求"),
    "project": N_("企业项目"),
    "signal": N_("企业外部监督事项"),
}
BLANK, WHOLE, PERIOD = "blank", "all", "period"


def verdicts_name(source: str, verdict: str, ours: str, *, whole: bool) -> str:
    """The name of the list behind a number of `verdicts.agreement`."""
    return ".".join((VERDICTS, ours, verdict or BLANK, WHOLE if whole else PERIOD, source))


def pair_of(name: str) -> Pair | None:
    """The number that a list of verdicts stands behind; None for another name."""
    parts = name.split(".", 4)
    if len(parts) != 5 or parts[0] != VERDICTS or parts[1] not in OURS:
        return None
    _, ours, verdict, span, source = parts
    return Pair(source, "" if verdict == BLANK else verdict, ours, span == WHOLE)


def title_of(name: str) -> str | None:
    """What a list is called (Chinese, translated where it is shown); None for an unknown name."""
    if pair_of(name):
        return VERDICTS_TITLE
    if outcome_of(name):
        return OUTCOMES_TITLE
    if of_enterprise := asked_list(name):
        return ENTERPRISE_TITLES[of_enterprise[1]]
    if name in MEASURES:
        return MEASURES[name].title
    return PAUSE_LISTS.get(name)


def named_list(
    connection: Connection, scope: Scope, *, as_of: datetime, name: str, limit: int, offset: int = 0
) -> Listing:
    """A page of the list with that name: as in figures, pauses, verdicts or enterprise.

    Raises ValueError for an unknown name.
    """
    pair = pair_of(name)
    if pair:
        return list_verdicts(connection, scope, pair, as_of=as_of, limit=limit, offset=offset)
    if result := outcome_of(name):
        return list_outcomes(connection, scope, result, as_of=as_of, limit=limit, offset=offset)
    if of_enterprise := asked_list(name):
        enterprise, line, state = of_enterprise
        return list_history(
            connection,
            scope,
            as_of=as_of,
            enterprise=enterprise,
            line=line,
            state=state,
            limit=limit,
            offset=offset,
        )
    if name not in PAUSE_LISTS:
        return cases(connection, scope, name, as_of=as_of, limit=limit, offset=offset)
    about = "" if name == ALL_PAUSES else name.removeprefix("pauses_")
    return list_pauses(connection, scope, as_of=as_of, about=about, limit=limit, offset=offset)
