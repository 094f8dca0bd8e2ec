"""Whether appeals are heard, answered, and solved in the eyes of those who raised them."""

from ui import filters
from ui.appeals import appeals_screen, appeals_side_tiles, appeals_tiles, appeals_view
from ui.fetch import UnansweredError
from ui.parts import board, head
from ui.words import t

scope = appeals_view.scope()
as_of = filters.current_as_of()
try:
    view = appeals_view.look(scope, as_of)
except UnansweredError:
    head(t("企业诉求"))
    raise

with head(t("企业诉求"), appeals_screen.sentence(view), note=appeals_screen.counted(view)):
    appeals_screen.tools(view)

appeals_tiles.cards(view)
grid = board(2, narrowest=420)
appeals_tiles.loop_tile(grid, view)
appeals_tiles.voices_tile(grid, view)
appeals_tiles.disputed_tile(grid, view)
appeals_tiles.trend_tile(grid, view)
appeals_tiles.topics_tile(grid, view)
appeals_tiles.urgent_tile(grid, view)
appeals_side_tiles.pushed_tile(grid, view)
appeals_side_tiles.ratings_tile(grid, view)
appeals_side_tiles.approvals_tile(grid, view)
appeals_tiles.list_tile(grid, view)
