"""Who an old site is: its name, identification code, tier, charset and other hosts, from meta tags and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from guiyi.config.platform import Platform
from guiyi.crawl.fetching.media import charset_of
from guiyi.dayorder import order_of_site
from guiyi.extract.pages.view import metas_of
from guiyi.extract.titles.names import TITLE_SPLIT
from guiyi.markup.decode import META_CHARSET, PRESCAN, python_name
from guiyi.survey.findings import Guess, Identity
from guiyi.survey.hosts import spellings
from guiyi.survey.visits import Sight
from guiyi.urls import UrlSpace

CODE = re.compile(r"(?:政府网站)?(?:网站)?标识码\s*[:：]?\s*([0-9]{10}|bm[0-9]{8})", re.IGNORECASE)
CODE_VALUE = re.compile(r"^(?:\d{10}|bm\d{8})$")
OWNERS = (  # 主办：市水务局; 市水务局版权所有; 主办 市水务局
    re.compile(r"(?:主办(?:单位)?|版权所有)[^\S\n]*[:：©][^\S\n]*([\u4e00-\u9fff（）()]{4,30})"),
    re.compile(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff（）()]{4,30}?)[^\S\n]{0,4}(?:版权所有|主办)(?![\u4e00-\u9fff:：])"
    ),
    re.compile(r"(?:主办(?:单位)?|版权所有)[^\S\n]*([\u4e00-\u9fff（）()]{4,30})"),
)
DISTRICT = re.compile(r"([\u4e00-\u9fff]{1,6}?(?:区|县|旗))(?!域|块|划|级|间)")
CITY = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:省|市|自治区|州)")
GOVERNMENT = re.compile(r"人民政府(?!.{0,4}(?:办公|局|委|厅|中心|部|院|站))|政府门户|门户网站$")
VERTICAL = re.compile(r"税务|海关|气象局|地震局|邮政管理|通信管理|出入境检验|海事局|烟草专卖|银监|证监|保监")
DAY_LINE = re.compile(r"(?<![\w/.-])\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/-])")
LIES = 0.5  # share of pages whose declaration is wrong or missing from which the site's file says the charset


def identify(
    pages: Sequence[Sight], urls: UrlSpace, platform: Platform, site: str, aliases: Sequence[Guess]
) -> Identity:
    """Pages seen, home first → the site's identity, each value with its evidence."""
    metas = [metas_of(page.root) for page in pages if page.is_html]
    text = "\n".join(" ".join(str(part) for part in page.root.itertext()) for page in pages[:3] if page.is_html)
    name = _name(metas, pages, text)
    said = f"{name.value or ''} {_owner(text) or ''}"
    tier, district = _tier(said)
    tier, district = _of_platform(platform, tier, district)
    return Identity(
        base_url=urls.base, name=name, id_code=_code(metas, text), tier=tier, district=district,
        department=_department(platform, site, said), charset=_charset(pages), days=_days(pages),
        aliases=tuple(aliases),
        hosts=spellings(pages, urls),
        charsets=dict(Counter(page.decoded.charset for page in pages if page.is_html)),
    )  # fmt: skip


def _name(metas: Sequence[dict[str, str]], pages: Sequence[Sight], text: str) -> Guess:
    told = Counter(one["sitename"] for one in metas if one.get("sitename"))
    if told:
        value, count = told.most_common(1)[0]
        return Guess(value, round(0.8 + 0.2 * count / len(metas), 2), f"SiteName on {count} of {len(metas)} pages")
    parts = Counter(part for page in pages if page.is_html for part in title_parts(page))
    common = [(part, count) for part, count in parts.most_common(5) if count > max(1, len(metas) * 0.4)]
    common = [one for one in common if len(one[0]) > 3 and one[0] not in ("首页", "网站首页")]
    home = title_parts(pages[0]) if pages else []
    if common and not {part for part, _count in common}.intersection(home) and any(map(OFFICE.fullmatch, home)):
        return Guess(next(filter(OFFICE.fullmatch, home)), 0.6, "the home page's <title>")  # the other is a column's
    if common:
        return Guess(common[0][0], 0.7, f"in the <title> of {common[0][1]} of {len(metas)} pages")
    owner = _owner(text)
    if owner:
        return Guess(owner, 0.5, "主办 or 版权所有 in the footer")
    first = next((one for one in title_parts(pages[0]) if not NO_NAME.fullmatch(one)), None) if pages else None
    return Guess(first, 0.3, "the home page's <title>") if first else Guess(None)


OFFICE = re.compile(r"[\u4e00-\u9fff]{2,20}(?:[局委厅办院馆]|政府|办公室|委员会|中心|监狱|税务所)(?:门户网站|网站|网)?")
GREETING = re.compile(
    r"^(?:热烈)?欢迎[您你]?(?:再次)?(?:访问|光临|来到|进入|浏览|登[录陆])?(?!辞)|(?:热烈)?欢迎[您你]?(?:的?(?:访问|光临|到来))?[!！]*$"
)
NO_NAME = re.compile(
    r"(?:网站)?首\s*页|主页|欢迎.{0,4}|无标题(?:文档|页)?|home(?: ?page)?|index|untitled.{0,12}|welcome", re.I
)


