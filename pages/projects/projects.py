"""Which key projects are in trouble, where, and what is planned next; for those who push them."""

from ui import filters
from ui.fetch import UnansweredError
from ui.parts import board, department_choice, head
from ui.projects import projects_screen, projects_tiles
from ui.words import t

scope = projects_screen.scope()
as_of = filters.current_as_of()
try:
    view = projects_screen.look(scope, as_of)
except UnansweredError:
    head(t("项目跟踪"))
    raise

tools = head(
    t("项目跟踪"), projects_screen.sentence(view), note=projects_screen.counted(view.everything)
)
with tools:
    projects_screen.light_choice(view.everything)
    department_choice()
    projects_screen.export(view)

projects_tiles.cards(view)
grid = board(2, narrowest=420)
projects_tiles.map_tile(grid, view)
projects_tiles.attention_tile(grid, view)
projects_tiles.plan_tile(grid, view)
projects_tiles.investment_tile(grid, view)
projects_tiles.coming_tile(grid, view)
projects_tiles.list_tile(grid, view)
