"""A text that stands on a page in two languages, in blocks side by side."""

from __future__ import annotations

import re

from guiyi.extract.bodies.containers import link_share
from guiyi.extract.bodies.panes import BOX_LINKS
from guiyi.markup.tree import Node, raw_text, squeezed

HAN, SENTENCE_END = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"。|[a-z]{2}[.!?](?:\s|$)")
FOREIGN, OWN_SCRIPT = 0.05, 0.5  # shares of Chinese characters in a text and in its translation


def translates(block: Node, own: Node) -> bool:
    """Whether a block like another one beside it says in sentences of Chinese what that one says in Latin letters, or
    the other way round.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<main><div>周二至周日对公众开放，周一闭馆。</div><div>%s</div></main>"
    >>> said = "The museum is open from Tuesday to Sunday.", "Home News Contact", "<a href=1>Read the guide here.</a>"
    >>> pages = [parse_html(html % one).findall(".//div") for one in said]
    >>> [translates(one, other) for one, other in pages], translates(pages[0][1], pages[0][0])
    ([True, False, False], True)
    """
    if block.tag != own.tag or block.tag not in ("div", "section", "article"):
        return False
    if any(link_share(one) >= BOX_LINKS for one in (block, own)):
        return False
    texts = [squeezed(raw_text(one)) for one in (block, own)]
    is_said = all(SENTENCE_END.search(one) for one in texts)
    shares = sorted(len(HAN.findall(one)) / max(1, len(one)) for one in texts)
    return is_said and shares[0] < FOREIGN and shares[1] > OWN_SCRIPT
