"""Makes the environments of the judges: other people's readers, each with the versions that it asks for.

python tests/judges/environments.py [FOLDER]     an environment that is there is left as it is

They are tools of the tests and no dependency: CKAN and its extensions are AGPL, SeMPyRO pins an old pydantic.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".judges"
CKAN = "ckan==2.12.0"
JUDGES = {
    "ckan": (
        CKAN,
        "ckanext-dcat==2.4.4",
        "ckanext-scheming==3.1.0",
        "ckanext-harvest==1.6.3",
        "setuptools<81",
    ),
    "fdp": ("fairdatapoint-client==0.1.0", "rdflib>=7.6", "setuptools<81"),
    "sempyro": ("sempyro==2.2.0",),
}
"""Each judge with the packages of its environment."""


def python_of(name: str, folder: Path = FOLDER) -> Path:
    """The interpreter of a judge's environment."""
    inside = Path("Scripts/python.exe") if sys.platform == "win32" else Path("bin/python")
    return folder / name / inside


def make(name: str, folder: Path = FOLDER) -> None:
    """Make one environment; a stamp, written last, says that it is whole."""
    stamp = folder / name / "made"
    if stamp.is_file():
        return
    print(f"Making the environment of {name}.", flush=True)
    venv.create(folder / name, with_pip=True, clear=True)
    python = python_of(name, folder)
    if name == "ckan":
        _install(python, (CKAN,), "--no-deps")
        _install(python, (*_pins_of_ckan(python), "setuptools<81"))
    _install(python, JUDGES[name])
    stamp.write_text("\n".join(JUDGES[name]) + "\n", encoding="utf-8")


def _pins_of_ckan(python: Path) -> list[str]:
    """What CKAN's own extra pins, with the driver of its database as a wheel."""
    (site,) = (python.parent.parent / "lib").glob("python*/site-packages")
    (found,) = importlib.metadata.distributions(name="ckan", path=[str(site)])
    wanted = [line.partition(";")[0].strip() for line in found.requires or () if "requirements" in line]
    return [re.sub(r"^psycopg2\b", "psycopg2-binary", line) for line in wanted]


def _install(python: Path, packages: Iterable[str], *options: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options, *packages]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    target = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else FOLDER
    for judge in JUDGES:
        make(judge, target)
