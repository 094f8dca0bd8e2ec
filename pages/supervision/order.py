"""Where does this order stand, what was done with it, and what may I do now?"""

from ui import orders_screen

orders_screen.one_order()
