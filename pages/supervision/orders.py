"""What waits for a decision or an answer today; for supervisors and for departments."""

from ui import lists
from ui.orders import orders_screen

lists.follow()
orders_screen.board()
