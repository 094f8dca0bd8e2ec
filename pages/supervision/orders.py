"""What must I decide, or answer, today? Supervision orders, their ladder, and the acts on them."""

from ui import lists, orders_screen

lists.follow()
orders_screen.draw()
