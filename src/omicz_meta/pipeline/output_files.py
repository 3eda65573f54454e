"""Writes what stands beside records and lineage in an output folder: report, quarantine, terms, catalogue."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from omicz_meta.catalogue.description import Description
from omicz_meta.engine.plan import ClassPlan, CodeMap, Column, SlotPlan, walk
from omicz_meta.engine.screen import is_screened
from omicz_meta.engine.sharing import shared_by, space_of
from omicz_meta.engine.shifting import shifted_slots
from omicz_meta.engine.spool import RAW, REASON, QuarantineSpool
from omicz_meta.engine.table import LINE, ROW, Form, Layout, Recalling, Table
from omicz_meta.mapping import OwnFunctions
from omicz_meta.pipeline.harmonising import Harmonised, Verdicts
from omicz_meta.pipeline.incremental import CACHE
from omicz_meta.pipeline.inputs import Inputs
from omicz_meta.pipeline.last_look import look
from omicz_meta.pipeline.output import RUN_FILE, SCHEMA_FILE, OutputFile, sealed, write_json
from omicz_meta.pipeline.published import NOTHING, Published
from omicz_meta.pipeline.report import pack_versions, versions
from omicz_meta.pipeline.termsfile import write_terms
from omicz_meta.pipeline.trail import log_writing
from omicz_meta.reports import render_html, render_json
from omicz_meta.result import Report
from omicz_meta.sources.quarantine import QuarantinedRow, write_quarantine
from omicz_meta.sources.request import stem_of, suffix_of
from omicz_meta.sources.source import WRITTEN_OUT


@dataclass(frozen=True, slots=True)
class Options:
    """What a folder is written with: quarantine (None: in it, `off`: nowhere, else its own folder), written inputs."""

    quarantine: str | Path | None = None
    dataset: Mapping[str, Any] | None = None
    node: Mapping[str, Any] | None = None
    seconds: float = 0.0
    judged_on: str = ""
    inputs: Inputs | None = None
    taken_over: tuple[str, ...] | None = None
    stretches: Mapping[str, Sequence[int]] = field(default_factory=dict)
    published: Published = NOTHING
    earlier: Published = NOTHING


def write_folder(
    harmonised: Harmonised,
    verdicts: Verdicts,
    report: Report,
    description: Description | None,
    options: Options,
) -> None:
    """Write everything beside the records; run.json comes last."""
    folder = harmonised.folder
    files = [
        *_record_files(harmonised),
        OutputFile("problems.parquet", "pseudonymous", verdicts.rows, verdicts.rows_sha256),
    ]
    (folder / "report.json").write_text(render_json(report), encoding="utf-8")
    (folder / "report.html").write_text(render_html(report, "cs"), encoding="utf-8")
    write_terms(folder / "terms.sssom.tsv", report.terms, harmonised.prepared.schema)
    files += [OutputFile(name, "internal") for name in ("report.json", "report.html", "terms.sssom.tsv")]
    if options.quarantine != "off":
        target = folder / "quarantine" if options.quarantine is None else Path(options.quarantine)
        names = list(_quarantine(harmonised, target))
        if options.quarantine is None:
            files += [OutputFile(f"quarantine/{name}", "personal", rows) for name, rows in names]
    if description is not None:
        # loaded where there is a description
        from omicz_meta.catalogue.publish import write_description  # noqa: PLC0415

        (folder / "catalogue").mkdir()
        written = write_description(description, folder / "catalogue")
        files += [OutputFile(f"catalogue/{file.name}", "public") for file in written]
    files += _own_schema(harmonised)
    remembered = sorted((folder / CACHE).glob("*"))
    files += [OutputFile(f"{CACHE}/{file.name}", "personal") for file in remembered]
    shutil.rmtree(folder / "staged")
    content = sealed(_run_json(harmonised, verdicts, report, files, options))
    write_json(folder / RUN_FILE, content)
    _looked_through(harmonised, [*files, OutputFile(RUN_FILE, "internal")], options)
    content["audit_head"] = log_writing("run", content)
    write_json(folder / RUN_FILE, content)


def _own_schema(harmonised: Harmonised) -> Iterator[OutputFile]:
    """The schema that the records follow, where it is a hospital's own: `why` and `describe` read them by it."""
    if harmonised.prepared.own_schema is not None:
        text = harmonised.prepared.own_schema
        (harmonised.folder / SCHEMA_FILE).write_text(text, encoding="utf-8", newline="\n")
        yield OutputFile(SCHEMA_FILE, "internal")


def _looked_through(harmonised: Harmonised, files: list[OutputFile], options: Options) -> None:
    """Raises InputError for identifiers in what would leave."""
    look(
        harmonised.folder,
        files,
        harmonised.prepared.schema,
        (options.dataset, options.node),
    )


