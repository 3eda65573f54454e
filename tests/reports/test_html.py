"""The page: well-formed, bilingual, self-contained, escaped, small."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from omicz_meta.problem import codes
from omicz_meta.reports import render_html
from omicz_meta.result import Completeness, Distribution, Finding, Ledger, Report, SourceLedger, TermDecision

VOID = {"meta", "input", "br"}
SECTIONS = ["repairs", "ledger", "completeness", "people", "terms", "findings", "codes", "fine-print"]


class Page(HTMLParser):
    """Reads a page into elements and texts, and fails where tags do not balance."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def shape(self) -> list[str]:
        return [tag for tag, _ in self.elements]


@pytest.fixture(scope="module")
def html(rich: Report) -> str:
    return render_html(rich)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_every_section_stands_in_both_languages_in_the_same_order(page: Page) -> None:
    heads = [head["id"] for head in page.all("h2")]
    assert heads == [f"{lang}-{name}" for lang in ("cs", "en") for name in SECTIONS]


def test_both_languages_have_the_same_shape(html: str) -> None:
    czech, english = re.split(r'<div lang="en" data-lang="en">', html)
    tags = [re.findall(r"<(\w+)", part[part.index('class="verdict') :]) for part in (czech, english)]
    assert tags[0] == [tag for tag in tags[1] if tag != "script"]


def test_first_repair(html: str) -> None:
    assert (
        "<li><h3>The code “C509” in column Dg has no translation in the code map.</h3>"
        '<p class="facts"><span class="settles">settles 1,284\N{NO-BREAK SPACE}rows (74\N{NO-BREAK SPACE}%)</span>'
        " · data/diagnozy.csv · column Dg · rows 17, 203, 981 …</p>"
    ) in html


def test_the_line_to_copy_keeps_its_tabs(rich: Report, page: Page) -> None:
    lines = [box["data-line"] for box in page.all("div") if "data-line" in box]
    assert rich.findings[0].repair in lines
    assert rich.findings[0].repair in [text for tag, text in page.texts if tag == "code"]


def test_small_counts_are_bands_without_a_bar(html: str) -> None:
    assert (
        '<th scope="row">30–39</th><td class="n">&lt; 10</td><td class="bar" aria-hidden="true"></td>' in html
    )
    assert '<th scope="row">female</th><td class="n">withheld</td>' in html


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in page.all("a")} <= {f"#{name}" for name in ids}
    assert {label["for"] for label in page.all("label")} <= set(ids)


def test_nothing_is_loaded(html: str, page: Page) -> None:
    assert not {"img", "link", "iframe", "object", "embed", "base", "form", "audio", "video"} & set(
        page.shape
    )
    for _, attributes in page.elements:
        assert not {"src", "srcset", "action", "data", "background"} & set(attributes)
    assert not re.search(r"https?://|url\(|@import|//[a-z]", html)
    assert "default-src 'none'" in page.all("meta")[2]["content"]


def test_landmarks_and_names(page: Page) -> None:
    for tag, many in {"main": 1, "header": 1, "h1": 1, "nav": 2, "title": 1}.items():
        assert len(page.all(tag)) == many
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert page.all("html")[0]["lang"] == "cs"
    assert [link["href"] for link in page.all("a")][:2] == ["#main", "#main"]
    levels = [int(tag[1]) for tag in page.shape if re.fullmatch(r"h\d", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_one_language_is_chosen(rich: Report, lang: str) -> None:
    chosen = [
        box["value"]
        for box in Page(render_html(rich, "cs" if lang == "cs" else "en")).all("input")
        if "checked" in box
    ]
    assert chosen == [lang]


def test_same_report_same_bytes(rich: Report, html: str) -> None:
    assert render_html(replace(rich)) == html


HOSTILE = st.text(max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</style><script>alert(1)</script>",
        '" onmouseover="alert(1)',
        "' autofocus onfocus='alert(1)",
        "javascript:alert(1)",
        '=HYPERLINK("x")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "&lt;b&gt;",
        "\x00\ud800",
        "]]>--><!--",
    ]
)


def hostile_report(code: str, words: list[str]) -> Report:
    a, b, c, d, e, f = words
    same = Finding(code, "error", 2, a, b, c, d, e, f, (1,), (2,), (a, b), {c: d, "kind": e}, f)
    return Report(
        a,
        (b,),
        (same, replace(same, value=a), Finding(code, "info", 1, file=c, value=d, repair=e)),
        Ledger({a: SourceLedger(3, 1, 1, 1, {b: 1})}),
        (
            Completeness(c, d, "M", 3, 1, 1, (e,)),
            Completeness(c, f, "O", 3, 0, 0),
            Completeness(c, a, b, 3, 0, 0),
        ),
        3,
        1,
        (Distribution(d, "persons", ((e, 30), (f, None))),),
        (TermDecision(a, b, c, 3, d, e, f), TermDecision(a, None, c, 3, d, e)),
        False,
        ((a, True), (b, False)),
        10,
        {c: d},
    )


@settings(deadline=None, max_examples=examples(60))
@given(st.sampled_from(codes()), st.lists(HOSTILE, min_size=6, max_size=6))
def test_data_never_becomes_markup_or_a_formula(code: str, words: list[str]) -> None:
    html = render_html(hostile_report(code, words))
    page, harmless = Page(html), Page(render_html(hostile_report(code, ["word"] * 6)))
    assert set(page.shape) == set(harmless.shape)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert {name for _, attributes in page.elements for name in attributes} <= {
        name for _, attributes in harmless.elements for name in attributes
    }
    assert not [
        text
        for tag, text in page.texts
        if tag in ("td", "th") and text.lstrip()[:1] in ("=", "+", "-", "@") and text.strip()
    ]
    html.encode("utf-8")


def test_words_of_data_arrive_unchanged() -> None:
    page = Page(render_html(hostile_report("V008", ["<b>&amp;", '"x"', "čeřen", "d", "e", "f"])))
    assert "<b>&amp;" in [text for _, text in page.texts]


def test_large_reports_stay_small() -> None:
    findings = tuple(
        Finding(
            "V003",
            "error",
            3,
            file="data/pacienti.csv",
            column=f"Sloupec {at}",
            value="v" * 300,
            rows=(1, 2, 3),
            candidates=("a" * 40,),
            repair="formats: [d.m.yyyy]",
        )
        for at in range(5000)
    )
    many = tuple(replace(findings[0], value=f"hodnota {at}") for at in range(5000))
    slots = tuple(
        Completeness(f"Class{at % 29}", f"slot_{at}", "MCRO"[at % 4], 500, at, 0) for at in range(460)
    )
    terms = tuple(
        TermDecision(f"C{at}", f"ICD10:C{at}", "exact", 3, "Dg", "Diagnosis.code") for at in range(5000)
    )
    html = render_html(Report("s", findings=findings + many, completeness=slots, terms=terms))
    assert len(html.encode("utf-8")) < 1_000_000
    assert "More in the full report (JSON): 4,800" in html
    Page(html)


def test_an_empty_report_is_a_page() -> None:
    assert "Není co opravovat." in render_html(Report("s"))
