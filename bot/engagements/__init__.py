"""Engagements: who is asked, what they answer, what happens when they don't, and the record of it."""
