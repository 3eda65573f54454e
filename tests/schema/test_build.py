"""Compiling: what is committed is what LinkML gives; a hospital may extend the model, never declare it again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.schema import Kind, load_schema
from omicz_meta.schema.build import build, compile_texts
from omicz_meta.schema.listing import reference_page, show

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
id: https://example.org/hospital
name: hospital
imports: [linkml:types, omicz]
prefixes: {hospital: https://example.org/hospital/}
default_prefix: hospital
"""
EXTENSION = f"""{HEAD}
classes:
  SleepStudy:
    is_a: Measurement
    slots: [desaturation_index]
    rules:
      - postconditions: {{slot_conditions: {{desaturation_index: {{required: true}}}}}}
slots:
  desaturation_index:
    range: Percentage
    annotations: {{requirement: C, title_cs: Index desaturací}}
"""
AGAIN = f"""{HEAD}
classes:
  Individual:
    slots: [subject_id]
"""
SAME_SLOT = f"""{HEAD}
slots:
  birth_date: {{range: date}}
"""
ALONE = """\
id: https://example.org/alone
name: alone
imports: [linkml:types]
slots:
  code: {range: string, identifier: true}
  weight: {range: integer}
classes:
  Thing:
    slots: [code, weight]
    annotations: {level: person}
"""
NO_DEMAND = """\
    rules:
      - postconditions: {slot_conditions: {weight: {required: false}}}
"""
COLUMNS = "class\tslot\trequirement\tcondition"


def written(folder: Path, text: str) -> Path:
    path = folder / "hospital.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_compiled_files_are_fresh(root: Path) -> None:
    """After a change of schemas/: omicz-meta schema build."""
    folder = root / "schemas/compiled"
    fresh = dict(compile_texts(root / "schemas/omicz.yaml"))
    assert {path.name for path in folder.iterdir()} == set(fresh)
    for name, text in fresh.items():
        assert (folder / name).read_bytes() == text.encode(), name


def test_reference_page_is_fresh(root: Path) -> None:
    """The page is `omicz_meta.schema.listing.reference_page(load_schema())`."""
    assert (root / "docs/reference/model.md").read_text(encoding="utf-8") == reference_page(load_schema())


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("hospital")
    (folder / "use-cases").mkdir()
    rows = ("SleepStudy\tdesaturation_index\tM\t-", "SleepStudy\t-\t2..*\t-")
    (folder / "use-cases/sleep.tsv").write_text("\n".join((COLUMNS, *rows)), encoding="utf-8")
    return build(written(folder, EXTENSION), folder / "out")


def test_a_hospital_extends_the_model(extended: tuple[Path, ...]) -> None:
    schema = load_schema(extended[0])
    measurement, study = schema.classes["Measurement"], schema.classes["SleepStudy"]
    assert set(load_schema().classes) < set(schema.classes)
    assert schema.classes["Measurement"] == load_schema().classes["Measurement"]
    assert (study.level, study.key, study.records_file) == ("person", "id", "sleep_study.parquet")
    assert set(measurement.slots) < set(study.slots)
    slot = study.slots["desaturation_index"]
    assert (slot.kind, slot.minimum, slot.maximum, slot.requirement) == (Kind.DECIMAL, "0", "100", "C")
    assert (slot.title["cs"], slot.uri) == ("Index desaturací", "hospital:desaturation_index")
    assert ("desaturation_index",) in [condition.required for condition in study.conditions]
    assert study.conditions[: len(measurement.conditions)] == measurement.conditions
    assert all(path.stat().st_size for path in extended)


def test_a_hospital_adds_a_use_case(extended: tuple[Path, ...]) -> None:
    schema = load_schema(extended[0])
    study = schema.classes["SleepStudy"]
    assert schema.use_cases == (*load_schema().use_cases, "sleep")
    assert study.slots["desaturation_index"].overrides == {"sleep": "M"}
    assert [(minimum.use_case, minimum.per_individual) for minimum in study.minima] == [("sleep", 2)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (AGAIN, "Individual is declared in .* and again in "),
        (SAME_SLOT, "birth_date is declared in .* and again in "),
        (ALONE.replace("identifier: true", "required: true"), "Thing has no key"),
        (ALONE.replace("linkml:types", "nowhere"), "cannot be read"),
        ("a: [", "cannot be read"),
        (ALONE.replace("range: integer", "range: Colour"), "Colour has no physical type"),
        (ALONE.replace("level: person", "level: animal"), "level 'animal' is none of"),
        (ALONE + NO_DEMAND, "demands nothing"),
        (
            ALONE + NO_DEMAND.replace("weight: {required: false}", "colour: {required: true}"),
            "speaks of colour, which the class does not have",
        ),
        (ALONE.replace("[code, weight]", "[code, weight, colour]"), "does not hold together: .*colour"),
    ],
)
def test_a_schema_that_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=reason):
        build(written(tmp_path, text), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_import_that_hides_the_model(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/common.yaml").write_text(ALONE, encoding="utf-8")
    text = EXTENSION.replace("omicz]", "omicz, parts/common]")
    with pytest.raises(UsageError, match="parts/common hides a file of the national model"):
        build(written(tmp_path, text), tmp_path / "out")


def test_a_schema_that_stands_alone(tmp_path: Path) -> None:
    schema = load_schema(build(written(tmp_path, ALONE), tmp_path / "out")[0])
    assert {name: list(body.slots) for name, body in schema.classes.items()} == {"Thing": ["code", "weight"]}
    assert schema.use_cases == ()


def test_a_schema_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no schema file"):
        build(tmp_path / "none.yaml", tmp_path / "out")


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("class\tslot", "columns must be"),
        (f"{COLUMNS}\nThing\tweight\tX\t-", "sleep.tsv:2: not a row"),
        (f"{COLUMNS}\nThing\tcolour\tM\t-", "Thing.colour, which does not exist"),
    ],
)
def test_an_overlay_that_is_refused(table: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "use-cases").mkdir()
    (tmp_path / "use-cases/sleep.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(UsageError, match=reason):
        build(written(tmp_path, ALONE), tmp_path / "out")


def test_without_linkml_it_says_what_to_install(root: Path) -> None:
    program = (
        "import sys; sys.modules['linkml_runtime'] = None\n"
        "from pathlib import Path; from omicz_meta.schema.build import build\n"
        "from omicz_meta.errors import EnvironmentFault\n"
        "try: build(Path('schemas/omicz.yaml'), Path('never'))\n"
        "except EnvironmentFault as fault: print(fault, fault.exit_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert "pip install 'omicz-meta[schema]'" in done.stdout
    assert done.stdout.endswith("3\n")


def test_no_linkml_at_run_time() -> None:
    program = "import sys, omicz_meta.schema as s; s.load_schema(); print([m for m in sys.modules if 'linkml' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_show_lists_every_slot() -> None:
    schema = load_schema()
    rows = show(schema)
    assert len(rows) == sum(len(body.slots) for body in schema.classes.values())
    assert [row.cardinality for row in rows if (row.record_class, row.slot) == ("Dataset", "themes")] == [
        "1..*"
    ]
