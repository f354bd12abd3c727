"""The labels of letters: their words, and the elements and pictures of a page that are no more than one."""

from __future__ import annotations

from copy import deepcopy

from guiyi.extract.types.labels import STOP, Labels
from guiyi.extract.types.letters.words import CAME_BACK, OFFICE, WROTE
from guiyi.markup.tree import Node, text_of

# A label is a word of what was written, or of what came back, before a word of what stands beside it: 诉求+人, 办复+时间.
SENT = f"{WROTE}|提交|提出|登记|投递|投稿|发送|发件|建议"
PUBLIC = "网友|网民|患者|家长|群众|市民|居民|读者|学生"
LABELS = Labels(
    {
        "number": rf"(?:{WROTE}|工单|受理|办件|查询)?编\s*号|(?:查询|受理)号",
        "kind": rf"(?:{WROTE}|服务|问题)?(?:类型|类别|性质|分类)|类\s*[型别]",
        "asked_again": rf"(?:{PUBLIC})?(?:再次|补充|继续)?追(?:问|加提问|加问题)(?:内容)?|(?:{PUBLIC})?(?:再次|补充)提问(?:内容)?",
        "subject": rf"(?:{WROTE}|问题)?(?:主\s*题|标\s*题)|(?:{WROTE})(?:名称|题目)|事由",
        "question": rf"(?:{WROTE}|问题|建议)(?:内容|正文|详情|原文|全文|描述|问题|事项)|内\s*容"
        rf"|(?:{PUBLIC})(?:{WROTE})|(?:具体|详细)(?:内容|问题)|(?:问|问\s*题)(?=\s*[:：\t\n])",
        "asked_at": rf"(?:{SENT})(?:时间|日期)",
        "accepted_at": r"(?:受理|收信|转办|接收|交办)(?:时间|日期)",
        "replied_at": rf"(?:{CAME_BACK})(?:时间|日期)",
        "answerer": rf"(?:{CAME_BACK}|回答|解答|追答)[人者]",
        "reply_agency": rf"(?:{CAME_BACK})(?:{OFFICE})|责任(?:单位|部门)",
        "accept_agency": rf"(?:受理|收信|接收|所属|咨询|来信)(?:{OFFICE}|对象)|收信人",
        "reply": rf"(?:再次|补充|追加)?(?:{CAME_BACK}|官方回复|部门回复)(?:内容|结果|意见|情况|过程|信息|详情|正文|回复|答复)|受理意见|(?:核查|核实|调查核实)(?:情况|结果|意见)|(?:具体|详细)(?:答复|回复)|(?:局|县|市|区|镇|校|院)长(?:回信|答复|回复)|(?:官方|部门|单位|管理员|站长|网站)(?:回复|答复|解答|回答)"
        r"|(?:医院|医生|专家|学校|律师|本站|客服)(?:回复|答复|回答|解答)(?=\s*[:：\t\n])"
        r"|(?:答|答\s*复|回\s*复)(?=\s*[:：\t\n])",
        "status": rf"(?:{CAME_BACK}|信件|受理|当前|来信)?状\s*态|(?:{CAME_BACK})(?:进度|进展)|是否(?:回复|办结|答复)",
        "writer": rf"(?:{SENT})[人者](?:姓名)?|姓\s*名|网\s*友(?:昵称|姓名)?|昵\s*称",
        "is_public": r"是否(?:同意)?公开|公开(?:情况|状态|意愿|方式)?",
        "any_time": r"时\s*间|日\s*期",
        STOP: rf"验证码|(?:{WROTE}|{CAME_BACK})(?:详情|信息)(?=\s*\n)|回访(?:情况|结果|时间)?|查询(?:码|密码|编号)|联系(?:电话|方式|人)|手\s*机(?:号码)?|电\s*话|(?:电子)?邮\s*箱|电子邮件|(?:联系|通讯|通信)?地\s*址"
        r"|证件号码|证件类型|身份证号?码?|政治面貌|职\s*业|工作单位|邮政?编码?|附\s*件|(?:您的|网友|群众)?评\s*价|(?:满意度|满意程度|办理效率|服务态度)(?:评价)?|浏览(?:次数|量)|点击(?:次数|率)?|IP",
    }
)
LABEL_TAGS = ("b", "label", "span", "strong", "em", "i", "dt", "img")


def labelled_text(node: Node) -> str | None:
    """A node's text with a colon behind each element that is no more than a label of a letter; None if there is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> labelled_text(parse_html("<div><b>来信人</b><span>王**</span></div><p>内容"))
    '来信人：王**\\n内容'
    >>> labelled_text(parse_html("<div>来信人：<span>王**</span></div><p>内容"))
    """
    if not any(map(_is_label, node.iter(*LABEL_TAGS))):
        return None
    body = deepcopy(node)
    for element in body.iter(*LABEL_TAGS):
        if not _is_label(element):
            continue
        word = f" {_word_of(element)}："  # two spans side by side have no blank between them
        if element.tag == "img":
            element.tail = f"{word}{element.tail or ''}"
        else:
            element.text = word
    return text_of(body)


def _word_of(element: Node) -> str:
    return ((element.get("alt") if element.tag == "img" else element.text) or "").strip().rstrip(":：")


def _is_label(element: Node) -> bool:
    """Whether an element is no more than a label of a known word."""
    if len(element) or not (element.getnext() is not None or _begins(element) or _fills_cell(element)):
        return False
    return LABELS.name_of(_word_of(element)) is not None


def _fills_cell(element: Node) -> bool:
    """Whether a picture is all of its cell, beside another."""
    cell = element.getparent()
    if element.tag != "img" or cell is None or cell.tag not in ("td", "th", "dt") or len(cell) > 1:
        return False
    return cell.getnext() is not None and not f"{cell.text or ''}{element.tail or ''}".strip()


def _begins(element: Node) -> bool:
    """Whether an element is the first of its block, with words behind it: <p><b>来信人</b> 王某</p>."""
    above = element.getparent()
    is_first = above is not None and element.getprevious() is None and not (above.text or "").strip()
    return is_first and bool((element.tail or "").strip())


def is_pictured(node: Node) -> bool:
    """Whether pictures in a node are, by their alt texts, a question's label and an answer's."""
    return {"question", "reply"} <= {LABELS.name_of(alt) for one in node.iter("img") if (alt := one.get("alt"))}
