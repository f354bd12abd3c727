"""What of a page is its content: the body's clean copy with its text, letters and files, and the text around it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from guiyi.extract.bodies.around import surroundings
from guiyi.extract.bodies.beside import files_beside
from guiyi.extract.bodies.containers import Body
from guiyi.extract.bodies.edges import drop_listed, drop_neighbours, trim_edges
from guiyi.extract.bodies.facts import take_facts, take_list_of_facts, take_page_facts, take_tags
from guiyi.extract.bodies.foot import drop_checked, drop_owner, drop_statements
from guiyi.extract.bodies.heading import drop_facts_below, drop_heading
from guiyi.extract.bodies.surroundings import text_around
from guiyi.extract.bodies.tidy import clean_body, drop_lines
from guiyi.extract.fields.printed import Metadata
from guiyi.extract.files.assets import take_assets
from guiyi.extract.types.guides.layout import guide_beside
from guiyi.extract.types.interviews import talk_beside
from guiyi.extract.types.letters.around import is_card
from guiyi.extract.types.letters.blocks import block_of_letter, letter_of_parties, letters_beside, may_be_pictured
from guiyi.extract.types.letters.read import letters_in
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.extract.types.letters.voices import may_be_two, may_speak
from guiyi.extract.types.surveys.outcome import is_of_outcome, outcome_beside
from guiyi.markup.tree import Node, text_of
from guiyi.urls import UrlSpace

SEVERAL = 2  # letters on one page
PARTS = ("question", "reply")  # of a letter


@dataclass
class Content:
    """A body in the page's tree; its clean copy and that one's text; the text before the body, and around it."""

    body: Body
    clean: Node
    text: str
    before: str
    around: str
    letters: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    whole: str = ""  # the text with its heading, before anything was trimmed

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to read, to see or to open."""
        return len(self.text) < 2 and not self.attachments and not self.images

    def trim(self, meta: Metadata, is_headed: bool, owner: str) -> None:
        """The heading goes, and what stands at the edges; of several letters the first keeps its writer and day. owner:
        the site's name.
        """
        is_changed = trim_edges(self.clean, self.text)
        if len(self.letters) < SEVERAL:
            is_changed |= drop_heading(self.clean, meta.title, is_headed, meta.values.values(), meta.published_at)
        is_changed |= drop_facts_below(self.clean, self.text, meta.published_at, meta.values.get("source"))
        is_changed |= drop_owner(self.clean, self.text, owner)
        is_changed |= drop_checked(self.clean, self.text)
        is_changed |= drop_neighbours(self.clean, self.text)
        is_changed |= drop_listed(self.clean, self.text)
        is_changed |= drop_statements(self.clean, self.text, meta.title or "")
        if is_changed:
            self.text = text_of(self.clean)

    def take_files(self, url: str, urls: UrlSpace) -> None:
        """The images and files that the content shows and links, and the files that stand beside it."""
        self.attachments, self.images = take_assets(self.clean, url, urls)
        self.attachments += files_beside(self.body, url, urls, self.attachments)


def take_content(body: Body, dropped: frozenset[str], is_of_letters: bool = False) -> Content:
    """A body, or all of the letter that it answers → its content. dropped: lines that a site repeats in its bodies.

    is_of_letters: the page's column says that the public speaks there.
    """
    clean, text = clean_body(body.node, body.outside)
    facts = take_facts(clean, text)
    facts = facts or take_tags(clean, text)
    own = ""
    if body.is_guessed and not facts:
        own = take_list_of_facts(clean)
        own += "\n" + take_page_facts(clean, text_of(clean) if own else text)
    if facts or own.strip():
        text = text_of(clean)
    before, around = text_around(body, clean, text)
    around = "\n".join(
        filter(None, (own.strip(), around, facts))
    )  # the page's own facts before those of articles beside it
    is_letter = may_be_labelled(text, around) or may_be_pictured(body.node)
    if wider := _wider(body, text, around, is_letter):
        return take_content(wider, dropped, is_of_letters)
    if body.is_told and drop_lines(clean, text, dropped):
        text = text_of(clean)
    letters = letters_in(clean, text, around) if is_letter else []
    parts = [one[name] for one in letters for name in PARTS]
    if not body.is_guessed and not all(part and part in text for part in parts):
        whole = block_of_letter(body.node)  # a part of a letter has a name of its own
        if whole is not body.node:
            return take_content(replace(body, node=whole), dropped, is_of_letters)
    waits = len(letters) == 1 and not letters[0]["reply"]
    is_two = waits or _may_be_two(body, text, around)
    told = letter_of_parties(body.node, letters, is_of_letters, text, around) if is_two else None
    if told and (
        told[0] is not body.node or (body.outside and not all((one["reply"] or "") in text for one in told[1]))
    ):
        return take_content(replace(body, node=told[0], outside=()), dropped, is_of_letters)
    return Content(body, clean, text, before, around, told[1] if told else letters, whole=text)


def _may_be_two(body: Body, text: str, around: str) -> bool:
    """Whether a body and the text around it may be what two parties wrote. Beside a guessed body that is one of several
    cards the lines of day and source may be a letter's, though `around` leaves them out as other articles'.
    """
    if may_be_two(text, around):
        return True
    may_be_part = body.is_guessed and may_speak(text, around) and is_card(body.node)
    return may_be_part and may_be_two(text, surroundings(body.node, is_told=True)[1])


def _wider(body: Body, text: str, around: str, is_letter: bool) -> Body | None:
    """A body, its text and the text around it → that of the block which holds all of the letter, the talk, the guide or
    the result of which it is a part; None where it is whole.
    """
    if body.is_guessed and is_letter and (whole := block_of_letter(body.node)) is not body.node:
        return replace(body, node=whole)
    if body.outside:
        return None
    found = letters_beside(body.node) if body.is_guessed and is_letter else None
    if not found and body.is_guessed and (talk := talk_beside(body.node)) is not None:
        return replace(body, node=talk)
    found = found or guide_beside(body.node, text, around)
    found = found or (outcome_beside(body.node) if is_of_outcome(text, around) else None)
    return replace(body, node=found[0], outside=found[1]) if found else None
