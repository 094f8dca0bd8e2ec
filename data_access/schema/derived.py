"""What evaluation derives from the contract: rebuildable at any time, written by nobody else."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    column,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from data_access.days import lasted_long
from data_access.schema.base import Base, Code, Key, Moment, Words

Sequence = BigInteger().with_variant(Integer, "sqlite")


class ChangeQueue(Base):
    """One row a changed subject, put here by triggers in the writer's own transaction.

    The line says what the subject is: approval a case, item an item (empty: all items),
    department, threshold a rule, calendar a day; cells are all cells, which wait for the rest.
    """

    __tablename__ = "change_queue"
    __table_args__ = (Index(None, "line", "subject_id"),)

    change_id: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True)
    line: Mapped[Code]
    subject_id: Mapped[Key]


class EvaluationRun(Base):
    """One row a committed batch; its number is the version that readers wait for."""

    __tablename__ = "evaluation_run"

    run_no: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True)
    finished_at: Mapped[Moment]
    subjects: Mapped[int]


class EvaluatedSubject(Base):
    """One row a subject that a batch worked, deleted ones too; kept of the newest fifty batches.

    Whoever holds what is open in memory learns here which subjects to read anew.
    """

    __tablename__ = "evaluated_subject"

    run_no: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    line: Mapped[Code] = mapped_column(primary_key=True)
    subject_id: Mapped[Key] = mapped_column(primary_key=True)


class LineBalance(Base):
    """One row a line of business: what became of its subjects, as last counted."""

    __tablename__ = "line_balance"

    line: Mapped[Code] = mapped_column(primary_key=True)
    counted_at: Mapped[Moment]
    run_no: Mapped[int] = mapped_column(BigInteger)  # the newest batch by then
    read: Mapped[int] = mapped_column(BigInteger)
    shown: Mapped[int] = mapped_column(BigInteger)
    quarantined: Mapped[int] = mapped_column(BigInteger)
    waiting: Mapped[int] = mapped_column(BigInteger)


WAS_JUDGED = text("source_verdict <> ''")
WAS_PAUSED = text("pause_count > 0")
WAS_PAUSED_LATE = text("pauses_1_to_2 > 0 OR pauses_due_day > 0")
WAS_OPEN_LONG = lasted_long(column("received_at"), column("closed_at"))


class CaseClock(Base):
    """One row a case that counts: the moments at which its state changes.

    Every state at any time is a comparison with these. Days are working days, or the item's unit.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        Index(None, "received_at"),
        Index(None, "accepted_at"),
        Index(None, "closed_at", "received_at"),  # what was open at a moment, by the index alone
        Index(
            "ix_case_clock_closed_at_received_at_long",
            "closed_at",
            "received_at",
            sqlite_where=WAS_OPEN_LONG,
            postgresql_where=WAS_OPEN_LONG,
        ),
        # with the officer, so that bursts of closing are found in the index alone
        Index(None, "department_code", "closed_at", "officer"),
        Index(
            "ix_case_clock_closed_at_paused",
            "closed_at",
            sqlite_where=WAS_PAUSED,
            postgresql_where=WAS_PAUSED,
        ),
        Index(
            "ix_case_clock_closed_at_paused_late",
            "closed_at",
            sqlite_where=WAS_PAUSED_LATE,
            postgresql_where=WAS_PAUSED_LATE,
        ),
        # the few sources that bring a verdict, and their cases of a period
        Index(None, "source_code", "received_at"),
        Index(
            "ix_case_clock_source_code_judged",
            "source_code",
            sqlite_where=WAS_JUDGED,
            postgresql_where=WAS_JUDGED,
        ),
        # a changed cell is counted anew from the rows of its item and day
        Index(None, "item_code", "received_at"),
        Index(None, "item_code", "accepted_at"),
        Index(None, "item_code", "closed_at"),
        # what a town closed in a period, by the index alone: cells know no towns
        Index("ix_case_clock_town_code_closed_at", "town_code", "closed_at", "department_code"),
        # limits end with the last second of a day, so one index serves the day and its items
        Index(None, "promised_raw_due_at", "item_code"),
        Index(None, "promised_lawful_due_at", "item_code"),
        Index(None, "promised_due_at", "item_code"),
        Index(None, "statutory_due_at", "item_code"),
        Index(None, "acceptance_due_at", "item_code"),
        Index(None, "delivery_due_at", "item_code"),
        Index(None, "case_no"),
        Index(None, "run_no"),
    )

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    case_no: Mapped[Code]
    item_code: Mapped[Code]  # "" where the source names none
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    channel: Mapped[Code]
    case_kind: Mapped[Code]
    approval_level: Mapped[Code]
    limit_unit: Mapped[Code]
    outcome: Mapped[Code]  # "" while open or unknown

    received_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]  # when deemed accepted: the moment the five days ended
    reviewed_at: Mapped[Moment | None]  # review is over, approval begins
    decided_at: Mapped[Moment | None]
    delivered_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    clock_started_at: Mapped[Moment | None]  # acceptance; receipt when deemed accepted
    clock_stopped_at: Mapped[Moment | None]  # decision, or closing where none is recorded
    is_deemed_accepted: Mapped[bool]

    acceptance_due_at: Mapped[Moment | None]
    promised_limit: Mapped[int | None]
    statutory_limit: Mapped[int | None]
    promised_soon_at: Mapped[Moment | None]
    promised_due_at: Mapped[Moment | None]  # pauses out, valid extensions in
    promised_lawful_due_at: Mapped[Moment | None]  # pauses out
    promised_raw_due_at: Mapped[Moment | None]  # nothing out
    statutory_due_at: Mapped[Moment | None]  # pauses out, valid extensions in
    delivery_due_at: Mapped[Moment | None]
    is_provisional: Mapped[bool]  # a limit reaches into a year whose calendar is not published

    used_days: Mapped[int | None]  # start to stop, pauses out; empty while the clock runs
    raw_days: Mapped[int | None]  # start to stop
    correction_count: Mapped[int]
    pause_count: Mapped[int]
    extension_count: Mapped[int]
    valid_extension_days: Mapped[int]
    decider_count: Mapped[int]  # different persons who accepted, reviewed or approved
    visits: Mapped[int | None]
    is_on_the_spot: Mapped[bool]  # closed on the day of receipt
    needs_document: Mapped[bool]
    one_time_notice: Mapped[bool]  # exactly one correction notice, within five working days
    answered_at: Mapped[Moment | None]  # accepted, refused or first correction notice
    source_verdict: Mapped[Code]  # "" where the source is silent
    # "" where unknown; personal data: masked on the way out
    officer: Mapped[Words] = mapped_column(server_default="")
    is_typed_known: Mapped[bool] = mapped_column(
        server_default=false()
    )  # the source says on which day it was typed in
    is_typed_same_day: Mapped[bool] = mapped_column(
        server_default=false()
    )  # not later than the day of receipt
    is_complete: Mapped[bool] = mapped_column(
        server_default=false()
    )  # every field that counts is filled
    has_fault: Mapped[bool] = mapped_column(server_default=false())
    is_off_hours: Mapped[bool] = mapped_column(
        server_default=false()
    )  # closed on a day off or outside office hours
    # special procedures by how near to the promised date they began
    pauses_over_10: Mapped[int] = mapped_column(server_default="0")
    pauses_6_to_10: Mapped[int] = mapped_column(server_default="0")
    pauses_3_to_5: Mapped[int] = mapped_column(server_default="0")
    pauses_1_to_2: Mapped[int] = mapped_column(server_default="0")
    pauses_due_day: Mapped[int] = mapped_column(server_default="0")
    pauses_after_due: Mapped[int] = mapped_column(server_default="0")
    pauses_no_due: Mapped[int] = mapped_column(server_default="0")
    pauses_without_notice: Mapped[int] = mapped_column(server_default="0")
    run_no: Mapped[int] = mapped_column(Sequence)


