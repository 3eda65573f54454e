"""A paged catalogue that says how to ask for what changed is asked for that, and walked where it is not enough."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.server.process import serving, until

from omicz_meta.catalogue.description import Description
from omicz_meta.pipeline.building import build_catalogue

from .conftest import Make, codes, content, listed, run
from .nodes import PREFIXES, Site, like_ckan, text_of

pytestmark = pytest.mark.heavy

FIRST, SECOND = "2026-11-20", "2026-11-21"
DATES = {FIRST: "Fri, 20 Nov 2026 08:00:00 GMT", SECOND: "Sat, 21 Nov 2026 08:00:00 GMT"}


def put(site: Site, members: Sequence[Description], modified: str, total: int | None = None) -> str:
    """Pages of two datasets that say how to search, and when the catalogue changed last."""
    address = like_ckan(site, members)
    body, kind, _ = site.pages["/catalog.ttl"]
    search = (
        f"<{site.address}/catalogue> hydra:totalItems {len(members) if total is None else total} ; hydra:search [\n"
        f'  hydra:template "{address}{{?modified_since}}" ;\n'
        '  hydra:mapping [ hydra:variable "modified_since" ; hydra:property dct:modified ] ] .\n'
    )
    site.put("/catalog.ttl", body.decode() + PREFIXES + search, kind, Last_Modified=DATES[modified])
    return address


def changed(site: Site, since: str, members: Sequence[Description]) -> str:
    path = f"/catalog.ttl?modified_since={since}"
    empty = f'{PREFIXES}<{site.address}/catalogue> a dcat:Catalog ; dct:title "C"@en .\n'
    site.put(path, empty + "".join(map(text_of, members)))
    return path


def members(site: Site, make: Make, keys: str, new: str = "") -> list[Description]:
    return [make(key, f"{site.address}/", f"New {key}" if key in new else "") for key in keys]


def test_one_of_many_pages_is_asked_for(site: Site, make: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    address = put(site, members(site, make, "abcdefgh"), FIRST)
    run(out, address)
    put(site, members(site, make, "abcdefgh", new="ag"), SECOND)
    path = changed(site, FIRST, members(site, make, "ag", new="ag"))
    site.log.clear()
    done = run(out, address, days=1)
    assert codes(done) == [] and site.asked() == ["/catalog.ttl", path]
    assert [iri[-1] for iri in done.outcomes[0].updated] == ["a", "g"]
    texts = {
        key: (out / listed(out)[f"{site.address}/dataset/{key}"]["file"]).read_text("utf-8")
        for key in "abcdefgh"
    }
    assert {key for key, text in texts.items() if "New " in text} == {"a", "g"}
    # nothing changed since: the same datasets, and after one more night nothing but headers
    path = changed(site, SECOND, [])
    run(out, address, days=2)
    before = content(out)
    site.log.clear()
    again = run(out, address, days=3)
    assert not again.written and site.log == [("/catalog.ttl", 304), (path, 304)]
    assert {name for name, data in content(out).items() if before[name] != data} == {
        "index.json",
        f"nodes/{done.outcomes[0].name}/state.json",
    }


WALKED = [
    # keys before, keys after, what the search gives, what the catalogue counts
    ("abcd", "abd", "", 3),  # one is gone, which a search does not say
    ("abcd", "abde", "e", 4),  # one went and one came
    ("abcd", "abcde", "", 5),  # one came without a new date
    ("abcd", "abcd", "a", 0),  # it does not count
]


@pytest.mark.parametrize(("old", "new", "found", "total"), WALKED)
def test_where_numbers_do_not_agree_all_pages_are_walked(
    site: Site, make: Make, tmp_path: Path, old: str, new: str, found: str, total: int
) -> None:
    out = tmp_path / "out"
    address = put(site, members(site, make, old), FIRST)
    run(out, address)
    put(site, members(site, make, new, new="a"), SECOND, total)
    changed(site, FIRST, members(site, make, found, new="a"))
    site.log.clear()
    done = run(out, address, days=1)
    assert codes(done) == [] and "/catalog.ttl?page=2" in site.asked()
    assert {iri[-1] for iri in listed(out)} == set(new)
    assert {iri[-1] for iri in done.outcomes[0].gone} == set(old) - set(new)


def test_a_search_that_fails_costs_nothing(site: Site, make: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    address = put(site, members(site, make, "abcd"), FIRST)
    run(out, address)
    put(site, members(site, make, "abcd", new="b"), SECOND)
    done = run(out, address, days=1)  # nothing lies at the address of the search
    assert codes(done) == [] and [iri[-1] for iri in done.outcomes[0].updated] == ["b"]


def test_our_own_server_is_asked_for_what_changed(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, folder, out = tmp_path / "in", tmp_path / "catalogue", tmp_path / "out"
    source.mkdir()

    def built(seconds: int, *numbers: int, title: str = "") -> None:
        for number in numbers:
            text = text_of(make(f"d{number:03}", "https://one.example.org/", title))
            (source / f"d{number:03}.ttl").write_text(text, encoding="utf-8")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{seconds}")
        build_catalogue(source, folder, site=False)

    built(1_700_000_000, *range(101))
    built(1_720_000_000, 1, title="New")
    with serving(folder) as running:
        assert run(out, running.url).outcomes[0].traffic.requests == 2
        before = running.ask("/health").json()
        built(1_740_000_000, 0, 100, title="Newer")
        assert until(lambda: running.ask("/health").json() != before)
        done = run(out, running.url, days=1)
    (outcome,) = done.outcomes
    assert codes(done) == [] and len(listed(out)) == 101
    assert [iri[-4:] for iri in outcome.updated] == ["d000", "d100"]
    assert outcome.state is not None and outcome.traffic.requests == 2
    (asked,) = [address for address in outcome.state.documents if "modified_since" in address]
    assert asked.endswith("?modified_since=2024-07-03")
