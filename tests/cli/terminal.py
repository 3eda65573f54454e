"""The real command in its own process, and a small submission to break."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests import warm

COMMAND = str(Path(sys.executable).with_name("omicz-meta"))
KEY = "3f" * 32
SUBMISSION = {
    "submission.yaml": """\
id: malá-2026
sources:
  - {name: lidé, kind: csv, path: data/lidé.csv}
mapping: mapping/
privacy: {min_cell: 10, pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
""",
    "data/lidé.csv": """\
id;rč;jméno;kontakt;pohlaví;kraj
P1;4361215034;Jan Vymyšlený;jan@example.org;M;Praha
P2;5151029158;Eva Smyšlená;eva@example.org;Z;Praha
P3;3604247207;Ota Nikdo;;M;4361215034
P4;4354213211;Ida Žádná;ida@example.org;Eva Smyšlená;Praha
""",
    "mapping/lidé.transform.yaml": """\
id: https://example.org/malá
class_derivations:
  - name: Individual
    populated_from: lidé
    slot_derivations:
      subject_id: {populated_from: id}
      birth_date: {expr: "absent('NASK')"}
      administrative_gender: {populated_from: pohlaví, value_mappings: {M: male, Z: female}}
      data_source: {populated_from: kraj}
""",
}
IDENTIFYING = re.compile(
    r"\d{6}/?\d{3,4}|@example\.org|Vymyšlený|Smyšlená|Nikdo|Žádná|" + KEY + r"|\bJan\b|\bEva\b"
)
"""What must never stand in a message, whatever went wrong."""
DIGEST = re.compile(r"\bsha256-[0-9a-f]{12}\b|\b(?!" + KEY + r")[0-9a-f]{64}\b")
"""The version of a file that names none and the hash of a file, which may hold ten digits in a row by chance."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The first line on stderr that is not empty."""
        return next((line for line in self.err.splitlines() if line.strip()), "")


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs the command as people do: another process, in a folder, with an environment of its own.

    `through` is a program that starts it under other conditions, such as `prlimit --fsize=20000`.
    """

    folder: Path
    environment: Mapping[str, str]
    through: tuple[str, ...] = ()

    def start(self, *words: str | Path, **changes: str | None) -> subprocess.Popen[str]:
        """Begin a command in the folder; a change to None takes a variable away."""
        merged = {**self.environment, **changes}
        return subprocess.Popen(
            [*self.through, COMMAND, *map(str, words)],
            cwd=self.folder,
            env={name: text for name, text in merged.items() if text is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *words: str | Path, **changes: str | None) -> Said:
        """Run a command to its end. No traceback and nothing identifying is ever said."""
        if self.through or warm.from_nothing(tuple(map(str, words))):
            return ended(self.start(*words, **changes))
        merged = {**self.environment, **changes}
        kept = {name: text for name, text in merged.items() if text is not None}
        with tempfile.TemporaryDirectory() as said:
            return harmless(Said(*warm.run(tuple(map(str, words)), self.folder, kept, Path(said))))

    def killed(self, seconds: float, *words: str) -> int:
        """Begin a command that has imported all it needs, and kill it after so long; its exit code."""
        with tempfile.TemporaryDirectory() as said:
            begun = warm.begun(words, self.folder, self.environment, Path(said))
            time.sleep(seconds)
            begun.process.kill()
            return harmless(Said(*begun.ended())).code


def ended(process: subprocess.Popen[str]) -> Said:
    """Wait for a command; what it said holds neither a traceback nor anything that identifies."""
    out, err = process.communicate(timeout=240)
    return harmless(Said(process.returncode, out, err))


def harmless(said: Said) -> Said:
    """What was said, after a look for tracebacks and persons."""
    assert "Traceback" not in said.out + said.err, said.err
    assert not IDENTIFYING.search(DIGEST.sub("", said.out + said.err)), said.out + said.err
    return said


def environment(home: Path) -> dict[str, str]:
    """English, a key, and state of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "OMICZ_AUDIT_LOG": str(home / "audit.jsonl"),
        "OMICZ_PSEUDONYM_KEY": KEY,
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
    }


def written(folder: Path, files: Mapping[str, str] = SUBMISSION) -> Path:
    """Write the files of a submission into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a folder with the hash of its bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
