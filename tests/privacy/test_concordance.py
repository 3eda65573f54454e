"""Old and new pseudonyms of one person, and the way back: for the holder of the key, and written down."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.identifiers import keyed_pseudonym
from omicz_meta.privacy.audit import append, audit_path, verify
from omicz_meta.privacy.concordance import concordance, reidentified, write_concordance

OLD, NEW, DOMAIN = bytes(32), bytes(range(32)), "node/set/Individual"


@given(st.sets(st.text("PQ0123456789", min_size=1), min_size=1, max_size=9))
def test_every_person_has_both_pseudonyms(numbers: set[str]) -> None:
    pairs = concordance(numbers, domain=DOMAIN, old=OLD, new=NEW)
    for number in numbers:
        assert pairs[keyed_pseudonym(OLD, DOMAIN, number)] == keyed_pseudonym(NEW, DOMAIN, number)
    back = reidentified(list(pairs.values()), numbers, domain=DOMAIN, key=NEW, reason="test")
    assert {*back.values()} == numbers
    assert reidentified(list(pairs.values()), numbers, domain=DOMAIN, key=OLD, reason="test") == {}


def test_the_log_tells_of_it_and_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # a log of its own: the key of the log that all tests share lies in a folder that some of them exchange
    monkeypatch.setenv("OMICZ_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    append({"event": "first"})
    pairs = concordance(["P77001"], domain=DOMAIN, old=OLD, new=NEW)
    reidentified(list(pairs), ["P77001"], domain=DOMAIN, key=OLD, reason="incidental finding")
    *_, one, other = map(json.loads, audit_path().read_text(encoding="utf-8").splitlines())
    assert (one["event"], one["count"], other["reason"]) == ("concordance", 1, "incidental finding")
    assert not any(
        word in f"{one}{other}" for word in ("P77001", *pairs, *pairs.values(), OLD.hex(), NEW.hex())
    )
    assert verify() is None


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    write_concordance({"b": "y", "a": "x"}, file)
    assert file.read_text() == "old,new\na,x\nb,y\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="exists"):
        write_concordance({}, file)


def test_misuse() -> None:
    with pytest.raises(UsageError, match="same"):
        concordance([], domain=DOMAIN, old=OLD, new=OLD)
    with pytest.raises(UsageError, match="reason"):
        reidentified([], [], domain=DOMAIN, key=OLD, reason=" ")
