"""Meetings: series, agendas that build themselves, minutes, and whether it was worth it."""
