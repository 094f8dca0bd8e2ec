"""Approvals: from contract rows to findings, and what the screens ask of them."""
