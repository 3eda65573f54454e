"""Pages say what is: generated ones are up to date, names have an entry, versions agree, no file names a machine."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import omicz_meta
from omicz_meta.cli import COMMANDS
from omicz_meta.problem import codes

from . import pages

MACHINE = re.compile(r"/(?:home|Users|root|work|tmp/pytest|mnt|var/folders)/[\w.-]+|[A-Z]:\\Users")
TEXTS = (".md", ".py", ".toml", ".yaml", ".yml", ".tsv", ".json", ".ipynb", ".cff", ".css", ".js", ".svg")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", pages.ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATED = dict(generator().PAGES)


@pytest.mark.parametrize(
    "page",
    # the README shows what the demo prints; CI compares it in a step of its own (`make docs-check`)
    [pytest.param(page, marks=[pytest.mark.heavy] if page == "README.md" else []) for page in GENERATED],
)
def test_generated_page_is_up_to_date(page: str) -> None:
    current = (pages.ROOT / page).read_text(encoding="utf-8")
    assert GENERATED[page](current) == current, "run `make docs`"


def headings(page: str) -> set[str]:
    text = (pages.ROOT / page).read_text(encoding="utf-8")
    return set(re.findall(r"^##+ `?(.*?)`?$", text, re.MULTILINE))


def test_every_public_name_has_an_entry() -> None:
    assert set(omicz_meta.__all__) <= headings("docs/reference/library.md")


def test_every_code_has_an_entry() -> None:
    found = {heading.partition(":")[0] for heading in headings("docs/reference/problems.md")}
    assert set(codes()) <= found


def test_every_command_has_an_entry() -> None:
    text = " ".join(headings("docs/reference/cli.md"))
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", text)] == []


def project() -> dict[str, object]:
    content: dict[str, object] = tomllib.loads((pages.ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    return content


def test_changelog_and_citation_have_the_version() -> None:
    version = str(project()["version"])
    changelog = (pages.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)}\b", changelog, re.MULTILINE)
    assert f"version: {version}\n" in (pages.ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_licence_is_what_the_project_says() -> None:
    text = (pages.ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project()["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=pages.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    found = [pages.ROOT / line for line in listed.stdout.splitlines()]
    return [
        path for path in found if path.suffix in TEXTS and path.is_file() and path != Path(__file__).resolve()
    ]


def test_no_file_names_a_machine() -> None:
    named = [
        f"{pages.name(path)}: {hit.group()}"
        for path in files()
        for hit in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_make_targets_that_pages_name_exist() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (pages.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    texts = "\n".join(page.read_text(encoding="utf-8") for page in pages.PAGES)
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", texts, re.MULTILINE))
    assert {"demo", "test", "check", "docs"} <= named <= targets
