"""What a person can do here, and what waits for them."""
