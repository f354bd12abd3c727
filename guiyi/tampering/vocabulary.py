"""Words of spam, and the lawful context in which the same words are innocent.

SURE words have no place on an official page unless it fights them. LOOSE words also name lawful things (娱乐城 is a kind
of inspected venue); they count only where nobody would write for readers: hidden, in a chain of keywords, in a link
off the white list.
"""

from __future__ import annotations

import re
import unicodedata

import opencc
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_BRANDS = (
    "金沙 葡京 威尼斯 太阳城 永利 皇冠 银河 新濠 美高梅 凯发 亚博 乐鱼 华体会 半岛 开云 爱游戏 必威 万博 伟德 韦德 立博 沙巴 博狗 大发 凤凰 乐彩"
    " 九游 米乐 雷火 竞博 火狐 爱博 博亿 鸿博 天博 星空 巴黎人 新葡 云顶 利来 尊龙 千亿 申博 优发 龙八 环亚 澳博 凯时 腾博 新宝 万达 杏彩 杏耀"
)
_GAMES = "娱乐|体育|国际|彩票|棋牌|电竞|博彩|赌场|真人|电子|游戏|线上"
_DOORS = "官网|官方网?站?|网址|平台|登录|登陆|注册|入口|app|下载|手机版|网页版|投注|开户|代理|备用|网站|在线|城"

