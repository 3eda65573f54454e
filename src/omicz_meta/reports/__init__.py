"""Renders a Report for people and programs: text, JSON, HTML, SARIF, JUnit, and the explanation of a problem code.

>>> from omicz_meta.result import Finding, Report
>>> report = Report("demo", findings=(Finding("V003", "error", 2, column="Datum", value="jaro"),))
>>> print(render_text(report, "en", 60).splitlines()[1])
  --> column Datum
"""

from typing import TYPE_CHECKING

from omicz_meta.later import fetching
from omicz_meta.reports.as_json import render_json, report_from_json
from omicz_meta.reports.explain import explain, problems_page
from omicz_meta.reports.html import render_html
from omicz_meta.reports.message import message
from omicz_meta.reports.text import render_text
from omicz_meta.reports.trend import compared, read_earlier
from omicz_meta.reports.unchanged import nothing_to_do
from omicz_meta.reports.verdict import Verdict, sentence, verdict

if TYPE_CHECKING:
    from omicz_meta.reports.as_junit import render_junit
    from omicz_meta.reports.as_sarif import render_sarif
    from omicz_meta.reports.baseline import read_baseline, since

__all__ = [
    "Verdict",
    "compared",
    "explain",
    "message",
    "nothing_to_do",
    "problems_page",
    "read_baseline",
    "read_earlier",
    "render_html",
    "render_json",
    "render_junit",
    "render_sarif",
    "render_text",
    "report_from_json",
    "sentence",
    "since",
    "verdict",
]

# what only few ask for is loaded when it is first used
__getattr__ = fetching(
    __name__,
    {
        "read_baseline": "baseline",
        "render_junit": "as_junit",
        "render_sarif": "as_sarif",
        "since": "baseline",
    },
)
