"""robots.txt (RFC 9309): what a node asks of harvesters is kept to, and nothing but that."""

from __future__ import annotations

from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.harvest.fetch import Pace
from omicz_meta.harvest.robots import LARGEST, Robots, read_robots

from .conftest import QUICK, Make, codes, listed, run
from .nodes import ROBOTS, Site, like_ckan, reply

ALL = "User-agent: *\n"
OURS = "User-agent: omicz-meta\n"
RULES = [
    # the file, what is asked for, whether that is allowed
    ("", "/a", True),
    ("Disallow: /", "/a", True),  # stands under no name
    (f"{ALL}Disallow: /", "/a", False),
    (f"{ALL}Disallow:", "/a", True),
    (f"{ALL}Disallow: /catalog", "/catalog.ttl", False),
    (f"{ALL}Disallow: /catalog/", "/catalog.ttl", True),
    (f"{ALL}Disallow: /\nAllow: /catalog", "/catalog", True),  # the longer rule, wherever it stands
    (f"{ALL}Allow: /catalog\nDisallow: /", "/catalog", True),
    (f"{ALL}Disallow: /a\nAllow: /a", "/a", True),  # of two as long the one that allows
    (f"{ALL}Allow: /a/b\nDisallow: /a/*/c", "/a/b/c", False),
    (f"{ALL}Disallow: /*.ttl$", "/a.ttl", False),
    (f"{ALL}Disallow: /*.ttl$", "/a.ttl?page=2", True),
    (f"{ALL}Disallow: /*page=", "/?walk=1&page=2", False),
    (f"{ALL}Disallow: /a$", "/a", False),
    (f"{ALL}Disallow: /a$", "/ab", True),
    (f"{ALL}Disallow: /a*a$", "/a", True),
    (f"{ALL}Disallow: /č", "/%C4%8d/x", False),
    (f"{ALL}Disallow: /%7Eme", "/~me", False),
    (f"{ALL}Disallow: /a%2Fb", "/a/b", True),
    (f"{ALL}Disallow: /\n\n{OURS}Disallow: /private", "/a", True),  # rules of our name alone
    (f"{ALL}Disallow: /\n\n{OURS}Disallow: /private", "/private", False),
    (f"{OURS}Disallow: /a\n{ALL}Disallow: /b\n{OURS}Disallow: /c", "/c", False),
    ("User-agent: OMICZ-Meta/2.1 (x)\nDisallow: /", "/a", False),
    ("User-agent: omicz\nDisallow: /", "/a", True),
    (f"User-agent: other\n{OURS}\nDisallow: /", "/a", False),  # several names above one group
    (f"{OURS}Sitemap: https://e.org/s.xml\nDisallow: /", "/a", False),
    ("\ufeffuser-AGENT : * # everybody\r\nDISALLOW : / # all\r\n", "/a", False),
    ("rubbish\n\0\n<html>", "/a", True),
]


@pytest.mark.parametrize(("text", "target", "allowed"), RULES)
def test_which_rule_decides(text: str, target: str, allowed: bool) -> None:
    assert read_robots(text).allow(target) is allowed


DELAYS = [("2", 2), ("0.5", 0.5), ("-1", 0), ("nan", 0), ("inf", 0), ("soon", 0), ("", 0)]


@pytest.mark.parametrize(("text", "seconds"), DELAYS)
def test_how_long_to_wait(text: str, seconds: float) -> None:
    assert read_robots(f"{ALL}Crawl-delay: {text}") == Robots(delay=seconds)


@given(st.text(), st.text())
def test_any_text_is_read(text: str, target: str) -> None:
    assert read_robots(text).allow(target) in (True, False)


def test_many_stars_take_no_time() -> None:
    rules = read_robots(f"{ALL}Disallow: /{'*a' * 20_000}b")  # an expression would try for ever
    assert rules.allow("/" + "a" * 20_000)


def answering(status: int, **headers: str) -> object:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply(handler, status, b"", {name.replace("_", "-"): value for name, value in headers.items()})

    return answer


