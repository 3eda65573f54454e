"""Bad input and a bad world: one clear message, the right exit code, the previous output as it was."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.cli.terminal import SUBMISSION, Terminal, hashes, written

Unharmed = Callable[[], None]
TABLE, MAPPING, MANIFEST = "data/lidé.csv", "mapping/lidé.transform.yaml", "submission.yaml"


@dataclass(frozen=True)
class Case:
    """What is changed in the small submission (None removes a file), and what the command then says."""

    name: str
    files: dict[str, str | bytes | None]
    code: int
    says: tuple[str, ...] = ()
    leaves: tuple[str, ...] = field(default=())

    def apply(self, folder: Path) -> None:
        for name, content in self.files.items():
            if content is None:
                (folder / name).unlink()
            elif isinstance(content, bytes):
                (folder / name).write_bytes(content)
            else:
                (folder / name).write_text(content, encoding="utf-8")


def manifest(old: str, new: str) -> dict[str, str | bytes | None]:
    assert old in SUBMISSION[MANIFEST]
    return {MANIFEST: SUBMISSION[MANIFEST].replace(old, new)}


def mapping(old: str, new: str) -> dict[str, str | bytes | None]:
    assert old in SUBMISSION[MAPPING]
    return {MAPPING: SUBMISSION[MAPPING].replace(old, new)}


BOMB = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nid: *c\n"
CIRCLE = """\
    joins:
      one: {class_named: lidé, source_key: two.id, lookup_key: id}
      two: {class_named: lidé, source_key: one.id, lookup_key: id}
    slot_derivations:
"""
FAULTS = """\
id: https://example.org/malá
class_derivations:
  - name: Individual
    populated_from: lidé
    slot_derivations:
      subject_id: {populated_from: idd}
      brth_date: {populated_from: pohlaví}
      administrative_gender: {populated_from: pohlaví, value_mappings: {M: man}}
      data_source: {expr: "upper({kraj}"}
  - name: Individuall
    populated_from: lidé
    slot_derivations: {}
