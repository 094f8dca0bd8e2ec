"""Where this order stands, what was done with it, and what its reader may do now."""

from ui import orders_screen

orders_screen.one_order()
