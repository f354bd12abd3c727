"""Texts of a page: its title and meta tags, hidden words, chains of keywords, and spam in what readers see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from guiyi.markup.parsing import drop
from guiyi.tampering.findings import HELD, HIGH, MEDIUM, REMOVED, Finding, excerpt_of
from guiyi.tampering.hiding import Hidden
from guiyi.tampering.hosts import WhiteList, host_in
from guiyi.tampering.vocabulary import LAWFUL, all_spam_words, is_chain, plain, says_spam, spam_words

Node = Any

REAL_TITLE = re.compile(r"document\.title\s*=\s*[\"']([^\"']{2,120})[\"']")
REFRESH = re.compile(r"url\s*=\s*[\"']?\s*([^\"'\s>]+)", re.IGNORECASE)
UNREAD = frozenset(("script", "style", "title", "meta", "textarea", "template"))
BLOCKS = frozenset(
    "body div p td th li dd dt h1 h2 h3 h4 h5 h6 section article center ul ol dl table tr header footer blockquote "
    "marquee".split()
)
SPAM_SHARE = 0.3  # share of a block's characters in spam words from which it is nothing but spam
SHORT = 40  # characters: a block that short with a spam word is a label, not a sentence
OFFICE = "[\u4e00-\u9fff]{0,8}?(?:局|委|办|府|院|厅|处|中心|区|县|镇|乡|街道|市|省|大队|支队|领导小组|联合会|协会)"
OFTEN = 3  # times one word must stand on a page to have replaced a name


def inspect_head(root: Node, white: WhiteList) -> list[Finding]:
    """Title, meta tags and refresh of a page; what is spam is taken out, the title a script keeps is put back."""
    found = []
    real = _real_title(root)
    for title in list(root.iter("title")):
        text = "".join(title.itertext())
        words = spam_words(text)
        if words or is_chain(text):
            found.append(Finding("spam-title", HIGH, REMOVED, "title", excerpt_of(text, words), None, words))
            for child in list(title):
                title.remove(child)
            title.text = real
    for meta in list(root.iter("meta")):
        found += _inspect_meta(meta, white)
    return found + _foreign_addresses(root, white)


def _foreign_addresses(root: Node, white: WhiteList) -> list[Finding]:
    """A page that says its true address, or the root of its links, is on a foreign host; what says so is taken out."""
    found = []
    for element in list(root.iter("base", "link")):
        is_address = element.tag == "base" or (element.get("rel") or "").lower() == "canonical"
        host = host_in(element.get("href") or "") if is_address else ""
        if host and white.is_foreign(host):
            found.append(Finding("foreign-address", MEDIUM, REMOVED, "head", element.get("href")[:200], host))
            drop(element)
    return found


def _real_title(root: Node) -> str | None:
    for script in root.iter("script"):
        match = REAL_TITLE.search(script.text or "")
        if match and not spam_words(match[1]):
            return match[1]
    return None


def _inspect_meta(meta: Node, white: WhiteList) -> list[Finding]:
    content = meta.get("content") or ""
    if (meta.get("http-equiv") or "").lower() == "refresh":
        match = REFRESH.search(content)
        host = host_in(match[1]) if match else ""
        if host and white.is_foreign(host):
            drop(meta)
            return [Finding("foreign-redirect", HIGH, REMOVED, "head", content[:200], host)]
        return []
    words = spam_words(content)
    if not words:
        return []
    drop(meta)
    name = (meta.get("name") or meta.get("property") or "").lower()
    return [Finding("spam-title", HIGH, REMOVED, f"meta:{name}"[:60], excerpt_of(content, words), None, words)]


# --- text --------------------------------------------------------------------------------------------------------


def inspect_texts(root: Node, hidden: Hidden) -> list[Finding]:
    """Spam words in a page's text: taken out where hidden or chained, in running text evidence to hold it."""
    found: list[Finding] = []
    left: Counter[str] = Counter()
    sentences: list[str] = []
    is_about_it = (
        LAWFUL.search("".join(root.xpath("string(//title)")) + "".join(root.xpath("string(//h1)"))) is not None
    )
    blocks = _blocks_with_spam(root)
    replaced = _replaced_names([_text(block) for block in blocks])
    if replaced is not None:
        return [replaced]
    for block in blocks:
        if block.getparent() is None:
            continue
        finding, words = _inspect_block(block, hidden, is_about_it)
        if finding is not None:
            found.append(finding)
        elif words:
            left.update(words)
            sentences.append(_text(block))
    return found + _left_over(left, sentences)


