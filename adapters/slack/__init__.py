"""Slack: payloads in, Block Kit out. Nothing here decides anything."""
