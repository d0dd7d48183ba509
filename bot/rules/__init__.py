"""Rules of engagement: what must be true for whom to be involved, and when it became so."""
