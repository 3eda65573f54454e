"""The manifest of a submission: what was handed in, by whom, and how it is to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from omicz_meta.errors import UsageError
from omicz_meta.place import Place
from omicz_meta.problem import Problem
from omicz_meta.schema.own import used_schema
from omicz_meta.submission.address import holds_password, is_address, schemes
from omicz_meta.submission.choice import Choice, read_choice
from omicz_meta.submission.reading import Reading, exists, is_folder
from omicz_meta.yamlfile import Node, read_yaml

MANIFEST = "submission.yaml"
KEYS = ("id", "schema", "use_cases", "node", "sources", "mapping", "dataset", "privacy")
SOURCE_KEYS = ("name", "kind", "path", "url", "tables", "mapping", "strict")
PRIVACY_KEYS = ("min_cell", "pseudonym_key", "earlier_release", "shift_dates")
KINDS = ("csv", "excel", "json", "xml", "parquet", "sqlite", "duckdb", "sql", "omop", "fhir")
DATABASES = ("sqlite", "duckdb", "sql")
DEFAULT_SCHEMA = "omicz"
DEFAULT_MIN_CELL = 10


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source of a submission. `path` is relative to the submission's folder; `mapping` overrides the common one.

    A source of kind `sql` has a `url` in place of a path, one of kind `omop` may have. `tables` are those chosen of a
    database, each with the conditions its rows must meet; None is all of them. With `strict`, resources of a source of
    kind `fhir` are held against the models of FHIR.
    """

    name: str
    kind: str
    path: Path
    mapping: tuple[str, ...] = ()
    url: str | None = None
    tables: Choice | None = field(default=None, compare=False)
    strict: bool = False


@dataclass(frozen=True, slots=True)
class PrivacyPolicy:
    """What the manifest says about privacy: the smallest count that may leave, and where the pseudonym key is.

    `pseudonym_key` is `env:NAME` or `file:PATH`; the key itself never stands in a manifest. `earlier_release` is the
    run.json of what was published before, a file of the submission: numbers next to it must not tell of few persons.
    `shift_dates` is by how many days at most the dates of a person are moved back (0: not at all).
    """

    min_cell: int = DEFAULT_MIN_CELL
    pseudonym_key: str | None = None
    earlier_release: Path | None = None
    shift_dates: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """A manifest that can be used. `root` is the folder; every path in it has been checked to stay inside."""

    id: str
    root: Path
    sources: tuple[SourceEntry, ...]
    mapping: tuple[str, ...]
    schema: str = DEFAULT_SCHEMA
    use_cases: tuple[str, ...] = ()
    node: str | None = None
    dataset: Path | None = None
    privacy: PrivacyPolicy = PrivacyPolicy()

    @property
    def mapping_names(self) -> tuple[str, ...]:
        """All mappings that are named, for the whole or for a source; each once."""
        own = (name for entry in self.sources for name in entry.mapping)
        return tuple(dict.fromkeys((*self.mapping, *own)))

    @property
    def own_mappings(self) -> dict[str, tuple[str, ...]]:
        """What sources name for themselves, by source; not what is named for the whole as well."""
        return {one.name: one.mapping for one in self.sources if one.mapping and one.mapping != self.mapping}


def load_submission(path: Path) -> tuple[Submission | None, tuple[Problem, ...]]:
    """Read the manifest of a submission folder. With any fault there is no submission, only problems.

    Raises UsageError when the folder or its `submission.yaml` is not there. An archive is first unpacked with
    `omicz_meta.submission.opened`.

    >>> load_submission(Path("no-such-folder"))
    Traceback (most recent call last):
        ...
    omicz_meta.errors.UsageError: There is no folder no-such-folder.
    """
    if not path.is_dir():
        raise UsageError(f"There is no folder {path.name}.")
    if not (path / MANIFEST).is_file():
        raise UsageError(f"The folder {path.resolve().name} has no {MANIFEST}; omicz-meta init makes one.")
    node, problems = read_yaml(path / MANIFEST)
    if node is None:
        return None, problems
    reading = Reading(path)
    submission = _submission(node, reading)
    return (None if reading.found else submission), tuple(reading.found)


def _submission(node: Node, reading: Reading) -> Submission:
    parts = reading.entries(node, KEYS, MANIFEST)
    for key in ("id", "sources", "mapping"):
        if key not in parts and node.shape == "mapping":
            reading.missing(node, key)
    dataset = parts.get("dataset")
    return Submission(
        id=reading.text(parts.get("id"), "id") or "",
        root=reading.root,
        sources=_sources(parts.get("sources"), reading),
        mapping=_mapping(parts.get("mapping"), reading),
        schema=(schema := _schema(parts.get("schema"), reading)),
        use_cases=_use_cases(parts.get("use_cases"), schema, reading),
        node=reading.text(parts.get("node"), "node"),
        dataset=reading.inside(dataset) if dataset and reading.text(dataset, "dataset") else None,
        privacy=_privacy(parts.get("privacy"), reading),
    )


def _schema(node: Node | None, reading: Reading) -> str:
    if node is None:
        return DEFAULT_SCHEMA
    name = reading.text(node, "schema") or DEFAULT_SCHEMA
    # a path that leads out is told, and nothing of it is read
    return name if name == DEFAULT_SCHEMA or reading.inside(node) else DEFAULT_SCHEMA


