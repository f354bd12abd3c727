"""The map stage: canonical documents → library records in the platform's columns and unified metadata.

What no rule places is held for the work list (`unmapped`), what rules of one rank disagree on is held too (`tie`);
nothing goes to a default unseen. A mapping fix or a person's decision maps again from the clean parts; it fetches and
extracts nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from guiyi.codes import HELD_BY_REVIEWER
from guiyi.config.models import ColumnThen
from guiyi.config.names import folded
from guiyi.crawl.reading.addresses import IMAGE
from guiyi.dedupe.instead import CODE
from guiyi.errors import ConfigError
from guiyi.extract.files.names import attachment_name
from guiyi.extract.unnamed import UNNAMED
from guiyi.mapping.classify import Classifier
from guiyi.mapping.facts import Facts, SiteIndex, read_facts, site_index
from guiyi.mapping.links import addresses_in, links_in
from guiyi.mapping.placing import Placing, Section, place, sections_of
from guiyi.mapping.record import legacy_urls, make_record, with_prints
from guiyi.mapping.rules import Choice, Page, Rules, layered_rules, unmatched_policy
from guiyi.prints import print_of
from guiyi.runs.handover import (
    RECORDS,
    REFUSED,
    ROWS,
    batched,
    read_rows,
    stream_rows,
    table_of,
    write_rows,
    writing_rows,
)
from guiyi.runs.manifest import Manifest, part_key, refused_key
from guiyi.runs.run import Run

REVISION = 26  # of what mapping does with the same rules: a higher one maps all documents again
Row = dict[str, Any]
FILES = ("attachments", "images")
ASKED = ("source_key", "page_key", "template", "body_html", *FILES)  # of a document, before any is mapped
OF_RECORDS = ("function", "topic_category", "genre_category", "content_type")  # corrected after mapping


def mapping_print(run: Run) -> str:
    """Print of what decides a mapping: rules, columns and classes; defaults, notes and names of deciders left out."""
    rules = [
        (layer, rule.model_dump(mode="json", exclude_defaults=True, exclude={"by", "note"}))
        for rule, layer in layered_rules(run.config, run.platform)
    ]
    parts = {"functions", "topics", "genres", "classification"}
    platform = run.platform.model_dump(mode="json", exclude_defaults=True, include=parts)
    decided = run.decisions.print_of("map", "tie")
    return print_of("map", REVISION, rules, unmatched_policy(run.config, run.platform), platform, decided)


def map_batch(run: Run, cleaned: Manifest, clusters: Manifest) -> Manifest:
    """A clean part and the site's copies → manifest of library records, one a canonical document of the part.

    rows_in counts canonical documents only. ConfigError where `unmatched` is `fail` and no rule places a document.
    """
    index = site_index(run, clusters)
    documents, links = _look(run, cleaned, index)
    facts = read_facts(run, documents, links, index)
    rules_print = mapping_print(run)
    decided = run.decisions.print_of("field", "hold", source_keys=[one["source_key"] for one in documents])
    print_ = print_of(rules_print, cleaned.print, clusters.print, facts.to_json(), decided)
    part = part_key(run.site, "map", cleaned.batch, print_)
    is_there = all(run.store.exists(one) for one in (hits_key(part), refused_key(part), part))
    if not is_there:
        mapper, refused = Mapper(run, facts, rules_print), list[Row]()
        with writing_rows(run.store, part, RECORDS) as keep:
            for some in batched(_canonical(run, cleaned, index), ROWS):
                rows = [mapper.map(_whole(one)) for one in some]
                keep(table_of([one for one in rows if "outcome" not in one], RECORDS))
                refused += [one for one in rows if "outcome" in one]
        refused.sort(key=lambda one: str(one["source_key"]))
        hits = {"rules": dict(sorted(mapper.rules.hits.items())), "templates": _templates(documents)}
        run.store.write(hits_key(part), json.dumps(hits, ensure_ascii=False, sort_keys=True).encode())
        write_rows(run.store, refused_key(part), refused, REFUSED)
    outcomes = [one["outcome"] for one in read_rows(run.store, refused_key(part), ("outcome",))]
    return Manifest(
        "map", run.site, run.run_id, cleaned.batch, part, refused_key(part), len(documents),
        len(documents) - len(outcomes), held=outcomes.count("held"), dropped=outcomes.count("dropped"), print=print_,
        reused=is_there,
    )  # fmt: skip


def hits_key(part: str) -> str:
    """Store key of what was used beside a map part: how often each rule fitted best, and each template matched."""
    return part.removesuffix(".parquet") + ".hits.json"


def _templates(documents: Sequence[Row]) -> dict[str, int]:
    return dict(sorted(Counter(one["template"] for one in documents if one["template"]).items()))


def unused(run: Run, mapped: Sequence[Manifest]) -> list[str]:
    """Manifests of all map parts → the site's own rules, decisions and templates that nothing on the site needed."""
    hits: dict[str, Counter[str]] = {"rules": Counter(), "templates": Counter()}
    for one in mapped:
        if one.path and run.store.exists(hits_key(one.path)):
            for kind, counts in json.loads(run.store.read(hits_key(one.path))).items():
                hits[kind].update(counts)
    rules = [rule.id for rule, layer in layered_rules(run.config, run.platform) if layer == "site"]
    rules += [f"decision-{one.id}" for one in run.decisions.of_kind("map") if one.scope == "site"]
    templates = [one.name for one in run.config.templates]
    found = [f"rule {one}" for one in rules if not hits["rules"][one]]
    return found + [f"template {one}" for one in templates if not hits["templates"][one]]


