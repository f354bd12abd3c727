"""The unified call API's questions against a large library, on SQLite and PostgreSQL: how long each takes.

    python -m benchmarks.library_calls [--rows 1000000] [--only sqlite|postgresql] [--keep FOLDER]

Fills a library with invented records (words of the sample city, columns of the real platform) through the function that a
publication indexes with; nineteen in twenty are copies of others under other ids and times. With --keep it fills it once and finds
it again. Then it asks each kind of call with ever other values and prints median, p95 and the slowest in milliseconds,
beside the limit. The calls are those of the API without HTTP, which adds the same to each (told apart).
Exit code 1: a p95 is over its limit.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, insert, text

from guiyi.config.load import load_platform
from guiyi.config.models import CONTENT_TYPES
from guiyi.config.platform import walk_columns
from guiyi.database import reading, writing
from guiyi.library.calls import Query, list_resources
from guiyi.library.migrate import open_library
from guiyi.library.search import count_indexed, index_states
from guiyi.library.tables import catalogue, resources
from tests import postgres
from tests.city.words import DISTRICTS, FIELDS, FIRMS, MEDIA, MEETINGS, OFFICES, STREETS, TOWNS

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {"sqlite": 100.0, "postgresql": 50.0}  # milliseconds, p95
BATCH, ASKED, SEED = 2000, 60, 7
COPIES = 19  # of every record that is made, with other ids and times: the words stay as frequent, filling is quicker
FIRST, DAYS = date(2003, 1, 1), 5600
LOADED = datetime(2018, 3, 1, tzinfo=UTC)
THINGS = tuple(thing for field in FIELDS.values() for thing in field["thing"])
SENTENCES = (
    "{office}会同{town}研究{thing}有关工作，{meeting}明确了时间表。", "{district}{street}的{thing}项目由{firm}公司承担，预计年内完成。",
    "据{media}报道，{town}{thing}进展顺利。", "请{district}各有关单位按照要求做好{thing}的组织实施，并于{day}日前报{office}。",
    "{office}负责人表示，{thing}事关群众切身利益。", "{street}周边居民对{thing}提出{day}条意见，已逐条答复。",
)  # fmt: skip


def made_state(number: int, choose: random.Random, columns: list[tuple[str, str]]) -> dict[str, Any]:
    """A number → the whole state of an invented resource, always the same."""
    words = {
        "office": choose.choice(OFFICES), "district": choose.choice(DISTRICTS), "town": choose.choice(TOWNS),
        "thing": choose.choice(THINGS), "street": choose.choice(STREETS), "firm": choose.choice(FIRMS),
        "media": choose.choice(MEDIA), "meeting": choose.choice(MEETINGS), "day": number % 997,
    }  # fmt: skip
    function, column = choose.choice(columns)
    day = FIRST + timedelta(days=choose.randrange(DAYS))
    body = "".join(sentence.format(**words) for sentence in choose.sample(SENTENCES, 4))
    ident = f"{number:024x}"
    resource = dict.fromkeys((column.name for column in resources.columns), None) | {
        "resource_id": ident, "site": f"site-{number % 960:03d}", "source_key": str(number), "status": "published",
        "title": f"{words['office']}关于{words['district']}{words['thing']}的通知（{number}号）",
        "content_type": CONTENT_TYPES[number % 3], "function": function, "column": column,
        "topic_category": f"主题{number % 130}", "genre_category": "通知" if number % 3 else "公告",
        "issuing_agency": f"云川{words['office']}", "document_number": f"云发〔{day.year}〕{number % 400}号",
        "written_on": day.isoformat(), "published_at": f"{day}T{number % 24:02d}:{number % 60:02d}:00+08:00",
        "source": words["media"], "keywords": [], "body_html": f"<p>{body}</p>", "body_text": body, "language": "zh",
        "version": 1, "content_sha256": "0" * 64, "record_print": "0", "protected": [], "base": {},
        "run_id": f"site-{number % 960:03d}-0001", "first_loaded_at": LOADED.isoformat(),
        "updated_at": (LOADED + timedelta(seconds=number // 4)).isoformat(),
    }  # fmt: skip
    placed = [{"column": column, "legacy_column": None, "is_primary": True}]
    return {"resource": resource, "placements": placed, "assets": [], "letter": None}


def fill(engine: Engine, rows: int) -> float:
    """Writes the records and indexes them → seconds."""
    begun, choose = time.monotonic(), random.Random(SEED)
    platform = load_platform(ROOT / "configs")
    columns = [(function, column.id) for function, column in walk_columns(platform)]
    is_postgres = engine.dialect.name == "postgresql"
    # as one loads a dump: the indexes after the rows
    later = sorted(catalogue.indexes, key=lambda index: str(index.name))
    with writing(engine) as connection:
        for index in later:
            index.drop(connection)
    if is_postgres:
        _execute(engine, "DROP INDEX ix_search_words_words")
    else:
        engine.dispose()
        event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA synchronous=OFF"))
        event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA cache_size=-300000"))
        with writing(
            engine
        ) as connection:  # few large parts of the index instead of many small ones that are merged again
            for setting in ("'hashsize', 300000000", "'automerge', 0"):
                connection.execute(text(f"INSERT INTO search_words(search_words, rank) VALUES ({setting})"))
    made = rows // (1 + COPIES)
    for start in range(0, made, BATCH):
        states = [made_state(number, choose, columns) for number in range(start, min(start + BATCH, made))]
        with writing(engine) as connection:
            connection.execute(insert(resources), [state["resource"] for state in states])
            index_states(connection, states)
    print(f"  {made:,} made, {time.monotonic() - begun:,.0f} s", file=sys.stderr)
    for copy in range(1, COPIES + 1):
        with writing(engine) as connection:
            _copy(connection, copy)
    print(f"  copied, {time.monotonic() - begun:,.0f} s", file=sys.stderr)
    with writing(engine) as connection:
        for index in later:
            index.create(connection)
    if is_postgres:
        _execute(engine, "SET maintenance_work_mem = '512MB'",
                 "CREATE INDEX ix_search_words_words ON search_words USING gin (words) WITH (fastupdate = off)")  # fmt: skip
        _execute(engine, "VACUUM ANALYZE")
    else:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO search_words(search_words) VALUES ('optimize')"))
            for setting in ("'hashsize', 1048576", "'automerge', 4"):
                connection.execute(text(f"INSERT INTO search_words(search_words, rank) VALUES ({setting})"))
            connection.execute(text("ANALYZE"))
    return time.monotonic() - begun


def _copy(connection: Connection, copy: int) -> None:
    """Every record once more, under another id, published some hours earlier in the same month, whose word it has."""
    shift = (-copy * 73 << 32) + copy
    key = "docid" if connection.dialect.name == "postgresql" else "rowid"
    first = "resource_id LIKE '00%'"
    for table in (resources, catalogue):
        names = [column.name for column in table.columns]
        said = {"resource_id": f"'{copy:02d}' || substr(resource_id, 3)", "docid": f"docid + ({shift})"}
        into = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(said.get(name, f'"{name}"') for name in names)
        connection.execute(text(f"INSERT INTO {table.name} ({into}) SELECT {values} FROM {table.name} WHERE {first}"))
    of = f"SELECT docid FROM catalogue WHERE {first}"
    connection.execute(text(
        f'INSERT INTO catalogue_columns ("column", docid) SELECT "column", docid + ({shift}) FROM catalogue_columns '
        f"WHERE docid IN ({of})"
    ))  # fmt: skip
    connection.execute(text(
        f"INSERT INTO search_words ({key}, words) SELECT {key} + ({shift}), words FROM search_words WHERE {key} IN ({of})"
    ))  # fmt: skip


def _execute(engine: Engine, *statements: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))


def questions(choose: random.Random, rows: int) -> dict[str, Callable[[], tuple[Query, bool]]]:
    """Kind of call → one such call: a query, and whether it counts, too."""
    columns = [column.id for _function, column in walk_columns(load_platform(ROOT / "configs"))]
    year = lambda: str(2004 + choose.randrange(14))  # noqa: E731
    thing = lambda: choose.choice(THINGS)  # noqa: E731

    def since() -> str:
        return (LOADED + timedelta(seconds=choose.randrange(rows // 4 or 1))).isoformat()[:19]

    return {
        "list": lambda: (Query(), False),
        "list, counted": lambda: (Query(), True),
        "column": lambda: (Query(columns=[choose.choice(columns)]), True),
        "filter: site": lambda: (Query({"site": f"site-{choose.randrange(960):03d}"}), True),
        "filter: agency and year": lambda: (
            Query({"issuing_agency": f"云川{choose.choice(OFFICES)}"}, published_from=(y := year()), published_to=y), True
        ),
        "filter: topic and genre": lambda: (
            Query({"topic_category": f"主题{choose.randrange(130)}", "genre_category": "公告"}), True
        ),
        "filter: document number": lambda: (Query({"document_number": f"云发〔{year()}〕{choose.randrange(400)}号"}), True),
        "full text: one character": lambda: (Query(words=choose.choice("市关群镇土图")), True),
        "full text: two characters": lambda: (Query(words=thing()[:2]), True),
        "full text: a phrase": lambda: (Query(words=thing()), True),
        "full text: two words": lambda: (Query(words=f"{choose.choice(TOWNS)} {thing()[-2:]}"), True),
        "full text: rare": lambda: (Query(words=f"{choose.randrange(rows)}"), True),
        "full text: none": lambda: (Query(words="麒麟鲸鲨"), True),
        "full text in titles": lambda: (Query(words=thing()[:4], in_title=True), True),
        "full text in a column": lambda: (Query(words=thing()[:2], columns=[choose.choice(columns)]), False),
        "delta": lambda: (Query(updated_since=since()), False),
        "delta of a site": lambda: (Query({"site": f"site-{choose.randrange(960):03d}"}, updated_since=since()), False),
    }  # fmt: skip


def _on_processor(connection: Connection) -> float:
    """Milliseconds that this process and the database's have worked: what is left of a time where others work, too."""
    spent = 1000 * time.process_time()
    if connection.dialect.name == "postgresql":
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        spent += int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e6
    return spent


