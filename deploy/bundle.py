"""Writes one archive with all that omicz-meta needs on a machine without a network.

    python deploy/bundle.py [-o dist] [--extras fhir,owl,serve] [--packs FILE.tar]

In it are wheels (this project's and those of all it depends on), packs, the pages, the example, `install.sh`, a list of
all parts (SBOM, CycloneDX 1.6), their licence notices, and the SHA-256 of every file. Wheels fit the Python and the
kind of machine that makes the archive; its name says which. The wheels come from the package index that pip uses:
this is the one step that needs a network.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NAME = "omicz-meta"
EXTRAS = "schema,owl,fhir,postgres,mysql,keyring,harvest,serve"
"""What a closed room may need: everything but Spark, which a cluster brings, and what tests need."""

LICENCE_FILE = re.compile(
    r"\.dist-info/(licenses/.+|(licen[cs]e|copying|notice|authors)[^/]*)", re.IGNORECASE
)
SHARED = (("docs", "docs"), ("mappings/csv-demo/example", "example"))
"""Folders of the project that people look at, and their names in the archive."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A built package: its file, what it says about itself, and the texts of its licences."""

    path: Path
    about: Message
    licences: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name under which it is installed."""
        return canonicalize_name(self.about["Name"])

    @property
    def licence(self) -> str:
        """The licence as its authors state it: an SPDX expression, a name, or what the classifiers say."""
        stated = self.about["License-Expression"] or self.about["License"] or ""
        classified = [
            entry.rpartition(" :: ")[2]
            for entry in self.about.get_all("Classifier", [])
            if entry.startswith("License ::")
        ]
        # some put the whole text where a name belongs
        return stated if stated and "\n" not in stated else ", ".join(classified) or "see its text"

    @property
    def needs(self) -> frozenset[str]:
        """The names of the packages that it needs here."""
        wanted = map(Requirement, self.about.get_all("Requires-Dist", []))
        return frozenset(
            canonicalize_name(one.name)
            for one in wanted
            if not one.marker or one.marker.evaluate({"extra": ""})
        )


def read_wheel(path: Path) -> Wheel:
    """Read what a wheel says about itself."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        texts = [
            archive.read(name).decode("utf-8", "replace")
            for name in sorted(names)
            if LICENCE_FILE.search(name)
        ]
        return Wheel(path, message_from_string(archive.read(metadata).decode("utf-8")), tuple(texts))


def sbom(wheels: Sequence[Wheel]) -> str:
    """The software bill of materials (CycloneDX 1.6, JSON): every wheel with its hash, licence and needs."""
    bom = Bom()
    parts = {wheel.name: _component(wheel) for wheel in wheels}
    own = parts.pop(NAME)
    bom.metadata.component = own
    for part in parts.values():
        bom.components.add(part)
    known = {**parts, NAME: own}
    for wheel in wheels:
        bom.register_dependency(
            known[wheel.name], [known[name] for name in sorted(wheel.needs) if name in known]
        )
    return JsonV1Dot6(bom).output_as_string(indent=1)


def _component(wheel: Wheel) -> Component:
    version = wheel.about["Version"]
    expression = wheel.about["License-Expression"]
    licence = LicenseExpression(expression) if expression else DisjunctiveLicense(name=wheel.licence)
    return Component(
        name=wheel.name,
        version=version,
        type=ComponentType.APPLICATION if wheel.name == NAME else ComponentType.LIBRARY,
        description=wheel.about["Summary"],
        purl=PackageURL("pypi", None, wheel.name, version),
        bom_ref=f"{wheel.name}=={version}",
        licenses=[licence],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest(wheel.path))],
    )


def notices(wheels: Sequence[Wheel]) -> str:
    """The licences of all parts: a list, then the texts."""
    listed = [f"{wheel.name} {wheel.about['Version']}: {wheel.licence}" for wheel in wheels]
    texts = [
        f"{'=' * 80}\n{wheel.name} {wheel.about['Version']}\n{'=' * 80}\n{text.strip()}\n"
        for wheel in wheels
        for text in wheel.licences
    ]
    return "\n".join([*listed, "", *texts])


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def build_wheels(folder: Path, extras: str) -> None:
    """Have pip build or fetch the wheels of the project and of all it needs."""
    wanted = f"{ROOT}[{extras}]" if extras else str(ROOT)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--disable-pip-version-check",
            "-w",
            str(folder),
            wanted,
        ],
        check=True,
    )


def lay_out(folder: Path, extras: str, packs: Path | None) -> None:
    """Put everything into a folder, with the checksums of all files at the end."""
    build_wheels(folder / "wheels", extras)
    wheels = sorted(map(read_wheel, (folder / "wheels").iterdir()), key=lambda wheel: wheel.name)
    (folder / "sbom.cdx.json").write_text(sbom(wheels) + "\n", encoding="utf-8")
    (folder / "NOTICES.txt").write_text(notices(wheels), encoding="utf-8")
    (folder / "PYTHON").write_text(f"{sys.version_info.major}.{sys.version_info.minor}\n", encoding="utf-8")
    (folder / "EXTRAS").write_text(extras + "\n", encoding="utf-8")
    for source, name in SHARED:
        shutil.copytree(ROOT / source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    shutil.copyfile(ROOT / "deploy" / "install.sh", folder / "install.sh")
    if packs is not None:
        shutil.copyfile(packs, folder / "packs.tar")
    sums = [f"{digest(path)}  {name}\n" for name, path in files(folder)]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below a folder with their names in the archive, in order."""
    named = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    return iter(sorted(named))


def write_archive(folder: Path, archive: Path, top: str) -> None:
    """Write a folder as .tar.gz: the same files give the same bytes, whoever packs them and when."""
    stamp = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    with (
        archive.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=raw, mtime=stamp) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, path in files(folder):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime, entry.mode = path.stat().st_size, stamp, 0o644
            with path.open("rb") as stream:
                tar.addfile(entry, stream)


def archive_name(folder: Path) -> str:
    """The name of the archive without its ending: what is in it, for which Python and which kind of machine."""
    own = next(path for path in (folder / "wheels").iterdir() if path.name.startswith("omicz_meta-"))
    version = read_wheel(own).about["Version"]
    kind = re.sub(r"[^a-z0-9]+", "_", sysconfig.get_platform().lower())
    return f"{NAME}-{version}-py{(folder / 'PYTHON').read_text(encoding='utf-8').strip()}-{kind}"


def bundle(out: Path, extras: str = EXTRAS, packs: Path | None = None) -> Path:
    """Make the archive in the folder `out`, and return it; it has its name only when it is complete."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=out) as place:
        folder = Path(place) / "content"
        folder.mkdir()
        lay_out(folder, extras, packs)
        name = archive_name(folder)
        write_archive(folder, Path(place) / "archive", name)
        return (Path(place) / "archive").replace(out / f"{name}.tar.gz")


def main() -> None:
    """Parse the arguments and make the archive."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    parser.add_argument(
        "--extras", default=EXTRAS, help=f"extras to take along, by commas (default: {EXTRAS})"
    )
    parser.add_argument("--packs", type=Path, help="what `omicz-meta packs bundle` wrote")
    given = parser.parse_args()
    made = bundle(given.output, given.extras, given.packs)
    print(f"{made}  {made.stat().st_size / 1e6:.0f} MB  sha256 {digest(made)}")  # noqa: T201 - its result


if __name__ == "__main__":
    main()
