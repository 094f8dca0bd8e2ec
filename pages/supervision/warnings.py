"""Which findings are open, worst first, and of which case; for those who act on them."""

from ui.warnings import warnings_screen

warnings_screen.draw()