def measure(engine: Engine, rows: int) -> dict[str, list[tuple[float, float]]]:
    """Asks every question ASKED times; every third goes on to its second page → milliseconds, and those at work."""
    choose = random.Random(SEED + 1)
    times: dict[str, list[tuple[float, float]]] = {}
    for name, ask in questions(choose, rows).items():
        times[name] = []
        for number in range(ASKED + 3):
            query, is_counted = ask()
            with reading(engine) as connection:
                worked, begun = _on_processor(connection), time.perf_counter()
                page = list_resources(connection, query, 20, is_counted=is_counted)
                took = 1000 * (time.perf_counter() - begun)
                times[name].append((took, _on_processor(connection) - worked))
            if number % 3 == 0 and page.next_cursor:
                with reading(engine) as connection:
                    worked, begun = _on_processor(connection), time.perf_counter()
                    list_resources(connection, query, 20, page.next_cursor)
                    took = 1000 * (time.perf_counter() - begun)
                    times[name].append((took, _on_processor(connection) - worked))
        del times[name][:3]  # the first ones find nothing in memory
    return times


@contextmanager
def libraries(only: str | None, keep: Path | None) -> Iterator[Iterator[tuple[str, Engine]]]:
    """A library on each database: fresh ones, or those of the folder that keeps them."""
    with tempfile.TemporaryDirectory(prefix="guiyi-calls-") as passing:

        def each() -> Iterator[tuple[str, Engine]]:
            if only in (None, "sqlite"):
                yield "sqlite", open_library(f"sqlite:///{keep or passing}/library.db")
            if only in (None, "postgresql"):
                binaries = postgres.find_binaries()
                if binaries is None:
                    print(postgres.ADVICE)
                    return
                with postgres.running_server(binaries, keep and keep / "postgresql") as url:
                    yield "postgresql", open_library(url.format("postgres"))

        yield each()


