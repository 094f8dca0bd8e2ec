"""The screen of supervision from outside."""
