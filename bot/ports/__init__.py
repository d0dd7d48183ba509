"""The small protocols by which capabilities serve each other. Who fills them in is settled in `bot/routes.py`."""
