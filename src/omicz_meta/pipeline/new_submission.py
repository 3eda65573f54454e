"""Starts a new submission: a small one that already passes, made to be edited."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.pipeline.template_book import write_template
from omicz_meta.pipeline.template_mapping import source_yaml, transform_yaml
from omicz_meta.pipeline.template_plan import template_sheets
from omicz_meta.privacy.keys import make_key_file
from omicz_meta.problem import Language
from omicz_meta.schema.own import COMPILED, NATIONAL, used_schema

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME, KEY, CASES, MODEL = "{{name}}", "{{key}}", "{{use_cases}}", "{{schema}}"
EXCEL, BOOK = "excel", "data/records.xlsx"
SHARED = ("dataset.yaml", "node.yaml")


@dataclass(frozen=True, slots=True)
class Started:
    """A new submission: its folder, its files (relative), the key file outside of it and whether it was made now."""

    folder: Path
    files: tuple[str, ...]
    key: Path
    key_made: bool


def kinds() -> tuple[str, ...]:
    """Kinds of source that a submission can be started with.

    >>> kinds()
    ('csv', 'excel')
    """
    return tuple(sorted(folder.name for folder in TEMPLATES.iterdir()))


def start(
    folder: Path,
    kind: str,
    *,
    use_cases: tuple[str, ...] = (),
    lang: Language = "en",
    schema: str | Path = NATIONAL,
) -> Started:
    """Write a submission of one kind into a new or empty folder, and its pseudonym key beside the folder.

    Of the kind `excel` it is a workbook to be filled in for the use cases, in a language, with its mapping. A `schema`
    that extends the national model comes along in its compiled form, and what it adds has sheets and columns.

    The key is a file of mode 0600 outside the submission, named `<folder>.key`; one that is there is kept. Raises
    UsageError for another kind and for a folder with something in it, EnvironmentFault when the disk refuses.
    """
    if kind not in kinds():
        raise UsageError(f"A submission of kind {kind!r} is not yet supported; kinds: {', '.join(kinds())}.")
    if use_cases and kind != EXCEL:
        raise UsageError("Use cases choose the sheets of a template: --excel --use-case rare_disease.")
    if str(schema) != NATIONAL and kind != EXCEL:
        raise UsageError("A schema of your own chooses the sheets of a template: --excel --schema SCHEMA.")
    used = used_schema(schema)
    sheets = template_sheets(used.schema, use_cases, lang) if kind == EXCEL else ()
    place = folder.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UsageError(f"{folder.name} is there already and not an empty folder; nothing was written.")
    key = place.parent / f"{place.name}.key"
    made = not key.exists()
    if made:
        make_key_file(key)
    model = NATIONAL if used.text is None else f"model/{used.schema.name}{COMPILED}"
    texts = dict(_texts(kind, place.name, use_cases, model))
    texts |= {} if used.text is None else {model: used.text}
    texts |= {
        f"mapping/sheet-{at}.source.yaml": source_yaml(sheet, lang) for at, sheet in enumerate(sheets, 1)
    }
    texts |= {"mapping/records.transform.yaml": transform_yaml(sheets)} if sheets else {}
    try:
        for name, text in texts.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8", newline="\n")
        if sheets:
            (place / BOOK).parent.mkdir()
            write_template(place / BOOK, sheets, use_cases, lang)
    except OSError as fault:
        raise EnvironmentFault(f"{folder.name} cannot be written: {fault.strerror}.") from fault
    return Started(folder, (*texts, *([BOOK] if sheets else [])), key, made)


def _texts(kind: str, name: str, use_cases: tuple[str, ...], model: str) -> list[tuple[str, str]]:
    """Relative path and text of every file; what a kind does not have itself is that of the first kind."""
    own, first = TEMPLATES / kind, TEMPLATES / "csv"
    files = {path.relative_to(own).as_posix(): path for path in sorted(own.rglob("*")) if path.is_file()}
    shared = {file: first / file for file in SHARED if file not in files}
    return [(file, _filled(path, name, use_cases, model)) for file, path in (files | shared).items()]


def _filled(path: Path, name: str, use_cases: tuple[str, ...], model: str) -> str:
    """The text of a file with its marks filled in; JSON is YAML, whatever stands in the name."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".yaml":
        return text.replace(NAME, name)
    words: dict[str, object] = {
        NAME: name,
        KEY: f"file:../{name}.key",
        CASES: list(use_cases),
        MODEL: model,
    }
    for mark, word in words.items():
        text = text.replace(mark, json.dumps(word, ensure_ascii=False))
    return text
