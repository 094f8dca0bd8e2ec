"""What does the public say of the departments, and was it answered in time? For discipline."""

from ui import filters
from ui.channels import channels_screen, channels_tiles
from ui.fetch import UnansweredError
from ui.parts import board, department_choice, head
from ui.words import t

scope = filters.current_scope()
as_of = filters.current_as_of()
try:
    view = channels_screen.look(scope, as_of)
except UnansweredError:
    head(t("外部监督"))
    raise

note = t("按收到、到期或办结的日期计，分别注明")
tools = head(t("外部监督"), channels_screen.sentence(view), note=note)
with tools:
    filters.period_choice()
    department_choice(t("全区"))
    channels_screen.export(view)

channels_tiles.cards(view)
grid = board(2, narrowest=420)
channels_tiles.channels_tile(grid, view)
channels_tiles.outcomes_tile(grid, view)
channels_tiles.trend_tile(grid, view)
channels_tiles.split_tile(grid, view, "department")
channels_tiles.split_tile(grid, view, "item")
channels_tiles.findings_tile(grid, view)
channels_tiles.missing_tile(grid, view)
