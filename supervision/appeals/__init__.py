"""The appeals line: what enterprises ask for, how long it takes, and what becomes of it."""
