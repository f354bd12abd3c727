from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import Any

import pytest

from guiyi.config.models import Crawl, SiteConfig
from guiyi.crawl.fetching.fetch import Fetcher
from guiyi.crawl.fetching.guard import Guard, is_special
from guiyi.errors import ConfigError, RefusedAddress, SourceDown
from guiyi.urls import UrlSpace
from tests.crawl.conftest import HostileServer, http

SPECIAL = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.254",
    "127.0.0.1", "127.1.2.3", "168.63.129.16", "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.254",
    "192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
    "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2620:4f:8000::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "223.5.5.5",
    "2400:3200::1",
    "2606:4700::1",
]
NOT_HTTP = [
    "file:///etc/passwd", "gopher://10.0.0.1/", "ftp://8.8.8.8/", "javascript:alert(1)", "data:text/html,x",
    "//8.8.8.8/", "http://", "http://[", "http:///", "http://a b/", "http://%00/", "dict://127.0.0.1:11211/", "",
]  # fmt: skip
LOOPBACK_TRICKS = [
    "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/",
    "http://0177.0.0.1/", "http://127.0.0.1./", "http://127。0。0。1/", "http://１２７.0.0.1/", "http://①②⑦.0.0.1/",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/", "http://[::127.0.0.1]/", "http://[::]/", "http://0/", "http://0.0.0.0/",
    "http://public.example.test@127.0.0.1/", "http://public.example.test:80@127.0.0.1/", "http:\\\\127.0.0.1\\",
    "http://127.0.0.1\\@public.example.test/", "http:/127.0.0.1/", "http:127.0.0.1/", "\thttp://127.0.0.1/",
    "http://127.0\t.0.1/", "http://127.0.0.1#@public.example.test/", "http://127.0.0.1?@public.example.test/",
    "https://127.0.0.1/", "HTTP://127.0.0.1/", "http://[fe80::1]/", "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/", "http://%31%32%37.0.0.1/", "http://3232235521/", "http://10.1/",
    "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://127.0.0.1./", "http://0177.0.0.0x1/", "http://00000177.1/",
    "http://0x7f000001/", "http://0x7F.0x0.0x0.0x1/", "http://172.16.0.1/", "http://192.168.1/", "http://100.64.0.1/",
    "http://[::ffff:10.0.0.1]/", "http://[2002:7f00:1::]/", "http://user:pass@10.0.0.1/", "http://[::1%25lo]/", "http://[fd00::1]/",
]  # fmt: skip


def answers(*addresses: str) -> Any:
    """A resolver that gives these addresses for every name, and an address for itself."""

    def resolve(name: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        found = addresses
        with contextlib.suppress(ValueError):
            found = (str(ipaddress.ip_address(name)),)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    return resolve


def reach(guard: Guard, url: str) -> tuple[tuple[str, int], ...]:
    target = guard.target(url)
    return guard.endpoints(target.host, target.port)


@pytest.mark.parametrize("text", SPECIAL)
def test_a_special_address_is_refused(text: str) -> None:
    assert is_special(ipaddress.ip_address(text))
    with pytest.raises(RefusedAddress, match="special address"):
        reach(Guard(Crawl(), resolve=answers(text)), "http://old.example.test/")


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_connected_to(text: str) -> None:
    assert reach(Guard(Crawl(), resolve=answers(text)), "http://old.example.test/") == ((text, 80),)


def test_one_special_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(RefusedAddress):
        reach(Guard(Crawl(), resolve=answers("8.8.8.8", "10.0.0.1")), "http://old.example.test/")


@pytest.mark.parametrize("url", NOT_HTTP)
def test_what_is_not_http_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddress):
        reach(Guard(Crawl(), resolve=answers("8.8.8.8")), url)


@pytest.mark.parametrize("url", LOOPBACK_TRICKS)
def test_a_private_address_in_disguise_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddress):
        reach(Guard(Crawl(), resolve=answers("8.8.8.8")), url)


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 5432, 9200, 11211, 65535, 7999, 9000])
def test_other_ports_are_refused(port: int) -> None:
    with pytest.raises(RefusedAddress, match=f"port {port}"):
        reach(Guard(Crawl(), resolve=answers("8.8.8.8")), f"http://old.example.test:{port}/")


def test_web_ports_and_the_sites_own_are_allowed(site_urls: UrlSpace) -> None:
    guard = Guard(Crawl(connect_to={"x.example.test:7001": "8.8.8.8:7002"}), site_urls, answers("8.8.8.8"))
    for port in (80, 443, 8000, 8080, 8999, 9090, 7001, 7002):
        assert guard.target(f"http://old.example.test:{port}/").port == port


