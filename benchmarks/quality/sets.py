"""The sets of pages: the written designs, the sample city, and real pages where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.quality import government, press, second_government, second_press, third
from benchmarks.quality.cases import Case
from benchmarks.quality.designs import Design, cases_of
from tests.city.cast import PROFILES
from tests.city.gold import gold, site_of

DESIGNS: tuple[Design, ...] = (
    *government.DESIGNS, *press.DESIGNS, *second_government.DESIGNS, *second_press.DESIGNS, *third.DESIGNS,
)  # fmt: skip


def written_cases(pages: int) -> list[Case]:
    """So many pages of every written design."""
    return [case for design in DESIGNS for case in cases_of(design, pages)]


def city_cases(pages: int) -> list[Case]:
    """So many pages of every site of the sample city, spread over its items; letters apart, which are no articles."""
    made = []
    for profile in PROFILES:
        site, wanted = site_of(profile.id), {one["url"]: one for one in gold(profile.id)}
        items = [item for item in site.contents.base if not item.draft.letter]
        for item in items[:: max(1, len(items) // pages)][:pages]:
            told = wanted[site.url(item.paths[0])]
            answer = site.page(site.render_item(item, item.columns[0]))
            cells = [cell.text for block in item.blocks for row in getattr(block, "rows", ()) for cell in row]
            made.append(
                Case(
                    "Sample city", profile.id, told["url"], answer.body, told["body_text"], told["title"],
                    told["published"][:10], told["source"], told["document_number"], tuple(cells),
                    tuple(url for _name, url in told["attachments"]), tuple(url for _name, url in told["images"]),
                    (told["title"], None),
                )
            )  # fmt: skip
    return made


def real_cases(folder: Path) -> list[Case]:
    """A folder of saved pages with expected.jsonl (file, title, published_on, body_text a line) → its cases."""
    made = []
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        made.append(
            Case(
                "Real pages", told["file"], f"http://saved.example.test/{told['file']}", (folder / told["file"]).read_bytes(),
                told["body_text"], told["title"], told["published_on"],
            )
        )  # fmt: skip
    return made
