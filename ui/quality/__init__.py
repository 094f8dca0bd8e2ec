"""The screens of data quality and of definitions."""