def test_private_addresses_are_opened_by_the_sites_file_for_its_own_hosts_only(site_urls: UrlSpace) -> None:
    guard = Guard(Crawl(allow_private=True), site_urls, answers("10.1.2.3"))
    assert reach(guard, "http://old.example.test/") == (("10.1.2.3", 80),)
    assert reach(guard, "http://www.old.example.test/") == (("10.1.2.3", 80),)
    # hosts of files (img) are drafted by the survey of what pages show: hostile ones show inner addresses
    for url in ("http://img.example.test/", "http://stranger.example.test/", "http://127.0.0.1/", "http://[::1]:8080/"):
        with pytest.raises(RefusedAddress, match="allow_addresses"):
            reach(guard, url)
    both = Guard(Crawl(allow_private=True, allow_addresses=("10.1.2.3/32",)), site_urls, answers("10.1.2.3"))
    assert reach(both, "http://img.example.test/") == (("10.1.2.3", 80),)


def test_a_host_that_pages_call_their_own_leads_inside_unless_it_is_the_sites_own_machine(site_urls: UrlSpace) -> None:
    where = {"inner.example.test": "10.1.2.4", "again.example.test": "10.1.2.3", "out.example.test": "8.8.8.8"}

    def resolve(name: str, port: int, **_options: Any) -> Any:
        return answers(where.get(name, "10.1.2.3"))(name, port)

    hosts = ("inner.example.test", "127.0.0.1", "[::1]", "169.254.169.254", "again.example.test", "out.example.test")
    guard = Guard(Crawl(allow_private=True), site_urls, resolve)
    assert [guard.leads_inside(host, "old.example.test") for host in hosts] == [True] * 4 + [False] * 2
    shut = Guard(Crawl(), site_urls, resolve)  # names are checked when they are connected to
    assert [shut.leads_inside(host, "old.example.test") for host in hosts] == [False, *[True] * 3, False, False]


@pytest.mark.parametrize("text", ["169.254.169.254", "224.0.0.1", "0.0.0.0", "fe80::1", "240.0.0.1"])
def test_even_then_link_local_and_unusable_addresses_stay_shut(text: str) -> None:
    with pytest.raises(RefusedAddress):
        reach(Guard(Crawl(allow_private=True), resolve=answers(text)), "http://old.example.test/")


def test_a_range_opens_its_addresses_only() -> None:
    guard = Guard(Crawl(allow_addresses=("10.1.2.0/24", "fd00::/8")), resolve=answers("::ffff:10.1.2.3"))
    assert reach(guard, "http://old.example.test/") == (("::ffff:10.1.2.3", 80),)
    with pytest.raises(RefusedAddress):
        reach(guard, "http://10.1.3.1/")


def test_connect_to_is_honoured_and_checked() -> None:
    crawl = Crawl(connect_to={"old.example.test": "8.8.4.4:8081", "six.example.test": "[2400:3200::1]:80"})
    guard = Guard(crawl, resolve=answers("8.8.8.8"))
    assert reach(guard, "http://old.example.test/a") == (("8.8.4.4", 8081),)
    assert reach(guard, "http://six.example.test/a") == (("2400:3200::1", 80),)
    with pytest.raises(RefusedAddress):
        reach(Guard(Crawl(connect_to={"old.example.test": "127.0.0.1:80"})), "http://old.example.test/")


def test_mistakes_in_the_sites_file_are_said() -> None:
    with pytest.raises(ConfigError, match="not address:port"):
        Guard(Crawl(connect_to={"old.example.test": "127.0.0.1"}))
    with pytest.raises(ConfigError, match="not an address range"):
        Guard(Crawl(allow_addresses=("10.1.2.x",)))


def test_a_name_without_address_is_down() -> None:
    def resolve(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(SourceDown, match="no address"):
        reach(Guard(Crawl(), resolve=resolve), "http://old.example.test/")


def test_a_rebinding_name_is_connected_where_it_was_checked(hostile_server: HostileServer) -> None:
    calls: list[str] = []

    def resolve(name: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        calls.append(name)
        address = "127.0.0.1" if len(calls) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    crawl = Crawl(allow_addresses=("127.0.0.1/32",))
    guard = Guard(crawl, resolve=resolve)
    guard.ports.add(hostile_server.port)
    hostile_server.answers["/"] = lambda connection, _head: connection.sendall(http(b"page"))
    fetcher = Fetcher(crawl, guard=guard)
    url = f"http://rebind.example.test:{hostile_server.port}/"
    assert fetcher.fetch(url).body == b"page"
    assert fetcher.fetch(url).body == b"page"
    assert len(calls) == 1


def test_a_name_that_turns_private_is_refused_before_connecting(hostile_server: HostileServer) -> None:
    guard = Guard(Crawl(), resolve=answers("127.0.0.1"))
    guard.ports.add(hostile_server.port)
    with pytest.raises(RefusedAddress):
        Fetcher(Crawl(), guard=guard).fetch(f"http://old.example.test:{hostile_server.port}/")
    assert hostile_server.connections == 0


@pytest.fixture
def site_urls() -> UrlSpace:
    site = {"id": "old", "name": "旧站", "department": "x", "base_url": "http://old.example.test:9090/"}
    config = SiteConfig.model_validate(
        {
            "site": site, "family": None, "crawl": {"asset_hosts": ["img.example.test"]}, "templates": [],
            "mapping": {}, "assertions": {}, "load": {},
        }
    )  # fmt: skip
    return UrlSpace(config)
