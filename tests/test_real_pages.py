"""Real pages of real government and news sites, read as a dead site's file dump: what arrives is what a person reads.

The pages lie outside the repository (../shared/data/pages); without that folder the test is skipped.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import exported, migrate
from tests.place import fresh_settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT.parent / "shared" / "data" / "pages"
SITE = """
version: 1
site: {id: saved, name: 存档页面, department: saved, base_url: http://saved.example.test/}
crawl: {source: directory, path: PATH}
mapping: {unmatched: info.news}
"""


def grams(text: str) -> Counter[str]:
    plain = re.sub(r"\s", "", text)
    return Counter(plain[at : at + 5] for at in range(max(1, len(plain) - 4)))


def f1(found: str, wanted: str) -> float:
    ours, theirs = grams(found), grams(wanted)
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values()))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """File name → exported record."""
    if not PAGES.is_dir():
        pytest.skip(f"the real pages are not at {PAGES}")
    folder = tmp_path_factory.mktemp("real")
    settings = fresh_settings(folder)
    (folder / "dump").mkdir()
    for page in PAGES.glob("*.html"):
        (folder / "dump" / page.name).write_bytes(page.read_bytes())
    site = SITE.replace("PATH", json.dumps(str(folder / "dump")))
    (folder / "configs" / "sites" / "saved.yaml").write_text(site, encoding="utf-8")
    migrate(settings, "saved")
    records = exported(settings)
    return {url.rsplit("/", 1)[-1]: record for record in records for url in record["legacy_urls"]}


def expected() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (PAGES / "expected.jsonl").read_text(encoding="utf-8").splitlines()]


def test_bodies_are_what_a_person_reads(loaded: dict[str, dict[str, Any]]) -> None:
    scores = {}
    for one in expected():
        record = loaded.get(one["file"])
        scores[one["file"]] = f1(record["body_text"], one["body_text"]) if record else 0.0
    for name, score in sorted(scores.items()):
        print(f"{name}  body F1 {score:.3f}")
    mean = sum(scores.values()) / len(scores)
    print(f"mean body 5-gram F1 {mean:.4f} over {len(scores)} pages")
    assert mean >= 0.97
    assert min(scores.values()) > 0.5


def test_titles_are_the_pages_titles(loaded: dict[str, dict[str, Any]]) -> None:
    wrong = [
        (one["file"], loaded.get(one["file"], {}).get("title"), one["title"])
        for one in expected()
        if one["title"]
        and re.sub(r"\s", "", loaded.get(one["file"], {}).get("title") or "") != re.sub(r"\s", "", one["title"])
    ]
    assert not wrong


def test_dates_are_the_pages_dates(loaded: dict[str, dict[str, Any]]) -> None:
    wrong = [
        (one["file"], loaded.get(one["file"], {}).get("published_at"), one["published_on"])
        for one in expected()
        if one["published_on"]
        and not (loaded.get(one["file"], {}).get("published_at") or "").startswith(one["published_on"])
    ]
    assert not wrong