# Roots that a word must hold → the words, as a pattern. Roots are looked for first, all at once.
SURE: tuple[tuple[str, str], ...] = (
    (_BRANDS, rf"(?:{_BRANDS.replace(' ', '|')})人?(?:在线|官方)?(?:{_GAMES})(?:{_DOORS})"),
    ("澳门", "澳门(?:新?葡京|金沙|银河|威尼斯|永利|赌场|皇冠|太阳城|博彩|百家乐|六合彩|巴黎人|美高梅|正版|精准|天天彩|新葡)"),
    ("金沙", "金沙(?:博彩|娱乐|网址|官网|赌场)"),
    ("bet365 Bet365 BET365 beat365 Beat365 BEAT365 365bet 365BET bt365 365体育 bet3 188bet 188BET bwin Bwin BWIN w88 W88 fun88 m88", r"(?:bet|beat|bt)\s?365|365\s?bet|365体育(?:投注|平台|app|官网|在线)|188bet|bwin|\bw88\b|fun88|m88体育"),
    ("百家乐 老虎机 时时彩 分分彩 六合彩 北京赛车 极速赛车 幸运飞艇 幸运28 蛋蛋 一分快三 pk拾 PK拾 pk10 PK10",
     r"百家乐|老虎机|时时彩|分分彩|六合彩|北京赛车|极速赛车|pk\s?10|pk拾|幸运飞艇|幸运28|pc蛋蛋|一分快三"),
    ("快3 快三", "快[3三](?:计划|平台|投注|app|技巧)"),
    ("一肖 必中 特码 平特 马会 曾道人 白小姐 管家婆", "一肖[一中]码|必中[一三]肖|特码(?:资料|公开|网)|平特一?肖|马会资料|香港马会|曾道人|白小姐(?:中特|传密|资料)|管家婆(?:一码|心水|彩图|一句)"),
    ("赌博 赌场 赌钱 投注 博彩 麻将 斗地主 荷官 视讯 百家乐",
     "(?:网上|网络|线上|真钱|真人)(?:赌博|赌场|博彩|投注|赌钱|麻将|斗地主|荷官|视讯|百家乐)(?:平台|网站|网址|游戏|app|官网|开户)?"),
    ("博彩", "博彩(?:网|公司|平台|娱乐|app|导航|评级|论坛|开户)"),
    ("赌博 赌球 赌场 赌钱", "赌(?:博|球|场|钱)(?:网站|网址|平台|app|开户|官网|游戏下载)"),
    ("投注 博彩", "(?:体育|足球|篮球|电竞)(?:投注|博彩)(?:网|平台|app|技巧|官网)?"),
    ("外围 滚球", "外围(?:投注|赌球|足彩)|滚球(?:投注|盘)"),
    ("彩票 购彩", "彩票(?:投注平台|计划群|网址|app下载|代理加盟|平台官网)|购彩(?:大厅|平台|官网|app)"),
    ("彩金 体验金 首存 送1 送2 送3 送5 送6 送8 返水 电子游艺 真人荷官", "(?:送|领)(?:彩金|体验金)|首存(?:送|优惠)|(?:注册|开户)送\\d+|时时返水|电子游艺|真人荷官"),
    ("无码", "无码(?:av|片|视频|不卡|高清|中文|专区|人妻|好片|成人|毛片|电影|在线|一区|久久)|(?:中文|亚洲|国产|日韩|在线|人禽|杂交|高清|久久|精品)无码"),
    ("av在 av女 av片 av电 av网 av天 av无 av视 av毛 av影 av中 产av 韩av 美av 洲av 妻av 文av 人av 费av 清av 线av AV在 AV女 AV片 AV电 AV网 AV天 AV无 AV视 AV毛 AV影 AV中 产AV 韩AV 美AV 洲AV 妻AV 文AV 人AV 费AV 清AV 线AV",
     r"(?<![a-z])av(?:在线|女优|片|电影|网站|天堂|无码|视频|毛片|影院|中文)|(?:国产|日韩|欧美|亚洲|人妻|中文|成人|免费|高清|在线)av(?![a-z])"),
    ("成人", "成人(?:视频|电影|网站|小说|影院|av|在线|影片|动漫|直播|免费|精品|色|图片|论坛)"),
    ("黄色 黄片 三级片 毛片 a片 A片 级黄 级毛 级片 级a 级A", "黄色(?:视频|网站|片|电影|小说|网址|录像)|黄片|三级片|毛片|(?:一级|欧美|国产|日韩)a片|(?:欧美|国产|日韩)一级a?片?|a级(?:毛?片|黄)"),
    ("国产 欧美 日韩 亚洲 久久", "(?:国产|欧美|日韩|亚洲|久久)(?:成人|自拍|偷拍|乱伦|三级|一级|一区|二区|视频一区|综合色?(?:图|网)?|色|激情|精品(?:视频|一区|在线|成人|自拍|久久|国产|99))"),
    ("一区二区 激情 五月 婷婷 丁香", "一区二区(?:三区)|激情(?:五月|综合|图片|小说|床戏|做爱|网站)|五月(?:天婷婷|婷婷|丁香|激情|天色)|婷婷(?:五月|色|综合|丁香)|丁香(?:五月|婷婷)"),
    ("色情 色综合 色影院 色播 色导航 色网站 色色 色五月 色婷婷 久久", "色(?:情网站|情视频|情电影|情直播|综合|影院|播|导航|网站|色影院|五月|婷婷)|久久(?:热|综合|爱|久久|色|草|频|精品)"),
    ("情色 淫 荡妇 裸聊 约炮 一夜情 包夜 口交 肛交 鸡巴 大尺度 福利 午夜",
     "情色|淫(?:荡|乱|水|妻|女|娃|色)|荡妇|裸聊(?:平台|直播|视频)?|约炮|一夜情|包夜|口交|肛交|鸡巴|大尺度(?:直播|视频)|福利(?:姬|午夜)|午夜(?:福利|影院|色|剧场|成人)"),
    ("发票 票据 开票", "代开(?:增值税)?(?:发票|票据)|开发票(?:电话|微信|加)|发票代开"),
    ("刻章 办证 假证 办理假 文凭", "(?:刻章|办证)(?:办证|刻章)|办(?:假证|理假证)|办(?:理)?文凭"),
    ("迷情 迷奸 迷魂 催情 听话水 万艾可 伟哥 西地那非", "迷(?:情|奸|魂)(?:药|水|粉)|催情(?:药|水|粉)|听话水|万艾可|伟哥|西地那非(?:片)?(?:购买|价格)"),
    ("私服 传奇 奇迹 魔域 天龙 热血江湖 外挂 代孕 代写 代发 黑客 套现 仿真枪 枪支 气枪", "(?:传奇|奇迹|魔域|天龙|热血江湖)(?:私服|sf|外挂|发布网)|外挂(?:下载|网站|购买)|代孕(?:公司|价格|费用|机构|网|哪家)"
     "|(?:论文|作业)代写|代写(?:论文|硕士)|代发论文|黑客(?:接单|联系)|信用卡套现|(?:仿真枪|枪支|气枪)(?:专卖|出售|购买|网)"),
    ("slot Slot SLOT judi Judi togel Togel sportsbook Sportsbook casino Casino CASINO baccarat Baccarat",
     r"slots?\s?(?:gacor|online|demo|deposit)|situs\s?(?:slot|judi)|judi\s?(?:online|bola|slot)|togel|sportsbook|online\s?casino|casino\s?(?:online|bonus)|baccarat"),
    ("viagra Viagra VIAGRA cialis Cialis levitra porn Porn PORN xxx XXX xvideos Xvideos payday Payday replica Replica jersey Jersey outlet Outlet",
     r"\bviagra\b|\bcialis\b|\blevitra\b|\bporn(?:hub|\s?video|o)?\b|\bxxx\s?(?:video|porn)|xvideos|payday\s?loans?|replica\s?(?:watch|rolex|handbag)|cheap\s?jersey|louis\s?vuitton\s?outlet"),
    ("コピー ブランド 激安 カジノ", "スーパーコピー|ブランド(?:コピー|激安|偽物)|コピー(?:時計|品)|激安(?:通販|販売)|オンラインカジノ"),
)  # fmt: skip
LOOSE = (
    "娱乐城 娱乐场 博彩 赌博 赌场 赌球 棋牌 捕鱼 斗牛 炸金花 德州扑克 牛牛 彩票 投注 下注 赔率 彩金 足彩 竞彩 盘口 走势图 真人 色情 黄色 成人 激情 无码"
    " 裸体 偷拍 情趣 强奸 乱伦 国产 欧美 日韩 在线观看 免费观看 影院 夜色 私服 外挂 刷单 套现 代开 办证 代孕 贷款 减肥 丰胸 壮阳 早泄 阳痿 堕胎 人流"
    " 增高 祛斑 整形 网赚 注册送 体验金 试玩 现金网 葡京 金沙 娱乐平台 开户 官网注册 手游 传奇 发布网"
    " casino poker slots betting gambl sex xxx porn escort dating loan replica outlet pharmacy essay"
)  # fmt: skip
LAWFUL = re.compile(
    "打击|查处|查获|查禁|严禁|禁止|禁赌|禁毒|整治|取缔|破获|抓获|侦破|侦查|涉嫌|涉赌|涉黄|案件|一案|大案|要案|专案|判处|判决|犯罪|违法|非法"
    "|诈骗|防范|警惕|谨防|预防|远离|抵制|举报|通告|处罚|治安|民警|公安|警方|扫黄|打非|清理|曝光|风险提示|骗局|反诈|拘留|刑|危害|福利彩票|体育彩票"
    "|福彩|体彩|公益金|彩票管理|检察|法院|起诉|治理|监管|屏蔽|净网|传播淫秽|淫秽物品|假冒|钓鱼网站|不良信息|有害信息|违规|许可证|食品药品"
)  # fmt: skip
WINDOW = 24  # characters on both sides in which a lawful word clears a spam word
_REACH = 16  # characters around a root in which its word lies
_TO_TRADITIONAL = opencc.OpenCC("s2t")