class StepClock(Base):
    """One row a step that counts, with its limit and the wait before it."""

    __tablename__ = "step_clock"
    __table_args__ = (Index(None, "item_code", "ended_at"), Index(None, "ended_at"))

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    step_no: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    step_code: Mapped[Code]
    kind: Mapped[Code]
    previous_step_code: Mapped[Code]  # "" for the first
    started_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    limit_days: Mapped[int | None]
    due_at: Mapped[Moment | None]
    used_days: Mapped[int | None]  # working days, pauses out
    waited_days: Mapped[int | None]  # working days between the previous end and this start


class PauseClock(Base):
    """One row a stretch of time in which a case is paused; overlapping pauses are one stretch."""

    __tablename__ = "pause_clock"
    __table_args__ = (Index(None, "ended_at"),)

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    stretch_no: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]  # the decision, where the source gives no end


WAS_WITHDRAWN = text("withdrawn_at IS NOT NULL")
HELD_LONG = lasted_long(column("occurs_at"), column("ends_at"))


IS_AGAINST_STEPS = text("rule = 'W14'")
IS_CARD_OF_CASE = text("line = 'approval' AND level IN ('soon', 'yellow', 'red')")


class Finding(Base):
    """What a rule found, as an interval: occurred from occurs_at, open until ends_at."""

    __tablename__ = "finding"
    __table_args__ = (
        Index(None, "subject_id"),
        Index(None, "occurs_at"),
        Index(None, "ends_at", "occurs_at", "line"),  # what was open, by the index alone
        Index(
            "ix_finding_ends_at_occurs_at_line_long",
            "ends_at",
            "occurs_at",
            "line",
            sqlite_where=HELD_LONG,
            postgresql_where=HELD_LONG,
        ),
        Index(None, "department_code", "occurs_at"),
        Index(None, "item_code", "occurs_at"),
        Index(None, "rule", "occurs_at"),
        # the cards of a town in a period, by the index alone
        Index(
            "ix_finding_town_code_occurs_at",
            *("town_code", "occurs_at", "line", "level", "withdrawn_at", "department_code"),
        ),
        Index(
            "ix_finding_cards_of_cases",
            *("subject_id", "occurs_at", "withdrawn_at", "line", "level"),
            sqlite_where=IS_CARD_OF_CASE,
            postgresql_where=IS_CARD_OF_CASE,
        ),
        Index(
            "ix_finding_against_steps",
            *("rule", "occurs_at", "withdrawn_at", "rule_no"),
            *("department_code", "item_code", "town_code"),
            sqlite_where=IS_AGAINST_STEPS,
            postgresql_where=IS_AGAINST_STEPS,
        ),
        Index(
            None,
            "withdrawn_at",
            "item_code",
            sqlite_where=WAS_WITHDRAWN,
            postgresql_where=WAS_WITHDRAWN,
        ),
        Index(None, "run_no"),
    )

    finding_id: Mapped[Key] = mapped_column(primary_key=True)  # subject|rule|level|episode
    line: Mapped[Code]
    subject_id: Mapped[Key]
    subject_no: Mapped[Code]  # what people call the subject: the case number
    source_code: Mapped[Code]
    rule: Mapped[Code]  # W02
    level: Mapped[Code]  # hint, soon, yellow, red, order
    level_rank: Mapped[int]
    episode: Mapped[int]
    department_code: Mapped[Code]
    item_code: Mapped[Code]
    town_code: Mapped[Code]
    step_code: Mapped[Code]
    officer: Mapped[Words | None]  # personal data: masked on the way out
    rule_no: Mapped[Code] = mapped_column(server_default="")  # of a declared rule about steps
    occurs_at: Mapped[Moment]
    ends_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]  # the limit that is in danger or past, where there is one
    evidence: Mapped[str] = mapped_column(Text)  # JSON: what the sentence and the clerk need
    rule_version: Mapped[Code]
    withdrawn_at: Mapped[Moment | None]
    withdrawn_reason: Mapped[Words | None]
    run_no: Mapped[int] = mapped_column(Sequence)


