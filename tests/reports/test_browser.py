"""The page in a real browser: the language switch and the search work, with and without JavaScript."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from omicz_meta.problem import Language
from omicz_meta.reports import render_html, since
from omicz_meta.reports.evidence import Evidence, EvidenceItem, render_evidence_html
from omicz_meta.reports.letter import letter_of, render_letter_html
from omicz_meta.result import Report

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=2000",
)
PROBE = """<script>
var shown = function (lang) { return document.querySelector('main [data-lang=' + lang + ']').offsetHeight > 0; };
var told = [shown('cs') + '/' + shown('en')];
document.getElementById('lang-en').click();
told.push(shown('cs') + '/' + shown('en'), document.documentElement.lang);
var box = document.getElementById('en-search');
box.value = 'POHLAVI';
box.dispatchEvent(new Event('input'));
var rows = Array.from(box.closest('section').querySelectorAll('.groups > li'));
told.push(rows.filter(function (row) { return row.offsetHeight > 0; }).length);
told.push(document.documentElement.scrollWidth <= window.innerWidth ? 'fits' : 'too wide');
document.title = 'told ' + told.join(' ');
</script>"""

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]


AXE = files("axe_core_python") / "axe.min.js"
AUDIT = """<script>
axe.run(document, {resultTypes: ['violations']}).then(function (found) {
  document.title = 'told ' + found.passes.length + ' ' + found.violations.map(function (rule) {
    return rule.id + ' ' + rule.nodes[0].target.join(' ');
  }).join('; ');
});
</script>"""


def told(html: str, folder: Path, width: int) -> str:
    page = folder / "report.html"
    page.write_text(html, encoding="utf-8")
    command = [str(BROWSER), *QUIET, f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900"]
    done = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True)
    return done.stdout.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("width", [1280, 500])
def test_switch_and_search(rich: Report, tmp_path: Path, width: int) -> None:
    html = render_html(rich).replace("</body>", PROBE + "</body>")
    assert told(html, tmp_path, width) == "told true/false false/true en 2 fits"


@pytest.mark.parametrize(("lang", "shown"), [("cs", "true/false"), ("en", "false/true")])
def test_the_switch_needs_no_script_of_ours(rich: Report, tmp_path: Path, lang: Language, shown: str) -> None:
    html = render_html(rich, lang)
    start, end = html.rindex("<script>"), html.rindex("</script>")
    bare = (
        html[:start]
        + PROBE.partition("var box")[0]
        + "document.title = 'told ' + told.join(' ');"
        + html[end:]
    )
    assert told(bare, tmp_path, 1280) == f"told {shown} false/true {lang}"


@pytest.fixture
def pages(rich: Report, clean: Report) -> dict[str, str]:
    name = {"cs": "Úplnost", "en": "Completeness"}
    known = EvidenceItem("b", name, "measured", {"cs": "98 %", "en": "98 %"})
    left = EvidenceItem("c", name, "missing", {"cs": "audity", "en": "audits"})
    return {
        "report": render_html(rich),
        "comparison": render_html(since(rich, clean), "en"),
        "evidence": render_evidence_html(Evidence("s", "2026-11-16", (known, left)), "en"),
        "letter": render_letter_html(letter_of(rich, "pacienti")),
    }


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(pages: dict[str, str], tmp_path: Path, width: int, scheme: str) -> None:
    """axe-core, in both colour schemes, on the report, a comparison, the letter and the evidence."""
    dark = "prefers-color-scheme:dark"
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script>{AUDIT}"
    for name, page in pages.items():
        shown = page.replace(dark, "prefers-color-scheme:light" if scheme == "dark" else "min-width:99999px")
        said = told(shown.replace("</body>", script + "</body>"), tmp_path, width)
        assert re.fullmatch(r"told [1-9]\d* ", said), (name, said)
