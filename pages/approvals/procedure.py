"""How an item is really handled, and where that departs from what is declared."""

from dataclasses import replace

from data_access.approvals import departures
from ui import filters, lists
from ui.evidence import by_number
from ui.fetch import fetch
from ui.names import codes
from ui.parts import board, head
from ui.procedure import departure_tiles, procedure_flow, procedure_view
from ui.procedure.procedure_list import export, list_tile
from ui.words import t

lists.follow()
scope = replace(filters.current_scope(), items=())
as_of = filters.current_as_of()
volumes = procedure_view.volumes(scope, as_of)
item = filters.asked("item") or next(iter(volumes), "")
view = procedure_view.look(scope, as_of, item)

tools = head(
    t("流程规范"),
    procedure_view.sentence(view),
    note=t("{first} 至 {last} 办结", first=scope.period.first, last=scope.period.last),
)
procedure_view.choices(volumes, codes("department"), view)

whole = fetch(departures.list_departures, scope, as_of=as_of)
is_whole = filters.asked("range", "item") == "all"
found = whole if is_whole else whole[whole.item_code == item]
step_rules = by_number(fetch(departures.list_step_rules, scope, as_of=as_of))
found_in = scope if is_whole else replace(scope, items=(item,))
with tools:
    filters.period_choice()
    export(view, found_in, step_rules)

grid = board(2, narrowest=420)
procedure_flow.flow_tile(grid, view)
list_tile(grid, view, found_in, step_rules)
procedure_flow.paths_tile(grid, view)
departure_tiles.rules_tile(grid, found, step_rules)
departure_tiles.departments_tile(grid, found)
departure_tiles.items_tile(grid, whole)
