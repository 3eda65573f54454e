"""What the command says where nothing has changed: one sentence, the verdict, and the exit code of the run."""

from __future__ import annotations

import pytest
from tests.cli.terminal import Terminal, written

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("never", 0)])
@pytest.mark.parametrize(("lang", "says"), [("en", "Nothing to do:"), ("cs", "Nic se nezměnilo:")])
def test_the_command_says_so(fail_on: str, code: int, lang: str, says: str, terminal: Terminal) -> None:
    written(terminal.folder / "s")
    words = ("run", "s", "-o", "out", "--fail-on", fail_on, "--lang", lang)
    first, second = terminal(*words), terminal(*words)
    assert (first.code, second.code) == (code, code)
    assert says not in first.out
    assert second.out.startswith(says)
    assert says not in terminal(*words, "--force").out
