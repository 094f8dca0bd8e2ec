"""The screens of appeals."""
