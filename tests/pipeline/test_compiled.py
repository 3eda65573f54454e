"""A plan is compiled once for all that it depends on; what is damaged or forged is made anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.terminal import written
from tests.effort import examples

import omicz_meta.pipeline.shelf as shelves
from omicz_meta.engine.plan import Plan
from omicz_meta.errors import MappingError
from omicz_meta.mapping import Mapping, OwnFunctions, own_functions
from omicz_meta.mapping.stored import stored
from omicz_meta.pipeline.compiled import Compiler, compiler_of
from omicz_meta.pipeline.prepare import Prepared, prepare_submission
from omicz_meta.pipeline.run import checked_submission
from omicz_meta.pipeline.shelf import Shelf
from omicz_meta.schema import load_schema
from omicz_meta.schema.own import used_schema

KEY, OTHER = bytes(range(32)), bytes(32)
TABLE, TRANSFORM = "data/lidé.csv", "mapping/lidé.transform.yaml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for plans."""
    monkeypatch.setenv("OMICZ_CACHE", str(tmp_path / "plans"))
    return tmp_path / "plans"


@pytest.fixture
def place(cache: Path) -> Path:
    """The small submission, compiled once."""
    place = written(cache.parent / "s")
    prepared(place)
    return place


def prepared(place: Path, key: bytes = KEY, key_id: str | None = "k", **options: bool) -> Prepared:
    """The small submission with its plan."""
    return prepare_submission(checked_submission(place), realm="r", key=(key, key_id), **options)


def kept(cache: Path) -> dict[str, bytes]:
    """What is kept."""
    return {path.name: path.read_bytes() for path in cache.iterdir()} if cache.is_dir() else {}


def compiler(place: Path, functions: OwnFunctions | None = None) -> Compiler:
    """The compiler of the small submission."""
    model = used_schema("omicz").sha256
    return compiler_of(checked_submission(place), functions or OwnFunctions(), KEY, schema_sha256=model)


def test_a_second_time_reads_what_is_kept(place: Path, cache: Path) -> None:
    """Shown by keeping something else under the right name and seal."""
    first, known = prepared(place), kept(cache)
    assert len(known) == 2
    assert prepared(place).plan == first.plan
    assert kept(cache) == known
    forged_with_the_key(place, cache, first.mapping)
    assert prepared(place).mapping == Mapping(units={"x": "mg"}, transforms=first.mapping.transforms)


def forged_with_the_key(place: Path, cache: Path, mapping: Mapping) -> None:
    """Another mapping in the place of the one that is kept."""
    asked = compiler(place)
    assert asked.shelf is not None
    other = replace(Mapping(transforms=mapping.transforms), units={"x": "mg"})
    asked.shelf.put(asked._name("mapping"), stored(other))


def test_nothing_of_the_folder_is_for_others(place: Path, cache: Path) -> None:
    assert cache.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in cache.iterdir()} == {0o600}


def line_more(place: Path) -> None:
    with (place / TRANSFORM).open("a", encoding="utf-8") as file:
        file.write("# more\n")


def column_more(place: Path) -> None:
    text = (place / TABLE).read_text(encoding="utf-8").replace("\n", ";x\n")
    (place / TABLE).write_text(text, encoding="utf-8")


def use_case_more(place: Path) -> None:
    with (place / "submission.yaml").open("a", encoding="utf-8") as file:
        file.write("use_cases: [rare_disease]\n")


def units_more(place: Path) -> None:
    (place / "mapping" / "units.tsv").write_text("spelling\tucum\nmuj\tmg\n", encoding="utf-8")


def stray_more(place: Path) -> None:
    (place.parent / "x.txt").write_text("", encoding="utf-8")
    (place / "mapping" / "x.txt").symlink_to(place.parent / "x.txt")


@pytest.mark.parametrize(
    ("change", "more"),
    [(line_more, 2), (column_more, 1), (use_case_more, 1), (units_more, 2), (stray_more, 2)],
)
def test_what_it_depends_on(change: Callable[[Path], None], more: int, place: Path, cache: Path) -> None:
    """Columns and use cases decide the plan alone, all else what is read as well."""
    before = kept(cache)
    change(place)
    made = prepared(place)
    assert len(kept(cache).keys() - before.keys()) == more
    assert made.plan == prepared(place, anew=True).plan


