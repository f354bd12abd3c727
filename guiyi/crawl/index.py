"""The archive's index (CDXJ), so that replay tools find each page of the site."""

from __future__ import annotations

import json

from sqlalchemy import select

from guiyi.database import reading
from guiyi.ledger import pages
from guiyi.run import Run
from guiyi.urls import host_of


def surt(url: str) -> str:
    """URL → its sort-friendly form, host reversed.

    >>> surt("http://www.old.example.test/a/b.html?x=1")
    'test,example,old)/a/b.html?x=1'
    """
    host = host_of(url).removeprefix("www.")
    rest = url.split("://", 1)[-1].partition("/")[2]
    return f"{','.join(reversed(host.split('.')))})/{rest.lower()}"


def write_site_index(run: Run) -> str:
    """Writes sites/<site>/warc/index.cdxj over all pages that the archive holds whole → its store key."""
    wanted = select(pages).where(pages.c.site == run.site, pages.c.warc.is_not(None))
    lines = []
    with reading(run.engine) as connection:
        for row in connection.execute(wanted):
            stamp = "".join(character for character in row.fetched_at[:19] if character.isdigit())
            fields = {
                "url": row.url, "mime": row.media_type or "unk", "status": "200", "digest": f"sha256:{row.digest}",
                "length": str(row.warc_length), "offset": str(row.warc_offset), "filename": row.warc.rsplit("/", 1)[-1],
            }  # fmt: skip
            lines.append(f"{surt(row.url)} {stamp} {json.dumps(fields, ensure_ascii=False)}")
    key = f"sites/{run.site}/warc/index.cdxj"
    run.store.write(key, ("\n".join(sorted(lines)) + "\n").encode())
    return key
