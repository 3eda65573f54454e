"""The page of `inspect` in a real browser: it fits the screen, switches its language, and every fact can be seen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest

from omicz_meta.profile import profile_tables
from omicz_meta.profile.facts import Profile
from omicz_meta.reports.profile_html import render_profile_html
from omicz_meta.schema import load_schema
from omicz_meta.sources import open_source

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--virtual-time-budget=2000",
)
PROBE = """<script>
document.getElementById('lang-en').click();
var shown = Array.from(document.querySelectorAll('main [data-lang=en] tbody td, main [data-lang=en] tbody th'));
var cut = shown.filter(function (cell) { return cell.getBoundingClientRect().right > window.innerWidth; });
var czech = document.querySelector('main [data-lang=cs]').offsetHeight;
document.title = ['told', shown.length, cut.length, czech,
  document.documentElement.scrollWidth <= window.innerWidth ? 'fits' : 'too wide'].join(' ');
</script>"""

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]


@pytest.fixture(scope="module")
def profile() -> Profile:
    names = ["Operative procedures - OPCS4-0.0", "Body mass index (BMI)-0.0", "Spojení"]
    cells = ["L46.3 Ligation of visceral branch of abdominal aorta NEC", "26.63838307", "jana@posta.example"]
    wide = {name: [cell] * 20 for name, cell in zip(names, cells, strict=True)}
    long = {"x" * 60: ["synthetic_sample_with_a_long_name_1"] * 20}
    source = open_source({"pacienti": pa.table(wide | long)})
    return profile_tables(source.tables, load_schema()).facts


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 500])
def test_every_fact_is_on_the_screen(profile: Profile, tmp_path: Path, width: int, dark: bool) -> None:
    page = tmp_path / "profile.html"
    html = render_profile_html(profile, "export").replace("</body>", PROBE + "</body>")
    page.write_text(html, encoding="utf-8")
    own = (f"--user-data-dir={tmp_path / 'state'}", f"--window-size={width},900")
    scheme = ("--blink-settings=preferredColorScheme=0",) if dark else ()
    command = [str(BROWSER), *QUIET, *own, *scheme, "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    title = done.stdout.partition("<title>")[2].partition("</title>")[0]
    assert title == "told 20 0 0 fits"
