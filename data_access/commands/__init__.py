"""The commands of python -m data_access, one module each: add_arguments and run."""