"""

REFUSED = [
    Case("empty-file", {TABLE: ""}, 2, ("R009", TABLE)),
    Case("binary-file", {TABLE: bytes(range(256)) * 40}, 2, ("R011", TABLE)),
    Case("no-file", {TABLE: None}, 2, ("R014", f"{MANIFEST} · line 3")),
    Case("missing-mapping", manifest("mapping: mapping/", "mapping: mapa/"), 2, ("M011", "mapa")),
    Case("missing-manifest", {MANIFEST: None}, 2, ("no submission.yaml", "omicz-meta init")),
    Case(
        "unknown-class", mapping("Individual", "Individuall"), 2, ("M003", f"{MAPPING}:3:11", "Individuall")
    ),
    Case("cyclic-joins", mapping("    slot_derivations:\n", CIRCLE), 2, ("M010", f"{MAPPING}:6:")),
    Case("path-outside", manifest("data/lidé.csv", "../s2/lidé.csv"), 2, ("R017", f"{MANIFEST} · line 3")),
    Case("yaml-bomb-manifest", {MANIFEST: BOMB}, 2, ("M001", f"{MANIFEST}")),
    Case("yaml-bomb-mapping", {MAPPING: BOMB}, 2, ("M001", f"{MAPPING}:1:")),
    Case(
        "key-inside",
        manifest("env:OMICZ_PSEUDONYM_KEY", "file:./my.key"),
        2,
        ("the key file lies inside the submission",),
    ),
    Case(
        "key-missing",
        manifest("env:OMICZ_PSEUDONYM_KEY", "env:NOT_SET"),
        3,
        ("NOT_SET", "secrets.token_hex(32)"),
    ),
    Case(
        "key-unnamed", manifest(", pseudonym_key: env:OMICZ_PSEUDONYM_KEY", ""), 3, ("secrets.token_hex(32)",)
    ),
]
"""Nothing is written, and the output of the run before stays."""


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_run_that_cannot_be_leaves_everything_as_it_was(
    case: Case, terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    case.apply(place / "s")
    said = terminal("run", "s", "-o", "out")
    assert said.code == case.code, said.err
    assert said.out == ""
    assert all(word in said.err for word in case.says), said.err
    unharmed()


JUDGED = [
    Case("header-only", {TABLE: "id;rč;jméno;kontakt;pohlaví;kraj\n"}, 0, ("R010",)),
    Case(
        "wrong-encoding",
        {
            "mapping/lidé.source.yaml": "source: lidé\ndialect: {encoding: utf-8}\n",
            TABLE: SUBMISSION[TABLE].encode("cp1250"),
        },
        1,
        ("R001", TABLE),
    ),
    Case(
        "stray-quote",
        {TABLE: SUBMISSION[TABLE].replace("P2;", 'P2;"')},
        1,
        ("R003", "row 2", "4 read = 3 used + 1 quarantined + 0 out of scope"),
    ),
    Case(
        "short-row",
        {TABLE: SUBMISSION[TABLE] + "P5;1\n"},
        1,
        ("R004", "row 5", "5 read = 4 used + 1 quarantined + 0 out of scope"),
    ),
]
"""These can be judged: the output is written, and the report says what is wrong."""


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case.name)
def test_a_run_that_can_judge_writes_and_says_what_is_wrong(
    case: Case, terminal: Terminal, place: Path
) -> None:
    case.apply(place / "s")
    before = hashes(place / "out")
    said = terminal("run", "s", "-o", "out")
    assert (said.code, said.err) == (case.code, "")
    assert all(word in said.out for word in case.says), said.out
    assert hashes(place / "out") != before
    assert "id: malá" not in said.out
    assert [path.name for path in place.glob(".out*")] == []


def test_every_fault_of_a_mapping_is_told_with_its_place(
    terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    (place / "s" / MAPPING).write_text(FAULTS, encoding="utf-8")
    for words in (("run", "s", "-o", "out"), ("mapping", "check", "s"), ("validate", "s")):
        said = terminal(*words)
        told = re.findall(rf"error\[(M\d+)\] {MAPPING}:(\d+):\d+\n", said.out + said.err)
        assert told == [("M005", "6"), ("M004", "7"), ("M009", "8"), ("M006", "9"), ("M003", "10")]
        assert said.code == (1 if words[0] == "mapping" else 2)
    unharmed()


@pytest.mark.parametrize("link", [TABLE, "data", MAPPING])
def test_a_symlink_that_leads_outside_is_not_followed(
    link: str, terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    target = place / "elsewhere"
    (place / "s" / link).rename(target)
    (place / "s" / link).symlink_to(target)
    said = terminal("run", "s", "-o", "out")
    assert said.code == 2
    assert "R017" in said.err
    unharmed()


def test_key_file_that_others_can_read(terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    (place / "my.key").write_text("ab" * 32)
    (place / "my.key").chmod(0o644)
    Case("", manifest("env:OMICZ_PSEUDONYM_KEY", "file:../my.key"), 3).apply(place / "s")
    said = terminal("run", "s", "-o", "out")
    assert said.code == 3
    assert "chmod 600" in said.message
    unharmed()


def test_validate_needs_no_key_and_says_so(terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    said = terminal("validate", "s", OMICZ_PSEUDONYM_KEY=None)
    assert said.code == 1
    assert "P003" in said.out
    unharmed()


def packed_zip(folder: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"s/{path.relative_to(folder)}")
    return to


def packed_tar(folder: Path, to: Path) -> Path:
    with tarfile.open(to, "w:gz") as archive:
        archive.add(folder, "s")
    return to


@pytest.mark.parametrize(("pack", "name"), [(packed_zip, "s.zip"), (packed_tar, "s.tar.gz")])
def test_an_archive_gives_what_its_folder_gives(
    pack: Callable[[Path, Path], Path], name: str, terminal: Terminal, place: Path
) -> None:
    said = terminal("run", pack(place / "s", place / name), "-o", "packed")
    assert said.code == 1, said.err
    alike, packed = hashes(place / "out"), hashes(place / "packed")
    assert packed.keys() == alike.keys()
    assert {name for name in alike if packed[name] != alike[name]} == {"run.json"}


def zip_with(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def tar_with(path: Path, member: tarfile.TarInfo, content: bytes = b"") -> None:
    member.size = len(content)
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(member, io.BytesIO(content))


def symlink_member() -> tarfile.TarInfo:
    member = tarfile.TarInfo("s/data")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc"
    return member


ARCHIVES: list[tuple[str, str, Callable[[Path], None], str]] = [
    ("bomb", "a.zip", lambda path: zip_with(path, "s/big.csv", bytes(40_000_000)), "beyond what is allowed"),
    ("up", "a.zip", lambda path: zip_with(path, "../evil.csv", b"x"), "leads outside"),
    ("tar-link", "a.tar.gz", lambda path: tar_with(path, symlink_member()), "holds a link"),
]


@pytest.mark.parametrize(
    ("name", "make", "says"), [case[1:] for case in ARCHIVES], ids=[c[0] for c in ARCHIVES]
)
def test_a_bad_archive_is_refused(
    name: str, make: Callable[[Path], None], says: str, terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    make(place / name)
    said = terminal("run", name, "-o", "out", TMPDIR=str(place))
    assert (said.code, said.out) == (2, "")
    assert says in said.message
    assert not list(place.rglob("evil*"))
    assert not list(place.glob("omicz-*"))
    unharmed()


def test_output_that_is_not_ours(terminal: Terminal, place: Path) -> None:
    (place / "mine").mkdir()
    (place / "mine" / "thesis.odt").write_text("years of work")
    (place / "note").write_text("a file")
    (place / "link").symlink_to(place / "out")
    before = hashes(place)
    for target in ("mine", "note", "link"):
        said = terminal("run", "s", "-o", target)
        assert said.code == 2
        assert said.message.startswith(f"{target} ")
    home = "home/"
    assert {k: v for k, v in hashes(place).items() if not k.startswith(home)} == {
        k: v for k, v in before.items() if not k.startswith(home)
    }


def test_a_log_that_cannot_be_written_ends_the_run(
    terminal: Terminal, place: Path, unharmed: Unharmed
) -> None:
    said = terminal("run", "s", "-o", "out", OMICZ_AUDIT_LOG="/proc/audit.jsonl")
    assert said.code == 3
    assert "OMICZ_AUDIT_LOG" in said.message
    unharmed()


@pytest.mark.parametrize(
    "words",
    [
        ("run", "nowhere", "-o", "out"),
        ("run", "s"),
        ("explain", "V999"),
    ],
)
def test_wrong_use(words: tuple[str, ...], terminal: Terminal, place: Path, unharmed: Unharmed) -> None:
    said = terminal(*words)
    assert said.code == 2
    assert said.message and not said.out
    unharmed()


def test_a_small_run_is_whole_and_says_nothing_on_stderr(
    terminal: Terminal, small_run: Path, place: Path
) -> None:
    said = terminal("run", "s", "-o", "new")
    assert (said.code, said.err) == (1, "")
    fresh, known = hashes(place / "new"), hashes(small_run)
    assert {name for name in known if fresh.get(name) != known[name]} == {"run.json"}
    assert (place / "new").stat().st_mode & 0o777 == 0o700


def test_two_persons_can_share_a_machine(terminal: Terminal, place: Path) -> None:
    """Names of folders are nobody's business: brackets, spaces and dots are only letters."""
    odd = written(place / "s [1]. kopie")
    said = terminal("run", odd, "-o", "out [1].d")
    assert said.code == 1, said.err
    assert (place / "out [1].d" / "run.json").is_file()
