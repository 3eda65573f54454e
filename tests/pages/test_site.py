"""The site: every link leads somewhere, without a server, wherever the folder lies; and the example that is shipped."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from omicz_meta.catalogue.from_rdf import published
from omicz_meta.catalogue.graph import read_graph_file
from omicz_meta.catalogue.statements import statements
from omicz_meta.catalogue.summary import DATASETS_FILE, read_summaries
from omicz_meta.pages import Listing
from omicz_meta.pages import site as module
from omicz_meta.pages.site import sitemap
from omicz_meta.pipeline.building import EXAMPLE, build_catalogue
from omicz_meta.pipeline.checking import check_descriptions
from omicz_meta.resources import schemas_folder
from omicz_meta.schema.model import Schema

from .test_catalogue_page import check_structure
from .tree import Tag, read


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "catalogue"
    chosen = build_catalogue(Path(EXAMPLE), out)
    assert not chosen.left_out
    return out


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[Path, Tag]:
    return {file: read(file.read_text(encoding="utf-8")) for file in sorted((built / "site").rglob("*.html"))}


def test_every_dataset_has_a_page_in_both_languages(built: Path, pages: dict[Path, Tag]) -> None:
    names = [one.name for one in read_summaries((built / DATASETS_FILE).read_text("utf-8").splitlines())]
    site = built / "site"
    wanted = {site / "index.html", site / "index.en.html"}
    wanted |= {site / "dataset" / f"{name}{ending}" for name in names for ending in (".html", ".en.html")}
    assert set(pages) == wanted
    for file, html in pages.items():
        check_structure(html, "en" if file.name.endswith(".en.html") else "cs")


def test_links_lead_to_files_of_the_site(built: Path, pages: dict[Path, Tag]) -> None:
    for file, html in pages.items():
        ids = {tag.attributes["id"] for tag in html.all() if "id" in tag.attributes}
        for tag in html.all():
            address = tag.attributes.get("href", "#main")
            if urlsplit(address).scheme:
                continue
            path, fragment = urldefrag(address)
            assert not path.startswith("/"), address
            target = (file.parent / (unquote(path) or file.name)).resolve()
            assert target.is_file() and target.is_relative_to((built / "site").resolve()), (file, address)
            assert path or not fragment or fragment in ids, (file, address)


def test_the_list_is_whole_without_a_script(pages: dict[Path, Tag]) -> None:
    html = next(tag for file, tag in pages.items() if file.name == "index.html")
    rows = [*html.one("ol", class_="results").all("li")]
    assert len(rows) == 4 and not [row for row in rows if "hidden" in row.attributes]
    assert (
        "hidden" in html.one("form").attributes
        and "hidden" in html.one("section", class_="facets").attributes
    )


def test_the_policy_allows_the_script_of_the_page_and_no_other(pages: dict[Path, Tag]) -> None:
    for html in pages.values():
        [script] = [tag for tag in html.all("script") if "type" not in tag.attributes]
        digest = base64.b64encode(hashlib.sha256(script.raw.encode()).digest()).decode()
        [policy] = [
            tag.attributes["content"] for tag in html.all("meta", http_equiv="Content-Security-Policy")
        ]
        assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
        assert not [tag for tag in html.all() if "src" in tag.attributes]


def test_the_map_names_the_pages(built: Path, pages: dict[Path, Tag]) -> None:
    found = re.findall("<loc>(.*)</loc>", (built / "site" / "sitemap.xml").read_text("utf-8"))
    start = "https://acgt.catalogue.example.org/"
    assert {address.removeprefix(start) for address in found} == {
        str(file.relative_to(built / "site")) for file in pages
    }


def test_many_addresses_are_several_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_ADDRESSES", 1)
    maps = dict(sitemap(Listing.of([]), "https://e.org/"))
    assert re.findall("<loc>(.*)</loc>", maps["sitemap.xml"]) == [
        "https://e.org/sitemap-1.xml",
        "https://e.org/sitemap-2.xml",
    ]
    assert re.findall("<loc>(.*)</loc>", maps["sitemap-2.xml"]) == ["https://e.org/index.en.html"]


def test_the_example_is_valid_and_says_that_it_is_one(built: Path) -> None:
    for one in check_descriptions([schemas_folder() / "catalogue" / EXAMPLE]):
        assert not [problem for problem in one.problems if problem.severity == "error"], one.file
    for told in read_summaries((built / DATASETS_FILE).read_text("utf-8").splitlines()):
        assert "příklad" in told.title["cs"] and "example" in told.title["en"]
        assert ".example.org/" in told.iri


def test_the_example_is_read_without_loss(schema: Schema) -> None:
    for file in sorted((schemas_folder() / "catalogue" / EXAMPLE).rglob("*.ttl")):
        [one] = published(statements(read_graph_file(file)), file.name, schema)
        assert (one.problems, one.unread) == ((), ()), file.name


def test_a_build_twice_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build_catalogue(Path(EXAMPLE), tmp_path / "again")
    for file in sorted((built / "site").rglob("*.*")):
        if file.is_file():
            again = tmp_path / "again" / file.relative_to(built)
            assert again.read_bytes() == file.read_bytes(), file.name


def test_a_catalogue_without_pages_and_a_folder_called_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_catalogue(Path(EXAMPLE), tmp_path / "bare", site=False)
    assert not (tmp_path / "bare" / "site").exists() and (tmp_path / "bare" / DATASETS_FILE).is_file()
    monkeypatch.chdir(tmp_path)
    (tmp_path / EXAMPLE).mkdir()
    assert not build_catalogue(Path(EXAMPLE), tmp_path / "own").taken  # the user's own folder comes first
