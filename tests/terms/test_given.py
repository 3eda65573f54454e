"""What is handed over: packed in several ways, cut short, or meant to burst."""

from __future__ import annotations

import gzip
import lzma
import os
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.errors import UsageError
from omicz_meta.terms.given import ALWAYS, MEMBERS, delivery


def zstd(content: bytes) -> bytes:
    packed: bytes = pa.Codec("zstd").compress(content, asbytes=True)
    return packed


PACKERS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("", bytes),
    (".gz", partial(gzip.compress, compresslevel=1)),
    (".xz", partial(lzma.compress, preset=0)),
    (".zst", zstd),
)


@pytest.mark.parametrize(("ending", "pack"), PACKERS)
@settings(max_examples=10)
@given(content=st.binary(max_size=200).filter(lambda content: not content.startswith(b"PK")))
def test_a_packed_file_is_what_was_packed(
    ending: str, pack: Callable[[bytes], bytes], content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("given") / f"hp.obo{ending}"
    path.write_bytes(pack(content))
    [file] = delivery(path).files
    assert file.name == "hp.obo"
    assert file.data == content and file.head == content


@pytest.mark.parametrize(("ending", "pack"), PACKERS[1:])
def test_a_packed_file_that_was_cut_short(
    ending: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"hp.obo{ending}"
    whole = pack(os.urandom(5000))
    path.write_bytes(whole[:-50])
    with pytest.raises(UsageError, match="damaged or was cut short"):
        delivery(path).files[0].data  # noqa: B018


@pytest.mark.parametrize(("ending", "pack"), PACKERS[1:])
def test_a_file_that_bursts(ending: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / f"bomb.obo{ending}"
    path.write_bytes(pack(bytes(ALWAYS + 1)))
    with pytest.raises(UsageError, match="unpacks to more than is allowed"):
        delivery(path).files[0].data  # noqa: B018


def test_a_folder_and_an_archive_hold_the_same_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "in").mkdir(parents=True)
    (folder / "a.csv").write_text("code,label\n")
    (folder / "in" / "b.csv.gz").write_bytes(gzip.compress(b"x"))
    (folder / ".hidden").write_text("no")
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "code,label\n")
        archive.writestr("in/b.csv", "x")
    found = [delivery(path) for path in (folder, tmp_path / "all.zip")]
    assert [[(file.name, file.data) for file in one.files] for one in found] == [
        [("a.csv", b"code,label\n"), ("in/b.csv", b"x")]
    ] * 2


def test_an_archive_that_bursts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.obo", bytes(ALWAYS + 1))
    with pytest.raises(UsageError, match="unpacks to more than is allowed"):
        delivery(tmp_path / "bomb.zip").files[0].data  # noqa: B018
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(MEMBERS + 1):
            archive.writestr(str(number), "")
    with pytest.raises(UsageError, match=f"more than {MEMBERS} files"):
        delivery(tmp_path / "many.zip")


@pytest.mark.parametrize("content", [b"PK\3\4 and no more", b"PK\3\4" + bytes(40)])
def test_an_archive_that_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UsageError, match="damaged"):
        delivery(tmp_path / "x.zip")


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        delivery(tmp_path / "hp.obo")
