"""A Python of its own beside this one."""

from __future__ import annotations

import os
import sys


def environment(**more: str) -> dict[str, str]:
    """What such a process is given: this one's environment, so that it imports from where this one does, and more.

    >>> environment(GUIYI_LIBRARY="sqlite:///a.db")["GUIYI_LIBRARY"]
    'sqlite:///a.db'
    """
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)} | more
