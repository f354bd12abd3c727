"""Pages that a machine converted and hackers spoilt, through the real pipeline from a file dump: what comes out."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from guiyi.runs.handover import read_rows
from guiyi.settings import Settings
from guiyi.store import Store
from tests.pipeline import exported, migrate

ROOT = Path(__file__).parents[2]
FOLDERS = [os.environ.get("GUIYI_SHARED_DATA"), ROOT.parent / "shared" / "data", ROOT.parent.parent / "shared" / "data"]
SITE = """version: 1
site: {{id: mirror, name: 云川市镜像, department: mirror, base_url: 'http://mirror.example.test/'}}
crawl: {{source: directory, path: {path}}}
mapping: {{unmatched: info.news}}
"""


def moved(
    tmp_path: Path, configs: Path, sqlite_url: str, name: str, text: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A dump of one file, migrated → its exported record, and its document after cleaning."""
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / name).write_text(text, encoding="utf-8")
    (configs / "sites" / "mirror.yaml").write_text(SITE.format(path=dump), encoding="utf-8")
    settings = Settings(sqlite_url, str(tmp_path / "store"), configs)
    migrate(settings, "mirror")
    (record,) = exported(settings)
    store = Store(settings.store)
    (document,) = [row for key in store.list("sites/mirror/clean") for row in read_rows(store, key) if "repairs" in row]
    return record, document


def seed() -> str:
    for folder in FOLDERS:
        if folder and (path := Path(folder) / "seed" / "page.txt").exists():
            return path.read_text(encoding="utf-8")
    pytest.skip("the seed's page is not on this machine; GUIYI_SHARED_DATA names the folder that holds seed/page.txt")


def as_html(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    body = "\n".join(f"<p>{line}</p>" for line in lines[1:])
    return f"<html><head><title>{lines[0]}</title></head><body><div>{lines[0]}</div><div>{body}</div></body></html>"


@pytest.mark.parametrize("form", ["page.txt", "c_1.html"])
def test_the_garbled_page_of_the_seed_becomes_a_readable_article(
    tmp_path: Path, configs: Path, sqlite_url: str, form: str
) -> None:
    text = seed() if form == "page.txt" else as_html(seed())
    record, document = moved(tmp_path, configs, sqlite_url, form, text)
    assert record["title"] == "北京政府网站减至80多家 服务怎样不缩水"
    assert record["published_at"] == "2018-01-08T08:03:01+08:00"
    assert (record["source"], record["author"]) == ("人民日报", "贺勇")
    body = record["body_text"]
    assert not re.search(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", body), "readings in brackets"
    assert not re.search("[,，][,，、。；？！]", body), "doubled punctuation"
    assert not re.search("網|發|數|區|務|個|點|國|說|無码|黄色|AV|女|0100200201", body)
    assert "/p>" not in body
    assert "范寅龙\ufffd，全市" in body
    assert "责任，\ufffd办公室的工作人员" in body
    assert not re.search("寡|巍|┦|⒑", body), "half characters stand for what nobody knows"
    assert "由于资源分散、缺乏整合、力量不足，许多政府网站存在更新不及时、信息不准确" in body
    assert body.startswith("北京将1042家官网精简至80多家")
    assert body.endswith("智能化的服务。(记者 贺勇)")
    assert {"repaired-from-damaged-source", "lost-characters-marked", "tampering-removed"} <= set(document["flags"])
    assert {"drop-readings", "mend-doubled-marks", "to-simplified"} <= set(document["repairs"])


OWN = """老虎机在线娱乐_真人荷官平台_时时彩计划,百家乐技巧,六合彩资料

云川市推進圖書館總分館建設
2017-11-20 10:15:30 來源: 云川日報
  本報訊 云川市圖書館總分館建設進(jìn)入新階段,,全市已建成分館(guǎn)48個,、服務(wù)點(diǎn)132個,。讀者可以在任何一個分館借還圖書,,享受同樣的服務(wù),。
  “以前借書要跑很遠(yuǎn)(yuǎn),,現(xiàn)在家門口就有分館(guǎn),。”家住東(dōng)城的趙女士說,。市文化局負責人說?shuō)明?,下一步將開(kāi)展流動服務(wù)?/p>
  據(jù)統(tǒng)計,,今年以來(lái)全市借閱量達56.3萬冊次,,比去年同期增長(zhǎng)12.5%,。(記者 林小滿)
【糾錯】 責任編輯: 何一鳴
相關新聞
0100200301100000000000000111077011299990001"""


def test_a_page_of_another_hand_is_mended_the_same_way(tmp_path: Path, configs: Path, sqlite_url: str) -> None:
    record, document = moved(tmp_path, configs, sqlite_url, "a.txt", OWN)
    assert record["title"] == "云川市推进图书馆总分馆建设"
    assert (record["published_at"], record["source"], record["author"]) == (
        "2017-11-20T10:15:30+08:00", "云川日报", "林小满",
    )  # fmt: skip
    assert "全市已建成分馆48个、服务点132个。读者可以在任何一个分馆借还图书，享受同样的服务。" in record["body_text"]
    assert "借阅量达56.3万册次，比去年同期增长12.5%。" in record["body_text"]
    assert "下一步将开展流动服务\ufffd" in record["body_text"]
    assert not re.search("老虎机|責|0100200301|相关新闻", record["body_text"])
    assert "repaired-from-damaged-source" in document["flags"]


LAWFUL = """臺灣青年創業基地揭牌
2018-05-06 09:00 來源: 云川日報
  臺灣青年創業基地昨日揭牌,兩岸嘉賓出席儀式。基地負責人介紹了優惠政策,歡迎臺灣同胞前來發展,並參觀了園區的辦公環境和生活設施。
  據介紹,基地建築面積八千平方米,可容納一百家企業,目前已有三十二家企業簽約入駐,涵蓋文化創意、電子商務、生物醫藥等領域,下一步將繼續完善服務,
  為臺灣青年提供註冊、融資、培訓等一站式服務,讓他們安心創業、舒心生活,為兩岸融合發展作出貢獻,共同書寫新的篇章。"""


def test_lawful_traditional_text_stays_as_it_is(tmp_path: Path, configs: Path, sqlite_url: str) -> None:
    record, document = moved(tmp_path, configs, sqlite_url, "b.txt", LAWFUL)
    assert record["title"] == "臺灣青年創業基地揭牌"
    assert "歡迎臺灣同胞前來發展" in record["body_text"]
    assert "repaired-from-damaged-source" not in document["flags"]
