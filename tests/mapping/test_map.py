"""The map stage on a real ledger and store: records, refusals, links, legacy URLs, prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from guiyi.database import writing
from guiyi.errors import ConfigError
from guiyi.ledger import listings
from guiyi.library.migrate import open_library
from guiyi.library.validate import refusal_of
from guiyi.mapping.map import mapping_print
from guiyi.mapping.record import resource_id
from guiyi.prints import sha256_of
from guiyi.runs.handover import RECORDS
from tests.mapping.conftest import HOST, Given, Mapped, Old, copy_of, document, payload

MakeOld = Callable[[str], Old]
RULES = """\
mapping:
  columns:
    - {id: rules, when: {section: [法规选编]}, then: {column: info.policy, topic: 综合政务, genre: 意见}}
    - {id: party, when: {url: '^/dqgz/'}, then: {drop: outside the agreed scope}}
    - {id: gong, when: {section_contains: [公]}, then: {column: info.news}}
    - {id: shi, when: {section_contains: [示]}, then: {column: info.notices}}
"""


def test_a_document_becomes_a_record_in_the_platforms_terms(old: Old) -> None:
    made = old.map(Given([document(issuing_agency="市民政局", index_number="000014349/2017-00110")]))
    record = made.record
    assert set(record) == set(RECORDS.names)
    expected: dict[str, Any] = {
        "resource_id": resource_id("old", "/t1.html"), "title": "关于清明期间文明祭扫的通知", "content_type": "article",
        "function": "信息发布", "column": "info.notices", "genre_category": "通知", "issuing_agency": "市民政局",
        "index_number": "000014349/2017-00110", "published_at": "2019-03-05T10:08+08:00", "language": "zh",
        "legacy_column": "通知公告", "placements": [{"column": "info.notices", "legacy_column": "通知公告"}],
        "summary": None, "effective_status": None, "written_on": None, "flags": [],
        "legacy_urls": [{"url": f"{HOST}/t1.html", "key": "/t1.html"}],
    }  # fmt: skip
    assert {name: record[name] for name in expected} == expected
    assert (made.manifest.rows_in, made.manifest.rows_out) == (1, 1)


def test_a_record_passes_the_rules_of_the_unified_metadata(old: Old) -> None:
    with old.run() as run:
        made = old.map_in(run, Given([document()]))
        assert refusal_of(made.record, run.platform) is None


def test_the_pages_own_type_goes_before_the_rules_before_the_columns(make_old: MakeOld) -> None:
    rule = "mapping: {columns: [{id: r, when: {section: [甲]}, then: {column: info.policy, content_type: guide}}]}"
    old = make_old(rule)
    assert old.map(Given([document(section="甲", content_type="letter")])).record["content_type"] == "letter"
    assert old.map(Given([document(section="甲")])).record["content_type"] == "guide"
    assert old.map(Given([document(section="政策文件")])).record["content_type"] == "document"


def test_a_rules_classes_go_before_those_that_are_guessed(make_old: MakeOld) -> None:
    record = make_old(RULES).map(Given([document(section="法规选编")])).record
    assert (record["topic_category"], record["genre_category"]) == ("综合政务", "意见")


def test_how_sure_a_class_is_stands_beside_it_and_a_proposal_stands_there_alone(make_old: MakeOld, old: Old) -> None:
    sure = old.map(Given([document(topic_category="民政、扶贫、救灾\\其他")])).record
    said = json.loads(sure["classes"])["topic_category"]
    assert (sure["topic_category"], said["by"], said["confidence"]) == ("民政、扶贫、救灾", "declared", 1.0)
    unsure = old.map(Given([document(title="机关工会健步走", source="市教育局")])).record
    said = json.loads(unsure["classes"])["topic_category"]
    assert unsure["topic_category"] is None
    assert (said["value"], said["by"], said["evidence"]) == ("科技、教育", "rule", ["agency: 教育局"])
    ruled = make_old(RULES).map(Given([document(section="法规选编")])).record
    assert {one["by"] for one in json.loads(ruled["classes"]).values()} == {"set"}
    assert old.map(Given([document(title="某某", body_text="")])).record["classes"] is None


def test_what_no_rule_places_is_held_whole_for_the_work_list(old: Old) -> None:
    made = old.map(Given([document(section="领导题词", body_text="全文")]))
    assert made.records == []
    assert [(row["outcome"], row["code"]) for row in made.refused] == [("held", "unmapped")]
    assert "领导题词" in made.refused[0]["reason"]
    assert payload(made.refused[0])["document"]["body_text"] == "全文"
    assert made.manifest.held == 1


def test_what_stands_in_the_place_of_a_page_is_held_whole_and_no_link_leads_to_it(old: Old) -> None:
    linking = document("/t2.html", body_html='<a href="/t1.html">见前</a>')
    said = "its list calls it otherwise"
    mapped = old.map(Given([document(flags=["unnamed:别的通知"]), linking], instead={"/t1.html": said}))
    held = mapped.refused[0]
    assert (held["outcome"], held["code"], held["reason"]) == ("held", "not-the-page", said)
    assert json.loads(held["payload"])["document"]["title"] == document()["title"]
    assert "/resources/" not in mapped.record["body_html"]
    alone = old.map(Given([document(flags=["unnamed:别的通知"])]))
    assert alone.record["flags"] == [], "one alone may just be called otherwise"


def test_a_tie_is_held_with_the_ids_of_the_rules(make_old: MakeOld) -> None:
    made = make_old(RULES).map(Given([document(section="公示栏目")]))
    assert made.refused[0]["code"] == "tie"
    assert payload(made.refused[0])["rules"] == ["gong", "shi"]
    assert "gong, shi" in made.refused[0]["reason"]


def test_a_dropped_document_says_the_rules_reason(make_old: MakeOld) -> None:
    made = make_old(RULES).map(Given([document("/dqgz/1.html", section=None)]))
    assert [(row["outcome"], row["reason"]) for row in made.refused] == [
        ("dropped", "outside the agreed scope (rule party)")
    ]
    assert made.manifest.dropped == 1


def test_what_is_dropped_in_one_column_stays_in_the_other_whichever_page_speaks(make_old: MakeOld) -> None:
    out = document("/dqgz/1.html", section="党群工作")
    kept = copy_of("/dt/1.html", "/dqgz/1.html", section="工作动态")
    record = make_old(RULES).map(Given([out], copies=[kept])).record
    assert (record["column"], record["legacy_column"]) == ("info.news", "工作动态")
    assert [one["key"] for one in record["legacy_urls"]] == ["/dqgz/1.html", "/dt/1.html"]


@pytest.mark.parametrize(("key", "section"), [("/dqgz/2.html", "杂项"), ("/tz/1.html", None), ("/tz/1.html", "杂项")])
def test_a_copy_that_the_rules_do_not_keep_either_saves_nothing(
    make_old: MakeOld, key: str, section: str | None
) -> None:
    out = document("/dqgz/1.html", section="党群工作")
    made = make_old(RULES).map(Given([out], copies=[copy_of(key, "/dqgz/1.html", section=section)]))
    assert [row["outcome"] for row in made.refused] == ["dropped"]


def test_the_policy_for_what_is_unmatched_may_be_a_column_or_to_fail(make_old: MakeOld) -> None:
    record = make_old("mapping: {unmatched: info.news}").map(Given([document(section="杂项")])).record
    assert (record["column"], record["legacy_column"]) == ("info.news", "杂项")
    assert record["flags"] == ["unmapped-section:杂项"]
    with pytest.raises(ConfigError, match="no rule places http://old"):
        make_old("mapping: {unmatched: fail}").map(Given([document(section="杂项")]))


def test_copies_are_no_rows_but_lend_their_sections_and_urls(old: Old) -> None:
    made = old.map(
        Given(
            [document(), document("/copy.html", section="杂项")],
            copies=[copy_of("/copy.html", "/t1.html", section="杂项")],
            lists={"/gzdt/": ("工作动态", ["/copy.html"])},
        )
    )
    assert (made.manifest.rows_in, made.manifest.rows_out) == (1, 1)
    assert [one["column"] for one in made.record["placements"]] == ["info.notices", "info.news"]
    assert made.record["flags"] == ["unmapped-section:杂项"]
    assert [one["key"] for one in made.record["legacy_urls"]] == ["/t1.html", "/copy.html"]


def test_every_list_that_names_a_page_is_a_placement_and_the_pages_own_section_is_first(old: Old) -> None:
    lists = {"/a/": ("工作动态", ["/t1.html"]), "/b/": ("通知公告", ["/t1.html"]), "/": ("首页推荐", ["/t1.html"])}
    record = old.map(Given([document()], lists=lists)).record
    assert [(one["column"], one["legacy_column"]) for one in record["placements"]] == [
        ("info.notices", "通知公告"),
        ("info.news", "工作动态"),
    ]
    assert record["flags"] == ["unmapped-section:首页推荐"]


def test_a_row_that_goes_through_a_counter_lists_the_page_behind_it_and_a_page_for_all_that_is_gone_is_nobodys(
    old: Old,
) -> None:
    doors = [f"/go.asp?id={n}" for n in range(1, 6)]
    given = Given([document(section=None)], lists={"/b/": ("通知公告", doors)}, redirects={doors[0]: "/t1.html"})
    assert old.map(given).record["legacy_column"] == "通知公告"
    given.redirects = dict.fromkeys(doors, "/t1.html")
    assert old.map(given).records == []


def test_a_box_of_the_newest_beside_every_list_places_nothing_where_the_page_says_its_section(old: Old) -> None:
    names = ("工作动态", "通知公告", "政策文件", "政策解读", "常见问题")
    lists = {f"/{n}/": (name, ["/t1.html"]) for n, name in enumerate(names)}
    record = old.map(Given([document(section="通知公告")], lists=lists)).record
    assert [one["column"] for one in record["placements"]] == ["info.notices"]
    assert record["flags"] == []


def test_a_page_that_says_no_section_goes_by_the_lists_that_name_it(old: Old) -> None:
    record = old.map(Given([document(section=None)], lists={"/a/": ("工作动态", ["/t1.html"])})).record
    assert (record["column"], record["legacy_column"]) == ("info.news", "工作动态")


def test_addresses_in_details_get_the_platform_s_own_beside_them(old: Old) -> None:
    images = [{"alt": None, "key": "/b.png", "legacy_url": f"{HOST}/b.png"}]
    pictures = [{"caption": name, "legacy_url": HOST + name} for name in ("/b.png", "/lost.png")]
    details = json.dumps({"type": "gallery", "pictures": pictures})
    made = old.map(Given([document(images=images, details=details)], files=["/b.png"])).record
    shown = json.loads(made["details"])["pictures"]
    assert [one["url"] for one in shown] == [f"/assets/{sha256_of(b'/b.png')}", None]
    assert shown[1]["legacy_url"] == f"{HOST}/lost.png"


def test_a_link_whose_address_is_masked_leads_to_its_file_unless_two_are_masked_alike(old: Old) -> None:
    named = [("/a/**1.doc", "/a/231.doc"), ("/a/**2.doc", "/a/342.doc"), ("/a/**2.doc", "/a/562.doc")]
    body = "".join(f'<a href="{HOST}{url}">附件</a>' for url in ("/a/**1.doc", "/a/**2.doc"))
    files = [{"name": "附件", "key": key, "legacy_url": HOST + url} for url, key in named]
    given = Given([document(body_html=body, attachments=files)], files=["/a/231.doc", "/a/342.doc"])
    first, second = sha256_of(b"/a/231.doc"), f"{HOST}/a/**2.doc"
    assert old.map(given).record["body_html"] == f'<a href="/assets/{first}">附件</a><a href="{second}">附件</a>'


def test_links_lead_to_files_and_resources_and_others_stay(old: Old) -> None:
    body = (
        f'<p><a href="{HOST}/a.pdf">附件</a><img src="{HOST}/b.png"><img src="{HOST}/lost.png">'
        f'<a href="{HOST}/t2.html">二</a><a href="{HOST}/copy.html">三</a><a href="{HOST}/moved.html">四</a>'
        f'<a href="{HOST}/nothing.html">五</a><a href="http://away.example.test/">六</a>'
        f'<a href="{HOST}/get?id=7">七</a></p>'
    )
    files = [("a.pdf", "/a.pdf"), ("moved.pdf", "/moved.pdf")]
    made = old.map(
        Given(
            [
                document(
                    body_html=body,
                    attachments=[{"name": name, "key": key, "legacy_url": HOST + key} for name, key in files],
                    images=[{"alt": None, "key": key, "legacy_url": HOST + key} for key in ("/b.png", "/lost.png")],
                )
            ],
            copies=[copy_of("/copy.html", None, "f" * 24)],
            others=[document("/t2.html", source_key="2"), document("/copy.html")],
            files=["/a.pdf", "/b.png", "/get?id=7"],
            redirects={"/moved.html": "/again.html", "/again.html": "/t2.html", "/loop.html": "/loop.html"},
        )
    )
    pdf, png, told = (sha256_of(one) for one in (b"/a.pdf", b"/b.png", b"/get?id=7"))  # told by its answer alone
    two = resource_id("old", "2")
    assert made.record["body_html"] == (
        f'<p><a href="/assets/{pdf}">附件</a><img src="/assets/{png}"><img src="{HOST}/lost.png">'
        f'<a href="/resources/{two}">二</a><a href="/resources/{"f" * 24}">三</a><a href="/resources/{two}">四</a>'
        f'<a href="{HOST}/nothing.html">五</a><a href="http://away.example.test/">六</a>'
        f'<a href="/assets/{told}">七</a></p>'
    )
    assert made.record["attachments"][-1] == {"name": "七", "key": "/get?id=7", "legacy_url": f"{HOST}/get?id=7"}


def test_legacy_urls_are_all_spellings_seen_the_pages_own_first(old: Old) -> None:
    made = old.map(
        Given(
            [document()],
            redirects={"/old.html": "/t1.html", "/older.html": "/old.html", "/t1.html?loop": "/t1.html?loop"},
            seen={
                "http://www.old.example.test/t1.html": "/t1.html",
                f"{HOST}/t1.html?jsessionid=1": "/t1.html",
                f"{HOST}/older.html": "/older.html",
                f"{HOST}/a/old.html": "/old.html",
                f"{HOST}/other.html": "/other.html",
            },
        )
    )
    assert made.record["legacy_urls"] == [
        {"url": f"{HOST}/t1.html", "key": "/t1.html"},
        {"url": f"{HOST}/t1.html?jsessionid=1", "key": "/t1.html"},
        {"url": "http://www.old.example.test/t1.html", "key": "/t1.html"},
        {"url": f"{HOST}/a/old.html", "key": "/old.html"},
        {"url": f"{HOST}/older.html", "key": "/older.html"},
    ]


# --- prints ----------------------------------------------------------------------------------------------------------


def test_mapping_again_takes_the_part_that_is_there(old: Old) -> None:
    first, second = old.map(Given([document()])), old.map(Given([document()]))
    assert (first.manifest.reused, second.manifest.reused) == (False, True)
    assert (first.manifest.path, first.records) == (second.manifest.path, second.records)


def test_a_fact_of_the_ledger_that_changes_makes_another_part(old: Old) -> None:
    before = old.map(Given([document()]))
    after = old.map(Given([document()], lists={"/a/": ("工作动态", ["/t1.html"])}))
    assert after.manifest.path != before.manifest.path
    assert after.record["record_print"] != before.record["record_print"]
    with writing(open_library(old.settings.library)) as connection:
        connection.execute(delete(listings))
    assert old.map(Given([document()])).manifest.path == before.manifest.path


@pytest.mark.parametrize("is_page", [True, False])
def test_a_document_of_its_own_at_a_file_s_address_is_no_attachment(old: Old, is_page: bool) -> None:
    key = "/get.aspx?id=7"
    body, file = f'<a href="{HOST}{key}">决议</a>', {"name": "决议", "key": key, "legacy_url": f"{HOST}{key}"}
    given = Given([document(body_html=body, attachments=[file])], others=[document(key)])
    (given.archived if is_page else given.files).append(key)
    made = old.map(given).record
    new = f"/resources/{resource_id('old', key)}" if is_page else f"/assets/{sha256_of(key.encode())}"
    assert made["body_html"] == f'<a href="{new}">决议</a>'
    assert made["attachments"] == ([] if is_page else [file])


def test_a_file_that_changes_changes_the_content(old: Old) -> None:
    files = [{"name": "a", "key": "/a.pdf", "legacy_url": f"{HOST}/a.pdf"}]
    without = old.map(Given([document(attachments=files)])).record
    there = old.map(Given([document(attachments=files)], files=["/a.pdf"])).record
    assert without["content_sha256"] != there["content_sha256"]
    assert without["record_print"] != there["record_print"]


def test_a_new_doubt_makes_no_new_version(old: Old) -> None:
    before = old.map(Given([document()])).record
    after = old.map(Given([document()], lists={"/x/": ("首页推荐", ["/t1.html"])})).record
    assert before["flags"] != after["flags"]
    assert before["record_print"] == after["record_print"]


def test_defaults_and_notes_move_no_print_but_decisions_do(make_old: MakeOld) -> None:
    def print_with(rule: str) -> str:
        with make_old(f"mapping: {{columns: [{rule}]}}").run() as run:
            return mapping_print(run)

    plain = print_with("{id: r, when: {section: [甲]}, then: {column: info.news}}")
    assert plain == print_with(
        "{id: r, when: {section: [甲], url: null}, then: {column: info.news, topic: null}, weight: 0, by: 王, note: 注}"
    )
    assert plain != print_with("{id: r, when: {section: [甲]}, then: {column: info.notices}}")
    assert plain != print_with("{id: r, when: {section: [甲]}, then: {column: info.news}, weight: 1}")


def test_an_identity_is_the_same_for_good() -> None:
    assert resource_id("old", "/t1.html") == "13856eec38eff22e9330c92c"
    assert len(resource_id("旧", "\ud800")) == 24


# --- balance ---------------------------------------------------------------------------------------------------------

names = st.sampled_from(["通知公告", "法规选编", "公示", "杂项", "", None, "工作动态"])
keys = st.sampled_from([f"/{n}.html" for n in range(8)] + ["/dqgz/1.html", "/dqgz/2.html"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=st.dictionaries(
        keys, st.tuples(names, st.lists(names.filter(bool), max_size=2), st.text(max_size=8)), max_size=8
    ),
    copied=st.sets(keys, max_size=4),
    listed=st.dictionaries(names.filter(bool), st.lists(keys, max_size=4), max_size=3),
)
def test_every_canonical_document_ends_in_exactly_one_place(
    make_old: MakeOld, found: dict[str, Any], copied: set[str], listed: dict[str, list[str]]
) -> None:
    old = make_old(RULES)
    with writing(open_library(old.settings.library)) as connection:
        connection.execute(delete(listings))
    documents = [
        document(key, section, section_path=path, title=title, body_html=f'<a href="{HOST}/0.html">{key}</a>')
        for key, (section, path, title) in found.items()
    ]
    copies = [copy_of(key, None, "e" * 24) for key in sorted(copied & set(found))]
    lists = {f"/list{at}/": (name, some) for at, (name, some) in enumerate(sorted(listed.items()))}
    made: Mapped = old.map(Given(documents, copies, lists=lists))
    ended = [row["source_key"] for row in [*made.records, *made.refused]]
    assert sorted(ended) == sorted(set(found) - copied)
    assert made.manifest.rows_in == len(ended)
    assert all(row["outcome"] in ("held", "dropped") and row["reason"] for row in made.refused)
    assert all(row["column"] and row["placements"][0]["column"] == row["column"] for row in made.records)


def test_a_column_below_one_that_is_known_goes_with_it_unless_a_word_of_its_name_says_another(old: Old) -> None:
    def placed(section: str, *above: str) -> list[str]:
        made = old.map(Given([document(section=section, section_path=[*above, section])]))
        return [row["column"] for row in made.records]

    assert placed("权力清单", "政务公开") == ["info.disclosure"]
    assert placed("领导风范", "政务公开") == [], "held for a person"
    assert placed("区县水务", "水务要闻") == ["info.news"], "by the words of the name above"