def test_functions_of_a_file_count_and_others_have_no_digest(place: Path, tmp_path: Path) -> None:
    files = []
    for number in range(2):
        file = tmp_path / f"own{number}.py"
        file.write_text(f"def low(x: str) -> str:\n    return x + '{number}'\n", encoding="utf-8")
        files.append(compiler(place, own_functions(file)).digest)
    assert len({compiler(place).digest, *files}) == 3

    def low(text: str) -> str:
        return text

    assert compiler(place, own_functions([low])).shelf is None


def test_a_random_key_keeps_nothing(cache: Path) -> None:
    prepared(written(cache.parent / "s"), key_id=None)
    assert not cache.exists()


def test_all_anew_neither_reads_nor_keeps(place: Path, cache: Path) -> None:
    shutil.rmtree(cache)
    assert prepared(place, anew=True).plan
    assert not cache.exists()


def test_faults_are_not_kept(cache: Path) -> None:
    """They are told each time, until they are gone."""
    place = written(cache.parent / "s")
    text = (place / TRANSFORM).read_text(encoding="utf-8")
    (place / TRANSFORM).write_text(text.replace("from: kraj", "from: okres"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(MappingError, match="1 fault"):
            prepared(place)
    assert len(kept(cache)) == 1, "what was read is whole, but no plan came of it"
    (place / TRANSFORM).write_text("id: [\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(MappingError):
            prepared(place)
    assert len(kept(cache)) == 1
    written(place)
    assert isinstance(prepared(place).plan, Plan)


def test_what_changed_while_it_was_read_is_not_kept(cache: Path) -> None:
    place = written(cache.parent / "s")
    asked = compiler(place)
    line_more(place)
    asked.mapping(load_schema())
    assert kept(cache) == {}


@settings(
    max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.floats(0, 0.9999), bit=st.integers(0, 7), cut=st.booleans())
def test_any_bit_of_damage_is_seen(at: float, bit: int, cut: bool, tmp_path: Path) -> None:
    shelf, name = Shelf(tmp_path / "shelf", KEY), "0" * 64
    shelf.put(name, '["any text"]')
    (path,) = shelf.folder.iterdir()
    content = bytearray(path.read_bytes())
    place = int(at * len(content))
    content[place] ^= 1 << bit
    path.write_bytes(content[:place] if cut else content)
    assert shelf.find(name) is None
    shelf.put(name, '["any text"]')
    assert shelf.find(name) == '["any text"]'


def test_what_others_wrote_is_not_read(tmp_path: Path) -> None:
    """Neither with another key, nor under another name, nor what is no file."""
    shelf, one, two = Shelf(tmp_path, KEY), "1" * 64, "2" * 64
    Shelf(tmp_path, OTHER).put(one, "[]")
    assert shelf.find(one) is None
    shelf.put(one, "[]")
    shutil.copy(tmp_path / f"{one}.json", tmp_path / f"{two}.json")
    assert (shelf.find(one), shelf.find(two)) == ("[]", None)
    (tmp_path / f"{two}.json").unlink()
    os.mkfifo(tmp_path / f"{two}.json")
    assert shelf.find(two) is None


@pytest.mark.parametrize("damage", ["forged", "no folder", "a file", "read only"])
def test_a_bad_folder_costs_time_only(damage: str, place: Path, cache: Path) -> None:
    expected = prepared(place)
    if damage == "forged":
        for path in cache.iterdir():
            path.write_bytes(path.read_bytes().replace(b"Individual", b"individual"))
    else:
        shutil.rmtree(cache)
    if damage == "a file":
        cache.write_text("", encoding="utf-8")
    if damage == "read only":
        cache.symlink_to("/proc/sys")
    made = prepared(place)
    assert (made.plan, made.mapping, made.problems) == (expected.plan, expected.mapping, expected.problems)


def test_what_was_used_last_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "BOUND", 1000)
    shelf = Shelf(tmp_path, KEY)
    (tmp_path / "notes.txt").write_text("not ours", encoding="utf-8")
    names = [f"{number:064}" for number in range(5)]
    for number, name in enumerate(names):
        shelf.put(name, "x" * 200)
        os.utime(tmp_path / f"{name}.json", (number, number))
        shelf.find(names[0])
    assert [name for name in names if shelf.find(name)] == [names[0], *names[3:]]
    assert (tmp_path / "notes.txt").exists()
