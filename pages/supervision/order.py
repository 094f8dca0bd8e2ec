"""Where this order stands, what was done with it, and what its reader may do now."""

from ui.orders import orders_screen

orders_screen.one_order()
