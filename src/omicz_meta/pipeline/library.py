"""The library's own words, for people who import the package in an ETL job: the same arrows, one by one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from omicz_meta.catalogue.description import Description
from omicz_meta.engine.kernel import PseudonymKey
from omicz_meta.engine.session import Resources
from omicz_meta.errors import UsageError
from omicz_meta.identifiers import key_id
from omicz_meta.mapping import Mapping
from omicz_meta.mapping import load_mapping as read_mapping
from omicz_meta.mapping.own_functions import Functions, own_functions
from omicz_meta.pipeline.describing import Written as DatasetFiles
from omicz_meta.pipeline.describing import describe_submission, plain_yaml
from omicz_meta.pipeline.figures import Figures
from omicz_meta.pipeline.harmonising import Harmonised, harmonise_prepared, judged
from omicz_meta.pipeline.prepare import Setting, declared_dialects, prepare
from omicz_meta.pipeline.vocabularies import named_versions
from omicz_meta.privacy.keys import random_key
from omicz_meta.privacy.policy import Policy
from omicz_meta.schema.own import NATIONAL, used_schema
from omicz_meta.sources import Source
from omicz_meta.terms.place import installed_packs


def load_mapping(mapping: str | Path | Sequence[str | Path], *, schema: str | Path = NATIONAL) -> Mapping:
    """Read a mapping: a folder, the name of a shipped one, or a list of them (later ones overlay earlier ones).

    `schema` is the path of a LinkML schema that extends the national model, or of what it was compiled to.

    >>> sorted(load_mapping("csv-demo").sources)
    ['diagnozy', 'pacienti', 'vzorky']
    """
    return read_mapping(mapping, schema=used_schema(schema).schema, packs=installed_packs())


def harmonise(  # noqa: PLR0913 - one keyword for each choice that people have
    source: Source | Sequence[Source],
    mapping: Mapping,
    *,
    use_cases: Sequence[str] = (),
    key: bytes | None = None,
    realm: str = "",
    min_cell: int = 10,
    functions: Functions = (),
    processes: int = 1,
    schema: str | Path = NATIONAL,
) -> Harmonised:
    """Turn tables into records. Bad data never raises: it is in `.problems`. Without a key a random one is used.

    `functions` are Python functions that the mapping may call, or the file they stand in. A source that was opened
    without dialects is opened again as the mapping declares it. With several `processes` rows are worked on in as
    many; what comes out is the same. Processes are started anew, so a script that asks for them keeps its own
    work under `if __name__ == "__main__"`. `schema` is that of the mapping (see `load_mapping`).

    Raises MappingError when the mapping cannot run, InputError when a source cannot be read at all.

    >>> from omicz_meta.resources import mappings_folder
    >>> from omicz_meta.sources import open_source
    >>> files = sorted((mappings_folder() / "csv-demo" / "example" / "data").glob("*.csv"))
    >>> harmonised = harmonise([open_source(file) for file in files], load_mapping("csv-demo"))
    >>> len(harmonised.records["diagnosis"])
    903
    >>> account = harmonised.ledger.sources["diagnozy"]
    >>> account.rows_read, account.rows_used, account.rows_quarantined, account.rows_out_of_scope
    (930, 904, 2, 24)
    """
    opened = [source] if isinstance(source, Source) else list(source)
    dialects = declared_dialects(mapping, tuple(one.name for one in opened))
    sources = [one.declared(dialects) for one in opened]
    setting = Setting(
        PseudonymKey(key or random_key(), realm),
        key_id(key) if key else None,
        tuple(use_cases),
        min_cell,
        own_functions(functions),
        installed_packs(),
    )
    name = sources[0].name if sources else ""
    prepared = prepare(name, sources, mapping, used_schema(schema).schema, setting)
    keep = TemporaryDirectory(prefix="omicz-")
    return harmonise_prepared(prepared, Path(keep.name), keep=keep, resources=Resources(processes=processes))


def describe(
    harmonised: Harmonised,
    dataset: str | Path | dict[str, Any],
    *,
    node: str | Path | dict[str, Any] | None = None,
    policy: Policy | None = None,
    today: datetime.date | None = None,
) -> Description:
    """Describe records as a HealthDCAT-AP dataset: what people wrote, the node's answers, and computed statistics.

    `dataset` and `node` are the content of dataset.yaml and of a node file, or their paths. What is computed passes the
    `policy`, by default one with the least cell of the records. Raises UsageError where nobody wrote anything.
    """
    prepared = harmonised.prepared
    day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
    with judged(harmonised, (), prepared.use_cases, day) as verdicts:
        figures = Figures(
            verdicts.summary,
            prepared.schema,
            prepared.use_cases,
            policy or Policy(prepared.min_cell),
            prepared.standards,
            named_versions(verdicts.packs),
        )
        computed = figures.computed(figures.completeness(), harmonised.ledger, day)
    written = DatasetFiles(_plain(dataset), None if node is None else _plain(node))
    description, _ = describe_submission(written, computed, prepared.schema)
    if description is None:
        raise UsageError("There is nothing to describe: dataset is empty.")
    return description


def _plain(content: str | Path | dict[str, Any]) -> dict[str, Any]:
    return content if isinstance(content, dict) else dict(plain_yaml(Path(content)))
