"""Names of people in letters: what the writer is called, whom text and answer name; and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.clean.privacy import Found
from guiyi.familynames import SURE
from guiyi.markup.tree import unspaced

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
_SURE_NAME = rf"(?:(?:{DOUBLE})[\u4e00-\u9fff]{{1,2}}|[{SURE}][\u4e00-\u9fff]{{1,2}})"
_END = r"(?=[，,。.；;：:（(、\s）)！!]|$|先生|女士|同志|系|身份证|电话|手机)"
NAMED = re.compile(
    rf"(?:(?:我叫|我的名字(?:是|叫)|我名叫|本人(?:名?叫|姓名)|我是)\s*(?:[:：]\s*)?|(?:姓\s*名|联系人|来信人|写信人|申请人|投诉人|举报人|反映人"
    rf"|咨询人|当事人|业主|户主|村民|居民|家长|患者|学生|署名|落款|丈夫|妻子|爱人|父亲|母亲|儿子|女儿|孩子|家属)\s*[:：]\s*)({_FAR}|{_NAME}?){_END}"
)
# 本人赵小满，; 居民赵小满。; 我儿子赵小宝今年; 业主赵小满反映
ROLE = re.compile(
    rf"(?:本人|(?<!全体)(?:居民|村民|业主|户主|住户|市民|网友|家长|儿子|女儿|丈夫|妻子|爱人|老公|老婆|父亲|母亲|爸爸|妈妈|孩子|咨询人|申请人|投诉人|举报人|反映人|来信人|写信人|信访人))\s*({_SURE_NAME})"
    r"(?=[，,。.；;、（(）)\s]|反映|反应|投诉|举报|咨询|来信|今年|于\d|于去年|患|要|想|就读|$)"
    # a foot in one line
    rf"|(?:^|\n)[^\S\n]*({_SURE_NAME})[ \t\u3000]{{1,4}}(?:电话|手机|联系电话)?[:：]?1[3-9]\d{{9}}(?!\d)"
)
# Of a child the age, the school or the birth is told, so that any family name is one: 我女儿林小满今年8岁
CHILD = re.compile(
    rf"(?:女儿|儿子|孩子|小孩|孙子|孙女|外孙女?|弟弟|妹妹)\s*[:：]?\s*({_NAME}?)"
    r"(?=今年\s?[\d一二三四五六七八九十]|[，,（(]?\s?[\d一二三四五六七八九十]{1,3}周?岁|就读|在读|[，,（(]\s?(?:19|20)\d\d年)"
)
SCHOOLING = re.compile("高[一二三中考]|初[一二三中]")
WORD = re.compile(
    "陈[述诉旧情]|陆续|秦淮|.姓|黄昏|谢谢|孙[子女]|胡[乱同]|张[贴嘴口罗]|沈阳|徐州|郑州|吴江|杨树|范围|罗列|唐突|.*[庄路街巷屯寨河桥厂店队]$"
)
# Syllables of names such as 努尔买买提.
FAR_WORDS = (
    "[阿艾买努古帕图提吐托热依尔拉孜木丽娜扎卡哈斯塔吉巴江尼加甫罕比汗拜克麦吾伊萨西布玛迪力买提曼苏莱姆沙里]{4,8}"
)
SIGNED = re.compile(rf"(?:此致|敬礼|谢谢|感谢|盼复|——|--)[！!。.，,\s]*({_NAME}?)\s*(?:\d{{4}}年|$|\n)")
# At its foot: "市民 王大力", or a name alone above the date.
FOOT = re.compile(
    rf"(?:^|\n)[^\S\n]*(?:(?:一[位名个])?(?:市民|居民|村民|业主|群众|网友|家长|学生家长|反映人|来信人|写信人|投诉人)\s*(?:[:：]\s*)?({_NAME}?)\s*(?=\n|$)"
    rf"|({_NAME}?)\s*\n\s*(?:(?:\d{{4}}|二[〇○零0]..)年|1[3-9]\d{{9}})\d{{0,2}})"
)
# Whom an agency answers by name: 林小满先生：您好; 经与来信人林小满联系.
SALUTED = re.compile(
    rf"(?:^|\n|尊敬的|敬爱的|亲爱的|来信人|投诉人|反映人|写信人|来访人|网友|网民|市民|居民|群众)\s{{0,9}}(?:[:：]\s{{0,9}})?(?:[@＠“\"「]\s{{0,9}})?({_FAR}|{_NAME}?)"
    r"\s*[”\"」]?\s*(?:(?:先生|女士)\s*[/／]\s*(?:先生|女士)|先生|女士|同志|小姐|网友|市民|居民|老师|同学|家长|业主|住户|村民|用户|乘客|师傅|大爷|大妈|阿姨)?\s*[：:，,、!！]?\s*[您你]\s*好"
    rf"|[您你]好[，,！!]\s*(?:({_NAME}?)(?=先生|女士|同志)|({_SURE_NAME})(?=[！!：:]|网友|居民))"
    rf"|(?:来信人|投诉人|反映人|写信人|举报人|咨询人|信访人|诉求人|申诉人)\s*[（(]?\s*({_FAR}|{_NAME}?)"
    r"(?=先生|女士|同志|小姐|电话|手机|取得|本人|进行|沟通|联系|说明|解释|告知|反馈|，|,|。|[（(）)])"
    rf"|(?:联系|告知|回复|答复|约见)\s*({_SURE_NAME})(?=本人|先生|女士|同志)"
    rf"|(?:来信人|投诉人|反映人|来访人|信访人|网民|网友|市民)\s*[@＠“\"「]?({_SURE_NAME})(?=[”\"」]?[:：])"
    rf"|(?:关于|对|致|答复|回复|感谢)\s{{0,9}}(?:网友|网民|市民|居民|群众)?\s{{0,9}}[“\"「]?(?:({_SURE_NAME})"
    r"(?=[”\"」]?\s{0,9}(?:先生|女士|同志|网友|市民)?\s{0,9}(?:反映|反应|来信|来访|来电|信访|投诉|举报|诉求|咨询|提出|所提|留言))"
    rf"|({_NAME}?)(?=先生|女士|同志))"
)
LABELLED = re.compile(  # beside a label of its own, which is not of who answers
    r"(?:^|\n|\t)[^\S\n\t]*(?![\u4e00-\u9fff]{0,3}(?:回复|答复|承办|受理|办理|责任|审核|审批|经办|处理|负责|主持|反馈|处置|办结|签发|解答|回答|接[待访]|值班|[督包交转]办|包案))"
    rf"[\u4e00-\u9fff]{{1,4}}[人者][ \t]*(?:[:：]|(?=[\t\n]))\s{{0,4}}({_NAME})(?=[ \t]*(?:\n|\t|$))"
)
NOBODY = re.compile(
    "关于|家长|家属|农友|农民|师傅|师生|司机|游客|车主|顾客|经理|单位|党员|公民|干部|管理|房东|房主|牧民|全体|班主|商家|应当|应该|应于"
)
ALSO = re.compile(
    r"[、，,；;/（()）\[\]【】]|\s{2,}|\s(?=[0-9])|等\s*[0-9一二三四五六七八九十多数]*\s*[人名位户]|[0-9]"
)
WHO = re.compile(r"^(?:市民|居民|村民|业主|群众|网友|家长|学生|来信人|反映人|投诉人|写信人)\s*[:：]?\s*")
NO_PERSON = re.compile("网友|匿名|(?:社区|小区|公司|委会|街道|中心|学校|医院|单位|部门)$")
CALLED = re.compile(r"(?:先生|女士|同志|小姐|老师|同学|某某|本人)$")
# Words that begin as family names do, and that people sign with.
COMMON = re.compile(
    "高兴|方便|方法|方案|方面|万元|平安|平时|平台|安全|安心|安静|温暖|和平|和谐|时间|时候|成功|明白|明天|计划|应该|应急|经过|经常|严重"
    "|严格|高度|高速|房屋|房子|车辆|车主|通知|通过|全部|全体|相关|相信|关注|关心|关系|容易|双方|水电|水管|路人|路过|古城|乐观|幸福|幸运"
    "|强烈|谢谢|居民|管理|解决|施工|支持|单位|家园|家人|曾经|祖国|空气|江山|江南|金色|于是|公平|公正|万家|向上|景色|农民|农村|温馨|常常"
    "|国家|游客|司机"
)
_BEFORE = (
    r"(?:(?<![\u4e00-\u9fff0-9０-９])|(?<=我叫)|(?<=我是)|(?<=本人)|(?<=市民)|(?<=网友)|(?<=网民)|(?<=尊敬的)"
    "|(?<=来信人)|(?<=反映人)|(?<=投诉人))"
)
_BEHIND = r"(?=[\s”\"」]*(?:先生|女士|同志|小姐|网友|市民|[您你]好|反映|来信|[^\u4e00-\u9fff\s]|$|\n))"
APART = re.compile(r"(?<=[\u4e00-\u9fff])[ \u00a0\u3000]{1,2}(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")


def find_names(text: str) -> list[str]:
    """Names that a letter's text gives of people: after 我叫, 联系人：, at its foot.

    >>> find_names("您好，我叫林小满，家住东城。此致敬礼！\\n林小满"), find_names("本人于2018年申请公租房")
    (['林小满'], [])
    """
    found = [match[1] for pattern in (NAMED, SIGNED) for match in pattern.finditer(text)]
    found += [match[1] or match[2] for match in FOOT.finditer(text)]
    found += [match[1] for match in NAMED.finditer(APART.sub("", text))]  # 姓名：王 大 力
    children = (match[1] for match in CHILD.finditer(text))
    found += [name for name in children if not (SCHOOLING.match(name) or COMMON.match(name) or WORD.match(name))]
    roles = (match[match.lastindex or 0] for match in ROLE.finditer(text))
    found += [name for name in roles if not WORD.match(name)]
    return [
        name
        for name in dict.fromkeys(found)
        if "·" in name or "•" in name or (2 <= len(name) <= 4 and not NO_NAME.search(name[1:]))
    ]


def find_saluted(text: str) -> list[str]:
    """Names by which an agency's answer calls the writer.

    >>> find_saluted("尊敬的林小满先生：您好！"), find_saluted("市民您好，"), find_saluted("家长您好，马先生您好")
    (['林小满'], [], [])
    """
    found = [match[match.lastindex or 0] for match in SALUTED.finditer(text)]
    return [
        name
        for name in dict.fromkeys(found)
        if "·" in name or "•" in name or not (NO_NAME.search(name[1:]) or NOBODY.match(name) or WORD.match(name))
    ]


def find_labelled(text: str) -> list[str]:
    """Names beside labels of who wrote, in a letter: 发布人, 留言者; not of who answers it.

    >>> [find_labelled(one) for one in ("发布人\\t岳小棠\\n回复人：林川", "诉说者：\\n林川", "投稿者：一缕清风")]
    [['岳小棠'], ['林川'], []]
    >>> find_labelled("接访人：林川")
    []
    """
    found = (match[1] for match in LABELLED.finditer(text))
    return [one for one in found if not (NO_NAME.search(one[1:]) or WORD.match(one) or COMMON.match(one))]


def names_of(writer: str) -> list[str]:
    """What a letter says its writer is called → the names of people in it, none of a part that is starred or unknown.

    >>> names_of("市民林小满、赵大明等12人"), names_of("王女士"), names_of("望湖社区"), names_of("林  小  满")
    (['林小满', '赵大明'], [], [], ['林小满'])
    """
    found = []
    for part in ALSO.split(_joined(writer)):
        name = CALLED.sub("", WHO.sub("", part.strip()))
        if _is_name(name):
            found.append(name)
    return list(dict.fromkeys(found))


def _joined(writer: str) -> str:
    """A writer's name without the blanks by which it is set apart: 林  小  满."""
    return unspaced(writer) if re.fullmatch(r"[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,3}", writer.strip()) else writer


