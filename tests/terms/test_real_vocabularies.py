"""Published files, as they are: how many terms, names and obsolete terms a pack of each has."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from omicz_meta.terms.adding import add
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.store import Store


class Counts(NamedTuple):
    """Of one pack."""

    terms: int
    obsolete: int
    names: int
    replaced: int
    parents: int


QUICK = (
    ("atc", ["cz-sukl-dlp-atc.csv.gz"], Counts(6902, 0, 13804, 0, 6888)),
    ("duo", ["duo.csv.gz"], Counts(25, 0, 48, 0, 0)),
    ("eu-human-sex", ["eu/humansexes-2024.rdf.gz"], Counts(6, 0, 144, 0, 1)),
    ("geno", ["geno-full.json.gz"], Counts(445, 49, 446, 0, 389)),
    ("hancestro", ["HANCESTRO-ontology-v2025-10-14.json.zst"], Counts(1023, 43, 1434, 41, 1531)),
)
HEAVY = (
    ("hp", ["hp-2025-01-16.obo.zst"], Counts(22929, 3895, 43003, 3838, 23392)),
    ("hp-cs", ["hp-cs.synonyms.tsv.gz", "hp-cs-changed.babelon.tsv.gz"], Counts(10479, 0, 19811, 0, 0)),
    ("mondo", ["MONDO-ontology-v2026-05-05.json.zst"], Counts(31958, 3968, 104000, 2221, 41908)),
    ("icd10", ["icd10-who-2019.xml.gz"], Counts(12542, 0, 12542, 0, 12520)),
    ("snomed-gps", ["snomed-gps-20200930.ValueSet.json.gz"], Counts(26158, 0, 26158, 0, 0)),
    ("edam", ["edam-1.25.owl.gz"], Counts(3475, 1117, 6117, 340, 3434)),
    ("efo", ["EFO-ontology-v3.90.0.json.zst"], Counts(18382, 4930, 39768, 4840, 16394)),
    ("uberon", ["UBERON-ontology-v2026-04-01.json.zst"], Counts(16358, 1387, 42299, 535, 31696)),
    ("cl", ["CL-ontology-v2026-03-26.json.zst"], Counts(3596, 272, 6327, 198, 4641)),
    ("so", ["so-2024-11-18.obo.gz"], Counts(2747, 343, 7194, 193, 2510)),
    ("eco", ["eco-2024-07-19.obo.gz"], Counts(2281, 85, 3396, 49, 3735)),
    ("obi", ["obi-2026-05-08.obo.gz"], Counts(5218, 87, 7063, 27, 6180)),
    ("eu-country", ["eu/countries-2024.rdf.gz"], Counts(293, 31, 20125, 0, 52)),
    ("eu-file-type", ["eu/file-type-2020.ttl.gz"], Counts(172, 2, 195, 0, 0)),
    ("eu-frequency", ["eu/frequency-2020.ttl.gz"], Counts(31, 0, 980, 0, 0)),
)


def counts(pack: Pack) -> Counts:
    def count(query: str) -> int:
        return int(pack.rows(f"SELECT count(*) FROM {query}")[0][0])

    return Counts(
        count("term"),
        count("term WHERE obsolete"),
        count("name"),
        count("successor WHERE kind = 'replaced_by'"),
        count("parent"),
    )


@pytest.mark.parametrize(
    ("name", "files", "expected"), [*QUICK, *(pytest.param(*row, marks=pytest.mark.heavy) for row in HEAVY)]
)
def test_a_pack_has_all_of_its_file(
    name: str, files: list[str], expected: Counts, shared: Path, tmp_path: Path
) -> None:
    if name == "edam":
        pytest.importorskip("owlready2")
    added = add(Store(tmp_path), name, [str(shared / "ontologies" / file) for file in files])
    with Pack(added.installed.path) as pack:
        assert counts(pack) == expected


@pytest.mark.heavy
def test_czech_names_keep_their_status(shared: Path, tmp_path: Path) -> None:
    files = ("hp-cs.synonyms.tsv.gz", "hp-cs-changed.babelon.tsv.gz", "hp-cs-not-translated.babelon.tsv.gz")
    added = add(Store(tmp_path), "hp-cs", [str(shared / "ontologies" / file) for file in files])
    assert added.problems == () and added.installed.about.extends == "hp"
    with Pack(added.installed.path) as pack:
        # 14,782 and 4,029 rows, of which 84 and 24 stand twice
        assert pack.rows(
            "SELECT scope, language, status, count(*) FROM name GROUP BY 1, 2, 3 ORDER BY 4 DESC"
        ) == [
            ("exact", "cs", "OFFICIAL", 14698),
            ("exact", "cs", "CANDIDATE", 4005),
            ("label", "cs", "SOURCE_CHANGED", 1108),
        ]
        assert pack.rows("SELECT count(DISTINCT term) FROM name WHERE scope = 'exact'") == [(9653,)]
