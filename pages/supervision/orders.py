"""What must I decide, or answer, today? All supervision orders, and the way to each."""

from ui import lists, orders_screen

lists.follow()
orders_screen.board()
