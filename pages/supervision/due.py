"""Which cases have a limit that ends on one day; the list behind a column of the live screen."""

from ui.warnings import due_screen

due_screen.draw()