CELL_MEASURES = (
    # anchored at receipt
    "received",
    "received_instant",
    "received_committed",
    "received_instant_or_committed",
    "typed_known",
    "typed_same_day",
    "received_complete",
    "received_faulty",
    # anchored at acceptance
    "accepted",
    "accepted_deemed",
    # anchored at closing, by outcome
    "closed",
    "closed_by_decision",
    "closed_not_accepted",
    "closed_withdrawn",
    "closed_returned",
    "closed_void",
    "closed_granted",
    "closed_refused",
    "closed_completed",
    "closed_reported_up",
    "closed_outcome_unknown",
    # anchored at closing, by time against the promise
    "closed_timed",
    "closed_early",
    "closed_just_in_time",
    "closed_late",
    "closed_without_limit",
    "closed_untimed",
    "closed_on_the_spot",
    # anchored at closing, by what happened on the way
    "closed_corrected",
    "closed_corrected_once",
    "closed_corrected_again",
    "closed_with_pause",
    "closed_with_extension",
    "deciders_known",
    "deciders_one",
    "deciders_two",
    "deciders_two_or_fewer",
    "deciders_three_or_more",
    "closed_by_named",
    "closed_off_hours",
    *("begun_over_10", "begun_6_to_10", "begun_3_to_5", "begun_1_to_2"),
    *("begun_due_day", "begun_after_due", "begun_no_due", "begun_without_notice"),
    # anchored at closing, in days
    "closed_measured",
    "closed_used_days",
    "closed_raw_days",
    "closed_excluded_days",
    "promised_limit_days",
    "promised_used_days",
    "statutory_limit_days",
    "statutory_used_days",
    # anchored at the moment a limit ends
    "due_raw",
    "due_raw_met",
    "due_lawful",
    "due_lawful_met",
    "due_extended",
    "due_extended_met",
    "due_statutory",
    "due_statutory_met",
    "acceptance_due",
    "acceptance_due_met",
    "delivery_due",
    "delivery_due_met",
    # steps, anchored at their end
    "steps_ended",
    "steps_timed",
    "steps_late",
    "steps_used_days",
    "steps_elapsed_days",
    # findings, anchored at their occurrence or withdrawal
    "cards_issued",
    "cards_soon",
    "cards_yellow",
    "cards_red",
    "cards_manual",
    "findings_hint",
    "findings_order",
    *("found_w04", "found_w09", "found_w10", "found_w11", "found_w12", "found_w14", "found_w15"),
    *("found_w22", "found_w24", "found_w26", "found_w30", "found_w105", "found_w106"),
    "cards_withdrawn",
    # ratings, anchored when they were given, or when a limit of a bad one ends
    *("ratings_given", "ratings_good", "ratings_bad"),
    *("ratings_contact_due", "ratings_contact_met", "ratings_rectify_due", "ratings_rectify_met"),
)
"""Every additive measure of the approvals line; data_access.measures says what each one counts."""


