"""What a folder of packs offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from omicz_meta.errors import EnvironmentFault
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.lexicon import NO_PACKS
from omicz_meta.terms.place import installed_packs
from omicz_meta.terms.store import Store, own_store
from omicz_meta.terms.write import write_pack


def test_a_store(tmp_path: Path) -> None:
    store = Store(tmp_path / "packs")
    assert store.installed() == () and store.pack("hp") is None
    store.folder.mkdir()
    write_pack(store.path("hp"), About("hp", "1", prefixes=("HP",)), [Term("HP:1", (Name("One", "label"),))])
    write_pack(store.path("hp-cs"), About("hp-cs", "2", "names", extends="hp"), [Term("HP:1")])
    store.path("broken").write_bytes(b"no pack")
    assert [one.about.name for one in store.installed()] == ["hp", "hp-cs"]
    assert [one.about.name for one in store.speaking_for("HP")] == ["hp"]
    assert [one.about.version for one in store.extending("hp")] == ["2"]
    pack = store.pack("hp")
    assert pack is not None
    with pack:
        assert pack.term("HP:1") == Term("HP:1", (Name("One", "label"),))


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.delenv("OMICZ_PACKS")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert installed_packs() == NO_PACKS
    with pytest.raises(EnvironmentFault, match="OMICZ_PACKS"):
        own_store()
