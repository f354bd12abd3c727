"""The map stage: canonical documents → library records in the platform's columns and unified metadata.

What no rule places is held for the work list (`unmapped`), what rules of one rank disagree on is held too (`tie`); nothing
goes to a default unseen. A mapping fix maps again from the clean parts; it fetches and extracts nothing.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from guiyi.errors import ConfigError
from guiyi.handover import RECORDS, REFUSED, Manifest, part_key, read_rows, refused_key, write_rows
from guiyi.mapping.facts import Facts, read_facts
from guiyi.mapping.links import rewrite_links
from guiyi.mapping.record import Classifier, content_print, record_print, resource_id
from guiyi.mapping.rules import Case, Decision, Rules
from guiyi.prints import print_of
from guiyi.run import Run

REVISION = 1
PLAIN_FIELDS = (
    "title", "source", "author", "document_number", "index_number", "written_on", "published_at", "effective_status",
    "summary", "language", "raw_print", "template_print",
)  # fmt: skip


def mapping_print(run: Run) -> str:
    """Print of what decides a mapping: rules, columns and classes."""
    rules = [
        rule.model_dump(mode="json", exclude_defaults=True, exclude={"note", "by"})
        for rule in run.config.mapping.columns
    ]
    platform = run.platform.model_dump(mode="json", exclude_defaults=True, exclude={"metadata", "agencies", "name"})
    return print_of("map", REVISION, rules, run.config.mapping.unmatched, platform)


def map_batch(run: Run, cleaned: Manifest, clusters: Manifest) -> Manifest:
    """A clean part and the copies → manifest of library records. ConfigError where unmatched is `fail`."""
    facts = _facts(run, clusters)
    documents = [row for row in read_rows(run.store, cleaned.path or "") if row["page_key"] not in facts.copied]
    rules = mapping_print(run)
    print_ = print_of(rules, cleaned.print, clusters.print, [_facts_of(one, facts) for one in documents])
    part = part_key(run.site, "map", cleaned.batch, print_)
    is_there = run.store.exists(part) and run.store.exists(refused_key(part))
    if is_there:
        refused = read_rows(run.store, refused_key(part))
        count = len(documents) - len(refused)
    else:
        mapper = Mapper(run, facts, rules)
        results = [mapper.map(one) for one in documents]
        refused = [one for one in results if "outcome" in one]
        records = sorted((one for one in results if "outcome" not in one), key=lambda one: str(one["resource_id"]))
        count = len(records)
        write_rows(run.store, refused_key(part), refused, REFUSED)
        write_rows(run.store, part, records, RECORDS)
    outcomes = [one["outcome"] for one in refused]
    return Manifest(
        "map", run.site, run.run_id, cleaned.batch, part, refused_key(part), len(documents), count,
        held=outcomes.count("held"), dropped=outcomes.count("dropped"), print=print_, reused=is_there,
    )  # fmt: skip


_kept: dict[str, Facts] = {}


def _facts(run: Run, clusters: Manifest) -> Facts:
    """The facts of a run, read once for all its batches in this process."""
    mark = f"{run.settings.library}|{run.run_id}|{clusters.print}|{clusters.path}"
    if mark not in _kept:
        _kept.clear()
        _kept[mark] = read_facts(run, clusters)
    return _kept[mark]


def _facts_of(document: dict[str, Any], facts: Facts) -> list[Any]:
    """All facts that the record of a document depends on."""
    keys = [document["page_key"], *(copy["page_key"] for copy in facts.copies.get(document["source_key"], ()))]
    files = [*(document["attachments"] or ()), *(document["images"] or ())]
    return [
        [(key, facts.sections.get(key), facts.spellings.get(key)) for key in keys],
        [facts.digests.get(one["key"] or "") for one in files],
    ]


class Mapper:
    """Maps the documents of one site."""

    def __init__(self, run: Run, facts: Facts, rules_print: str) -> None:
        self.run, self.facts, self.print = run, facts, rules_print
        self.rules = Rules(run.config, run.platform)
        self.classes = Classifier(run.platform)
        self.key_of = lru_cache(maxsize=10_000)(run.urls.key)

    def map(self, document: dict[str, Any]) -> dict[str, Any]:
        """A clean document → its record, or why it is held or dropped."""
        copies = self.facts.copies.get(document["source_key"], [])
        decisions = [(name, self._decide(name, document)) for name in self._sections(document, copies)]
        tie = next((one for _name, one in decisions if one.is_tie), None)
        decided = [(name, one) for name, one in decisions if one.then is not None]
        if tie is not None and not decided:
            reason = f"these rules disagree: {', '.join(tie.rules)}; give one more weight, or correct one"
            return self._refused(document, "held", "tie", reason)
        if not decided:
            return self._unmatched(document, [name for name, _one in decisions if name])
        first = decided[0][1].then
        if first is not None and first.drop:
            return self._refused(document, "dropped", "rule", f"{first.drop} (rule {decided[0][1].rules[0]})")
        return self._record(document, copies, decided)

    def _sections(self, document: dict[str, Any], copies: list[dict[str, Any]]) -> list[str | None]:
        """The document's legacy columns: its own, those that list it or its copies, then its path, nearest first."""
        keys = [document["page_key"], *(copy["page_key"] for copy in copies)]
        listed = [name for key in keys for name in self.facts.sections.get(key, ())]
        own = [document["section"], *listed, *(copy["section"] for copy in copies)]
        names: list[str | None] = [name for name in dict.fromkeys(own) if name]
        if not any((decision := self._decide(name, document)).then or decision.is_tie for name in names):
            names += [name for name in reversed(document["section_path"] or ()) if name not in names]
        return names or [None]

    def _decide(self, section: str | None, document: dict[str, Any]) -> Decision:
        path = self.run.urls.path_of(document["url"])
        return self.rules.decide(
            Case(section, path, document["title"] or "", document["content_type"], document["template"])
        )

    def _unmatched(self, document: dict[str, Any], names: list[str | None]) -> dict[str, Any]:
        policy = self.run.config.mapping.unmatched
        told = " / ".join(str(name) for name in names) or "no section"
        if policy == "fail":
            raise ConfigError(f"{self.run.site}: no rule places {document['url']} ({told}); add one to its file")
        if policy == "review":
            return self._refused(document, "held", "unmapped", f"no rule places section {told}", section=told)
        from guiyi.config.models import ColumnThen

        then = ColumnThen(column=policy)
        return self._record(document, [], [(names[0] if names else None, Decision(then, ("unmatched",)))])

    def _refused(self, document: dict[str, Any], outcome: str, code: str, reason: str, **more: Any) -> dict[str, Any]:
        payload = {name: document[name] for name in ("title", "published_at", "section", "section_path", "body_text")}
        return {
            "source_key": document["source_key"], "page_key": document["page_key"], "url": document["url"],
            "outcome": outcome, "code": code, "reason": reason,
            "payload": json.dumps(payload | more, ensure_ascii=False, sort_keys=True),
        }  # fmt: skip

    def _record(
        self, document: dict[str, Any], copies: list[dict[str, Any]], decided: list[tuple[str | None, Decision]]
    ) -> dict[str, Any]:
        then = decided[0][1].then
        assert then is not None
        assert then.column is not None
        placements: dict[str, str | None] = {}
        for name, decision in decided:
            if decision.then is not None and decision.then.column:
                placements.setdefault(decision.then.column, name)
        kind = document["content_type"] or then.content_type or self.classes.types.get(then.column) or "article"
        record = {name: document[name] for name in PLAIN_FIELDS}
        record |= {
            "resource_id": resource_id(self.run.site, document["source_key"]),
            "source_key": document["source_key"],
            "content_type": kind,
            "function": self.classes.functions.get(then.column),
            "column": then.column,
            "placements": [{"column": column, "legacy_column": name} for column, name in placements.items()],
            "topic_category": then.topic or self.classes.topic(document["title"], document["issuing_agency"]),
            "genre_category": then.genre or self.classes.genre(document["title"]),
            "issuing_agency": document["issuing_agency"],
            "keywords": document["keywords"] or [],
            "body_html": rewrite_links(document["body_html"] or "", self.key_of, self.facts.addresses.get),
            "body_text": document["body_text"] or "",
            "legacy_column": decided[0][0],
            "legacy_urls": self._legacy_urls(document, copies),
            "attachments": document["attachments"] or [],
            "images": document["images"] or [],
            "letter": document["letter"],
            "flags": list(document["flags"] or ()),
            "mapping_print": self.print,
        }
        files = [*record["attachments"], *record["images"]]
        digests = [self.facts.digests.get(one["key"] or "") for one in files]
        record["content_sha256"] = content_print(record, digests)
        return record | {"record_print": record_print(record)}

    def _legacy_urls(self, document: dict[str, Any], copies: list[dict[str, Any]]) -> list[dict[str, str]]:
        """The document's own URL first, then all spellings of it and of its copies' URLs."""
        found = {document["url"]: document["page_key"]}
        for key, url in ((document["page_key"], document["url"]), *((one["page_key"], one["url"]) for one in copies)):
            found.setdefault(url, key)
            for spelling in self.facts.spellings.get(key, ()):
                found.setdefault(spelling, key)
        own = document["url"]
        rest = sorted((url, key) for url, key in found.items() if url != own)
        return [{"url": url, "key": key} for url, key in [(own, document["page_key"]), *rest]]
