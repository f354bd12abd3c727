"""A mailbox site on loopback, through the real pipeline: no personal data gets into the export, nothing lawful is lost."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clean.sites import SITE, Page, html, list_page, serve
from tests.clean.test_privacy import SPELLINGS, card, id_number, mobile
from tests.pipeline import export_bytes, migrate
from tests.place import fresh_settings

HOST = "mailbox.example.test"
LETTERS = 30
WRITERS = ("林小满", "何一鸣", "欧阳清", "赵雨桐", "周沐", "钱多福", "孙晓白", "李青山", "吴月", "郑可心")
TOPICS = (
    "暖气不热",
    "路灯不亮",
    "公交改线",
    "入学年龄",
    "垃圾清运",
    "占道停车",
    "噪声扰民",
    "医保报销",
    "房产过户",
    "树木修剪",
)


@dataclass
class Letter:
    """One letter of the sample site, with all that may not be published of it."""

    number: int

    def __post_init__(self) -> None:
        chance = random.Random(self.number)
        n = self.number
        self.writer = WRITERS[n % len(WRITERS)]
        self.topic = f"关于第{n + 1}街坊{TOPICS[n % len(TOPICS)]}的问题"
        self.id, self.phone, self.card = id_number(n), mobile(n), card(n)
        self.room = f"{chance.randrange(1, 30)}号楼{chance.randrange(1, 6)}单元{chance.randrange(101, 1999)}室"
        self.home_phone = f"8{chance.randrange(10**6, 10**7)}"
        self.mail = f"user{n}.{chance.randrange(100, 999)}@163.com"
        self.plate = f"云A{chance.randrange(10000, 99999)}"
        self.is_public = n % 6 != 5

    @property
    def secrets(self) -> list[str]:
        return [self.writer, self.id, self.phone, self.card, self.room, self.home_phone, self.mail, self.plate]

    def page(self) -> Page:
        spell = list(SPELLINGS.values())[self.number % len(SPELLINGS)]
        asked = (
            f"我叫{self.writer}，家住幸福小区{self.room}，身份证号{spell(self.id)}，手机<span>{self.phone[:3]}</span>{self.phone[3:]}，"
            f"家里电话{self.home_phone}，邮箱{self.mail}，车牌{self.plate}，银行卡{self.card}。请问{self.topic}何时解决？"
        )
        reply = f"{self.writer}您好：您反映的第{self.number + 1}街坊一事已转市政所办理，咨询电话010-6512{self.number:04d}，邮箱szs@yc.gov.cn。"
        rows = {
            "信件编号": f"YC2018{self.number:06d}", "来信人": self.writer, "来信时间": f"2018-03-{self.number % 28 + 1:02d}", "信件标题": self.topic,
            "信件内容": asked, "是否公开": "是" if self.is_public else "否", "回复单位": "云川市市政所", "回复时间": "2018-04-02", "回复内容": reply,
        }  # fmt: skip
        table = "".join(f"<tr><td>{name}：</td><td>{value}</td></tr>" for name, value in rows.items())
        file = f"<a href='/files/{self.number}.doc'>附件：{self.writer}{self.id}证明.doc</a>"
        return html(
            f"<!DOCTYPE html><html><head><title>{self.topic}_市长信箱</title></head><body><h1>{self.topic}</h1>"
            f"<div class='TRS_Editor'><table>{table}</table>{file}</div></body></html>"
        )


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("mailbox")
    settings = fresh_settings(folder)
    letters = [Letter(n) for n in range(LETTERS)]
    pages = {f"/xx/{one.number}.html": one.page() for one in letters}
    pages["/xx/"] = list_page("市长信箱", [(f"/xx/{one.number}.html", one.topic, "2018-03-05") for one in letters])
    pages["/"] = html("<html><head><title>云川市信箱</title></head><body><a href='/xx/'>市长信箱</a></body></html>")
    pages |= {f"/files/{n}.doc": ("application/msword", b"\xd0\xcf\x11\xe0" + bytes([n]) * 600) for n in range(LETTERS)}
    with serve(lambda path, _headers: pages.get(path)) as port:
        text = SITE.format(id="mailbox", host=HOST, port=port, more="", column="interact.letters")
        (settings.configs / "sites" / "mailbox.yaml").write_text(text)
        migrate(settings, "mailbox")
    return export_bytes(settings).decode()


def records(exported: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported.splitlines()]


def test_no_personal_data_is_in_the_export(exported: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = [secret for n in range(LETTERS) for secret in Letter(n).secrets if secret in exported]
    with capsys.disabled():
        print(
            f"\nmailbox: {len(found)} of {sum(len(Letter(n).secrets) for n in range(LETTERS))} personal data unmasked"
        )
    assert not found
    squeezed = "".join(character for character in exported if character.isalnum())
    assert not [one for n in range(LETTERS) for one in (Letter(n).id, Letter(n).phone) if one in squeezed]


def test_letters_that_are_public_are_there_and_the_others_are_not(exported: str) -> None:
    titles = {record["title"] for record in records(exported)}
    assert titles == {one.topic for n in range(LETTERS) if (one := Letter(n)).is_public}


def test_what_the_agency_says_of_itself_stays(exported: str) -> None:
    for record in records(exported):
        number = int(record["letter"]["subject"].split("第")[1].split("街坊")[0]) - 1
        assert f"010-6512{number:04d}" in record["letter"]["reply"]
        assert "szs@yc.gov.cn" in record["letter"]["reply"]
        assert record["letter"]["reply_agency"] == "云川市市政所"