def _owner(text: str) -> str | None:
    """Text of pages → whose site it is, as their foot says.

    >>> _owner("云溪师范学院版权所有\\n学校新闻"), _owner("联系我们 版权所有：市水务局"), _owner("主办 市水务局 承办")
    ('云溪师范学院', '市水务局', '市水务局')
    """
    return next((found[1] for one in OWNERS if (found := one.search(text))), None)


def title_parts(page: Sight) -> list[str]:
    """A page → the parts of its <title>: the article's or the column's, and the site's, which may greet its readers."""
    title = " ".join((page.root.findtext(".//title") or "").split())
    return list(dict.fromkeys(part for one in TITLE_SPLIT.split(title) if (part := _ungreeted(one))))


def _ungreeted(part: str) -> str:
    """A part of a <title> without the words that greet its readers.

    >>> [_ungreeted(one) for one in ("欢迎访问云川县林业局网站！", "云川县林业局欢迎您", "欢迎您", "云川县欢迎辞")]
    ['云川县林业局网站', '云川县林业局', '', '云川县欢迎辞']
    """
    return GREETING.sub("", part).strip(" ,，!！:：")


def _code(metas: Sequence[dict[str, str]], text: str) -> Guess:
    told = Counter(one["siteidcode"].strip() for one in metas if one.get("siteidcode"))
    valid = [(value, count) for value, count in told.most_common() if CODE_VALUE.match(value)]
    if valid:
        return Guess(valid[0][0], 0.95 if len(valid) == 1 else 0.6, f"SiteIDCode on {valid[0][1]} pages")
    found = CODE.search(text)
    return Guess(found[1].lower(), 0.85, "网站标识码 in the footer") if found else Guess(None)


def _tier(said: str) -> tuple[Guess, Guess]:
    """Words of name and owner → tier and district, by the words alone."""
    district = DISTRICT.search(CITY.sub("", said, count=1)) or DISTRICT.search(said)
    if VERTICAL.search(said):
        return Guess("vertical", 0.6, "a name of a vertically managed body"), Guess(None)
    if district and "市辖区" not in district[0]:
        return Guess("district", 0.7, f"its name says {district[1]}"), Guess(district[1], 0.6, "its name")
    if GOVERNMENT.search(said):
        return Guess("portal", 0.6, "a government's own name"), Guess(None)
    return Guess("department", 0.5, "no sign of another tier"), Guess(None)


def _of_platform(platform: Platform, tier: Guess, district: Guess) -> tuple[Guess, Guess]:
    """Tier and district as platform.yaml knows them; where it has no such district, a person must say which it is."""
    known = {name for one in platform.platforms for name in (one.id, one.name)}
    if district.value is None or not known or district.value in known:
        return tier, district
    why = f"its name says {district.value}, which has no platform in platform.yaml"
    return Guess("department", 0.2, why), Guess(None, 0.0, why)


def _department(platform: Platform, site: str, said: str) -> Guess:
    """The platform's agency whose name the site says; else the site's own id, to be corrected."""
    for agency in platform.agencies:
        if any(name in said for name in (agency.name, *agency.aliases)):
            return Guess(agency.id, 0.8, f"its name says {agency.name}")
    if platform.agencies:
        return Guess(platform.agencies[0].id, 0.0, "unknown; the first agency of platform.yaml stands here")
    return Guess(site, 0.3, "the site's id; platform.yaml names no agencies yet")


def _days(pages: Sequence[Sight]) -> Guess:
    """In which order the pages write their days (25/04/2019), so that 03/04/2019 is read where its page shows none."""
    said = (page.decoded.text for page in pages if page.is_html)
    told = order_of_site(" ".join(DAY_LINE.findall(one)) for one in said if "/" in one)
    if told is None:
        return Guess(None)
    order, count, total = told
    return Guess(order, round(count / total, 2), f"days such as 25/4/2019 or 4/25/2019 on {count} of {total} pages")


def _charset(pages: Sequence[Sight]) -> Guess:
    """The charset that the file must say: only where pages are read by another than they declare, or declare none."""
    read: Counter[str] = Counter()
    wrong = 0
    for page in pages:
        if not page.is_html or page.response.body.isascii():
            continue
        read[page.decoded.charset] += 1
        meta = META_CHARSET.search(page.response.body, 0, PRESCAN)
        labels = [charset_of(page.response), meta[1].decode("ascii") if meta else None]
        declared = {python_name(label) for label in labels if label}
        wrong += page.decoded.charset not in declared
    total = sum(read.values())
    if not total:
        return Guess(None)
    charset, count = read.most_common(1)[0]
    if wrong < LIES * total or count < 0.9 * total:
        return Guess(None, round(1 - wrong / total, 2), f"pages say it themselves ({total - wrong} of {total})")
    return Guess(charset, round(count / total, 2), f"{wrong} of {total} pages declare none or a wrong one")
