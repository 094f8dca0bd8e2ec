"""The screen of efficiency."""
