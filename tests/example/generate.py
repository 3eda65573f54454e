"""Makes the shipped example: the tables of a fictional hospital, and the list of faults planted in them.

From the folder `tests`: `python -m example.generate [FOLDER]` (default: the example of `mappings/csv-demo`).
The standard library is all it needs; the same seed gives the same bytes everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from example.cohort import export
from example.diseases import DISEASES
from example.faults import Planted, plant
from example.sheet import Written, write

SEED = 20261102
FOLDER = Path(__file__).resolve().parents[2] / "mappings" / "csv-demo"
COLUMNS = ("code", "source", "file", "row", "line", "column", "slot", "record_class", "what")
CODE_MAP_HEADER = """\
#mapping_set_id: https://w3id.org/omicz/mappings/csv-demo/mkn10-orpha
#mapping_set_version: "2026-11"
#license: https://creativecommons.org/publicdomain/zero/1.0/
#comment: MKN-10 categories that stand for one rare disease only, with its ORPHA number
#curie_map:
#  MKN10: https://uzis.cz/terminology/CodeSystem/mkn-10#
#  ORPHA: http://www.orpha.net/ORDO/Orphanet_
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
subject_id\tpredicate_id\tobject_id\tobject_label\tmapping_justification
"""


def files(seed: int = SEED) -> Mapping[str, bytes]:
    """Every generated file, by its path below `mappings/csv-demo`."""
    tables = export(seed)
    planted = plant(tables)
    written = {sheet.name: write(sheet) for sheet in tables.sheets}
    data = {f"example/{sheet.file}": written[sheet.name].content for sheet in tables.sheets}
    return {
        **data,
        "example/planted.tsv": _planted(planted, written).encode(),
        "codes/mkn10-orpha.sssom.tsv": _code_map().encode(),
    }


def _planted(planted: tuple[Planted, ...], written: Mapping[str, Written]) -> str:
    order = ["", *written]
    lines = [_line(fault, written) for fault in planted]
    lines.sort(key=lambda cells: (order.index(cells[1]), int(cells[3] or 0), cells[0], cells[5]))
    return "".join("\t".join(cells) + "\n" for cells in (COLUMNS, *lines))


def _line(fault: Planted, written: Mapping[str, Written]) -> tuple[str, ...]:
    source, file, row, line = "", "", "", ""
    if (sheet := fault.sheet) is not None:
        source, file = sheet.name, sheet.file
        if fault.row is not None:
            row, line = map(str, written[source].place(fault.row))
        elif fault.at_header:
            line = str(len(sheet.preamble) + 1)
    return (fault.code, source, file, row, line, fault.column, fault.slot, fault.record_class, fault.what)


def _code_map() -> str:
    pairs = (
        f"MKN10:{d.mkn10}\tskos:exactMatch\tORPHA:{d.orpha}\t{d.label}\tsemapv:ManualMappingCuration\n"
        for d in DISEASES
    )
    return CODE_MAP_HEADER + "".join(pairs)


def main(folder: Path = FOLDER) -> None:
    """Write all files."""
    for path, content in files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
