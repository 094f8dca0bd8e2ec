"""Can the numbers be trusted? Nothing dropped in silence, and how true the record is, by source."""

from data_access.balances import balances
from supervision.people import Right
from ui import filters, lists
from ui.fetch import UnansweredError, ask
from ui.filter_words import chosen
from ui.formats import escape
from ui.parts import DOT, board, head
from ui.quality import fault_list, quality_tiles, verdict_tiles
from ui.words import t

lists.follow()
scope = filters.current_scope(also=Right.ADMINISTER)
as_of = filters.current_as_of()

try:
    found, _ = ask(balances, scope, as_of=as_of)
except UnansweredError:
    head(t("数据质量"))
    raise

where = [f"{name} {escape(value)}" for name, value in chosen()]
with head(t("数据质量"), quality_tiles.sentence(found), note=DOT.join(where)):
    filters.period_choice()
    fault_list.export(scope)

quality_tiles.cards(found)
if fault_list.is_asked_for():
    fault_list.draw(scope, as_of)
grid = board(2, narrowest=420)
quality_tiles.truth_tile(grid, scope, as_of)
quality_tiles.faults_tile(grid, scope, as_of)
verdict_tiles.agreement_tile(grid, scope, as_of)
quality_tiles.imports_tile(grid, scope, as_of)
quality_tiles.bursts_tile(grid, scope, as_of)
if not fault_list.is_asked_for():
    fault_list.draw(scope, as_of)
