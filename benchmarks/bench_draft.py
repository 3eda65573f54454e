"""How much of what a person wrote `omicz-meta mapping draft` finds: precision and recall of (class, slot, column).

python benchmarks/bench_draft.py [--shared FOLDER]

Three shipped mappings are the yardstick. "As shipped" uses the whole list of names; "unseen" uses it without the names
that are just those of the table at hand, since whoever wrote the list knew these tables. Recall cannot reach 1 where
a person knew what no column says, such as that everybody in the list has COVID-19.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from omicz_meta.drafting import draft_mapping, write_draft
from omicz_meta.drafting.agreement import Agreement, agreement
from omicz_meta.drafting.lexicon import load_lexicon
from omicz_meta.mapping import compile_plan, load_mapping
from omicz_meta.profile import open_path, profile_tables
from omicz_meta.resources import mappings_folder
from omicz_meta.schema import load_schema


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A mapping that a person wrote, and tables it fits."""

    mapping: str
    data: Path


def yardsticks(shared: Path | None) -> list[Yardstick]:
    """The shipped mappings with their examples, and with larger data where these are."""
    home = mappings_folder()
    found = [
        Yardstick("csv-demo", home / "csv-demo" / "example"),
        Yardstick("bbmri-cz", home / "bbmri-cz" / "example"),
        Yardstick("cz-mzcr", home / "cz-mzcr" / "example"),
    ]
    larger = shared / "data" / "cz-mzcr-osoby" / "osoby-short.csv" if shared else None
    if larger and larger.is_file():
        found.append(Yardstick("cz-mzcr", larger))
    return found


def measured(yardstick: Yardstick, *, unseen: bool = False) -> Agreement:
    """Draft a mapping for the tables and compare it with the one a person wrote."""
    schema = load_schema()
    with TemporaryDirectory() as folder, open_path(yardstick.data) as opened:
        columns = {table.name: table.columns for table in opened.tables}
        lexicon = load_lexicon()
        if unseen:
            lexicon = lexicon.without(name for names in columns.values() for name in names)
        profiled = profile_tables(opened.tables, schema)
        write_draft(draft_mapping(profiled, "draft", schema, lexicon=lexicon), Path(folder))
        plans = [
            compile_plan(load_mapping(name, schema=schema), schema, columns)
            for name in (Path(folder), yardstick.mapping)
        ]
    for plan, problems in plans:
        assert plan is not None, problems
    return agreement(plans[0][0], plans[1][0])


def main() -> None:
    """Print a line for each yardstick, then what was missed and what is extra."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    shared = parser.parse_args().shared
    print(
        f"{'mapping':<10}{'data':<18}{'names':<12}{'wanted':>7}{'found':>7}{'extra':>7}{'precision':>11}{'recall':>8}"
    )
    for yardstick in yardsticks(shared if shared.is_dir() else None):
        for unseen in (False, True):
            found = measured(yardstick, unseen=unseen)
            print(
                f"{yardstick.mapping:<10}{yardstick.data.name:<18}{'unseen' if unseen else 'as shipped':<12}"
                f"{len(found.both) + len(found.missed):>7}{len(found.both):>7}{len(found.extra):>7}"
                f"{found.precision:>11.2f}{found.recall:>8.2f}"
            )
            for word, triples in (("missed", found.missed), ("extra", found.extra)):
                for triple in sorted(triples):
                    print(f"    {word:<8}{' '.join(triple)}")


if __name__ == "__main__":
    main()