def _record_files(harmonised: Harmonised) -> Iterator[OutputFile]:
    for name, part in harmonised.staged.classes.items():
        definition = harmonised.prepared.schema.classes[name]
        snake = definition.snake
        if part.rows:
            yield OutputFile(
                f"records/{snake}.parquet",
                "pseudonymous",
                part.rows,
                part.rows_sha256,
                screened=frozenset(definition.slots) if is_screened(definition) else frozenset(),
            )
            yield OutputFile(
                f"lineage/{snake}.parquet",
                "pseudonymous",
                part.lineage_rows,
                part.lineage_sha256,
                # the ids of the records again
                screened=frozenset({"record_id"}) if is_screened(definition) else frozenset(),
            )
        else:
            part.records.unlink()
            part.lineage.unlink()


def _quarantine(harmonised: Harmonised, folder: Path) -> Iterator[tuple[str, int]]:
    """One file per file with quarantined rows, in the layout of its source."""
    rows = {name: _rows(spool) for name, spool in harmonised.staged.spools.items()}
    known = harmonised.prepared.tables
    for base in (
        table for table in known.values() if (shared := shared_by(table)) and shared.space == table.name
    ):
        yield from _resources(
            base, [row for name in known if space_of(known[name]) == base.name for row in rows[name]], folder
        )
    for tables in _by_file(table for table in known.values() if shared_by(table) is None):
        if not any(rows[table.name] for table in tables):
            continue
        first = tables[0]
        path = folder / _file_name(first, harmonised.prepared.tables)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if isinstance(first.layout, Form):
            count = _repaired(path, [(table, rows[table.name]) for table in tables])
            yield path.relative_to(folder).as_posix(), count
        else:
            layout = first.layout or Layout()
            count = write_quarantine(path, layout, first.columns, rows[first.name])
            yield path.relative_to(folder).as_posix(), count


def _resources(base: Table, rows: list[QuarantinedRow], folder: Path) -> Iterator[tuple[str, int]]:
    """Rows that several tables share, each once, as the text that the files hold of them."""
    shared = shared_by(base)
    if shared is None or not isinstance(base, Recalling) or not rows:
        return
    # loaded where resources of FHIR are quarantined
    from omicz_meta.sources.fhir.quarantine import by_file, write_resources  # noqa: PLC0415

    once = {row.row: row for row in sorted(rows, key=lambda row: row.row)}
    texts = base.recalled(tuple(once))
    found = [replace(row, raw=text) for row, text in zip(once.values(), texts, strict=True)]
    for file, some in by_file(found, shared.files):
        inside = file.removeprefix(base.file).replace("!", "/").strip("/")
        name = Path(base.source, inside).with_suffix(".ndjson") if inside else Path(f"{base.source}.ndjson")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield name.as_posix(), write_resources(path, some)


def _by_file(tables: Iterable[Table]) -> list[list[Table]]:
    """Tables that stand in one file together; a table in memory or in a database stands alone."""
    files: dict[tuple[str, str], list[Table]] = {}
    for table in tables:
        alone = table.layout is None or table.layout is WRITTEN_OUT
        files.setdefault((table.source, table.name if alone else table.file), []).append(table)
    return list(files.values())


def _repaired(path: Path, tables: Iterable[tuple[Table, list[QuarantinedRow]]]) -> int:
    # loaded where rows of other files than CSV are quarantined
    from omicz_meta.sources.repair import Repairs, write_repairs  # noqa: PLC0415

    forms = (
        (one, one.layout if isinstance(one.layout, Form) else Form("ndjson"), rows) for one, rows in tables
    )
    return write_repairs(path, [Repairs(form, one.columns, rows) for one, form, rows in forms])


ENDINGS = {"excel": ".xlsx", "json": ".json", "ndjson": ".ndjson", "xml": ".xml", "parquet": ".parquet"}


def _file_name(table: Table, tables: Mapping[str, Table]) -> Path:
    """`<source>.<ending>`; the same name as the file's, in a folder, where the source is one.

    Tables of a database are CSV; where there are several, each has its name, in a folder.
    """
    if table.layout is WRITTEN_OUT:
        if table.name == table.source:
            return Path(f"{table.source}.csv")
        of_source = (other for other in tables.values() if other.source == table.source)
        part = _plain_name(table)
        same = [other for other in of_source if _plain_name(other).casefold() == part.casefold()]
        # names that differ only in odd characters, or in case, which some file systems do not tell apart
        mark = f"-{hashlib.sha256(table.name.encode()).hexdigest()[:8]}" if len(same) > 1 else ""
        return Path(table.source, f"{part}{mark}.csv")
    layout, file = table.layout, Path(table.file)
    ending = ENDINGS[layout.kind] if isinstance(layout, Form) else suffix_of(file) or ".csv"
    several = {other.file for other in tables.values() if other.source == table.source} != {table.file}
    return Path(table.source, stem_of(file) + ending) if several else Path(f"{table.source}{ending}")


