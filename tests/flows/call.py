"""Calls a flow in a process of its own: python -m tests.flows.call MODULE "flow(…)"."""

from __future__ import annotations

import importlib
import sys

if __name__ == "__main__":
    module, call = sys.argv[1:]
    flow = getattr(importlib.import_module(f"flows.{module}"), module)
    eval(call, {module: flow})
