"""Projects as a line of business: from a project of the contract to its derived rows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from sqlalchemy import Connection, Select, select

from data_access.finding_rows import DELETED_REASON, fault_rows, finding_rows
from data_access.line import Line, Row, Rows, Standing, Subjects, Work
from data_access.projects.project_derivation import (
    blocker_rows,
    chain_rows,
    clock_rows,
    light_rows,
    progress_rows,
    subject_words,
    version_rows,
)
from data_access.projects.project_loading import LoadedProject, load_projects
from data_access.schema import (
    BlockerClock,
    ChainStep,
    DataFault,
    Finding,
    MilestoneVersion,
    Project,
    ProjectCase,
    ProjectClock,
    ProjectLight,
    ProjectProgress,
)
from data_access.waiting import CALENDAR, DEPARTMENT, THRESHOLD
from supervision.projects.rules import Tracked, findings_of

LINE = "project"
DERIVED = (
    *(ProjectClock, ProjectLight, MilestoneVersion),
    *(ProjectProgress, BlockerClock, ChainStep),
)


def _read(
    connection: Connection, project_ids: Sequence[str], _standing: Standing, work: Work
) -> Subjects:
    declared = work.declared
    found = load_projects(connection, project_ids, declared.limits, declared.register, work.now)
    for one in found:
        yield subject_words(one), partial(_derived, one, work)


def _derived(one: LoadedProject, work: Work, earlier: Sequence[Row]) -> Rows:
    """The derived rows of one project."""
    words, now, run_no = subject_words(one), work.now, work.run_no
    faults = fault_rows(words, one.faults, now)
    if one.project is None:
        withdrawn = finding_rows(words, (), earlier, now, run_no, DELETED_REASON)
        return {Finding: withdrawn, DataFault: faults}
    tracked = Tracked(one.project, work.declared.limits, work.declared.thresholds)
    found = findings_of(tracked)
    return {
        ProjectClock: clock_rows(one, tracked, run_no),
        ProjectLight: light_rows(one, one.project, found),
        MilestoneVersion: version_rows(one, one.project),
        ProjectProgress: progress_rows(one, tracked),
        BlockerClock: blocker_rows(one, one.project),
        ChainStep: chain_rows(one, tracked),
        Finding: finding_rows(words, found, earlier, now, run_no),
        DataFault: faults,
    }


def _behind(taken: Mapping[str, set[str]]) -> Iterable[Select[str]]:
    """The projects that other changes change: those of linked cases, or all of them."""
    if taken.keys() & {CALENDAR, DEPARTMENT, THRESHOLD}:
        yield PROJECTS.subjects
    elif cases := taken.get("approval"):
        linked = select(ProjectCase.project_id).where(ProjectCase.case_id.in_(cases))
        yield linked.distinct()


PROJECTS = Line(
    name=LINE,
    table=Project.__tablename__,
    subjects=select(Project.project_id),
    derived=dict.fromkeys(DERIVED, "project_id"),
    read=_read,
    behind=_behind,
)
