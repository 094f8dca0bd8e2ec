"""Daily cells: closed days kept as additive numbers, always counted anew from the rows.

A change never adds a difference to a cell: what it touches is recomputed, so cells and rows can be
compared at any time and cells can be rebuilt from nothing. Days ahead have cells too, of the
limits that end then; nothing need be written when such a day comes.
"""

from data_access.cells.checking import compare
from data_access.cells.groups import GROUPS, Touch, touched_cells
from data_access.cells.writing import count_aside, put_in_place, rebuild_cells, refresh

__all__ = [
    "GROUPS",
    "Touch",
    "compare",
    "count_aside",
    "put_in_place",
    "rebuild_cells",
    "refresh",
    "touched_cells",
]
