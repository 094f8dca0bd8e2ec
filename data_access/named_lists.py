"""Every list that bears a name: those of the measures, and those of the special procedures."""

from datetime import datetime

from sqlalchemy import Connection

from data_access.figures import Listing, cases
from data_access.measures import MEASURES
from data_access.pauses import SPANS, list_pauses
from supervision.scope import Scope
from supervision.words import N_

PAUSE_LISTS: dict[str, str] = {
    "pauses_begun": N_("特别程序：已办结办件"),
    "pauses_near": N_("特别程序：到期前两个工作日内启动"),
    "pauses_without_notice": N_("特别程序：未书面告知"),
    "pauses_over_10": N_("特别程序：距到期十个工作日以上启动"),
    "pauses_6_to_10": N_("特别程序：距到期六至十个工作日启动"),
    "pauses_3_to_5": N_("特别程序：距到期三至五个工作日启动"),
    "pauses_1_to_2": N_("特别程序：距到期一至两个工作日启动"),
    "pauses_due_day": N_("特别程序：到期当日启动"),
    "pauses_after_due": N_("特别程序：到期之后启动"),
    "pauses_no_due": N_("特别程序：无承诺时限"),
}
"""By name, what each lists; one row a special procedure."""


def title_of(name: str) -> str | None:
    """What a list is called (Chinese, translated where it is shown); None for an unknown name."""
    if name in MEASURES:
        return MEASURES[name].title
    return PAUSE_LISTS.get(name)


def named_list(
    connection: Connection, scope: Scope, *, as_of: datetime, name: str, limit: int, offset: int = 0
) -> Listing:
    """A page of the list with that name: as `figures.cases`, or as `pauses.list_pauses`.

    Raises ValueError for an unknown name.
    """
    if name not in PAUSE_LISTS:
        return cases(connection, scope, name, as_of=as_of, limit=limit, offset=offset)
    span = name.removeprefix("pauses_")
    frame = list_pauses(
        connection,
        scope,
        as_of=as_of,
        span=span if span in (*SPANS, "near") else "",
        without_notice=span == "without_notice",
    )
    page = frame.iloc[offset : offset + limit].reset_index(drop=True)
    return Listing(len(frame), page)