def _inspect_block(block: Node, hidden: Hidden, is_about_it: bool) -> tuple[Finding | None, list[str]]:
    """A block with spam words → what was taken out of it, or the words that stay in its text."""
    around = hidden.root_of(block)
    text = _text(block)
    words = spam_words(text)
    if not words:
        return None, []
    if around is not None and around.getparent() is not None:
        whole = _text(around)
        drop(around if len(whole) <= 3 * len(text) or is_chain(whole) else block)
        return Finding("hidden-text", HIGH, REMOVED, "body", excerpt_of(text, words), None, words), []
    if is_about_it:
        return None, []
    share = sum(len(word) for word in words) / max(1, len(plain(text)))
    if block.tag != "body" and (is_chain(text) or share >= SPAM_SHARE or (len(text) <= SHORT and len(words) > 1)):
        drop(block)
        return Finding("spam-heading", HIGH, REMOVED, "body", excerpt_of(text, words), None, words), []
    if is_chain(_own(block)):
        excerpt = excerpt_of(_own(block), words)
        _empty_own(block)
        return Finding("spam-heading", HIGH, REMOVED, "body", excerpt, None, words), []
    return None, all_spam_words(text)


def _replaced_names(texts: list[str]) -> Finding | None:
    """Evidence that spam stands wholesale where names of offices began; nothing can be taken out then."""
    texts = [plain(text) for text in dict.fromkeys(texts)]
    words = Counter(word for text in texts for word in all_spam_words(text))
    for word, times in words.most_common(3):
        named = re.compile(re.escape(word) + OFFICE)
        if times >= OFTEN and sum(len(named.findall(text)) for text in texts) >= OFTEN:
            excerpt = excerpt_of(" … ".join(texts[:3]), [word])
            return Finding("name-replacement", HIGH, HELD, "body", excerpt, None, [word])
    return None


def _left_over(left: Counter[str], sentences: list[str]) -> list[Finding]:
    """Spam that can't be taken out without the text around it."""
    if not left:
        return []
    words = [one for one, _times in left.most_common(8)]
    excerpt = excerpt_of(" … ".join(sentences[:3]), words)
    return [Finding("spam-in-text", MEDIUM, HELD, "body", excerpt, None, words)]


def _blocks_with_spam(root: Node) -> list[Node]:
    """The innermost blocks whose own text (inline children included) holds spam words, in order."""
    found: dict[Node, None] = {}
    for element, text in _texts(root):
        if says_spam(plain(text)):
            block = element
            while block.tag not in BLOCKS and block.getparent() is not None:
                block = block.getparent()
            found[block] = None
    return list(found)


def _texts(root: Node) -> Iterator[tuple[Node, str]]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            parent = element.getparent()
            if element.tail and parent is not None:
                yield parent, element.tail
            continue
        if element.text and element.tag not in UNREAD:
            yield element, element.text
        parent = element.getparent()
        if element.tail and parent is not None and parent.tag not in UNREAD:
            yield parent, element.tail


def _text(element: Node) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _own(block: Node) -> str:
    return " ".join([block.text or "", *(child.tail or "" for child in block)])


def _empty_own(block: Node) -> None:
    if block.text and spam_words(block.text):
        block.text = None
    for child in block:
        if child.tail and (spam_words(child.tail) or is_chain(child.tail)):
            child.tail = None


def scrub_attributes(root: Node) -> None:
    """Spam in titles and alternative texts of what stays goes; the elements stay."""
    for element in root.iter("a", "img", "area", "input", "div", "span", "p", "li"):
        for name in ("alt", "title", "value", "aria-label"):
            value = element.get(name)
            if value and spam_words(value):
                del element.attrib[name]
