"""Keys: every way to write one down, and every way to get it wrong."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.privacy.keys import make_key_file, random_key, read_key

KEY = bytes(range(224, 256))
SPELLINGS = {
    "hex": KEY.hex(),
    "HEX": KEY.hex().upper(),
    "hex with line end": KEY.hex() + "\n",
    "base64": base64.b64encode(KEY).decode(),
    "base64, no padding": base64.b64encode(KEY).decode().rstrip("="),
    "base64url": base64.urlsafe_b64encode(KEY).decode(),
}
NO_KEYS = [
    "horse-staple",
    KEY.hex()[:-2],
    KEY.hex() + "00",
    "g" * 64,
    base64.b64encode(KEY[:16]).decode(),
    "ž" * 32,
]


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "submission"
    folder.mkdir()
    return folder


def key_file(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_read(spelling: str, submission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", SPELLINGS[spelling])
    file = key_file(submission.parent / "key", SPELLINGS[spelling])
    settings = ["env:TEST_KEY", f"file:{file}", "file:../key"]
    assert {read_key(setting, root=submission) for setting in settings} == {KEY}


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_is_no_key_is_refused_without_being_repeated(
    text: str, submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", text)
    key_file(submission.parent / "key", text)
    for setting in ("env:TEST_KEY", "file:../key"):
        with pytest.raises(EnvironmentFault, match="token_hex") as caught:
            read_key(setting, root=submission)
        assert text not in str(caught.value)


@pytest.mark.parametrize("setting", ["env:NO_SUCH_KEY", "file:../nokey"])
def test_a_missing_key_names_the_command_that_makes_one(setting: str, submission: Path) -> None:
    with pytest.raises(
        EnvironmentFault, match=r"python3 -c .import secrets; print\(secrets.token_hex\(32\)\)"
    ) as caught:
        read_key(setting, root=submission)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("setting", ["", KEY.hex(), "env:", "file:", "vault:x"])
def test_other_forms_are_misuse(setting: str, submission: Path) -> None:
    with pytest.raises(UsageError, match="env:NAME or file:PATH") as caught:
        read_key(setting, root=submission)
    assert KEY.hex() not in str(caught.value)


def test_a_key_inside_the_submission_is_refused(submission: Path) -> None:
    outside = key_file(submission.parent / "key", KEY.hex())
    inside = key_file(submission / "key", KEY.hex())
    (submission / "link").symlink_to(outside)
    (submission.parent / "way").symlink_to(submission)
    (submission.parent / "link").symlink_to(inside)
    for setting in (
        f"file:{inside}",
        "file:key",
        "file:link",
        "file:../way/key",
        "file:../link",
        "file:../submission/key",
    ):
        with pytest.raises(UsageError, match="inside the submission"):
            read_key(setting, root=submission)


@pytest.mark.skipif(os.name != "posix", reason="file modes exist on POSIX systems")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_key_that_others_can_reach_is_refused(mode: int, submission: Path) -> None:
    key_file(submission.parent / "key", KEY.hex(), mode)
    with pytest.raises(EnvironmentFault, match="chmod 600"):
        read_key("file:../key", root=submission)


def test_make_and_read(submission: Path) -> None:
    path = submission.parent / "keys" / "new" / "key"
    setting = make_key_file(path)
    first = path.read_bytes()
    assert len(read_key(setting, root=submission)) == 32
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="never overwritten"):
        make_key_file(path)
    assert path.read_bytes() == first


def test_random_keys_differ() -> None:
    assert len({random_key() for _ in range(100)}) == 100
