"""Real redirect decisions of government departments: imported, served, asked for; every row is answered as decided.

All nine tables are replayed over HTTP by `python -m benchmarks.redirects`; here are the smaller ones, in memory.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import govuk
from guiyi.library.migrate import open_library
from guiyi.retire.answering.service import RedirectService
from guiyi.retire.answering.source import load_map
from tests.retire.test_answering import Asking

LEADS_NOWHERE = "http://www.number10.gov.uk/news/pm-welcomes-report-on-supporting-military-covenant"
SMALL = ("dft", "gad", "hmrc", "moj", "number10")


@pytest.mark.skipif(not govuk.tables(), reason=f"no redirect tables in {govuk.DATA}")
def test_every_row_of_real_decisions_is_answered_as_decided(tmp_path: Path) -> None:
    files = [file for file in govuk.tables() if file.name.split(".")[0] in SMALL]
    settings, found = govuk.prepare(tmp_path, files)
    dead = govuk.import_all(settings, found)
    rows = govuk.expected(settings, found)
    assert len(rows) > 7_700
    assert [(one.url, one.kind) for one in dead] == [(LEADS_NOWHERE, "gone")]
    service = RedirectService(settings)
    service.use(load_map(settings, open_library(settings.library), sorted(found)))
    asking = Asking(service)
    wrong = []
    for url, status, location in rows:
        host, path = govuk.address_of(url)
        answer, headers, _ = asking.ask(path, host)
        if (answer, headers.get("location", "")) != (status, location):
            wrong.append((url, answer, headers.get("location"), status, location))
    assert wrong == []
