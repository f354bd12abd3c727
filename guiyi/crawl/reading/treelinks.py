"""Pages to which the nodes of a tree in a page's script lead: a click shows "list.do?cat=" + node.id in a frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from guiyi.scripts.literals import STRING, joined
from guiyi.scripts.objects import object_at

NODE = re.compile(r"\{(?=[^{}]{0,400}\bpId[\"']?\s*:)[^{}]{1,400}\}")
LEADS = re.compile(
    r"(?:\.attr\(\s*[\"']src[\"']\s*,|\.src\s*=(?!=)|\blocation(?:\.href)?\s*=(?!=)|\bwindow\.open\(|\.load\()\s*"
    rf"((?:{STRING})\s*\+\s*((?:tree_?node|node|treeData)\.(id|code))\b(?:\s*\+\s*(?:{STRING}))?)",
    re.IGNORECASE,
)
MOST = 500  # nodes of one page


def tree_entries(script: str) -> Iterator[tuple[str, str]]:
    """A script → name and address of each node without further ones, where its click opens or frames a page by its id.

    >>> script = "n = [{id:1,pId:0,name:'公开'},{id:11,pId:1,name:'预决算'}]; function f(e, t, node) { %s }"
    >>> list(tree_entries(script % "$('#main').attr('src', '/list.do?cat=' + node.id)"))
    [('预决算', '/list.do?cat=11')]
    >>> list(tree_entries(script % "tree.expandNode(node.id)"))
    []
    """
    leads = LEADS.search(script) if "pId" in script else None
    if leads is None:
        return
    nodes = [object_at(script, one.start(), {}) for one in islice(NODE.finditer(script), MOST)]
    above = {str(node.get("pId")) for node in nodes}
    for node in nodes:
        number, name = str(node.get(leads[3], "")), str(node.get("name", "")).strip()
        if number and name and str(node.get("id")) not in above:
            yield name, joined(leads[1], {leads[2]: number})
