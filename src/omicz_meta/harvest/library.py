"""The documents of one node: asked for once a harvest, taken over where nothing changed, kept as they were served.

Whatever was fetched is written down at once. A harvest that was cut off finds it there and goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from omicz_meta.catalogue.graph import MEDIA_TYPES, NAMED_GRAPHS, NOWHERE
from omicz_meta.harvest.addresses import is_address, without_fragment
from omicz_meta.harvest.faults import Unreachable
from omicz_meta.harvest.fetch import Answer, Fetcher, Validators, too_large
from omicz_meta.harvest.limits import MIB, Limits
from omicz_meta.harvest.page import VERSION, Page, as_json, from_json, said_json, with_said
from omicz_meta.harvest.reading import PageReader
from omicz_meta.harvest.state import ORIGINALS, READ, Document, Entry, NodeState, document_of

JOURNAL = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Got:
    """A document with what it says, and whether it was there before."""

    document: Document
    page: Page
    unchanged: bool


class Library:
    """The documents of a node in `folder`. `previous` is its last complete state, whose files lie in `old`."""

    def __init__(
        self,
        folder: Path,
        fetcher: Fetcher,
        reader: PageReader,
        limits: Limits,
        now: str,
        previous: NodeState | None = None,
        old: Path | None = None,
    ) -> None:
        self._folder, self._fetcher, self._reader = folder, fetcher, reader
        self._limits, self._now = limits, now
        self._known = previous.documents if previous else {}
        self._old = old
        for part in (ORIGINALS, READ):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.documents = dict(_journal(folder))
        if (folder / JOURNAL).is_file():
            with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
                journal.write("\n")  # ends the line in which a process died

    def get(self, address: str, home: frozenset[str] | None) -> Got:
        """A document: from this harvest where it was asked for already, else from the node. Raises Unreachable."""
        asked = without_fragment(address)
        if asked in self.documents:
            return self._read(self.documents[asked])
        if len(self.documents) >= self._limits.documents:
            raise Unreachable(_too_many(self._limits.documents), "C062", spent=True)
        if self._fetcher.traffic.bytes > self._limits.node_bytes:
            raise Unreachable(_too_much(self._limits.node_bytes), "C062", spent=True)
        known = self._known.get(asked)
        if known is not None and known.immutable and self._taken_over(known):
            return self._read(self._noted(known))
        got = self._read(self._fetched(asked, known, home))
        self._noted(got.document)
        return got

    def probe(self, address: str) -> None:
        """Ask whether a node still answers at its own address. Raises Unreachable where it does not."""
        known = self.documents.get(address) or self._known.get(address)
        self._fetcher.get(address, known.validators if known else Validators(), None)

    def keep(self, entry: Entry) -> Entry | None:
        """Take the documents of a dataset over as they were, without asking; None where one of them is not there.

        Where the node serves something else by now under the same address, the old state gets a name of its own.
        """
        names = list[str]()
        for address in entry.documents:
            known, now = self._known.get(address), self.documents.get(address)
            if known is None or not self._taken_over(known):
                return None
            name = address
            if now is not None and now.sha256 != known.sha256:
                name = f"{without_fragment(address)}#{known.sha256[:16]}"
            if name not in self.documents:
                self._noted(replace(known, address=name))
            names.append(name)
        return replace(entry, documents=tuple(names))

    def changed(self) -> bool:
        """Whether a document differs from what was there before, came, or went."""
        before = {address: one.sha256 for address, one in self._known.items()}
        return before != {address: one.sha256 for address, one in self.documents.items()}

    def _fetched(self, address: str, known: Document | None, home: frozenset[str] | None) -> Document:
        usable = known is not None and self._taken_over(known)
        validators = known.validators if known is not None and usable else Validators()
        answer = (
            self._fetcher.get(address, validators, home)
            if is_address(address)
            else _file(address, self._limits.document_bytes)
        )
        if answer.body is None:
            if known is None or not usable:
                raise Unreachable(
                    ("server odpovídá 304 na první dotaz", "the server says 304 to a first request")
                )
            return replace(known, validators=_either(answer.validators, known.validators))
        digest = hashlib.sha256(answer.body).hexdigest()
        file = f"{digest[:32]}{answer.suffix}"
        _whole(self._folder / ORIGINALS / file, answer.body)
        same = known is not None and (known.sha256, known.suffix, known.at) == (
            digest,
            answer.suffix,
            answer.address,
        )
        fetched = known.fetched if known is not None and same else self._now
        return Document(
            address,
            answer.address,
            file,
            answer.suffix,
            digest,
            fetched,
            answer.validators,
            answer.immutable,
        )

    def _taken_over(self, known: Document) -> bool:
        """Put a document of the last harvest here, with what was read in it."""
        if self._old is None or not (self._old / ORIGINALS / known.file).is_file():
            return False
        link(self._old / ORIGINALS / known.file, self._folder / ORIGINALS / known.file)
        for read in read_files(known):
            if (self._old / READ / read).is_file():
                link(self._old / READ / read, self._folder / READ / read)
        return True

    def _noted(self, document: Document) -> Document:
        self.documents[document.address] = document
        with (self._folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(asdict(document)) + "\n")
        return document

    def _read(self, document: Document) -> Got:
        page = page_of(document, self._folder, self._reader)
        known = self._known.get(document.address)
        return Got(document, page, known is not None and known.sha256 == document.sha256)


def page_of(document: Document, folder: Path, reader: PageReader, *, whole: bool = False) -> Page:
    """What a document of a node says: as it was read before, else read again; `whole` with the statements."""
    read, said = (folder / READ / name for name in read_files(document))
    try:
        page = from_json(read.read_text(encoding="utf-8"))
        return with_said(page, said.read_text(encoding="utf-8")) if whole else page
    except (OSError, ValueError, KeyError, TypeError):
        page = reader.read(folder / ORIGINALS / document.file, document.suffix, document.at)
        read.parent.mkdir(exist_ok=True)
        _whole(said, said_json(page).encode())
        _whole(read, as_json(page).encode())
        return page


def read_files(document: Document) -> tuple[str, str]:
    """The names of the files that hold what was read in a document: its links, and its statements.

    They depend on its bytes and on its address.
    """
    told = "\n".join((VERSION, document.sha256, document.suffix, document.at))
    key = hashlib.sha256(told.encode()).hexdigest()[:32]
    return f"{key}.json", f"{key}.said.jsonl"


def link(old: Path, new: Path) -> None:
    """Put a file at another place too: the same file where the system can, else a copy."""
    if new.exists():
        return
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def _whole(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def _journal(folder: Path) -> Iterator[tuple[str, Document]]:
    """What was fetched before the harvest was cut off, as far as it is whole; the last line may be half of one."""
    journal = folder / JOURNAL
    lines = journal.read_text(encoding="utf-8").splitlines() if journal.is_file() else []
    for line in lines:
        try:
            document = document_of(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
        if (folder / ORIGINALS / document.file).is_file():
            yield document.address, document


def _file(path: str, most: int) -> Answer:
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in MEDIA_TYPES and suffix not in NAMED_GRAPHS:
        raise Unreachable((f"soubor {suffix or '?'} není RDF", f"a {suffix or '?'} file is no RDF"), "C063")
    try:
        if file.stat().st_size > most:
            raise Unreachable(too_large(most), "C062")
        return Answer(NOWHERE, file.read_bytes(), suffix)
    except OSError as fault:
        raise Unreachable(("soubor nelze přečíst", f"the file cannot be read: {fault.strerror}")) from fault


def _either(new: Validators, old: Validators) -> Validators:
    return Validators(new.etag or old.etag, new.last_modified or old.last_modified)


def _too_many(most: int) -> tuple[str, str]:
    return f"uzel má víc než {most} dokumentů", f"the node has more than {most} documents"


def _too_much(most: int) -> tuple[str, str]:
    return f"uzel dal víc než {most // MIB} MB", f"the node gave more than {most // MIB} MB"
