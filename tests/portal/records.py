"""Resources made by hand for the portal's tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, insert

from guiyi.database import writing
from guiyi.library.states import append_versions, write_states
from guiyi.library.tables import legacy_urls, resources

COLUMNS = ("info.policy", "info.policy.regulations", "info.news", "info.notices")


def state_of(number: int, **more: Any) -> dict[str, Any]:
    """A whole state: the title tells its number; every other one is about 补贴, the rest about 税."""
    resource = dict.fromkeys((column.name for column in resources.columns), None) | {
        "resource_id": f"r{number:02d}", "site": "wh-old", "source_key": f"/{number}.html", "status": "published",
        "title": f"关于{'补贴' if number % 2 else '税收'}办法的通知第{number}号",
        "content_type": "document" if number % 2 else "article", "function": "信息发布", "column": COLUMNS[number % 4],
        "issuing_agency": "市文化局" if number % 2 else "市税务局", "document_number": f"云文〔2018〕{number}号",
        "published_at": f"2018-{1 + number // 31:02d}-{number % 31 + 1:02d}T09:00:00+08:00", "keywords": [],
        "body_html": f"<p>正文{number}</p>", "body_text": f"正文{number}", "language": "zh", "version": 1,
        "content_sha256": f"{number:064d}", "record_print": "p", "protected": [], "base": {}, "run_id": "wh-old-0001",
        "first_loaded_at": "2018-07-01T00:00:00+00:00", "updated_at": f"2018-07-01T00:{number:02d}:00+00:00", **more,
    }  # fmt: skip
    placed = [{"column": resource["column"], "legacy_column": "政策", "is_primary": True}]
    return {"resource": resource, "placements": placed, "assets": [], "letter": None}


def put_resources(engine: Engine, count: int, **more: Any) -> None:
    """Puts resources r00, r01, … into the library."""
    states = [state_of(number, **more) for number in range(count)]
    with writing(engine) as connection:
        write_states(connection, states)
        by_id = {state["resource"]["resource_id"]: state for state in states}
        append_versions(connection, by_id, dict.fromkeys(by_id, "created"), "2018-07-01", run_id="wh-old-0001")
        urls = [
            {"site": "wh-old", "url": f"http://wh.example.test{one['source_key']}", "key": one["source_key"],
             "resource_id": ident, "run_id": "wh-old-0001"}
            for ident, state in by_id.items() for one in [state["resource"]]
        ]  # fmt: skip
        connection.execute(insert(legacy_urls), urls)
