"""The clock that old pages, quiet hours and the portal go by."""

from __future__ import annotations

from datetime import timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
