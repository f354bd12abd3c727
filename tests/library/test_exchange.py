"""Libraries exchange by the export's contract: the same bytes out again, twice is once, nothing of ours is overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from guiyi.config.check import check_configs
from guiyi.config.load import load_platform
from guiyi.config.models import SiteIdentity
from guiyi.config.targets import platform_sites, target_of
from guiyi.errors import ConfigError
from guiyi.library.edit import edit_resource
from guiyi.library.exchange import import_records
from guiyi.library.export import export
from guiyi.library.migrate import open_library
from guiyi.library.tables import copies, imports
from tests.library.conftest import Old, record
from tests.library.test_export import load
from tests.review.conftest import make_dump

__all__ = ["make_dump"]


@pytest.fixture
def second(tmp_path: Path) -> Engine:
    """Another library."""
    return open_library(f"sqlite:///{tmp_path}/second.db")


def lines_of(engine: Engine) -> list[bytes]:
    import io

    out = io.BytesIO()
    export(engine, out)
    return out.getvalue().splitlines(keepends=True)


def changed(line: bytes, **values: Any) -> bytes:
    return json.dumps({**json.loads(line), **values}, ensure_ascii=False).encode()


def test_export_import_export_is_byte_identical_and_twice_is_once(old: Old, second: Engine) -> None:
    load(old)
    first = lines_of(old.engine)
    assert {json.loads(line)["status"] for line in first} == {"published", "withdrawn"}
    report = import_records(second, first, "dongqu")
    assert (report.created, report.unchanged, report.refused) == (16, 0, [])
    assert lines_of(second) == first
    again = import_records(second, reversed(first), "dongqu")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 16)
    assert lines_of(second) == first
    with second.connect() as connection:
        taken = dict(connection.execute(select(imports.c.resource_id, imports.c.origin)).all())
    assert taken == {json.loads(line)["resource_id"]: "dongqu" for line in first}


def test_a_newer_state_replaces_and_an_older_one_does_not(old: Old, second: Engine) -> None:
    load(old)
    first = lines_of(old.engine)
    import_records(second, first, "dongqu")
    newer = changed(first[3], title="更正", version=9, updated_at="2030-01-01T00:00:00+00:00")
    assert import_records(second, [newer], "dongqu").updated == 1
    assert json.loads(lines_of(second)[3])["title"] == "更正"
    assert import_records(second, first, "dongqu").older == 1
    assert json.loads(lines_of(second)[3])["title"] == "更正"


def test_what_a_library_has_of_its_own_or_from_elsewhere_is_left_as_it_is(old: Old, second: Engine) -> None:
    load(old)
    first = lines_of(old.engine)
    own = import_records(old.engine, [changed(first[0], title="别处的", version=99)], "xiqu")
    assert [reason for _ident, reason in own.refused] == ["this library has it of its own"]
    assert lines_of(old.engine) == first
    home = import_records(old.engine, first, "xiqu")  # what went out from here and comes back as it was is no conflict
    assert (home.unchanged, home.refused) == (16, [])
    import_records(second, first[:1], "dongqu")
    other = import_records(second, [changed(first[0], title="别处的", version=99)], "xiqu")
    assert [reason for _ident, reason in other.refused] == ["this library has it from dongqu"]


def test_what_an_editor_here_and_the_other_library_both_changed_is_told_and_left(old: Old, second: Engine) -> None:
    load(old)
    first = lines_of(old.engine)
    import_records(second, first, "dongqu")
    ident = json.loads(first[3])["resource_id"]
    edit_resource(second, ident, {"title": "这里改过"}, "editor")
    assert import_records(second, first, "dongqu").unchanged == 16, "theirs is as it was: the editor's stays"
    for at in ("2020-01-01T00:00:00+00:00", "2030-01-01T00:00:00+00:00"):  # whoever was later
        newer = changed(first[3], title="那里改过", version=2, updated_at=at)
        (refused,) = import_records(second, [newer], "dongqu").refused
        assert "both changed it: an editor here title" in refused[1]
        assert json.loads(lines_of(second)[3])["title"] == "这里改过"
    assert import_records(second, [newer], "dongqu", take_theirs=True).updated == 1
    assert json.loads(lines_of(second)[3])["title"] == "那里改过"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"body_html": "<p onclick='x()'>a</p>"}, "not safe markup"),
        ({"body_html": "<script>x</script>"}, "not safe markup"),
        ({"status": "held"}, "status is 'held'"),
        ({"content_type": "page"}, "content_type is"),
        ({"more": 1}, "not a record of the export's fields"),
        ({"title": ""}, "title is empty"),
        ({"attachments": [{"sha256": "../../x"}]}, "sha256 that is none"),
        ({"legacy_urls": "x"}, "legacy_urls is no list"),
        ({"resource_id": "a/../b"}, "resource_id is not one"),
    ],
)
def test_a_file_with_one_wrong_line_is_not_taken_in_at_all(
    sqlite_url: str, configs: Path, tmp_path: Path, second: Engine, change: dict[str, Any], message: str
) -> None:
    line = json.dumps(plain()).encode()
    with pytest.raises(ConfigError, match=f"line 2: .*{message}"):
        import_records(second, [line, changed(line, **{"resource_id": "other", **change})], "dongqu")
    assert lines_of(second) == []
    assert import_records(second, [line], "dongqu").created == 1


def plain() -> dict[str, Any]:
    """A record as another library would export it."""
    from guiyi.library.export import FIELDS

    row = dict.fromkeys(FIELDS) | {name: value for name, value in record("far", 1).items() if name in FIELDS}
    return row | {
        "legacy_site": "far", "legacy_urls": ["http://far.example.test/t1.html"], "status": "published", "version": 1,
        "run_id": "far-0001", "first_loaded_at": "2026-01-01T00:00:00+00:00", "updated_at": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip


def test_what_was_taken_in_is_known_to_the_search_for_copies(
    old: Old, second: Engine, make_dump: Callable[..., Any]
) -> None:
    del old
    dump = make_dump("city")
    text = dump_text()
    import_records(dump.engine, [json.dumps(plain() | text).encode()], "dongqu")
    body = "".join(f"<p>{line}</p>" for line in str(text["body_text"]).split("\n"))
    dump.add(1, "通知公告", title=text["title"], day="2026-05-01 09:00", body=body).write().migrate()
    with dump.engine.connect() as connection:
        kept = select(copies.c.site).where(copies.c.resource_id == plain()["resource_id"])
        assert connection.execute(kept).scalars().all() == ["city"]


def dump_text() -> dict[str, str]:
    lines = [f"第{n}处服务点的路线和班次自下周起调整，请相互转告。" for n in range(9)]
    markup = "".join(f"<p>{line}</p>" for line in lines)
    return {
        "title": "关于服务点路线调整的通知",
        "body_text": "\n".join(lines),
        "body_html": markup,
        "published_at": "2018-01-02",
    }


def test_a_site_moves_to_its_districts_platform_and_every_other_to_the_municipal_one(configs: Path) -> None:
    platform = load_platform(configs)
    assert len([one for one in platform.platforms if not one.is_municipal]) == 17

    def target(**said: Any) -> str | None:
        identity = SiteIdentity(id="s", name="旧站", department="d", base_url="http://s.example.test/", **said)
        found = target_of(platform, identity)
        return found.id if found else None

    assert target() == "city"
    assert target(tier="vertical") == "city"
    assert target(tier="district", district="东渠区") == "dongqu"
    assert target(district="kaifaqu") == "kaifaqu"
    for wrong in ({"tier": "district"}, {"district": "没有区"}):
        with pytest.raises(ConfigError, match="has no platform"):
            target(**wrong)


def test_platforms_are_told_with_their_sites_and_a_district_without_one_is_a_mistake(configs: Path) -> None:
    site = 'version: 1\nsite: {{id: {0}, name: 旧站, department: d, tier: {1}, base_url: "http://{0}.example.test/"}}\n'
    (configs / "sites" / "a.yaml").write_text(site.format("a", "department"), encoding="utf-8")
    assert [(one.id, one.sites) for one in platform_sites(configs) if one.sites] == [("city", 1)]
    (configs / "sites" / "b.yaml").write_text(site.format("b", "district"), encoding="utf-8")
    assert any("has no platform" in problem.reason for problem in check_configs(configs))
