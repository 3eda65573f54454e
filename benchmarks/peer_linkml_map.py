"""linkml-map on the benchmark's rows: its ObjectTransformer with the same recoding, as far as it can do it.

Prints rows per second. Dates and decimals pass as text, ages are not computed, no pseudonym is made, nothing is
written and no problem is found, so the comparison favours it.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from linkml_map.transformer.object_transformer import ObjectTransformer
from linkml_runtime import SchemaView

sys.path.insert(0, str(Path(__file__).parent))

from data import DIAGNOSES

COLUMNS = {
    "ID_vzorku": "id_vzorku", "ID_pacienta": "id_pacienta", "Datum_odběru": "datum", "Pohlaví": "pohlavi",
    "Typ": "typ", "Stav": "stav", "Teplota": "teplota", "Dg": "dg", "Kód": "kod", "Biobanka": "biobanka",
    "Podíl_nádoru": "podil",
}  # fmt: skip

SOURCE = """
id: https://example.org/source
name: source
imports: [linkml:types]
prefixes: {linkml: https://w3id.org/linkml/}
default_range: string
classes:
  vzorky:
    attributes:
      id_vzorku: {identifier: true}
""" + "".join(f"      {name}: {{}}\n" for name in list(COLUMNS.values())[1:])

TARGET = """
id: https://example.org/target
name: target
imports: [linkml:types]
prefixes: {linkml: https://w3id.org/linkml/}
default_range: string
classes:
  Biosample:
    attributes:
      id: {identifier: true}
      individual: {}
      organism: {}
      sample_type: {}
      sprec_code: {}
      anatomical_site: {}
      laterality: {}
      specimen_state: {}
      collection_date: {}
      collection_method: {}
      storage_conditions: {}
      tumour_content: {}
      biobank: {}
"""

TRANSFORM = """
id: benchmark
class_derivations:
  Biosample:
    populated_from: vzorky
    slot_derivations:
      id: {populated_from: id_vzorku}
      individual: {populated_from: id_pacienta}
      organism: {expr: "'NCBITaxon:9606'"}
      sample_type:
        populated_from: typ
        value_mappings: {krev: blood, plazma: plasma, sérum: serum, DNA: dna, RNA: rna, moč: urine, tkáň: tissue}
      sprec_code: {populated_from: kod}
      anatomical_site: {populated_from: dg, value_mappings: SITES}
      laterality: {populated_from: pohlavi, value_mappings: {M: left, Ž: right}}
      specimen_state: {populated_from: stav, value_mappings: {zmražený: frozen, čerstvý: fresh, FFPE: ffpe}}
      collection_date: {populated_from: datum}
      collection_method: {expr: "'MESH:' + {dg}"}
      storage_conditions:
        populated_from: teplota
        value_mappings: {"-20": frozen_minus_20, "-80": frozen_minus_80, "4": refrigerated, pokojová: room_temperature}
      tumour_content: {populated_from: podil}
      biobank: {populated_from: biobanka}
"""


def main() -> None:
    """Transform the first rows of argv[1]."""
    sites = {code: f"UBERON:{number:07d}" for number, code in enumerate(DIAGNOSES)}
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, text in (("source", SOURCE), ("target", TARGET), ("transform", TRANSFORM)):
            paths[name] = Path(folder) / f"{name}.yaml"
            paths[name].write_text(text.replace("SITES", json.dumps(sites)), encoding="utf-8")
        transformer = ObjectTransformer(
            source_schemaview=SchemaView(str(paths["source"])),
            target_schemaview=SchemaView(str(paths["target"])),
        )
        transformer.load_transformer_specification(str(paths["transform"]))
        with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
            raw = list(islice(csv.DictReader(file, delimiter=";"), int(sys.argv[2])))
        rows = [{COLUMNS[name]: value for name, value in row.items() if name in COLUMNS} for row in raw]
        started = time.perf_counter()
        for row in rows:
            transformer.map_object(row, source_type="vzorky")
        print(len(rows) / (time.perf_counter() - started))


if __name__ == "__main__":
    main()
