"""Guiyi 归一: folds a city's old government sites into one shared information library."""

import os

__version__ = "0.1.0"

# Arrow reads it when it is first imported: its own pool keeps what it was given, 20 MB in a run.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
