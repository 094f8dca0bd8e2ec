"""Key projects: from contract rows to the board in memory, and what the screens ask of it."""
