"""Damages files: bytes, lines, words and numbers of a sound file, inside of archives and compression too."""

from __future__ import annotations

import gzip
import io
import random
import re
import tarfile
import zipfile
from collections.abc import Callable, Sequence

import pyarrow as pa

MOST = 2_000_000
"""No input grows beyond so many bytes by being doubled; what is larger by itself is a matter of limits."""

ODD = (
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n", b"\r\n", b'"', b"'", b'""', b";", b",",
    b"\t", b"|", b"{", b"}", b"[", b"]", b":", b"&", b"*", b"!!python/object:os.system", b"<<: *a", b"%", b"{}",
    b"[]", b"[[[[[[[[", b"null", b"true", b"NaN", b"Infinity", b"-0", b"1e999", b"9" * 40, b"0x1F",
    b"2020-13-45", b"0000-00-00", b"9999-12-31", b"<", b"</", b"<!--", b"<![CDATA[",
    b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;", b"&#0;", b"\xed\xa0\x80", b"\\ud800", b"\\", b"=1+1",
    b"../../etc/passwd", b"/", b"#", b"//", b"%s%n", "žluťoučký".encode(), "žlutý".encode("cp1250"),
    b"\xe2\x80\xae", b"\xf0\x9f\xa7\xac", b"id", b"resourceType", b"Patient", b"()", b"((((", b"a.b.c", b"*",
    b"?", b"\x1f\x8b", b"PK\x03\x04",
)  # fmt: skip
"""Texts that mean something to one reader or another, or to none."""

NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"256",
    b"65536",
    b"2147483648",
    b"-9223372036854775809",
    b"1e308",
    b"0.1",
    b"1048577",
)
WORD = re.compile(rb"[\w.:/-]+")
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")

Damage = Callable[[random.Random, bytes, bytes], bytes]


def _flip(chance: random.Random, content: bytes, _: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        changed[chance.randrange(len(changed))] = chance.choice((0, 10, 34, 255, chance.randrange(256)))
    return bytes(changed)


def _cut(chance: random.Random, content: bytes, _: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def _removed(chance: random.Random, content: bytes, _: bytes) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.choice((1, 4, 50, 1000)) :]


def _inserted(chance: random.Random, content: bytes, _: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(ODD) * chance.choice((1, 1, 1, 3, 200)) + content[at:]


def _noise(chance: random.Random, content: bytes, _: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.randrange(1, 30)) + content[at:]


def _doubled(chance: random.Random, content: bytes, _: bytes) -> bytes:
    at, length = chance.randrange(len(content)), chance.choice((1, 10, 100, 2000))
    piece = content[at : at + length]
    times = min(chance.choice((1, 2, 10, 3000)), MOST // max(len(piece), 1))
    return content[:at] + piece * times + content[at:]


def _spliced(chance: random.Random, content: bytes, other: bytes) -> bytes:
    begin = chance.randrange(len(other) + 1)
    return content[: chance.randrange(len(content))] + other[begin:]


def _exchanged(chance: random.Random, content: bytes, other: bytes) -> bytes:
    """A word in place of another: an odd one, or one of a second file."""
    found = list(WORD.finditer(content))
    if not found:
        return _inserted(chance, content, other)
    word, there = chance.choice(found), WORD.findall(other)
    instead = chance.choice(there) if there and chance.random() < 0.5 else chance.choice(ODD)
    return content[: word.start()] + instead + content[word.end() :]


def _numbered(chance: random.Random, content: bytes, other: bytes) -> bytes:
    found = list(NUMBER.finditer(content))
    if not found:
        return _noise(chance, content, other)
    number = chance.choice(found)
    return content[: number.start()] + chance.choice(NUMBERS) + content[number.end() :]


def _reordered(chance: random.Random, content: bytes, _: bytes) -> bytes:
    """A line that is gone, twice there, or moved."""
    lines = content.splitlines(keepends=True)
    line = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.choice((0, 1, 2))):
        lines.insert(chance.randrange(len(lines) + 1), line)
    return b"".join(lines)


DAMAGES: Sequence[Damage] = (
    _flip, _cut, _removed, _inserted, _noise, _doubled, _spliced, _exchanged, _exchanged, _numbered, _reordered,
)  # fmt: skip


def damaged(chance: random.Random, content: bytes, other: bytes) -> bytes:
    """The content with one to four damages; `other` is a second sound file, of which parts may come in."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = chance.choice(DAMAGES)(chance, content or b"\n", other)[:MOST]
    return content


def damaged_file(chance: random.Random, name: str, content: bytes, other: bytes) -> bytes:
    """As `damaged`; what is compressed or packed is mostly damaged inside, so that more than the packing is tried."""
    packing = next((pair for ending, pair in PACKINGS.items() if name.lower().endswith(ending)), None)
    if packing is None or chance.random() < 0.25:
        return damaged(chance, content, other)
    unpack, pack = packing
    members = unpack(content)
    inside = chance.choice(sorted(members))
    return pack({**members, inside: damaged(chance, members[inside], chance.choice(list(members.values())))})


Members = dict[str, bytes]


def unzipped(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def zipped(members: Members) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def untarred(content: bytes) -> Members:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {one.name: file.read() for one in archive if (file := archive.extractfile(one)) is not None}


def tarred(members: Members) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


def unzstd(content: bytes) -> bytes:
    with pa.input_stream(pa.BufferReader(content), compression="zstd") as stream:
        return bytes(stream.read())


PACKINGS: dict[str, tuple[Callable[[bytes], Members], Callable[[Members], bytes]]] = {
    ".tar.gz": (untarred, tarred),
    ".gz": (lambda content: {"": gzip.decompress(content)}, lambda members: gzip.compress(members[""], 1)),
    ".zst": (lambda content: {"": unzstd(content)}, lambda members: zstd(members[""])),
    **dict.fromkeys((".zip", ".xlsx", ".ods"), (unzipped, zipped)),
}
"""By ending: what unpacks and what packs."""
