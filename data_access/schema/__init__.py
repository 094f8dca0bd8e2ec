"""The tables of the shared database: the contract, what is derived from it, and what is ours."""

from data_access.schema.base import Base
from data_access.schema.contract import (
    ApprovalCase,
    CaseExtension,
    CasePause,
    CaseRating,
    CaseStep,
    CorrectionNotice,
    DataSource,
    Department,
    ProcedureRule,
    ProcedureStep,
    ServiceItem,
    Town,
)
from data_access.schema.derived import (
    CELL_MEASURES,
    CaseClock,
    ChangeQueue,
    DailyCell,
    DataFault,
    DurationCell,
    EvaluationRun,
    Finding,
    ImportRun,
    StepClock,
)
from data_access.schema.own import RuleThreshold, WorkingDay

__all__ = [
    "CELL_MEASURES",
    "ApprovalCase",
    "Base",
    "CaseClock",
    "CaseExtension",
    "CasePause",
    "CaseRating",
    "CaseStep",
    "ChangeQueue",
    "CorrectionNotice",
    "DailyCell",
    "DataFault",
    "DataSource",
    "Department",
    "DurationCell",
    "EvaluationRun",
    "Finding",
    "ImportRun",
    "ProcedureRule",
    "ProcedureStep",
    "RuleThreshold",
    "ServiceItem",
    "StepClock",
    "Town",
    "WorkingDay",
]
