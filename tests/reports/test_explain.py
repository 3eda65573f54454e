"""What `explain` says, and that the committed page of codes is the generated one."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.problem import code_text, codes
from omicz_meta.reports import explain, problems_page

V004 = """\
V004 · chyba · hodnoty
Datum, které neexistuje

Proč      Nelze poznat, který den byl míněn, a proto zůstala položka prázdná.
Příklad   Datum = 31.2.2001
Oprava    Opravte datum ve zdroji; je-li jistý jen rok nebo měsíc, uveďte jen
          ty."""


def test_explain_in_czech() -> None:
    assert explain("V004", "cs").replace("\N{NO-BREAK SPACE}", " ") == V004


@pytest.mark.parametrize("code", codes())
def test_explain_fits_a_terminal(code: str) -> None:
    for lines in (explain(code, "cs").splitlines(), explain(code, "en").splitlines()):
        assert max(map(len, lines)) <= 80


def test_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"'V05l2'.*Did you mean V052\?"):
        explain("V05l2")


def test_the_page_of_codes_is_up_to_date(root: Path) -> None:
    page = root / "docs" / "reference" / "problems.md"
    assert page.read_text(encoding="utf-8") == problems_page()


def test_the_page_names_every_code_in_both_languages() -> None:
    page = problems_page()
    for code in codes():
        assert f"### {code}: {code_text(code).title['en']}\n" in page
        assert code_text(code).title["cs"] in page