def _use_cases(node: Node | None, schema: str, reading: Reading) -> tuple[str, ...]:
    wanted = reading.texts(node, "use_cases")
    known = used_schema(schema, reading.root).schema.use_cases if wanted else ()
    for use_case in wanted:
        if use_case.text not in known:
            reading.choice(use_case, known, "use_cases")
    return tuple(use_case.text for use_case in wanted)


def _mapping(node: Node | None, reading: Reading) -> tuple[str, ...]:
    """Names of shipped mappings, or folders of the submission, which must stay inside it."""
    names = reading.texts(node, "mapping")
    for name in names:
        if "/" in name.text or "\\" in name.text or is_folder(reading.root / name.text):
            reading.inside(name)
    return tuple(name.text for name in names)


def _sources(node: Node | None, reading: Reading) -> tuple[SourceEntry, ...]:
    if node is None:
        return ()
    if node.shape != "list":
        reading.found.append(node.problem("M001", reason="sources: a list of sources is needed here"))
        return ()
    entries = [_source(item, reading) for item in node.items]
    names = [entry.name for entry in entries if entry is not None]
    for number, (item, entry) in enumerate(zip(node.items, entries, strict=True)):
        if entry is not None and entry.name in names[:number]:
            reading.found.append(item.problem("M001", reason=f"a second source is called {entry.name}"))
    return tuple(entry for entry in entries if entry is not None)


def _source(node: Node, reading: Reading) -> SourceEntry | None:
    parts = reading.entries(node, SOURCE_KEYS, "sources")
    called = parts["kind"].text if "kind" in parts else ""
    where = "url" if called == "sql" or (called == "omop" and "url" in parts) else "path"
    for key in ("name", "kind", where):
        if key not in parts and node.shape == "mapping":
            reading.missing(node, key)
    name, kind, place = (parts.get(key) for key in ("name", "kind", where))
    if name is None or kind is None or place is None:
        return None
    if kind.text not in KINDS:
        reading.choice(kind, KINDS, "kind")
    own, chosen = _mapping(parts.get("mapping"), reading), _tables(parts.get("tables"), kind.text, reading)
    if where == "url":
        return SourceEntry(name.text, kind.text, Path(), own, _url(place, reading), chosen)
    path, strict = _path(place, name.text, reading), _strict(parts.get("strict"), kind.text, reading)
    return SourceEntry(name.text, kind.text, path, own, tables=chosen, strict=strict)


def _path(node: Node, source: str, reading: Reading) -> Path:
    path = reading.inside(node) if reading.text(node, "path") else None
    if path is not None and not exists(reading.root / path):
        reading.found.append(
            node.problem("R014", place=Place(source=source), reason="the file is not there", path=node.text)
        )
    return path or Path()


def _strict(node: Node | None, kind: str, reading: Reading) -> bool:
    """Whether a source of FHIR is to be checked strictly."""
    if node is None:
        return False
    if not isinstance(node.value, bool) or kind != "fhir":
        reading.found.append(
            node.problem("M001", reason="strict: true or false, for sources of kind fhir only")
        )
    return node.value is True


def _tables(node: Node | None, kind: str, reading: Reading) -> Choice | None:
    """The tables chosen of a database; other kinds have none to choose from."""
    if node is None:
        return None
    if kind not in DATABASES:
        reading.found.append(node.problem("M001", reason="tables: only a database has tables to choose from"))
        return None
    return read_choice(node, reading)


def _url(node: Node, reading: Reading) -> str | None:
    """The address of a database, which names no password: a manifest is handed on."""
    address = reading.text(node, "url") or ""
    if not is_address(address):
        reading.choice(node, schemes(), "url")
    elif holds_password(address):
        reading.found.append(node.problem("R033"))
    return address


def _privacy(node: Node | None, reading: Reading) -> PrivacyPolicy:
    if node is None:
        return PrivacyPolicy()
    parts = reading.entries(node, PRIVACY_KEYS, "privacy")
    smallest = _count(parts.get("min_cell"), "min_cell", DEFAULT_MIN_CELL, reading)
    earlier = parts.get("earlier_release")
    return PrivacyPolicy(
        smallest,
        _key(parts.get("pseudonym_key"), reading),
        reading.inside(earlier) if earlier and reading.text(earlier, "earlier_release") else None,
        _count(parts.get("shift_dates"), "shift_dates", 0, reading),
    )


def _count(node: Node | None, key: str, default: int, reading: Reading) -> int:
    """A whole number from 1 on."""
    if node is None:
        return default
    if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 1:
        return node.value
    reading.found.append(node.problem("M001", reason=f"{key}: a whole number from 1 on is needed here"))
    return default


def _key(node: Node | None, reading: Reading) -> str | None:
    """Where the pseudonym key is. A key file inside the submission would be handed on with it."""
    word = reading.text(node, "pseudonym_key")
    if node is None or word is None:
        return None
    scheme, _, rest = word.partition(":")
    if scheme not in ("env", "file") or not rest:
        told = node.problem(
            "M001", reason="pseudonym_key: env:NAME or file:PATH is needed here, never the key itself"
        )
        reading.found.append(told)
    elif scheme == "file" and reading.leads_inside(Path(rest)):
        reading.found.append(
            node.problem("M001", reason="pseudonym_key: the key file lies inside the submission")
        )
    return word