def main() -> int:
    """Fills, measures, prints; 1 where a p95 is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=sorted(LIMITS))
    parser.add_argument("--keep", type=Path, help="a folder that keeps the filled libraries for the next time")
    parser.add_argument("--fill-only", action="store_true")
    asked = parser.parse_args()
    is_over = False
    with libraries(asked.only, asked.keep) as each:
        for name, engine in each:
            with reading(engine) as connection:
                is_filled = count_indexed(connection) > 0
            seconds = 0 if is_filled else fill(engine, asked.rows)
            if asked.fill_only:
                engine.dispose()
                continue
            print(f"\n{name}: {asked.rows:,} resources, filled in {seconds:,.0f} s; limit p95 {LIMITS[name]:.0f} ms")
            print(f"{'call':<28}{'median':>9}{'p95':>9}{'slowest':>9}{'p95 cpu':>9}", flush=True)
            for call, both in measure(engine, asked.rows).items():
                times, worked = sorted(one for one, _ in both), sorted(one for _, one in both)
                p95, p95_worked = (some[int(0.95 * (len(some) - 1))] for some in (times, worked))
                mark = "" if p95 < LIMITS[name] else "  over"
                is_over = is_over or bool(mark)
                print(f"{call:<28}{times[len(times) // 2]:>9.1f}{p95:>9.1f}{times[-1]:>9.1f}{p95_worked:>9.1f}{mark}")
            engine.dispose()
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main())
