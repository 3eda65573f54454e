"""The benchmark's mapping as any peer needs it: tables of values, the pseudonym formula, what a problem tells."""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
import sys
import unicodedata
from pathlib import Path

SAMPLE_TYPES = {
    "krev": "blood",
    "plazma": "plasma",
    "sérum": "serum",
    "DNA": "dna",
    "RNA": "rna",
    "moč": "urine",
    "tkáň": "tissue",
}
SIDES = {"M": "left", "Ž": "right"}
STATES = {"zmražený": "frozen", "čerstvý": "fresh", "FFPE": "ffpe", "neuvedeno": None}
STORAGE = {
    "-20": "frozen_minus_20",
    "-80": "frozen_minus_80",
    "4": "refrigerated",
    "pokojová": "room_temperature",
}
ORGANISM = "NCBITaxon:9606"
RECORD = (
    "id", "individual", "organism", "sample_type", "sprec_code", "anatomical_site", "laterality", "specimen_state",
    "collection_date", "age_at_collection", "collection_method", "sampling_intents", "storage_conditions",
    "tumour_content", "biobank",
)  # fmt: skip
PROBLEM = ("code", "row", "line", "column", "slot", "record_id", "value")
DOMAIN = "benchmark/Individual\x1f"
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def key() -> bytes:
    """The pseudonym key, from the environment."""
    return bytes.fromhex(os.environ["OMICZ_PSEUDONYM_KEY"])


def pseudonym(secret: bytes, text: str) -> str:
    """The keyed pseudonym of a patient's number."""
    message = (DOMAIN + unicodedata.normalize("NFC", text).strip()).encode()
    return hmac.digest(secret, message, hashlib.sha256)[:16].hex().translate(LETTERS)


def sites(submission: Path) -> dict[str, str]:
    """Diagnosis to site, from the submission's SSSOM table."""
    with (submission / "mapping" / "codes" / "sites.sssom.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["subject_id"]: row["object_id"] for row in rows}


def paths() -> tuple[Path, Path]:
    """The submission and a new folder for what is made of it: argv[1] and argv[2]."""
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    return Path(sys.argv[1]), target
