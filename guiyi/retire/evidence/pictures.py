"""Pictures of home pages for the evidence pack, by a headless Chromium where the machine has one."""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from guiyi.crawl.browsing.browser import find_chromium
from guiyi.retire.case import Case
from guiyi.urls import host_of

SECONDS = 60
OLD, NEW = "home-old.png", "home-new.png"

logger = logging.getLogger(__name__)


def picture_of(url: str, connect_to: Mapping[str, str]) -> bytes | None:
    """A page → its picture as PNG; None where there is no Chromium, or it made none in time.

    connect_to: host → "address:port" to which it connects instead of asking DNS.
    """
    program = find_chromium()
    if program is None:
        logger.warning("no picture of %s: there is no Chromium on this machine", url)
        return None
    rules = ", ".join(f"MAP {host} {address}" for host, address in connect_to.items())
    with tempfile.TemporaryDirectory(prefix="guiyi-picture-") as folder:
        target = Path(folder) / "page.png"
        command = [
            program, "--headless", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,1600",
            "--disable-extensions", f"--user-data-dir={folder}/profile", f"--host-resolver-rules={rules}",
            f"--screenshot={target}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []), url,
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            logger.warning("no picture of %s: %s", url, error)
        return target.read_bytes() if target.exists() else None


def keep_picture(case: Case, name: str) -> str | None:
    """Takes the picture of the old or the new home page into the store → its key; None where there is none."""
    is_old = name == OLD
    url = case.config.site.base_url if is_old else f"{case.rules.platform_url}/"
    connect_to = case.config.crawl.connect_to if is_old else case.rules.connect_to
    if not case.rules.pictures or not host_of(url) or (is_old and case.config.crawl.source != "http"):
        return None
    data = picture_of(url, connect_to)
    if data is None:
        return None
    key = f"sites/{case.site}/retirement/{name}"
    case.store.write(key, data)
    return key