def _both(text: str) -> list[str]:
    """A text in Simplified and in Traditional Chinese; a pattern's own signs stay."""
    return list(dict.fromkeys([text, str(_TO_TRADITIONAL.convert(text))]))


_patterns: dict[str, list[re.Pattern[str]]] = {}
for _roots, _pattern in SURE:
    for _one in _both(_pattern):
        _compiled = re.compile(_one)
        for _root in dict.fromkeys(root for text in _both(_roots) for root in text.split()):
            _patterns.setdefault(_root, []).append(_compiled)
_ROOTS = list(_patterns)
_LOOSE = [word for text in _both(LOOSE) for word in text.split()]
# What also asks for a closer look: codes that may spell words, and characters nobody sees between those of a word.
CODES = ("\\u", "\\x", "%u", "fromCharCode", "atob(", "unescape(", "eval(")
UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
_NAMES = [*_ROOTS, *CODES, *UNSEEN]
_page = AhoCorasick(_NAMES, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
_sure = AhoCorasick(_ROOTS, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
_loose = AhoCorasick(_LOOSE, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
CHAIN_PART = re.compile(r"[_|,，、;；/\s\-—–~·.。]+")
CHAIN_PARTS, PART_LENGTH = 3, 24
SQUEEZED = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]|(?<=[\u4e00-\u9fff])[\s*·・.。\-_]{1,2}(?=[\u4e00-\u9fff])")


def plain(text: str) -> str:
    """Text as words are looked up in it: NFKC, lower case, nothing put between the characters of a word.

    >>> plain("百\\u200b家 乐ＡＰＰ")
    '百家乐app'
    """
    lower = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    return SQUEEZED.sub("", lower)


def signs_in(text: str) -> tuple[bool, bool, bool]:
    """A page as received, in one pass → whether it holds any sure word, any code, any unseen character. 0.1 ms a page.

    What may clear a word is not looked at here.
    """
    says = is_coded = is_unseen = False
    for at, start, end in _page.find_matches_as_indexes(text, overlapping=True):
        name = _NAMES[at]
        if name in UNSEEN:
            is_unseen = True
        elif name in CODES:
            is_coded = True
        elif not says:
            around = text[max(0, start - _REACH) : end + _REACH].lower()
            says = any(pattern.search(around) for pattern in _patterns[name])
    return says, is_coded, is_unseen


def says_spam(text: str) -> bool:
    """Whether a text holds any sure word, cleared or not.

    >>> says_spam("我市破获一起网络百家乐赌博案件"), says_spam("关于开展春季植树活动的通知")
    (True, False)
    """
    return signs_in(text)[0]


def spam_words(text: str) -> list[str]:
    """Sure spam words of a text that no lawful context clears, each once, in order.

    >>> spam_words("澳门金沙娱乐官网，老虎机"), spam_words("我市破获一起网络百家乐赌博案件"), spam_words("福利彩票开奖公告")
    (['澳门金沙', '金沙娱乐官网', '老虎机'], [], [])
    """
    lower = plain(text)
    return list(dict.fromkeys(lower[start:end] for start, end in sorted(_sure_spans(lower)) if not _is_lawful(lower, start, end)))


def all_spam_words(text: str) -> list[str]:
    """All places of sure words in a text that no lawful context clears, with repetitions."""
    lower = plain(text)
    return [lower[start:end] for start, end in sorted(_sure_spans(lower)) if not _is_lawful(lower, start, end)]


def loose_words(text: str) -> list[str]:
    """Loose and sure words of a text that no lawful context clears: for what is hidden or leads off the white list."""
    lower = plain(text)
    spans = _sure_spans(lower) | {(start, end) for _word, start, end in _loose.find_matches_as_indexes(lower, overlapping=True)}
    return list(dict.fromkeys(lower[start:end] for start, end in sorted(spans) if not _is_lawful(lower, start, end)))


def _sure_spans(lower: str) -> set[tuple[int, int]]:
    """Where sure words stand; of words within one another, the longest."""
    found: set[tuple[int, int]] = set()
    for root, start, end in _sure.find_matches_as_indexes(lower, overlapping=True):
        at = max(0, start - _REACH)
        around = lower[at : end + _REACH]
        for pattern in _patterns[_ROOTS[root]]:
            found.update((at + match.start(), at + match.end()) for match in pattern.finditer(around))
    return {one for one in found if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in found)}


def _is_lawful(lower: str, start: int, end: int) -> bool:
    return LAWFUL.search(lower[max(0, start - WINDOW) : end + WINDOW]) is not None


def is_chain(text: str) -> bool:
    """Whether a text is a chain of keywords with spam among them, not a sentence or a title.

    >>> is_chain("日韩黄色视频网址_无码好片_激情综合激情五月,成人电影"), is_chain("福彩中心公告_民政局_政务公开_首页")
    (True, False)
    """
    parts = [part for part in CHAIN_PART.split(text.strip()) if part]
    if len(parts) < CHAIN_PARTS or sum(len(part) <= PART_LENGTH for part in parts) < 0.8 * len(parts):
        return False
    words = spam_words(text)
    return len(words) >= 2 or (bool(words) and len(loose_words(text)) >= 3)
