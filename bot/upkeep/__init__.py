"""What keeps the house tidy: what is no longer needed goes, once a day."""