def _canonical(run: Run, cleaned: Manifest, index: SiteIndex, fields: Sequence[str] | None = None) -> Iterator[Row]:
    """The documents of a clean part that are no copies, some in memory at once."""
    rows = stream_rows(run.store, cleaned.path, fields) if cleaned.path else ()
    return (row for row in rows if row["page_key"] not in index.copies)


def _look(run: Run, cleaned: Manifest, index: SiteIndex) -> tuple[list[Row], set[str]]:
    """The canonical documents of a part as far as facts are asked for them, and all addresses in their bodies."""
    documents: list[Row] = []
    links: set[str] = set()
    for row in _canonical(run, cleaned, index, ASKED):
        links.update(addresses_in(row.pop("body_html") or ""))
        documents.append({name: value or [] if name in FILES else value for name, value in row.items()})
    return documents, links


def _whole(document: Row) -> Row:
    """A document whose lists are lists."""
    return document | {name: document[name] or [] for name in ("section_path", "attachments", "images", "flags")}


class Mapper:
    """Maps the documents of one batch."""

    def __init__(self, run: Run, facts: Facts, rules_print: str) -> None:
        self.run, self.facts, self.print = run, facts, rules_print
        self.decisions = run.decisions
        self.rules = Rules(run.config, run.platform, self.decisions)
        self.policy = unmatched_policy(run.config, run.platform)
        self.classes = Classifier(run.platform)

    def map(self, document: Row) -> Row:
        """A clean document → its record, or (it has an `outcome`) why it is held or dropped."""
        sections = self._sections(document)
        held = self.decisions.find("hold", source_key=document["source_key"])
        if held is not None:
            reason = f"{held.by}: {held.why} (decision {held.id})"
            return self._refused(document, sections, "held", HELD_BY_REVIEWER, reason, [])
        if standing := self.facts.instead.get(document["page_key"]):
            return self._refused(document, sections, "held", CODE, standing, [])
        document = document | {"flags": [one for one in document["flags"] or () if not one.startswith(UNNAMED)]}
        corrected = self.decisions.corrections(document["source_key"])
        document = document | {name: value for name, value in corrected.items() if name in document}
        record = self._placed(document, sections, corrected.get("column"))
        if "outcome" in record or not corrected:
            return record
        return self._with_prints(record | {name: corrected[name] for name in OF_RECORDS if name in corrected})

    def _placed(self, document: Row, sections: Sequence[Section], column: str | None) -> Row:
        """A document → its record in the column that a reviewer gave it, or by the rules."""
        if column is not None:
            choice = Choice(ColumnThen(column=column), ("decision",))
            name = sections[0].name if sections else None
            return self._record(document, ColumnThen(column=column), Placing(((name, choice),)))
        placing = place(self.rules, self._page(document, document["url"]), sections)
        if placing.tie is not None:
            reason = f"rules of one rank disagree: {', '.join(placing.tie.rules)}; give one more weight, or correct one"
            return self._refused(document, sections, "held", "tie", reason, list(placing.tie.rules))
        then, rules = (placing.decided[0][1].then, placing.decided[0][1].rules) if placing.decided else (None, ())
        if then is not None and not then.drop:
            return self._record(document, then, placing)
        if (kept := self._kept_by_a_copy(document)) is not None:
            return self._record(document, *kept)
        if not placing.decided:
            return self._unmatched(document, sections)
        reason = f"{then.drop if then else ''} (rule {rules[0]})"
        return self._refused(document, sections, "dropped", "rule", reason, list(rules))

    def _page(self, document: Row, url: str) -> Page:
        title, kind = document["title"] or "", document["content_type"]
        return Page(self.run.urls.path_of(url), title, kind, document["template"])

    def _kept_by_a_copy(self, document: Row) -> tuple[ColumnThen, Placing] | None:
        """A document that is dropped, or that no rule places → where a copy goes by its own address and column, if one
        does: what is in two columns, of which one is left out, stays in the other, whichever of its pages speaks.
        """
        for copy in self.facts.copies.get(document["source_key"], ()):
            own = sections_of(copy["section"], (), ()) if copy["section"] else ()
            placing = place(self.rules, self._page(document, copy["url"]), own)
            then = placing.decided[0][1].then if own and placing.tie is None and placing.decided else None
            if then is not None and not then.drop:
                return then, placing
        return None

    def _sections(self, document: Row) -> list[Section]:
        """The document's own section, those that list its page or a copy's, and those that the copies say.

        A page that knows its section is in no other one because most lists have it.
        """
        keys = self.facts.keys_of(document)
        if document["section"] or document["section_path"]:
            keys = [key for key in keys if key not in self.facts.everywhere]
        listed = [one for key in keys for one in self.facts.sections.get(key, ())]
        told = [copy["section"] for copy in self.facts.copies.get(document["source_key"], ())]
        names = sorted({name for name in told if name})
        if names and not document["section"] and not document["section_path"]:  # a print view says none: its copy does
            above = next((one.above for one in listed if folded(one.name) == folded(names[0])), ())
            return sections_of(names[0], above[::-1], [*map(Section, names[1:]), *listed])
        return sections_of(document["section"], document["section_path"], [*listed, *map(Section, names)])

    def _unmatched(self, document: Row, sections: Sequence[Section]) -> Row:
        told = " / ".join(section.name for section in sections) or "(none)"
        if self.policy == "fail":
            raise ConfigError(f"{self.run.site}: no rule places {document['url']}, of section {told}; add one")
        if self.policy == "review":
            return self._refused(document, sections, "held", "unmapped", f"no rule places section {told}", [])
        name = sections[0].name if sections else None
        then = ColumnThen(column=self.policy)
        placing = Placing(((name, Choice(then, ("unmatched",))),), tuple(one.name for one in sections))
        return self._record(document, then, placing)

    def _refused(
        self, document: Row, sections: Sequence[Section], outcome: str, code: str, reason: str, rules: list[str]
    ) -> Row:
        """A REFUSED row; its payload is the whole document, the sections it was found in, and the rules."""
        document = {name: value for name, value in document.items() if name != "people"}
        payload = {"document": document, "sections": [one.name for one in sections], "rules": rules}
        shown = {name: document[name] for name in ("title", "published_at", "section")}
        return {
            "source_key": document["source_key"], "page_key": document["page_key"], "url": document["url"],
            "outcome": outcome, "code": code, "reason": reason,
            "payload": json.dumps(shown | payload, ensure_ascii=False, sort_keys=True),
        }  # fmt: skip

    def _with_linked(self, document: Row) -> Row:
        """A document → the same with the files that its body links, though only the old site's answer tells so, and
        without those that are documents of their own.
        """
        files, targets = self.facts.files, self.facts.targets
        attached = [one for one in document["attachments"] if one["key"] in files or one["key"] not in targets]
        known = {one["key"] for one in (*attached, *document["images"])}
        more = {"attachments": attached, "images": [*document["images"]]}
        for url, words in links_in(document["body_html"] or "") if self.facts.linked else ():
            key = self.run.urls.key(url)
            if key in self.facts.linked and key in self.facts.files and key not in known:
                known.add(key)
                named = {"key": key, "legacy_url": url}
                if IMAGE.search(url.partition("?")[0]):
                    more["images"].append({"alt": None, **named})
                else:
                    more["attachments"].append({"name": attachment_name(words, url), **named})
        return document | more

    def _record(self, document: Row, then: ColumnThen, placing: Placing) -> Row:
        document = self._with_linked(document)
        own_files = [*document["attachments"], *document["images"]]
        kept = {one["key"]: self.facts.files[one["key"]] for one in own_files if one["key"] in self.facts.files}
        masked = _masked(own_files)

        def new_address(url: str) -> str | None:
            key = masked.get(url) or self.run.urls.key(url)
            if key in kept:
                return f"/assets/{kept[key]}"
            return f"/resources/{self.facts.targets[key]}" if key in self.facts.targets else None

        record = make_record(self.run.site, document, then, placing.columns, self.classes, new_address)
        copies = self.facts.copies.get(document["source_key"], [])
        record["legacy_urls"] = legacy_urls(document, copies, self.facts.spellings)
        record["flags"] += [f"unmapped-section:{name}" for name in placing.unmapped]
        return self._with_prints(record)

    def _with_prints(self, record: Row) -> Row:
        files = [one["key"] for one in (*record["attachments"], *record["images"])]
        return with_prints(record, [self.facts.files.get(key) for key in files], self.print)


def _masked(files: Sequence[Row]) -> dict[str, str]:
    """Addresses of files in which a number is masked → their keys, which the masked ones don't give; not of two alike.

    >>> _masked([{"legacy_url": f"http://o.test/{url}.doc", "key": f"/{n}.doc"} for n, url in enumerate("a*")])
    {'http://o.test/*.doc': '/1.doc'}
    >>> _masked([{"legacy_url": "http://o.test/*.doc", "key": f"/{n}.doc"} for n in range(2)])
    {}
    """
    told = {(one["legacy_url"], one["key"]) for one in files if "*" in (one["legacy_url"] or "")}
    alike = Counter(url for url, _ in told)
    return {url: key for url, key in told if alike[url] == 1}
