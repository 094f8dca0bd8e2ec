"""With which parameters each screen shows something: one case, one order, one enterprise."""

from sqlalchemy import Select, select

from data_access.engine import engine_for, reading
from data_access.schema import AppealClock, CaseClock, Finding, ProjectClock, SupervisionOrder
from ui.links import DEFAULT, SCREENS

EXAMPLES: dict[str, tuple[str, Select[tuple[str]]]] = {
    "case": ("id", select(CaseClock.case_id).order_by(CaseClock.case_id)),
    "project": ("id", select(ProjectClock.project_id).order_by(ProjectClock.project_id)),
    "appeal": ("id", select(AppealClock.appeal_id).order_by(AppealClock.appeal_id)),
    "order": ("id", select(SupervisionOrder.order_id).order_by(SupervisionOrder.order_id)),
    "card": (
        "finding",
        select(Finding.finding_id)
        .where(Finding.line == "approval", Finding.withdrawn_at.is_(None))
        .order_by(Finding.occurs_at, Finding.finding_id),
    ),
    "enterprise": (
        "enterprise",
        select(AppealClock.enterprise_code)
        .where(AppealClock.enterprise_code != "")
        .order_by(AppealClock.appeal_id),
    ),
}


def parameters_of_screens(url: str) -> dict[str, dict[str, str]]:
    """For every screen the parameters of its address, in a database that holds a district."""
    found: dict[str, dict[str, str]] = {name: {} for name in SCREENS}
    found["cases"] = {"measure": "received"}
    with reading(engine_for(url)) as connection:
        for name, (parameter, examples) in EXAMPLES.items():
            found[name] = {parameter: connection.scalars(examples.limit(1)).one()}
    return found


def path_of(screen: str) -> str:
    """Where a screen answers."""
    return "/" if screen == DEFAULT else f"/{screen}"