def _is_name(name: str) -> bool:
    """Whether what stands in a writer's place is a person's name, in Chinese or Latin letters."""
    if "*" in name or NO_PERSON.search(name) or not 2 <= len(name) <= 40:
        return False
    if re.fullmatch(r"[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]*){1,3}", name) or re.fullmatch(_FAR, name):
        return True
    is_known = len(name) <= 6 and name[0] in SURNAMES and not NO_NAME.search(name[1:])
    return is_known or len(name) <= 4 or (len(name) <= 8 and re.fullmatch(FAR_WORDS, name) is not None)


def is_word(name: str) -> bool:
    """Whether what a writer is called is, or may well be, a word of the language: a nickname, or 高兴, 方便.

    >>> [is_word(name) for name in ("希望", "方便", "林小满", "买买提", "Lin Xiaoman")]
    [True, True, False, False, False]
    """
    if COMMON.fullmatch(name):
        return True
    is_far = name[0] in FAR_WORDS and len(name) > 2
    return re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) is not None and name[0] not in SURNAMES and not is_far


def places_of(text: str, names: Iterable[str]) -> list[Found]:
    """Every place of some names in a text; the family name stays. One that is a word is a name only where one stands.

    >>> [one.start for one in places_of("希望您满意。希望同志：希望工程很好", ["希望"])]
    [6]
    """
    found = []
    for name in names:
        keep = 2 if re.match(DOUBLE, name) and len(name) > 2 else 1
        place = "(?![区县镇])" if len(name) == 2 else ""  # who calls himself 高新 does not name 高新区
        spelled = r"[ \u00a0\u3000]{0,2}".join(map(re.escape, name)) + place
        if is_word(name):
            spelled = f"{_BEFORE}{spelled}{_BEHIND}"
        found += [
            Found("name", match.start(), match.end(), tuple(range(match.start() + keep, match.end())))
            for match in re.finditer(spelled, text)
        ]
    return found