@pytest.mark.heavy
def test_a_node_that_does_not_want_it_is_left_alone(site: Site, make: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    address = like_ckan(site, [make(key, f"{site.address}/") for key in "abc"])
    assert codes(run(out, address)) == []
    site.put(ROBOTS, f"{OURS}Disallow: /catalog", "text/plain")
    site.log.clear()
    done = run(out, address, days=1)
    assert codes(done) == ["C072"] and not done.written
    assert site.asked() == [ROBOTS] and len(listed(out)) == 3
    told = dict(done.outcomes[0].problems[0].detail)
    assert (told["reason.cs"], told["reason.en"]) == (
        "robots.txt nedovoluje /catalog.ttl",
        "robots.txt does not allow /catalog.ttl",
    )


@pytest.mark.heavy
def test_pages_that_are_not_allowed_are_not_left_out_in_silence(
    site: Site, make: Make, tmp_path: Path
) -> None:
    address = like_ckan(site, [make(key, f"{site.address}/") for key in "abc"])
    site.put(ROBOTS, f"{ALL}Disallow: /*page=2", "text/plain")
    done = run(tmp_path / "out", address)
    assert codes(done) == ["C072"] and not done.outcomes[0].complete
    assert site.asked() == [ROBOTS, "/catalog.ttl"]


STATUSES = [(404, []), (403, []), (410, []), (500, ["C060"]), (503, ["C060"]), (429, ["C060"])]


@pytest.mark.parametrize(("status", "found"), STATUSES)
@pytest.mark.heavy
def test_no_file_allows_all_and_an_error_nothing(
    site: Site, make: Make, tmp_path: Path, status: int, found: list[str]
) -> None:
    address = like_ckan(site, [make("a", f"{site.address}/")])
    site.special[ROBOTS] = answering(status)  # type: ignore[assignment]
    done = run(tmp_path / "out", address)
    assert codes(done) == found
    assert ("/catalog.ttl" in site.asked()) == (not found)
    if found:
        assert dict(done.outcomes[0].problems[0].detail)["reason.en"].endswith(f"{status} (/robots.txt)")


@pytest.mark.heavy
def test_redirects_lead_to_the_rules_or_to_none(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_ckan(site, [make("a", f"{site.address}/")])
    site.special[ROBOTS] = answering(301, Location="/rules")  # type: ignore[assignment]
    site.put("/rules", f"{ALL}Disallow: /", "text/plain")
    assert codes(run(tmp_path / "out", address)) == ["C072"]
    site.special["/rules"] = answering(302, Location="/robots.txt")  # type: ignore[assignment]
    assert codes(run(tmp_path / "out", address)) == []
    site.special["/rules"] = answering(302, Location="http://169.254.169.254/")  # type: ignore[assignment]
    assert codes(run(tmp_path / "another", address)) == ["C061"]


@pytest.mark.heavy
def test_a_file_without_an_end_is_read_so_far(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_ckan(site, [make("a", f"{site.address}/")])
    site.put(ROBOTS, f"{ALL}Allow: /\n{'#' * LARGEST}\nDisallow: /catalog", "text/plain")
    assert codes(run(tmp_path / "out", address)) == []


def test_a_pause_that_is_asked_for_is_kept() -> None:
    pace = Pace(0.1)
    assert pace.turn("a", 60) == 0
    assert 50 < pace.turn("a", 60) <= 60  # seconds to wait, told and not waited
    assert pace.turn("b", 60) == 0


@pytest.mark.heavy
def test_nobody_waits_an_hour_between_two_pages(site: Site, make: Make, tmp_path: Path) -> None:
    address = like_ckan(site, [make(key, f"{site.address}/") for key in "abcde"])
    site.put(ROBOTS, f"{ALL}Crawl-delay: 3600", "text/plain")
    assert codes(run(tmp_path / "out", address, limits=replace(QUICK, longest_delay=0))) == []
    assert site.asked().count(ROBOTS) == 1
