"""The lists of open findings and of what falls due."""
