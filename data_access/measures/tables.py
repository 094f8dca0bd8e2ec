"""The tables that measures count, and their columns by short names."""

from data_access.schema import CaseClock, Finding, PauseClock, ServiceItem, StepClock
from data_access.schema.base import table_of

CASE_CLOCK = table_of(CaseClock)
STEP_CLOCK = table_of(StepClock)
PAUSE_CLOCK = table_of(PauseClock)
FINDING = table_of(Finding)
SERVICE_ITEM = table_of(ServiceItem)

case = CASE_CLOCK.c
step = STEP_CLOCK.c
pause = PAUSE_CLOCK.c
finding = FINDING.c
item = SERVICE_ITEM.c
