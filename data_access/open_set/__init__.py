"""What is open, in memory: every question about the present is answered here, not by SQL.

`following.open_set` gives the set that knows a moment. Rows are columns of numbers; a question
compares them with the moment, narrows them to its scope and counts.
"""
