"""The pages in a real browser: no barrier is found, they fit the screen, the script filters as the server does."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import pytest

from omicz_meta.catalogue.description import Description, Text
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.summary import Summary
from omicz_meta.pages import Frame, Listing, Query, catalogue_page, dataset_page
from omicz_meta.pages.stems import stem
from omicz_meta.server.api_page import api_page

from .browser import BROWSER, QUIET, screen
from .test_stems import APART, SAME

SOON = "--virtual-time-budget=3000"
AXE = files("axe_core_python") / "axe.min.js"
AUDIT = """<script>
axe.run(document, {resultTypes: ['violations']}).then(function (found) {
  document.title = 'told ' + found.passes.length + ' ' + found.violations.map(function (rule) {
    return rule.id + ' ' + rule.nodes[0].target.join(' ');
  }).join('; ') + (document.documentElement.scrollWidth <= window.innerWidth ? '' : 'too wide');
});
</script>"""
ROWS = """<script>
var asked = %s, told = [];
var shown = function () {
  return Array.from(document.querySelectorAll('.results > li')).filter(function (row) { return row.offsetHeight; })
    .map(function (row) { return row.querySelector('a').getAttribute('href').replace(/^dataset\\/|\\.html$/g, ''); });
};
asked.forEach(function (one) {
  document.getElementById('q').value = one[0];
  document.querySelectorAll('[data-key]').forEach(function (tick) { tick.checked = one[1].includes(tick.value); });
  document.getElementById('q').dispatchEvent(new Event('input'));
  var counts = {};
  document.querySelectorAll('[data-key]').forEach(function (tick) {
    var count = Number(tick.closest('label').querySelector('.count').textContent);
    if (count) { counts[tick.name + '=' + tick.value] = count; }
  });
  told.push([shown().sort(), document.getElementById('found').textContent, counts]);
});
document.title = 'told ' + encodeURIComponent(JSON.stringify(told));
</script>"""
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ()),
    ("NÁDORŮ", ()),
    ("vzorků v nemocnici", ()),
    ("C50", ()),
    ("mkn10:c50.9", ()),
    ("nemocnicemi", ("PUBLIC",)),
    ("", ("PUBLIC", "RESTRICTED")),
    ("", ("NON_PUBLIC", "HGPD")),
    ("studies", ()),
    ("registr", ("PUBLIC", "HGPD")),
)

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]


def told(html: str, folder: Path, width: int = 1280, *switches: str) -> str:
    """The title of a page after its scripts have run; the policy of the page lets ours in, so it is taken away."""
    page = folder / "page.html"
    page.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html), encoding="utf-8")
    command = [
        str(BROWSER),
        *QUIET,
        SOON,
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},900",
        *switches,
    ]
    done = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True)
    return done.stdout.partition("<title>")[2].partition("</title>")[0]


def many() -> Iterator[Summary]:
    titles = ("Nádory prsu", "Vzorky nemocnice", "Registr studií", "Klinická studie", "Voda")
    for at, title in enumerate(titles):
        yield Summary(
            f"d{at}",
            f"https://example.org/dataset/d{at}",
            title={"cs": title},
            description={"cs": "Data z nemocnic."} if at % 2 else {},
            access=("PUBLIC", "RESTRICTED", "NON_PUBLIC")[at % 3],
            health_categories=("HGPD",) if at > 1 else ("EINS", "HGPD"),
            codes=("MKN10:C50.9",) if at == 0 else (),
        )


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(
    description: Description, listed: Listing, tmp_path: Path, width: int, scheme: str
) -> None:
    """axe-core in both colour schemes on the list, on nothing found, on a dataset with everything opened."""
    dark = "prefers-color-scheme:dark"
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script>{AUDIT}"
    pages = (
        catalogue_page(listed, Query("", {"access": ("NON_PUBLIC",)}), Frame("cs")),
        catalogue_page(listed, Query("nic takového"), Frame("en")),
        catalogue_page(listed, Query(), Frame("cs", "", static=True)),
        dataset_page(description, listed, Frame("cs")).replace("<details", '<details open=""'),
    )
    for page in pages:
        shown = page.replace(dark, "prefers-color-scheme:light" if scheme == "dark" else "min-width:99999px")
        said = told(shown.replace("</body>", script + "</body>"), tmp_path, width)
        assert re.fullmatch(r"told [1-9]\d* ", said), said


def test_the_script_finds_and_counts_what_the_server_does(tmp_path: Path) -> None:
    listing = Listing.of(many())
    html = catalogue_page(listing, Query(), Frame("cs", "", static=True))
    asked = json.dumps([[text, [*ticked]] for text, ticked in QUESTIONS])
    said = told(html.replace("</body>", ROWS % asked + "</body>"), tmp_path)
    answers = json.loads(unquote(said.removeprefix("told ")))
    facets = {"PUBLIC": "access", "RESTRICTED": "access", "NON_PUBLIC": "access", "HGPD": "category"}
    for (text, ticked), (rows, head, counts) in zip(QUESTIONS, answers, strict=True):
        chosen: dict[str, tuple[str, ...]] = {}
        for value in ticked:
            chosen[facets[value]] = (*chosen.get(facets[value], ()), value)
        found = listing.find(Query(text, chosen), "cs")
        assert rows == sorted(one.name for one in found.hits), text
        assert head.split("\N{NO-BREAK SPACE}")[0] == str(found.total)
        shown = {
            f"{facet}={value}": count for facet, each in found.counts.items() for value, count in each.items()
        }
        told_by_page = {name: count for name, count in shown.items() if count and name in counts}
        assert counts == told_by_page, text


def test_the_script_takes_words_apart_as_we_do(tmp_path: Path) -> None:
    forms = sorted({word for line in (*SAME, *APART) for word in line.split()})
    listing = Listing.of(
        Summary(f"d{at}", f"https://example.org/{at}", title={"cs": word}) for at, word in enumerate(forms)
    )
    html = catalogue_page(listing, Query(), Frame("cs", "", static=True))
    asked = json.dumps([[word, []] for word in forms])
    said = told(html.replace("</body>", ROWS % asked + "</body>"), tmp_path)
    for word, (rows, _, _) in zip(forms, json.loads(unquote(said.removeprefix("told "))), strict=True):
        names = {one.name for page in range(1, 20) for one in listing.find(Query(word, {}, page), "cs").hits}
        assert set(rows) == names, (word, stem(word))


def test_without_a_script_the_whole_list_stands_there(tmp_path: Path) -> None:
    html = catalogue_page(Listing.of(many()), Query(), Frame("cs", "", static=True))
    start, end = html.rindex("<script>"), html.rindex("</script>")
    probe = """document.title = 'told ' + Array.from(document.querySelectorAll('.results > li')).filter(function (row) {
      return row.offsetHeight; }).length + ' ' + document.querySelector('form').offsetHeight;"""
    assert told(f"{html[:start]}<script>{probe}{html[end:]}", tmp_path) == "told 5 0"


def test_our_own_policy_lets_our_script_run(tmp_path: Path) -> None:
    html = catalogue_page(Listing.of(many()), Query(), Frame("cs", "", static=True))
    page = tmp_path / "page.html"
    page.write_text(
        html.replace("</body>", "<script>document.title = 'foreign'</script></body>"), encoding="utf-8"
    )
    command = [
        str(BROWSER),
        *QUIET,
        SOON,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        f"{page.as_uri()}#q=voda",
    ]
    dom = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "1&nbsp;datová sada" in dom and "<title>foreign" not in dom


def test_the_keyboard_reaches_everything(description: Description, listed: Listing, tmp_path: Path) -> None:
    """Every control and link can have the focus, and shows it."""
    probe = """<script>
    var kinds = 'a[href], button, input:not([type=hidden]), summary, [tabindex="0"]';
    var seen = Array.from(document.querySelectorAll(kinds)).filter(function (each) { return each.checkVisibility(); });
    var missed = seen.filter(function (each) { each.focus(); return document.activeElement !== each; });
    document.title = 'told ' + (seen.length > 20) + ' ' + missed.length;
    </script>"""
    for html in (
        catalogue_page(listed, Query(), Frame("cs")),
        dataset_page(description, listed, Frame("en")),
    ):
        assert told(html.replace("</body>", probe + "</body>"), tmp_path) == "told true 0"


@pytest.mark.parametrize("width", [320, 400, 1280])
def test_nobody_scrolls_a_page_sideways(
    description: Description, listed: Listing, tmp_path: Path, width: int
) -> None:
    """WCAG 2.2, 1.4.10: at 320 CSS pixels only tables may be wider than the screen, each in a frame of its own."""
    addressed = replace(
        description,
        dataset=replace(
            description.dataset,
            slots={
                **description.dataset.slots,
                "documentation": (Iri(f"https://example.org/{'long' * 40}"),),
                "title": (Text("Nejnebezpečnějšího" * 3, "cs"), Text("Title", "en")),
            },
        ),
    )
    pages = {
        "list": catalogue_page(listed, Query("", {"access": ("NON_PUBLIC",)}), Frame("cs")),
        "nothing": catalogue_page(listed, Query("nothing" * 20), Frame("en")),
        "static": catalogue_page(listed, Query(), Frame("cs", "", static=True)),
        "dataset": dataset_page(addressed, listed, Frame("cs")).replace("<details", '<details open=""'),
        "offers": api_page("cs"),
        "offers, in English": api_page("en"),
    }
    found = {}
    with screen(tmp_path) as shown:
        for name, page in pages.items():
            (tmp_path / "page.html").write_text(page, encoding="utf-8")
            shown.open((tmp_path / "page.html").as_uri(), width)
            found[name] = shown.too_wide()
    assert not any(found.values()), found


def test_a_page_that_is_too_wide_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<body><p class=x>{'long' * 100}</p>", encoding="utf-8")
    with screen(tmp_path) as shown:
        shown.open((tmp_path / "page.html").as_uri(), 320)
        assert shown.too_wide() == ["something"]  # the paragraph fits, its word does not
        shown.open((tmp_path / "page.html").as_uri(), 8000)
        assert shown.too_wide() == []
