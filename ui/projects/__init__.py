"""The screens of key projects."""
