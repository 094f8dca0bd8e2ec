"""The screen of procedure."""
