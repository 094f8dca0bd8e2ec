"""The blocks of the screens of projects."""
