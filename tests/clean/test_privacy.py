"""Personal data: every spelling of it is masked, in every field; lawful numbers are left alone; a reviewer can lift a mask."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from guiyi.clean.clean import clean_documents
from guiyi.clean.masking import Masker, shown_address
from guiyi.clean.names import find_labelled, find_names, find_saluted
from guiyi.clean.numbers import CHECKS, WEIGHTS, is_bank_card, is_id_number
from guiyi.clean.privacy import find_personal, mask_text
from guiyi.config.platform import ALL_KINDS, Privacy
from guiyi.decisions.decision import Decision, Decisions
from guiyi.runs.handover import DOCUMENTS


def id_number(seed: int = 0) -> str:
    chance = random.Random(seed)
    area = chance.choice(("110101", "320106", "440305", "510104", "610113", "230102"))
    born = f"19{chance.randrange(40, 99)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    front = f"{area}{born}{chance.randrange(1000):03d}"
    return front + CHECKS[sum(int(d) * w for d, w in zip(front, WEIGHTS, strict=True)) % 11]


def card(seed: int = 0) -> str:
    chance = random.Random(seed)
    front = "6222" + "".join(str(chance.randrange(10)) for _ in range(14))
    return next(f"{front}{last}" for last in range(10) if is_bank_card(f"{front}{last}"))


def mobile(seed: int = 0) -> str:
    chance = random.Random(seed)
    return f"1{chance.choice('3578')}{chance.randrange(10**9):09d}"


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


SPELLINGS = {
    "plain": lambda n: n, "blanks": lambda n: f"{n[:6]} {n[6:14]} {n[14:]}", "full width": wide,
    "zero width": lambda n: "\u200b".join(n), "line break": lambda n: f"{n[:9]}\n{n[9:]}",
    "hyphens": lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}", "ideographic blanks": lambda n: f"{n[:6]}\u3000{n[6:]}",
    "dots": lambda n: f"{n[:6]}·{n[6:14]}·{n[14:]}",
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_id_numbers_are_found_in_every_spelling(spelling: str) -> None:
    for seed in range(200):
        text = f"身份证号码为{SPELLINGS[spelling](id_number(seed))}，请核实"
        masked, counts = mask_text(text)
        assert counts == {"id": 1}, text
        assert len(masked) == len(text)
        assert mask_text(masked) == (masked, {})


def test_numbers_glued_together_are_told_apart() -> None:
    for seed in range(200):
        for text in (id_number(seed)[:17] + "3" + mobile(seed), mobile(seed) + mobile(seed + 1)):
            assert mask_text(f"联系{text}。")[1] or not find_personal(text)
        number = next(one for s in range(seed, seed + 40) if (one := id_number(s))[-1] != "X")
        assert mask_text(f"{number}{mobile(seed)}")[1] == {"id": 1, "phone": 1}
        assert mask_text(f"{mobile(seed)}{number}")[1] == {"id": 1, "phone": 1}


@pytest.mark.parametrize(
    "shape", ["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}", "+86 {0}{1}{2}", "86-{0}{1}{2}", "{0}\u200b{1}\u200b{2}"]
)
def test_mobile_phones_are_found_in_every_shape(shape: str) -> None:
    number = mobile(7)
    text = f"手机：{shape.format(number[:3], number[3:7], number[7:])}。"
    assert mask_text(text)[1] == {"phone": 1}
    assert number[3:7] not in mask_text(text)[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("旧证号码110101900307123。", "id"), ("护照号码：E12345678", "passport"), ("港澳通行证号 C12345678", "passport"),
        ("邮箱zhao.xm@163.com，", "email"), ("邮箱：zhao＠qq．com", "email"), (f"工资卡{card(3)}", "card"),
        (f"卡号 {card(4)[:4]} {card(4)[4:8]} {card(4)[8:12]} {card(4)[12:16]} {card(4)[16:]}", "card"),
    ],
)  # fmt: skip
def test_other_kinds_are_found(text: str, kind: str) -> None:
    assert mask_text(text)[1] == {kind: 1}


@pytest.mark.parametrize(
    "text",
    ["Tel{0}。", "手机={0}", "电话0{0}", "{0}QQ同号", "电话（{1}）{2}-{3}", "{1}\u2011{2}\u2011{3}", "{1}•{2}•{3}", "{1}\u2000{2}\u202f{3}", "{1}     {2}     {3}",
     "电话{1}零〇三四{3}", "①{0}", "赵一{0}.jpg"],
)  # fmt: skip
def test_mobile_phones_are_found_in_odd_spellings(text: str) -> None:
    number = "13805346171"
    masked, counts = mask_text(text.format(number, number[:3], number[3:7], number[7:]))
    assert counts == {"phone": 1}, masked
    assert not any(one in masked for one in ("0534", "零〇三四"))


def test_a_column_of_numbers_with_blanks_is_masked_to_its_end() -> None:
    numbers = [id_number(seed) for seed in range(12)]
    masked, counts = mask_text("\n".join(f"{one[:6]} {one[6:14]} {one[14:]}" for one in numbers))
    assert counts == {"id": 12}, masked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("证号61011319621026111Ⅹ", "id"), ("护照号码（Passport No.）：E12345678", "passport"), ("姓名\t护照号\n赵一\tE12345678", "passport"),
        ("邮箱ｚｈａｏ＠ｑｑ．ｃｏｍ", "email"), ("zhao[@]163点com", "email"), ("zhao@vip.163.com", "email"), ("zhao＃163.com", "email"), ("zhao AT 163.com", "email"),
        ("身份证号11010119900307002*", "id"), ("身份证号：11010119900307", "id"), ("zhao@163。com", "email"),
    ],
)  # fmt: skip
def test_other_kinds_are_found_in_odd_spellings(text: str, kind: str) -> None:
    assert mask_text(text)[1] == {kind: 1}


def test_a_disability_certificate_tells_its_holders_id_number() -> None:
    for end in ("42", "11B1"):
        assert mask_text(f"姓名\t残疾人证号\n赵小满\t{id_number(4)}{end}")[1] == {"id": 1}
    for end in ("85", "421"):
        assert mask_text(f"残疾人证号{id_number(4)}{end}")[1] == {}


def test_a_home_telephone_that_is_called_one_goes_and_an_offices_mailbox_that_is_called_one_stays() -> None:
    text = "住宅电话：0990-6887766，办公电话：0990-6887765，投诉邮箱：tousu@163.com，意见反馈至报名邮箱xx@qq.com"
    assert mask_text(text) == (text.replace("0990-6887766", "099*-***7766"), {"phone": 1})
    assert mask_text("邮箱：tousu@163.com")[1] == {"email": 1}
    for told in ("家庭电话：6887766", "宅电（0990）6887766"):
        assert mask_text(f"当事人{told}，已达成协议")[1] == {"phone": 1}
    for other in ("家庭医生签约电话：0990-6887766", "住宅电话亭6887766元", "住宅专项维修资金电话0990-6887766"):
        assert mask_text(other)[1] == {}


@pytest.mark.parametrize(
    "text",
    [
        "0.13812345678",
        "身份证号99999999999999",
        "Meet AT city hall.org",
        "升级到core@1.2.3版",
        "批次013812345678",
        "分别为138、1234、5678户",
        "邮箱jdc@yc.gov.cn。电话",
        "①②③④⑤⑥⑦⑧⑨①②条",
    ],
)
def test_what_is_only_like_an_odd_spelling_stays(text: str) -> None:
    assert mask_text(text) == (text, {})


def test_a_number_in_cells_of_paragraphs_goes_from_the_html_as_from_the_text() -> None:
    number = id_number(5)
    cells = "\n   ".join(f"<td><p>{digit}</p></td>" for digit in number)
    found = cleaned(body_html=f"<table><tr>{cells}</tr></table>", body_text="\t".join(number))
    assert found["body_html"].count("*") == found["body_text"].count("*") == 10


def test_addresses_attributes_and_agencies_tell_nobody() -> None:
    number, phone = id_number(5), mobile(5)
    html = f'<p><a name="{number}">x</a><a href="http://a.example.test/q?mobile={phone}&amp;id=13812345678">y</a></p>'
    html += f'<p><a href="http://a.example.test/f/%E4%BC%A0%E4%B8%89{number}.pdf">z</a></p>'
    details = json.dumps({"photo": {"legacy_url": f"http://a.example.test/{number}.jpg", "key": "k"}})
    found = cleaned(body_html=html, issuing_agency=f"市局 {phone}", details=details)
    shown = str({name: value for name, value in found.items() if name not in UNSHOWN})
    assert not [secret for secret in (number[6:16], phone) if secret in shown]
    assert "id=13812345678" in shown  # of an address that says no more


@pytest.mark.parametrize(
    ("writer", "text"),
    [
        ("市民林小满、赵大明等12人", "林小满和赵大明反映"), ("林小满（匿名）", "林小满"), ("林  小  满", "来信人：林小满"), ("阿依古丽·买买提", "阿依古丽·买买提说"),
        ("努尔买买提", "努尔买买提来信"), ("Lin Xiaoman", "From Lin Xiaoman"), ("匿名", "尊敬的林小满女士：您好！您的来信收悉。"), ("匿名", "经与来信人林小满电话联系，已解决。"),
        ("林女士（林小满）", "林小满"), ("匿名", "您好，林小满女士！来信收悉"),
    ],
)  # fmt: skip
def test_writers_of_letters_are_named_nowhere(writer: str, text: str) -> None:
    letter = LETTER | {"writer": writer, "question": "何时供暖？", "subject": "供暖", "reply": text}
    found = cleaned(letter=letter, body_text=text, body_html=f"<p>{text}</p>")
    shown = str({name: value for name, value in found.items() if name not in UNSHOWN})
    assert not [name for name in ("小满", "大明", "古丽", "买买提", "Xiaoman") if name in shown]


@pytest.mark.parametrize(
    "greeting", ["市民您好，", "家长您好！", "马先生您好：", "尊敬的业主：您好", "来信人应当提供材料。", "当事人和您好"]
)
def test_who_is_greeted_without_a_name_stays(greeting: str) -> None:
    assert find_saluted(greeting) == []


def test_homes_by_their_numbers_alone_go_from_a_letter() -> None:
    question = "望湖小区5-3-402和五号楼三单元四〇二室漏水，2018-3-12报修"
    found = cleaned(letter=LETTER | {"question": question}, body_text=question, body_html=f"<p>{question}</p>")
    assert "望湖小区*-*-***和五号楼三单元四〇二室漏水，2018-3-12报修" in found["body_text"]
    assert "望湖小区*号楼*单元***室" in cleaned(letter=LETTER, body_text="望湖小区五号楼三单元四〇二室")["body_text"]


def lawful_numbers(chance: random.Random) -> str:
    """A sentence with one lawful number, of a kind chosen by chance."""
    digits = lambda count: "".join(str(chance.randrange(10)) for _ in range(count))  # noqa: E731
    year = chance.randrange(2005, 2019)
    return chance.choice(
        (
            lambda: f"云政发〔{year}〕{chance.randrange(1, 200)}号", lambda: f"索引号：000{digits(6)}/{year}-{digits(5)}",
            lambda: f"总投资{digits(9)}.{digits(2)}元", lambda: f"预算金额{digits(10)}元", lambda: f"东经{chance.randrange(100, 120)}.{digits(8)}，北纬39.{digits(8)}",
            lambda: f"咨询电话010-{chance.randrange(2, 9)}{digits(7)}", lambda: f"联系电话：0{chance.randrange(310, 399)}-{chance.randrange(2, 9)}{digits(6)}转{digits(3)}",
            lambda: f"采购编号YC{year}{digits(10)}", lambda: f"订单号{digits(chance.choice((12, 14, 16, 18, 19)))}", lambda: f"项目编号：{year}{digits(12)}",
            lambda: f"统一社会信用代码91110{digits(12)}{chance.choice('0123456789ABCDE')}", lambda: f"{year}-03-05 10:{digits(2)}:30", lambda: f"许可证号SC1{digits(13)}",
            lambda: f"条形码69{digits(11)}", lambda: f"账号{digits(chance.choice((15, 17, 18)))}（对公账户）", lambda: f"宗地编号110101{digits(3)}GB{digits(5)}",
            lambda: "监督邮箱jdc@yc.gov.cn，热线12345、12333", lambda: f"流水{digits(20)}", lambda: f"ISBN 978{digits(10)}", lambda: f"车次{digits(4)} 书号{digits(13)}",
            lambda: f"面积{digits(6)}平方米，{digits(4)}户{digits(5)}人", lambda: f"http://www.yc.gov.cn/art/{year}/3/5/art_{digits(4)}_{digits(18)}.html",
        )
    )()  # fmt: skip


def test_fewer_than_one_in_a_hundred_lawful_numbers_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(2018)
    sentences = [lawful_numbers(chance) for _ in range(20_000)]
    wrong = [one for one in sentences if mask_text(one)[1]]
    with capsys.disabled():
        print(f"\nfalse masks: {len(wrong)} of {len(sentences)} ({len(wrong) / len(sentences):.3%})")
    assert len(wrong) < 0.01 * len(sentences), wrong[:20]


CASES = json.loads((Path(__file__).parent / "personal.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["personal"], ids=lambda case: case["name"])
def test_personal_data_in_odd_shapes_is_masked(case: dict[str, Any]) -> None:
    found = cleaned(**_fields(case))
    shown = str({name: value for name, value in found.items() if name not in UNSHOWN})
    assert not [secret for secret in case["gone"] if secret in shown]


@pytest.mark.parametrize("case", CASES["lawful"], ids=lambda case: case["name"])
def test_numbers_that_look_personal_and_are_not_stay(case: dict[str, Any]) -> None:
    found = cleaned(**_fields(case))
    assert not [text for text in case["stays"] if text not in found["body_text"] or text not in found["body_html"]]


def _fields(case: dict[str, Any]) -> dict[str, Any]:
    fields = dict(case["fields"])
    if "letter" in fields:
        fields["letter"] = LETTER | fields["letter"]
    if "body_text" in fields:
        fields.setdefault("body_html", f"<p>{fields['body_text']}</p>")
    return fields


# --- documents -----------------------------------------------------------------------------------------------------------


def cleaned(decisions: Decisions | None = None, **values: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(DOCUMENTS.names)
    row |= {"source_key": "k", "page_key": "k", "url": "u", "title": "题", "body_text": "文", "body_html": "<p>文</p>"}
    row |= {
        "attachments": [],
        "images": [],
        "keywords": [],
        "repairs": [],
        "flags": [],
        "raw_print": "abcdef99",
    } | values
    frame = pd.DataFrame({name: pd.Series([row[name]], dtype=object) for name in row})
    tidy, _refused = clean_documents(frame, Privacy(), decisions or Decisions())
    (found,) = tidy.to_dict("records")
    return {str(name): value for name, value in found.items()}


def test_marks_and_ranks_of_a_table_make_no_id_number() -> None:
    rows = "201836263\t188\t59.95\t2\n201860192\t113\t51.92\t3"
    assert mask_text(rows)[0] == rows
    assert "*" in mask_text("110105\t19491231\t002X")[0]
    assert "*" in mask_text("1101051949\n1231002X")[0]


def test_html_is_masked_across_tags_and_attributes() -> None:
    number, phone = id_number(5), mobile(5)
    html = f'<p>证号{number[:6]}<span>{number[6:10]}</span><b>{number[10:]}</b></p><img alt="{number}" src="/a.png">'
    html += f'<a href="mailto:zhao@163.com" title="{phone}">写信</a><td>{phone[:3]}</td>'
    found = cleaned(body_html=html, body_text=f"证号{number}")["body_html"]
    for secret in (number[6:10], number[10:16], phone, "zhao@163.com"):
        assert secret not in found
    assert "<span>" in found
    assert 'src="/a.png"' in found


UNSHOWN = ("masks", "people")  # people: for the texts of its files, never loaded
LETTER = {
    "writer": "林小满", "subject": "关于幸福小区暖气的问题", "is_public": True, "reply_agency": "市住建局", "status": "已回复",
    "question": "我叫林小满，家住幸福小区3号楼2单元501室，电话82345678，车牌云A·12345，微信lxm_2018，身份证110101900307123。请问何时供暖？",
    "reply": "林小满您好：经了解，幸福小区换热站正在检修，咨询电话010-65123456，邮箱zjj@yc.gov.cn。",
    "asked_at": None, "accepted_at": None, "replied_at": None,
}  # fmt: skip


def test_a_letter_keeps_nothing_of_its_writer_and_all_of_the_agency() -> None:
    text = f"来信人：林小满\n{LETTER['question']}\n{LETTER['reply']}"
    found = cleaned(letter=LETTER, body_text=text, body_html=f"<p>{text}</p>", title="林小满：暖气问题")
    shown = str({name: value for name, value in found.items() if name not in UNSHOWN})
    for secret in ("林小满", "501室", "82345678", "A·12345", "lxm_2018", "900307123"):
        assert secret not in shown, secret
    for public in ("010-65123456", "zjj@yc.gov.cn", "幸福小区换热站", "何时供暖", "市住建局"):
        assert public in shown, public


def test_a_public_list_keeps_its_names_and_offices_their_telephones() -> None:
    text = f"拟录用人员：赵一鸣 {id_number(9)} 云川大学\n监督电话010-65123456，电子邮箱rsc@yc.gov.cn"
    found = cleaned(title="2018年公开招聘拟录用人员公示", body_text=text, body_html=f"<p>{text}</p>")
    assert "赵一鸣" in found["body_text"]
    assert "010-65123456" in found["body_text"]
    assert "rsc@yc.gov.cn" in found["body_text"]
    assert id_number(9) not in str(found)


def test_each_mask_is_on_record_without_its_value_and_can_be_lifted() -> None:
    phone = mobile(11)
    text = f"服务热线{phone}，另{mobile(12)}"
    found = cleaned(body_text=text, body_html=f"<p>{text}</p>")
    assert [one["mask"] for one in found["masks"]] == ["phone:body_text:1:abcdef", "phone:body_text:2:abcdef"]
    assert found["repairs"] == ["masked:phone:2"]
    assert phone not in str(found)
    subject = {"source_key": "k", "mask": "phone:body_text:1:abcdef"}
    lifted = Decisions([Decision("unmask", subject, {}, "site", "s", "赵", "公开的热线")])
    again = cleaned(lifted, body_text=text, body_html=f"<p>{text}</p>")
    assert phone in again["body_text"]
    assert phone in again["body_html"]
    assert mobile(12) not in str(again)
    assert phone not in str(cleaned(lifted, body_text=text, body_html=f"<p>{text}</p>", raw_print="other1"))


@pytest.mark.parametrize(
    "said",
    ["本人赵小满，反映停水。", "我是望湖社区居民赵小满。", "业主赵小满反映：电梯坏了", "我儿子赵小满今年上小学，", "我丈夫赵小满于2017年去世", "我家孩子赵小满要上学", "咨询人赵小满", "请处理。\n赵小满  13812345678"],
)  # fmt: skip
def test_who_is_named_after_a_role_without_a_colon_is_masked(said: str) -> None:
    assert find_names(said) == ["赵小满"]


@pytest.mark.parametrize(
    "said",
    ["赵小满先生/女士：\n您好！", "关于赵小满反映的停水问题，答复如下。", "网民“赵小满”您好：", "@赵小满：您好", "来访人赵小满：您反映的", "你好，赵小满！", "您好！赵小满网友", "来信人（赵小满）反映", "已电话联系赵小满本人"],
)  # fmt: skip
def test_whom_an_answer_speaks_of_is_masked(said: str) -> None:
    assert find_saluted(said) == ["赵小满"]


def test_names_are_looked_for_in_time_that_grows_with_the_text() -> None:
    began = time.process_time()
    for filling in ("\n" * 20_000, "此致" + "\n" * 20_000, "市民" + " " * 20_000, "我叫" + " " * 20_000):
        assert find_names(filling) == find_saluted(filling) == []
    assert time.process_time() - began < 4  # a fiftieth of it alone; minutes where each line looks at all below


def test_a_writer_that_is_no_person_and_a_district_stay() -> None:
    for writer, text in (("望湖社区", "望湖社区供暖"), ("高新", "高新区停水")):
        assert cleaned(letter=LETTER | {"writer": writer}, body_text=text)["body_text"] == text
    assert "白水村*组**号" in cleaned(letter=LETTER, body_text="我住青石镇白水村三组15号，路灯坏了")["body_text"]


def test_numbers_of_documents_hold_no_id_number_and_stay_where_they_are_made_of_a_day() -> None:
    number = id_number(9)
    found = cleaned(index_number=number, document_number=f"云行罚〔2018〕{number}号")
    assert number[6:14] not in str(found)
    made = next(f"33010520180305001{x}" for x in CHECKS if is_id_number(f"33010520180305001{x}"))
    assert cleaned(index_number=made)["index_number"] == made


def test_an_address_is_shown_without_what_it_tells_of_a_person() -> None:
    number, phone = id_number(9), mobile(7)
    for url in (f"http://a.example.test/q?sfz={number}", f"http://a.example.test/%25E5%25BC%25A0{number}.html"):
        assert number[6:14] not in shown_address(url)
    for query in (f"tel={phone}", f"d=%7B%22tel%22%3A%22{phone}%22%7D", f"t=%2B86{phone}"):
        assert phone not in shown_address(f"http://a.example.test/q?{query}")
    plain = f"http://a.example.test/{phone}.html?id={phone}&t=20180305_1234567"
    assert shown_address(plain) == plain  # a number that nothing calls a telephone
    file = {"name": "x", "key": "k", "legacy_url": "http://a.example.test/%E6%9E%97%E5%B0%8F%E6%BB%A1.doc"}
    assert cleaned(letter=LETTER, attachments=[file])["attachments"][0]["legacy_url"].endswith(
        "/%E6%9E%97" + "*" * 18 + ".doc"
    )


@pytest.mark.parametrize(
    "text",
    ["本人毕业多年，", "本人陈述如下，", "市民陆续投诉，", "本人王姓，", "家长陈情，", "本人沈阳，", "全体业主张贴，", "居民王家庄，", "精神障碍患者管理的事", "居民安全，", "我是管理者", "本人于2018年3月申请公租房，", "联系人：办公室，", "我是云川市居民，", "村民小组，", "业主大会。", "申请人应当提交材料", "学生在校期间", "姓名：", "感谢您对我们工作的支持！\n2018年3月"],
)  # fmt: skip
def test_words_that_are_no_names_stay(text: str) -> None:
    assert find_names(text) == []


def test_a_masker_finds_nothing_in_ordinary_text() -> None:
    masker = Masker(ALL_KINDS, "letter", "abcdef", lambda _mask: False)
    assert (
        masker.text("body_text", "关于建设路3号地块的规划公示，详见东风路小学附属工程一期。")
        == "关于建设路3号地块的规划公示，详见东风路小学附属工程一期。"
    )


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("手机：138，1234，5678", "1234"), ("电话138:1234:5678", "1234"), ("手机1、3、8、1、2、3、4、5、6、7、8", "1、2、3、4"),
        ("手机l3812345678", "12345678"), ("电话138O1234567", "O1234567"), ("赵三_138_1234_5678.jpg", "1234"),
        ("卡号6222/0210/0111/6245/702", "0210"), ("港澳居民来往内地通行证号码：H1234567890", "34567890"),
        ("户名：林小满，开户行：农商行，账号：1234567890123456789", "567890123"), ("户名：林建会，账号：6228480402564890018", "8040256489"), ("身份证110105:19491231:002X", "19491231"),
        ("户名：云川市社会福利院，账号：6228480402564890018，王小棠：6228480402637874213", "0402637874"),
        ("王小棠 卡号：6228480402637874213\n户名：云川市财政局，账号：6228480402564890018", "0402637874"),
    ],
)  # fmt: skip
def test_numbers_that_a_word_tells_are_masked_whatever_parts_them(text: str, gone: str) -> None:
    assert gone not in mask_text(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "产值分别为138，1234，5678万元", "2018年分别为138 1234 1567 1890亿元", "指标\t138\t1234\t5678", "P138_2019_1234.jpg",
        "非税收入账号：5300 1616 1360 5100 1234", "户名：云川市财政局，账号：1234567890123456789", "时间10:20:30-11:40:50",
        "户名：云川市公共资源交易中心，开户行：农商行，账号：6228480402564890018", "账号：6228480402564890018（户名：云川市财政局）",
    ],
)  # fmt: skip
def test_rows_of_figures_and_accounts_of_offices_stay(text: str) -> None:
    assert mask_text(text)[0] == text


def test_names_beside_labels_are_sought_in_time_with_the_length_of_a_text() -> None:
    assert find_labelled("\t" * 200_000 + "发布人\t岳小棠") == ["岳小棠"]


@pytest.mark.parametrize("writer", ["高兴", "方便", "希望", "老百姓"])
def test_a_nickname_that_is_a_word_is_masked_only_where_a_name_stands(writer: str) -> None:
    reply = f"{writer}：您好！我们{writer}地告知您，感谢{writer}来信。"
    found = cleaned(content_type="letter", letter=LETTER | {"writer": writer, "question": "何时供暖？", "reply": reply})
    assert found["letter"]["reply"].startswith(f"{writer[0]}*")
    assert f"我们{writer}地告知您" in found["letter"]["reply"]


def test_a_title_that_names_the_writer_is_masked_and_what_is_alike_stays() -> None:
    for title in ("对林小满同志来信的答复", "关于王大力来信的回复", "尊敬的林小满业主，您好"):
        found = cleaned(
            content_type="letter", title=title, letter=LETTER | {"writer": "匿名", "question": "何时供暖？"}
        )
        assert "*" in found["title"]
    for title in ("关于农村信访事项的答复", "对黄河路来信的回复", "关于房屋投诉的回复"):
        found = cleaned(
            content_type="letter", title=title, letter=LETTER | {"writer": "匿名", "question": "何时供暖？"}
        )
        assert found["title"] == title


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        ("联系我：138 1234 56 78", "1234"), ("手机 １３８ー１２３４ー５６７８", "１２３４"),
        ("请发linxm1990 at 126 dot com", "linxm1990"), ("我的车云Ａ１２３４５被拖走", "１２３４"),
        ("地址：金色家园B区-7-1-602，漏水", "7-1-602"), ("我女儿林小满今年8岁", "林小满"), ("孩子林小满就读于望湖小学", "林小满"),
    ],
)  # fmt: skip
def test_further_spellings_go_from_a_letter(told: str, gone: str) -> None:
    assert (
        gone
        not in cleaned(letter=LETTER | {"writer": "匿名", "question": told}, content_type="letter")["letter"][
            "question"
        ]
    )


@pytest.mark.parametrize(
    "told",
    [
        "招标编号：YNZB2018-138-1234-5678", "面积138 12 34 56 78", "他说at 126的价格", "咨询地址：望湖路12号政务中心2楼",
        "我女儿今年8岁", "孩子高中就读于望湖一中",
    ],
)  # fmt: skip
def test_what_is_like_those_spellings_stays(told: str) -> None:
    letter = cleaned(letter=LETTER | {"writer": "匿名", "question": "好", "reply": told}, content_type="letter")[
        "letter"
    ]
    assert letter["reply"] == told


def test_accounts_in_a_table_of_people_are_masked_and_those_of_offices_stay() -> None:
    """A savings book of a farmers' bank has no issuer's prefix and no checksum: the head of its column tells it."""
    row = "<tr><td>{}</td><td>云川农商行</td><td>1234567890123456789</td></tr>"
    for who, is_kept in (("林小满", False), ("云川市财政局", True)):
        head = "<tr><th>姓名</th><th>开户行</th><th>一卡通账号</th></tr>"
        found = cleaned(
            body_html=f"<table>{head}{row.format(who)}</table>",
            body_text=f"姓名\t开户行\t一卡通账号\n{who}\t云川农商行\t1234567890123456789",
        )
        assert ("1234567890123456789" in found["body_html"]) is is_kept
        assert ("1234567890123456789" in found["body_text"]) is is_kept


def test_a_column_of_amounts_or_codes_is_none_of_telephones_and_one_beside_them_is() -> None:
    row = "<tr><td>{}</td><td>{}</td></tr>"
    for heads, kept in ((("姓名", "准考证号"), True), (("投标人", "投标报价（元）"), True), (("编号", "手机"), False)):
        table = f"<table>{row.format(*heads)}{row.format('林小满', '18012345601')}</table>"
        found = cleaned(body_html=table, body_text=f"{heads[0]}\t{heads[1]}\n林小满\t18012345601")
        assert ("18012345601" in found["body_html"]) is ("18012345601" in found["body_text"]) is kept


def test_a_short_text_is_looked_at_anew_where_its_document_says_more() -> None:
    short, number = "编号110105491231002", "110105491231002"
    for _again in range(2):
        assert [one.kind for one in find_personal(short)] == []
        assert [short[one.start : one.end] for one in find_personal(short, is_id_said=True)] == [number]
        assert [one.kind for one in find_personal("联系13812345678")] == ["phone"]
        assert find_personal("县水利局") == find_personal("") == []
