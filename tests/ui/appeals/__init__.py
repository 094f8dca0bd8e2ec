"""The blocks of the screens of appeals."""