def _plain_name(table: Table) -> str:
    """The name of a table in its source, in letters that every file system takes."""
    return re.sub(r"[^\w.-]", "_", table.name.removeprefix(f"{table.source}."))


def _rows(spool: QuarantineSpool) -> list[QuarantinedRow]:
    found = []
    for batch in spool.read():
        for row in batch.to_pylist():
            cells = None if row[RAW] is not None else tuple(row.get(name) for name in spool.columns)
            found.append(QuarantinedRow(row[ROW], row[LINE], row[REASON], cells, row[RAW]))
    return sorted(found, key=lambda row: row.row)


def _run_json(
    harmonised: Harmonised, verdicts: Verdicts, report: Report, files: list[OutputFile], options: Options
) -> dict[str, object]:
    prepared = harmonised.prepared
    sources = {}
    for name, account in report.ledger.sources.items():
        read = [
            {"path": file.path, "sha256": file.sha256, "bytes": file.size}
            for source, file in prepared.files
            if source == name
        ]
        sources[name] = {**asdict(account), "files": read}
    return {
        "submission": prepared.name,
        "use_cases": list(report.use_cases),
        "min_cell": prepared.min_cell,
        **_moved_dates(harmonised),
        "published": options.published.entry(),
        "earlier": options.earlier.entry(),
        "description": {"dataset": options.dataset, "node": options.node},
        "sources": sources,
        "standards": list(prepared.standards),
        **_persons(harmonised),
        "slots": {name: asdict(count) for name, count in report.ledger.slots.items()},
        "outputs": {file.path: file.entry(harmonised.folder) for file in files},
        "rules": dict(_rules(harmonised)),
        "versions": {
            **versions(),
            "schema": f"{prepared.schema.name} {prepared.schema.version}",
            **_own_functions(prepared.functions),
            **pack_versions(verdicts.packs),
        },
        "code_maps": [_code_map(prepared.mapping.codes[name]) for name in prepared.plan.codes],
        "vocabularies": [pack.entry() for pack in verdicts.packs],
        "inputs": options.inputs.entry() if options.inputs else None,
        "key_id": prepared.key_id,
        "audit_head": None,
        "timings": {"seconds": round(options.seconds, 3), "judged_on": options.judged_on, **_taken(options)},
    }


def _code_map(one: CodeMap) -> dict[str, str | None]:
    """Which code map translated, in which version (SSSOM, mapping_set_version)."""
    return {"name": one.name, "file": one.file, "version": one.version}


def _moved_dates(harmonised: Harmonised) -> dict[str, object]:
    """By how many days at most dates were moved back, and in which slots, where that was asked for."""
    prepared = harmonised.prepared
    if not prepared.shift_days:
        return {}
    slots = shifted_slots(prepared.schema)
    named = {name: list(slots.get(name, ())) for name in harmonised.staged.classes}
    return {"shifted_dates": {"days": prepared.shift_days, "slots": {n: s for n, s in named.items() if s}}}


def _taken(options: Options) -> dict[str, object]:
    """Which tables were taken over from an earlier run, and of others how many stretches, where any were looked for."""
    if options.taken_over is None:
        return {}
    parts = {name: len(numbers) for name, numbers in options.stretches.items()}
    return {"taken_over": list(options.taken_over), "taken_over_stretches": parts}


def _own_functions(functions: OwnFunctions) -> dict[str, str]:
    """Which functions a user brought along: the SHA-256 of their file, else their names."""
    if not functions.by_name:
        return {}
    return {"functions": functions.sha256 or ", ".join(functions.by_name)}


def _persons(harmonised: Harmonised) -> dict[str, object]:
    """How many persons are known by several ids or in several sources, where a source declares an identity."""
    merged = harmonised.staged.merged
    return {} if merged is None else {"persons": {"merged": merged}}


def _rules(harmonised: Harmonised) -> Iterator[tuple[str, dict[str, object]]]:
    """Which columns each rule reads and where it is written: what `why` answers from."""
    for part in harmonised.prepared.plan.classes:
        for slot in part.slots:
            yield (
                slot.rule,
                {
                    "class": part.target,
                    "slot": slot.slot.name,
                    "class_rule": part.rule,
                    "columns": list(slot.columns),
                    "joined": _joined(part, slot),
                    "made": slot.made,
                    "pseudonym": slot.pseudonym is not None,
                    "where": slot.where,
                },
            )


def _joined(part: ClassPlan, slot: SlotPlan) -> list[str]:
    """Columns of other tables that feed a slot, as `table.column`."""
    tables = {join.name: join.table for join in part.joins}
    cells = (node for node in walk(slot.value) if isinstance(node, Column) and node.table is not None)
    return list(dict.fromkeys(f"{tables.get(cell.table or '', cell.table)}.{cell.name}" for cell in cells))
