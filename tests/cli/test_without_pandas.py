"""Commands that read files leave pandas alone, which costs a third of a second; who asks for a frame gets one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.terminal import environment, written

COMMANDS = {"validate": ("validate", "s"), "run": ("run", "s", "-o", "out")}
SHOWN = "; import atexit; atexit.register(lambda: print('pandas.core' in sys.modules)); "
FRAME = """
from omicz_meta.engine.arrow_setup import keep_pandas_out
keep_pandas_out()
import pyarrow as pa
table = pa.table({"a": [1, None]})
print(len(table.to_pandas()), pa.Table.from_pandas(table.to_pandas())["a"].null_count)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_does_not_load_pandas(name: str, tmp_path: Path) -> None:
    written(tmp_path / "s")
    program = f"import sys{SHOWN}sys.argv[1:] = {COMMANDS[name]!r}; from omicz_meta.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-1] == "False"


def test_a_frame_can_be_had_all_the_same() -> None:
    done = subprocess.run([sys.executable, "-c", FRAME], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "1"]
