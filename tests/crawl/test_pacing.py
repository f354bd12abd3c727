from __future__ import annotations

import itertools
import threading
import time

import pytest

from guiyi.config.models import Crawl
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.pacing import DOWN_AFTER, SICK_AFTER, HostParked, Pacer, retry_after
from guiyi.errors import RefusedAddress, SourceDown, TransientSource

HOST = "old.example.test"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def answer(status: int = 200, elapsed: float = 0.1, *headers: tuple[str, str], size: int = 100) -> Response:
    body = b"x" * size
    at = "2026-11-24T03:46:23+00:00"
    return Response(f"http://{HOST}/", status, "", "HTTP/1.1", headers, body, body, at, elapsed, None, ())


def test_starts_are_a_delay_apart() -> None:
    pacer = Pacer(Crawl(delay=0.05, concurrency=4))
    starts: list[float] = []

    def work() -> None:
        with pacer.slot(HOST):
            starts.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    starts.sort()
    assert all(later - earlier > 0.045 for earlier, later in itertools.pairwise(starts))
    assert starts[-1] - starts[0] < 1.0


def test_no_more_than_the_concurrency_are_at_work_on_a_host() -> None:
    pacer = Pacer(Crawl(delay=0, concurrency=2))
    at_work, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal at_work, most
        with pacer.slot(HOST):
            with lock:
                at_work += 1
                most = max(most, at_work)
            time.sleep(0.01)
            with lock:
                at_work -= 1

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_hosts_do_not_wait_for_each_other() -> None:
    pacer = Pacer(Crawl(delay=5, concurrency=1))
    started = time.monotonic()
    for number in range(5):
        with pacer.slot(f"h{number}.example.test"):
            pass
    assert time.monotonic() - started < 4


def test_a_place_is_given_back_after_an_error() -> None:
    pacer = Pacer(Crawl(delay=0, concurrency=1))
    for _ in range(3):
        with pytest.raises(ValueError, match="x"), pacer.slot(HOST):
            raise ValueError("x")


def test_the_delay_grows_while_the_host_is_busy_and_shrinks_back() -> None:
    pacer = Pacer(Crawl(delay=0.2, max_delay=8), Clock())
    for _ in range(10):
        pacer.report(HOST, answer(429))
    assert pacer.delay(HOST) == 8
    for _ in range(60):
        pacer.report(HOST, answer())
    assert pacer.delay(HOST) == 0.2


def test_a_host_that_grows_slow_is_asked_less_often() -> None:
    pacer = Pacer(Crawl(delay=0), Clock())
    for _ in range(20):
        pacer.report(HOST, answer(elapsed=0.2))
    assert pacer.delay(HOST) == 0
    for _ in range(3):
        pacer.report(HOST, answer(elapsed=4.0))
    assert pacer.delay(HOST) == 2.0


def test_a_large_file_does_not_count_as_slow() -> None:
    pacer = Pacer(Crawl(delay=0), Clock())
    pacer.report(HOST, answer(elapsed=0.1))
    pacer.report(HOST, answer(elapsed=20.0, size=2**20))
    assert pacer.delay(HOST) == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7), ("999999", 3600), ("99999999999999999999", 3600), ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
     ("Tue, 24 Nov 2020 03:46:23 GMT", 0), ("soon", None), ("-5", None), ("", None), ("1.5", None), ("٣", None),
     ("Fri, 31 Dec 9999", None)],
)  # fmt: skip
def test_retry_after_is_read_and_capped_at_an_hour(text: str, seconds: float | None) -> None:
    assert retry_after(answer(503, 0.1, ("Retry-After", text))) == seconds


def test_a_long_pause_parks_the_host_not_the_worker() -> None:
    clock = Clock()
    pacer = Pacer(Crawl(delay=0), clock)
    pacer.report(HOST, answer(429, 0.1, ("Retry-After", "999999")))
    with pytest.raises(HostParked) as caught, pacer.slot(HOST):
        pass
    assert caught.value.seconds == 3600
    assert caught.value.is_transient
    with pacer.slot("other.example.test"):
        pass
    clock.at += 3601
    with pacer.slot(HOST):
        pass


def test_a_short_pause_is_waited_out() -> None:
    pacer = Pacer(Crawl(delay=0))
    pacer.report(HOST, answer(503, 0.1, ("Retry-After", "1")))
    started = time.monotonic()
    with pacer.slot(HOST):
        assert time.monotonic() - started > 0.9


def test_a_host_that_never_answers_is_left_alone_and_others_go_on() -> None:
    pacer = Pacer(Crawl(delay=0), Clock())
    for _ in range(DOWN_AFTER):
        pacer.report(HOST, SourceDown("refused"))
    with pytest.raises(SourceDown, match="did not answer 5 times"), pacer.slot(HOST):
        pass
    with pacer.slot("other.example.test"):
        pass


def test_failures_of_other_kinds_take_longer_to_count() -> None:
    clock = Clock()
    pacer = Pacer(Crawl(delay=0), clock)
    for _ in range(SICK_AFTER - 1):
        pacer.report(HOST, TransientSource("reset"))
    clock.at += 100
    with pacer.slot(HOST):
        pass
    pacer.report(HOST, TransientSource("reset"))
    with pytest.raises(SourceDown, match="failed 20 times"), pacer.slot(HOST):
        pass


def test_one_answer_forgives_all_failures() -> None:
    clock = Clock()
    pacer = Pacer(Crawl(delay=0), clock)
    for _ in range(DOWN_AFTER - 1):
        pacer.report(HOST, SourceDown("refused"))
    pacer.report(HOST, answer(404))
    pacer.report(HOST, SourceDown("refused"))
    pacer.report(HOST, RefusedAddress("not the host's fault"))
    clock.at += 100
    with pacer.slot(HOST):
        pass


def test_the_floor_is_what_robots_txt_asks_within_the_bound() -> None:
    pacer = Pacer(Crawl(delay=0.5, max_delay=10), Clock())
    pacer.set_floor(HOST, 3)
    assert pacer.delay(HOST) == 3
    for _ in range(50):
        pacer.report(HOST, answer())
    assert pacer.delay(HOST) == 3
    pacer.set_floor(HOST, 86400)
    assert pacer.delay(HOST) == 10