class DailyCell(Base):
    """One row a day, department and item with anything to count: a column a measure."""

    __table__ = Table(
        "daily_cell",
        Base.metadata,
        Column("day", Date, primary_key=True),
        Column("department_code", String(64), primary_key=True),
        Column("item_code", String(64), primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in CELL_MEASURES),
        Column("run_no", Sequence, nullable=False, index=True),
        # an item's days of a month, which are summed up anew when one of them changed
        Index(None, "item_code", "day"),
        sqlite_with_rowid=False,
    )


class DailyTotal(Base):
    """One row a day and department: the sums of its cells, for what is not asked by item."""

    __table__ = Table(
        "daily_total",
        Base.metadata,
        Column("day", Date, primary_key=True),
        Column("department_code", String(64), primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in CELL_MEASURES),
        sqlite_with_rowid=False,
    )


class DurationCell(Base):
    """One row a day, department, item and number of days used: how many cases took so long."""

    __tablename__ = "duration_cell"
    __table_args__ = (Index(None, "item_code", "day"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    department_code: Mapped[Code] = mapped_column(primary_key=True)
    item_code: Mapped[Code] = mapped_column(primary_key=True)
    used_days: Mapped[int] = mapped_column(primary_key=True)
    cases: Mapped[int]


class BurstCell(Base):
    """One row a person, ten minutes and department with more closings than a person can decide."""

    __tablename__ = "burst_cell"

    day: Mapped[date] = mapped_column(primary_key=True)
    department_code: Mapped[Code] = mapped_column(primary_key=True)
    officer: Mapped[Words] = mapped_column(primary_key=True)  # personal data: masked on the way out
    first_at: Mapped[Moment] = mapped_column(primary_key=True)
    last_at: Mapped[Moment]
    cases: Mapped[int]


class MonthlyCell(Base):
    """One row a month (its first day), department and item: the sums of the daily cells."""

    __table__ = Table(
        "monthly_cell",
        Base.metadata,
        Column("month", Date, primary_key=True),
        Column("department_code", String(64), primary_key=True),
        Column("item_code", String(64), primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in CELL_MEASURES),
        sqlite_with_rowid=False,
    )


class MonthlyTotal(Base):
    """One row a month and department: the sums of the monthly cells."""

    __table__ = Table(
        "monthly_total",
        Base.metadata,
        Column("month", Date, primary_key=True),
        Column("department_code", String(64), primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in CELL_MEASURES),
        sqlite_with_rowid=False,
    )


class MonthlyDuration(Base):
    """One row a month, department, item and number of days used: how many cases took so long."""

    __table__ = Table(
        "monthly_duration",
        Base.metadata,
        Column("month", Date, primary_key=True),
        Column("department_code", String(64), primary_key=True),
        Column("item_code", String(64), primary_key=True),
        Column("used_days", Integer, primary_key=True, autoincrement=False),
        Column("cases", Integer, nullable=False),
        sqlite_with_rowid=False,
    )


class DataFault(Base):
    """A row or value that cannot be used as it is: its rule, and what stood there."""

    __tablename__ = "data_fault"
    __table_args__ = (
        Index(None, "line", "subject_id"),
        Index(None, "source_code", "rule"),
        Index(
            "ix_data_fault_in_order",
            *("is_quarantined", "rule", "fault_id", "source_code", "department_code"),
        ),
    )

    fault_id: Mapped[Key] = mapped_column(primary_key=True)
    line: Mapped[Code]  # approval, project, import
    subject_id: Mapped[Key]  # the case or project, or file:row
    source_code: Mapped[Code]
    department_code: Mapped[Code]
    rule: Mapped[Code]  # T01 .. C04
    table_name: Mapped[Code]
    column_name: Mapped[Code]
    raw_value: Mapped[Words | None]  # personal data masked, 500 characters at most
    is_quarantined: Mapped[bool]  # the whole row is left out of every figure
    found_at: Mapped[Moment]


class FaultCount(Base):
    """One row a kind of fault: how many stand. Triggers keep it (`fault_triggers`)."""

    __tablename__ = "fault_count"

    line: Mapped[Code] = mapped_column(primary_key=True)
    rule: Mapped[Code] = mapped_column(primary_key=True)
    source_code: Mapped[Code] = mapped_column(primary_key=True)
    department_code: Mapped[Code] = mapped_column(primary_key=True)
    faults: Mapped[int] = mapped_column(Sequence)
    quarantined: Mapped[int] = mapped_column(Sequence)  # of them: of rows left out of every figure


class ImportRun(Base):
    """One row a file imported: how many rows were read, and what became of them."""

    __tablename__ = "import_run"

    import_no: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True)
    file_name: Mapped[Words]
    mapping_name: Mapped[Code]
    source_code: Mapped[Code]
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment]
    rows_read: Mapped[int] = mapped_column(Sequence)
    rows_shown: Mapped[int] = mapped_column(Sequence)
    rows_quarantined: Mapped[int] = mapped_column(Sequence)
