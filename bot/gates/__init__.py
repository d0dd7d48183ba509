"""Gates: what is handed in to be looked at, and whether it is cleared."""
