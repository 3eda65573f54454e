"""FHIR NDJSON to records and problems in Parquet, against reading the lines alone, in one run.

    python benchmarks/bench_fhir.py [--resources 1000000] [--pairs 5] [--strict 5000] [--bundle]

A tenth patients, a quarter conditions, the rest observations, about a kilobyte each; three in a thousand have a fault.
With `--bundle` they are entries of one bundle in one file, which is measured without peers.
The peers are a loop that does nothing but `orjson.loads` on every line, and `fhir.resources` (R4B) on the first lines.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import orjson
from measure import HEADER, Figures, median, once, row

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
KEY = {"OMICZ_PSEUDONYM_KEY": "ab" * 32}
MANIFEST = """\
id: fhir-benchmark
sources: [{name: fhir, kind: fhir, path: bulk}]
mapping: fhir-r4
privacy: {pseudonym_key: env:OMICZ_PSEUDONYM_KEY}
"""

LOOP = """
import sys, orjson
for path in sys.argv[1:]:
    with open(path, "rb") as lines:
        for line in lines:
            orjson.loads(line)
"""

STRICT = """
import sys, time, itertools
from fhir.resources.R4B import get_fhir_model_class
kinds, done, began = {}, 0, 0.0
import json
for path in sys.argv[2:]:
    with open(path, "rb") as lines:
        for line in itertools.islice(lines, int(sys.argv[1]) // len(sys.argv[2:])):
            kind = json.loads(line)["resourceType"]
            model = kinds.setdefault(kind, get_fhir_model_class(kind))
            start = time.process_time()
            try:
                model.model_validate_json(line)
            except ValueError:
                pass
            began += time.process_time() - start
            done += 1
print(done / began)
"""


def bulk(resources: int) -> Path:
    """A submission with a bulk export of made-up resources; the same for the same number."""
    folder = WORK / f"fhir-{resources}"
    place = folder / "bulk"
    if not (place / "Observation.ndjson").exists():
        shutil.rmtree(folder, ignore_errors=True)
        place.mkdir(parents=True)
        (folder / "submission.yaml").write_text(MANIFEST)
        people = resources // 10
        _write(place / "Patient.ndjson", map(_patient, range(people)))
        _write(place / "Condition.ndjson", (_condition(n, n % people) for n in range(resources // 4)))
        rest = resources - people - resources // 4
        _write(place / "Observation.ndjson", (_observation(n, n % people) for n in range(rest)))
    return folder


def bundle(resources: int) -> Path:
    """The same resources as one bundle in one file."""
    lines, folder = files(bulk(resources)), WORK / f"fhir-bundle-{resources}"
    place = folder / "bulk" / "bundle.json"
    if not place.exists():
        shutil.rmtree(folder, ignore_errors=True)
        place.parent.mkdir(parents=True)
        (folder / "submission.yaml").write_text(MANIFEST)
        with place.open("wb") as file:
            file.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [')
            for number, entry in enumerate(map(_entry, _lines(lines))):
                file.write(b",\n" * bool(number) + entry)
            file.write(b"]}")
    return folder


def _lines(paths: list[str]) -> Iterator[bytes]:
    for path in paths:
        with Path(path).open("rb") as file:
            yield from file


def _entry(line: bytes) -> bytes:
    known = orjson.loads(line)
    url = f"https://example.org/fhir/{known['resourceType']}/{known['id']}"
    return b'{"fullUrl": "' + url.encode() + b'", "resource": ' + line.strip() + b"}"


def _write(path: Path, made: Iterator[dict[str, object]]) -> None:
    with path.open("wb") as file:
        file.writelines(orjson.dumps(one) + b"\n" for one in made)


META = {"versionId": "1", "lastUpdated": "2026-01-01T10:00:00.000+01:00", "source": "urn:example:his"}
NARRATIVE = {
    "status": "generated",
    "div": '<div xmlns="http://www.w3.org/1999/xhtml">' + "generated " * 20 + "</div>",
}


def _patient(number: int) -> dict[str, object]:
    return {
        "resourceType": "Patient",
        "id": f"p{number}",
        "meta": META,
        "text": NARRATIVE,
        "identifier": [{"system": "https://example.org/mrn", "value": f"{number:09}"}],
        "name": [{"use": "official", "family": "Nováková", "given": ["Žofie"]}],
        "gender": ("female", "male")[number % 2],
        "birthDate": f"{1930 + number % 80}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "address": [{"use": "home", "city": "Brno", "postalCode": "60200", "country": "CZ"}],
    }


def _condition(number: int, person: int) -> dict[str, object]:
    status = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    }
    sure = {
        "coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}
        ]
    }
    code = f"{chr(65 + number % 24)}{number % 90 + 10}.{number % 10}"
    return {
        "resourceType": "Condition",
        "id": f"c{number}",
        "meta": META,
        "text": NARRATIVE,
        "clinicalStatus": status,
        "verificationStatus": sure,
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": code}], "text": "diagnosis"},
        "subject": {"reference": f"Patient/p{person}"},
        "recordedDate": f"{2000 + number % 25}-0{number % 9 + 1}-11",
    }


def _observation(number: int, person: int) -> dict[str, object]:
    made: dict[str, object] = {
        "resourceType": "Observation",
        "id": f"o{number}",
        "meta": META,
        "text": NARRATIVE,
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
        "code": {
            "coding": [
                {"system": "http://loinc.org", "code": CODES[number % len(CODES)], "display": "a test"}
            ]
        },
        "subject": {"reference": f"Patient/p{person}"},
        "effectiveDateTime": f"{2000 + number % 25}-0{number % 9 + 1}-12T08:30:00+01:00",
        "valueQuantity": {
            "value": number % 1000 / 10,
            "unit": "mmol/l",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
    }
    if number % 333 == 0:
        del made["status"]
    return made


CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
CODES = ("718-7", "2345-7", "2160-0", "777-3", "6690-2")


def files(folder: Path) -> list[str]:
    """The files of the export."""
    return sorted(str(path) for path in (folder / "bulk").iterdir())


def ours(folder: Path) -> Figures:
    """Records and problems: the first arrow."""
    out = WORK / "fhir-out"
    shutil.rmtree(out, ignore_errors=True)
    figures = once([sys.executable, str(HERE / "harmonise_only.py"), str(folder), str(out)], KEY)
    if figures.code:
        raise SystemExit(f"omicz-meta ended with {figures.code}")
    return figures


def strict(folder: Path, lines: int) -> float:
    """Resources a CPU second of `fhir.resources`, imports left out."""
    command = [sys.executable, "-c", STRICT, str(lines), *files(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout.strip() or "nan")


def main() -> None:
    """Print the table and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--resources", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--strict", type=int, default=5_000)
    parser.add_argument("--bundle", action="store_true")
    asked = parser.parse_args()
    if asked.bundle:
        mine = [ours(bundle(asked.resources)) for _ in range(asked.pairs)]
        print(f"{asked.resources:,} resources in one bundle, medians of {asked.pairs}\n{HEADER}")
        print(row("omicz-meta, records and problems", mine, asked.resources))
        return
    folder = bulk(asked.resources)
    mine, loop = list[Figures](), list[Figures]()
    for _ in range(asked.pairs):
        mine.append(ours(folder))
        loop.append(once([sys.executable, "-c", LOOP, *files(folder)]))
    print(f"{asked.resources:,} resources in NDJSON, medians of {asked.pairs}\n{HEADER}")
    print(row("omicz-meta, records and problems", mine, asked.resources))
    print(row("orjson.loads on every line", loop, asked.resources))
    wall = median([run.wall for run in loop]) / median([run.wall for run in mine])
    cpu = median([run.cpu for run in loop]) / median([run.cpu for run in mine])
    print(f"{wall:.2f}x of the loop by wall, {cpu:.2f}x by CPU")
    peer = strict(folder, asked.strict)
    speed = asked.resources / median([run.wall for run in mine])
    print(f"fhir.resources: {peer:,.0f} resources/s; {speed / peer:.1f}x")


if __name__ == "__main__":
    main()
