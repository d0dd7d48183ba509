"""The command line: `truce ...`. Each command loads what it needs when it runs, so that help comes at once.

An error is one sentence on standard error, and the exit code 2; never a traceback.
"""

from adapters.cli.main import main

__all__ = ["main"]
