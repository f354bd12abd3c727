"""What letters tell of their writers in words: names, home addresses, plates, home telephones, chat accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.clean.privacy import Found

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺"
    "倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路"
    "娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮"
    "储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池"
    "乔阴胥苍闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇"
    "广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权盖益桓公肖闫覃涂代岳付邸仝"
)
DOUBLE = "欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|端木|独孤|南宫"
NO_NAME = re.compile(
    "[年月日天局市区县镇乡村在是有的了不为向到和与因已经办想问们您你我他她也都说这那该其此去来家住校厂店号先女同志者]"
)
_NAME = rf"(?:{DOUBLE}|[{SURNAMES}])[\u4e00-\u9fff·]{{1,3}}"
_FAR = r"[\u4e00-\u9fff]{1,6}(?:[·•][\u4e00-\u9fff]{1,6}){1,3}"  # 买买提·艾力
_END = r"(?=[，,。.；;：:（(、\s）)！!]|$|先生|女士|同志|系|身份证|电话|手机)"
NAMED = re.compile(
    rf"(?:(?:我叫|我的名字(?:是|叫)|我名叫|本人(?:名?叫|姓名)|我是)\s*[:：]?\s*|(?:姓\s*名|联系人|来信人|写信人|申请人|投诉人|举报人|反映人"
    rf"|咨询人|当事人|业主|户主|村民|居民|家长|患者|学生|署名|落款|丈夫|妻子|爱人|父亲|母亲|儿子|女儿|孩子|家属)\s*[:：]\s*)({_FAR}|{_NAME}?){_END}"
)
SIGNED = re.compile(rf"(?:此致|敬礼|谢谢|感谢|盼复|——|--)[！!。.，,\s]*\n?\s*({_NAME}?)\s*(?:\d{{4}}年|$|\n)")
# At its foot: "市民 王大力", or a name alone above the date.
FOOT = re.compile(
    rf"(?:^|\n)\s*(?:(?:一[位名个])?(?:市民|居民|村民|业主|群众|网友|家长|学生家长|反映人|来信人|写信人|投诉人)\s*[:：]?\s*({_NAME}?)\s*(?=\n|$)"
    rf"|({_NAME}?)\s*\n\s*(?:\d{{4}}|二[〇○零0]..)年\d{{0,2}})"
)
APART = re.compile(r"(?<=[\u4e00-\u9fff])[ \u00a0\u3000]{1,2}(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
_PART = r"[\s第]*[0-9０-９A-Za-z一二三四五六七八九十甲乙丙东西南北]{1,5}\s*"
HOME = re.compile(
    r"[\u4e00-\u9fff]{2,20}?"
    r"(?:小区|花园|家园|家苑|公寓|新村|社区|庄园|名城|苑|里|村|屯|庄|坊|庭|府|湾|城|路|街|巷|胡同|弄|大道|院)"
    rf"((?:{_PART}(?:号楼|号院|栋|幢|座|单元|门|楼|层|室|户|号房|房|号|组|排)[\s，,、-]*){{1,6}}[0-9０-９]{{0,4}})"
)
HOME_SAID = re.compile(
    r"(?:家庭住址|家庭地址|住\s*址|通讯地址|联系地址|详细地址|地\s*址|户籍地?|家住|住在|现住|居住在|租住|房屋坐落)"
    r"\s*[:：于在]?\s*([^\n，,。；;]{4,50})"
)
SURELY_HOME = re.compile("单元|室|户|栋|幢|号楼|号房")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-NP-Z][\s·•.-]{0,2}"
    r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)
LANDLINE = re.compile(
    r"(?<![0-9０-９A-Za-z-])(?:[（(]?0\d{2,3}[）)]?[\s－—-]{0,2})?[2-9]\d{6,7}(?:[-－转]\d{1,5})?(?![0-9A-Za-z年])"
)
LANDLINE_SAID = re.compile(r"电话|座机|固话|宅电|[Tt]el|联系方式|致电|号码")
CHAT = re.compile(r"(?:QQ号?|qq号?|微信号?|VX|vx)\s*(?:是|为|[:：])?\s*([A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\d{4,11})")


def find_names(text: str) -> list[str]:
    """Names that a letter's text gives of people: after 我叫, 联系人：, at its foot.

    >>> find_names("您好，我叫林小满，家住东城。此致敬礼！\\n林小满"), find_names("本人于2018年申请公租房")
    (['林小满'], [])
    """
    found = [match[1] for pattern in (NAMED, SIGNED) for match in pattern.finditer(text)]
    found += [match[1] or match[2] for match in FOOT.finditer(text)]
    found += [match[1] for match in NAMED.finditer(APART.sub("", text))]  # 姓名：王 大 力
    return [
        name
        for name in dict.fromkeys(found)
        if "·" in name or "•" in name or (2 <= len(name) <= 4 and not NO_NAME.search(name[1:]))
    ]


def places_of(text: str, names: Iterable[str]) -> list[Found]:
    """Every place of some names in a text; the family name stays."""
    found = []
    for name in names:
        keep = 2 if re.match(DOUBLE, name) and len(name) > 2 else 1
        found += [
            Found("name", match.start(), match.end(), tuple(range(match.start() + keep, match.end())))
            for match in re.finditer(r"[ \u00a0\u3000]{0,2}".join(map(re.escape, name)), text)
        ]
    return found


def find_homes(text: str) -> list[Found]:
    """Home addresses: the street or estate stays, building, unit and room are starred.

    >>> sorted({one.kind for one in find_homes("家住幸福小区3号楼2单元501室，")})
    ['address']
    """
    found = []
    for match in HOME.finditer(text):
        parts = len(re.findall(r"[0-9０-９一二三四五六七八九十甲乙丙]+", match[1]))
        if (SURELY_HOME.search(match[1]) and parts >= 2) or _is_said(text, match.start()):
            found.append(_digits("address", text, match.start(1), match.end(1)))
    for match in HOME_SAID.finditer(text):
        if re.search(r"[0-9０-９]", match[1]) and re.search("号|室|栋|幢|楼|单元|组|户", match[1]):
            found.append(_digits("address", text, match.start(1), match.end(1)))
    return found


def _is_said(text: str, start: int) -> bool:
    return re.search("家住|住在|住址|地址|现住|居住", text[max(0, start - 12) : start + 8]) is not None


def _digits(kind: str, text: str, start: int, end: int) -> Found:
    places = [at for at in range(start, end) if text[at].isdigit() or (text[at].isascii() and text[at].isalpha())]
    places = places or [at for at in range(start, end) if text[at] in "一二三四五六七八九十甲乙丙"]
    return Found(kind, start, end, tuple(places))


def find_plates(text: str) -> list[Found]:
    """Number plates: province and letter stay."""
    found = []
    for match in PLATE.finditer(text):
        places = [at for at in range(match.start(), match.end()) if text[at].isalnum()]
        found.append(Found("plate", match.start(), match.end(), tuple(places[2:-1])))
    return found


def find_accounts(text: str) -> list[Found]:
    """Telephones of homes (labelled, or with an area code) and chat accounts in what a citizen writes."""
    found = []
    for match in LANDLINE.finditer(text):
        is_long = match[0].lstrip("（(").startswith("0")
        if is_long or LANDLINE_SAID.search(text[max(0, match.start() - 12) : match.start()]):
            places = [at for at in range(match.start(), match.end()) if text[at].isdigit()]
            found.append(Found("landline", match.start(), match.end(), tuple(places[-5:])))
    for match in CHAT.finditer(text):
        found.append(Found("account", match.start(1), match.end(1), tuple(range(match.start(1) + 2, match.end(1)))))
    return found
