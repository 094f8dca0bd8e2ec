"""Appeals of enterprises: from contract rows to rounds, and what the screens ask of them."""
