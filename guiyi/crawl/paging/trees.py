"""Catalogues whose reader chooses in a tree: a click on a node asks for the list of its id.

The nodes come from an interface of their own, level by level. It is asked with the list's request behind a `#`, in
which a node's id has its place: each of its nodes without further ones is a list of its own, by the node's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from guiyi.crawl.paging.addressed import MARK
from guiyi.crawl.paging.posted import posted_url, request_of
from guiyi.crawl.reading.items import Listing
from guiyi.scripts.literals import STRING, joined

CHOSEN = re.compile(  # catalogId = treeNode.id, load(node.id, 1)
    r"(?:(?<![\w$.])([A-Za-z_$][\w$]*)\s*=\s*)?\b((?:tree_?node|node|treeData)\.(?:\w{0,20}id|\w{0,20}code|\w{0,20}key))\b",
    re.IGNORECASE,
)
ASYNC = re.compile(
    r"\basync\s*:\s*\{([^{}]{0,400})|\.tree\(\s*\{([^{}]{0,400})|\bExt\.tree\.TreeLoader\(([^()]{0,400})"
)
URL = re.compile(rf"\b(?:url|dataUrl)\s*:\s*({STRING})")
POST = re.compile(r"\b(?:type|method)\s*:\s*[\"']post[\"']", re.IGNORECASE)
PLACE = "{node}"  # of a node's id in the request for its list
FIELD = re.compile(r"(?:\{|%7B)node\.(\w+)(?:\}|%7D)", re.IGNORECASE)  # the same, by the name of the node's field
TREE = f"{MARK}tree%3A"
IDS, NAMES = ("id", "nodeid", "catalogid", "catid", "code", "key", "value"), ("name", "text", "title", "label")
PARENTS = ("pid", "parentid", "parent_id", "parent", "parentcode", "p_id", "fatherid")
INNER = ("isparent", "haschildren", "haschild", "is_parent")
MOST = 500  # nodes of one reply
DEPTH = 8


def tree_of(script: str) -> tuple[str, bool, dict[str, str]] | None:
    """A script → the interface that its tree asks for nodes, whether by POST, and what its variables hold for a node:
    the place for its id; None where it has no such tree.

    >>> tree_of("setting = {async: {url: '/tree.do', type: 'post'}}; function f(e, t, node) { id = node.id }")
    ('/tree.do', True, {'id': '{node}', 'node.id': '{node}'})
    """
    chosen, tree = CHOSEN.search(script), ASYNC.search(script)
    settings = next(filter(None, tree.groups()), "") if tree else ""
    address = URL.search(settings)
    if chosen is None or address is None:
        return None
    return joined(address[1]), bool(POST.search(settings)), {key: PLACE for key in (chosen[1], chosen[2]) if key}


def tree_url(address: str, is_post: bool, request: str) -> str:
    """A tree's interface and the request for a node's list, with the place for its id → the URL that stands for it."""
    asked = posted_url(address, {"id": ""}, is_json=False) if is_post else address
    return f"{asked}{TREE}{quote(request, safe='')}"


def read_tree(data: Any, url: str) -> Listing | None:
    """A tree's reply and its URL → the lists of its nodes by their names, and its further levels; None if it is none.

    >>> url = tree_url("http://o.example.test/tree.do", True, "http://o.example.test/list?cat=%7Bnode%7D&page=1")
    >>> nodes = [{"id": "1", "name": "财政", "isParent": False}, {"id": "2", "name": "人事", "isParent": True}]
    >>> listing = read_tree(nodes, url)
    >>> listing.parts, [one.split("#__item")[0] for one in listing.next_urls if one not in listing.parts]
    ({'http://o.example.test/list?cat=1&page=1': '财政'}, ['http://o.example.test/tree.do#__post:form:?id=2'])
    """
    asked, mark, request = url.partition(TREE)
    wanted = unquote(request)
    field = FIELD.search(wanted)
    ids, wanted = ((field[1].lower(),), FIELD.sub(PLACE, wanted)) if field else (IDS, wanted)
    nodes = [*_nodes(data, 0, ids)] if mark else []
    if not nodes:
        return None
    place = next((one for one in (PLACE, quote(PLACE, safe="")) if one in wanted), None)
    if place is None:
        return None
    lists = {wanted.replace(place, number): name for number, name in _leaves(nodes, ids)}
    if field:  # which a script made of one reply
        return Listing([], next_urls=[*lists], is_data=True, parts=lists)
    inner = [str(_of(node, IDS)) for node in nodes if _is_inner(node) and not node.get("children")]
    further = [f"{_level(asked, number)}{mark}{request}" for number in inner if number]
    return Listing([], next_urls=[*lists, *(one for one in further if one != url)], is_data=True, parts=lists)


def _level(asked: str, number: str) -> str:
    """A tree's request → that for the nodes below one."""
    if "#" in asked:
        return posted_url(request_of(asked)[0], {"id": number}, is_json=False)
    address = re.sub(r"([?&])id=[^&]*&?", r"\1", asked).rstrip("?&")
    return f"{address}{'&' if '?' in address else '?'}id={number}"


def _nodes(data: Any, depth: int, ids: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Every node of a tree's data, those within others, too."""
    if isinstance(data, list):
        for one in data[:MOST]:
            yield from _nodes(one, depth + 1, ids) if depth < DEPTH else ()
    elif isinstance(data, dict):
        if _of(data, ids) is not None and name_of(data) is not None:
            yield data
        for value in data.values():
            yield from _nodes(value, depth + 1, ids) if depth < DEPTH and isinstance(value, list | dict) else ()


def name_of(node: dict[str, Any]) -> str | None:
    """What a node is called, by a name of its own (text) or of its kind (channelName)."""
    named = (key for key in node if key.lower().endswith(("name", "title")))
    words = _of(node, NAMES) or next((node[key] for key in named if isinstance(node[key], str)), None)
    return str(words) if words is not None else None


def _leaves(nodes: list[dict[str, Any]], ids: tuple[str, ...] = IDS) -> Iterator[tuple[str, str]]:
    """The nodes without further ones: id and name of each."""
    above = {str(_of(node, PARENTS)) for node in nodes}
    for node in nodes:
        number, name = _of(node, ids), name_of(node)
        if number and name and str(number) not in above and not _is_inner(node):
            yield str(number), str(name).strip()


def _is_inner(node: dict[str, Any]) -> bool:
    lower = {key.lower(): value for key, value in node.items()}
    said = str(next((lower[key] for key in INNER if key in lower), "")).lower()
    return said in ("true", "1") or lower.get("state") == "closed" or bool(lower.get("children"))


def _of(node: dict[str, Any], names: tuple[str, ...]) -> Any:
    lower = {key.lower(): value for key, value in node.items()}
    return next((lower[name] for name in names if isinstance(lower.get(name), str | int)), None)
