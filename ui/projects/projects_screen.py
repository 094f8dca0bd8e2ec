"""What the projects screen looks at: its scope, its projects by light, its sentence, its export."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from data_access.figures import indicators
from data_access.projects import project_board, projects
from supervision.scope import Period, Scope
from ui import filters
from ui.charts.chart_theme import LEVEL_MARKS
from ui.evidence import sentence as found_words
from ui.exports import Export, export_button
from ui.fetch import ask
from ui.filter_words import chosen
from ui.formats import UNKNOWN, count, number, printable
from ui.labels import label, rule_title
from ui.names import name
from ui.words import ENGLISH, language, t

LIGHTS = ("red", "yellow", "normal")
HUNDRED_MILLION = 100_000_000
TEN_THOUSAND = 10_000
RATES = ("start_rate", "completion_rate", "investment_rate", "schedule_gap")
NUMBERS = (
    *("starts_planned", "starts_missing", "completions_planned", "completions_missing"),
    *("annual_investment", "invested_to_date", "blockers_open", "blockers_overdue"),
    *("milestones_late", "projects_red", "projects_yellow"),
)


@dataclass(frozen=True)
class View:
    """The moment, all projects in scope, those of the chosen light, and the figures of all."""

    scope: Scope
    as_of: datetime
    everything: pd.DataFrame
    shown: pd.DataFrame
    rates: pd.DataFrame
    numbers: dict[str, int]


def scope() -> Scope:
    """The reader's scope over the year so far: plans of projects are plans of a year."""
    day = filters.current_as_of().date()
    return replace(filters.current_scope(), period=Period(date(day.year, 1, 1), day), items=())


def look(scope: Scope, as_of: datetime) -> View:
    """Ask for what the whole page shows; raises UnansweredError."""
    everything = named(ask(projects.list_projects, scope, as_of=as_of)[0])
    rates = ask(indicators, scope, as_of=as_of, names=RATES)[0].set_index("name")
    row = ask(project_board.stocks, scope, as_of=as_of, names=NUMBERS)[0].iloc[0]
    light = filters.asked("light")
    shown = everything[everything["light"] == light] if light in LIGHTS else everything
    numbers = {each: int(row[each]) for each in NUMBERS}
    return View(scope, as_of, everything, shown.reset_index(drop=True), rates, numbers)


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects with `title` (unlike any other) in the reader's language, `town` in words."""
    titles = pd.Series(own_names(frame), dtype="str")
    with_number = titles + " " + frame["project_no"].astype("str")
    towns = {code: name("town", code) for code in frame["town_code"].unique()}
    return frame.assign(
        title=titles.where(~titles.duplicated(keep=False), with_number),
        town=[towns[code] for code in frame["town_code"]],
    )


def own_names(frame: pd.DataFrame, column: str = "name") -> list[str]:
    """The names of the rows in the reader's language, where there are any."""
    names = frame[column].tolist()
    english = frame.get(f"{column}_en") if language() == ENGLISH else None
    return list(map(own_name, names, names if english is None else english.tolist()))


def own_name(name: object, translated: object) -> str:
    """A name as the reader's language has it, else as it is."""
    shown = translated if isinstance(translated, str) and translated else name
    return printable(shown, 60) if isinstance(shown, str) else UNKNOWN


def sentence(view: View) -> str:
    """How many red lights, how far behind the worst is, and what is overdue."""
    red = int((view.everything["light"] == "red").sum())
    if view.everything.empty:
        return t("所选范围内没有在册项目")
    words = t("{n} 个红灯", n=red) if red else t("没有红灯")
    behind = view.everything["behind_points"].max()
    if behind > 0:
        words += t("，最多落后 {points} 个百分点", points=number(behind, 0))
    if view.numbers["blockers_overdue"]:
        words += t("，{n} 个问题过了承诺日", n=view.numbers["blockers_overdue"])
    return words


def counted(frame: pd.DataFrame) -> str:
    """How many projects and how much money the page speaks of."""
    return t(
        "在册未竣工 {n} 个，总投资 {sum} 亿元",
        n=count(len(frame)),
        sum=number(frame["total_investment"].sum() / HUNDRED_MILLION),
    )


def light_choice(frame: pd.DataFrame) -> None:
    """The lights with their counts, as filter and as summary."""
    counts = frame["light"].value_counts()
    words = {"all": t("全部 {n}", n=count(len(frame)))}
    words |= {
        light: f"{LEVEL_MARKS[light]} {label('light', light)} {count(int(counts.get(light, 0)))}"
        for light in LIGHTS
    }
    filters.segments("light", words, default="all", title=t("灯"))


def trouble(row: dict[str, Any]) -> str:
    """What holds it up, in a phrase: its gravest finding, else the oldest blocker."""
    if isinstance(row["rule"], str):
        return found_words(row["rule"], row["evidence"])
    return label("blocker_kind", row["blocker_kind"])


def short_trouble(row: dict[str, Any]) -> str:
    """The same in a word or two."""
    if isinstance(row["rule"], str):
        return rule_title(row["rule"])
    return label("blocker_kind", row["blocker_kind"])


def export(view: View) -> None:
    """The projects on the page, in its words."""
    columns = {
        "light": t("灯"),
        "project_no": t("项目编号"),
        "title": t("项目"),
        "kind": t("类别"),
        "department": t("牵头部门"),
        "town": t("属地"),
        "total_investment": t("总投资（万元）"),
        "progress_percent": t("进度（%）"),
        "planned_percent": t("计划进度（%）"),
        "trouble": t("卡点"),
    }

    def rows() -> tuple[int, pd.DataFrame]:
        shown = view.shown.assign(
            light=[label("light", light) for light in view.shown["light"]],
            kind=[label("project_kind", kind) for kind in view.shown["kind"]],
            department=[name("department", code) for code in view.shown["department_code"]],
            total_investment=view.shown["total_investment"] / TEN_THOUSAND,
            trouble=[trouble(row) for row in view.shown.to_dict("records")],
        )
        return len(shown), shown

    narrowed = chosen(with_period=False)
    if filters.asked("light") in LIGHTS:
        narrowed.append((t("灯"), label("light", filters.asked("light"))))
    definition = t("在册未竣工项目，按数据时点的灯计")
    export_button(Export(t("项目跟踪"), view.as_of, columns, narrowed, definition), rows)
