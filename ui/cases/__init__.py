"""Cases: their list, and one of them."""
