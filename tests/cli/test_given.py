"""A path that is not there: every command that needs it says so in one sentence, in the language asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from omicz_meta.cli import group
from omicz_meta.errors import UsageError

FILE = ("Soubor {} neexistuje.", "There is no file {}.")
FOLDER = ("Složka {} neexistuje.", "There is no folder {}.")
EITHER = ("Soubor ani složka {} neexistuje.", "There is no file or folder {}.")
CALLS = [
    ("validate nothing", EITHER),
    ("validate nothing.csv", EITHER),
    ("validate nothing --mapping csv-demo", EITHER),
    ("validate nothing --for-source lab", EITHER),
    ("validate . --baseline nothing", EITHER),
    ("run nothing -o out", EITHER),
    ("twin nothing -o out", EITHER),
    ("inspect nothing", EITHER),
    ("inspect . --view nothing", FILE),
    ("mapping check csv-demo nothing", EITHER),
    ("mapping draft nothing -o out", EITHER),
    ("terms suggest nothing -o out.sssom.tsv", EITHER),
    ("terms accept nothing 1", FILE),
    ("why nothing Individual I1", FOLDER),
    ("why . Individual I1 --submission nothing", EITHER),
    ("describe nothing", FOLDER),
    ("describe . --dataset nothing", FILE),
    ("doctor nothing", FOLDER),
    ("serve nothing", FOLDER),
    ("catalogue check nothing", EITHER),
    ("catalogue check . --shapes nothing", FOLDER),
    ("catalogue build nothing -o out", FOLDER),
    ("catalogue diff nothing .", EITHER),
    ("catalogue diff . nothing", EITHER),
    ("catalogue preview nothing --as ckan", FILE),
    ("catalogue migrate nothing -o out.ttl", FILE),
]
SPOKEN = [("cs_CZ.UTF-8", 0), ("C", 1)]


@pytest.mark.parametrize(("spoken", "at"), SPOKEN)
@pytest.mark.parametrize(("call", "says"), CALLS, ids=[call for call, _ in CALLS])
def test_what_is_not_there_is_told_in_a_sentence(
    call: str,
    says: tuple[str, str],
    spoken: str,
    at: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(group, call.split(), env={"LC_ALL": spoken})
    name = next(word for word in call.split() if word.startswith("nothing"))
    assert isinstance(done.exception, UsageError)
    assert (done.exception.exit_code, str(done.exception)) == (2, says[at].format(name))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("nothing", "--lang", "cs"), ("--lang", "cs", "nothing")])
def test_the_language_may_stand_before_and_after(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(group, ["validate", *words], env={"LC_ALL": "C"})
    assert str(done.exception) == "Soubor ani složka nothing neexistuje."


def test_a_name_that_identifies_is_masked() -> None:
    done = CliRunner().invoke(group, ["inspect", "Novák Jan 8557150008.csv"], env={"LC_ALL": "C"})
    assert str(done.exception) == "There is no file or folder Aaaaa Aaa 9999999999.csv."
