"""How often the right term is suggested first or among five, what nonsense gets, and what it costs.

python benchmarks/bench_suggest.py [--cases N] [--seed N]      needs ../shared
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import suggest_sets as sets
from suggest_sets import CHANGES, Case

from omicz_meta.terms.content import About
from omicz_meta.terms.finder import THRESHOLD, Finder
from omicz_meta.terms.index import build_index
from omicz_meta.terms.pack import Pack
from omicz_meta.terms.write import write_pack

FLOOR = 0.2
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


def finder(folder: Path, *names: str) -> Finder:
    return Finder(build_index([Pack(folder / f"{name}.pack") for name in names]))


class Tried:
    """Scores of what was suggested: first and right, first and wrong, nothing."""

    def __init__(self) -> None:
        self.scored: list[tuple[float, bool]] = []
        self.seconds = 0.0
        self.asked = 0

    def ask(
        self, found: Finder, cases: Sequence[Case], threshold: float = THRESHOLD
    ) -> tuple[float, float, float]:
        """Shares of cases whose right term is first, among five, and that have no suggestion at all."""
        started = time.process_time()
        answers = [found.suggest(case.text, 5, threshold=FLOOR) for case in cases]
        self.seconds += time.process_time() - started
        self.asked += len(cases)
        first = five = none = 0
        for case, answer in zip(cases, answers, strict=True):
            shown = [one for one in answer if one.score >= threshold]
            first += bool(shown) and shown[0].curie in case.right
            five += any(one.curie in case.right for one in shown)
            none += not shown
            if answer:
                self.scored.append((answer[0].score, answer[0].curie in case.right))
        return first / len(cases), five / len(cases), none / len(cases)


def line(name: str, cases: Sequence[Case], shares: tuple[float, float, float]) -> str:
    first, five, none = (f"{100 * share:.1f}" for share in shares)
    return f"| {name} | {len(cases)} | {first} | {five} | {none} |"


def names_as_written(folder: Path, dice: random.Random, number: int, tried: Tried) -> None:
    found = finder(folder, "hp", "hp-cs")
    print(f"\n### Names as people write them ({len(found.index):,} names of HPO, Czech and English)\n")
    print("| change | cases | first % | among five % | nothing shown % |\n|---|---|---|---|---|")
    for language, terms in (("cs", sets.hpo_czech()), ("en", sets.hpo())):
        names = sets.cases(terms, language)
        for change, steps in CHANGES.items():
            cases = sets.changed(dice.sample(names, number), steps, dice)
            print(line(f"{language}: {change}", cases, tried.ask(found, cases)))


def synonyms_left_out(dice: random.Random, number: int, tried: Tried) -> None:
    print("\n### Synonyms that the index does not have\n")
    print("| synonyms | cases | first % | among five % | nothing shown % |\n|---|---|---|---|---|")
    english, czech = sets.hpo(), sets.hpo_czech()
    asked_en, english = sets.withheld(english, "en", number, dice)
    asked_cs, czech = sets.withheld(czech, "cs", number, dice)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pack(folder / "hp.pack", About("hp", "1", prefixes=("HP",)), english)
        write_pack(folder / "hp-cs.pack", About("hp-cs", "1", "names", extends="hp"), czech)
        found = finder(folder, "hp", "hp-cs")
        print(line("cs", asked_cs, tried.ask(found, asked_cs)))
        print(line("en", asked_en, tried.ask(found, asked_en)))


def others(folder: Path, dice: random.Random, number: int, tried: Tried) -> None:
    print("\n### Names that others gave\n")
    print("| names | cases | first % | among five % | nothing shown % |\n|---|---|---|---|---|")
    hp, mondo = finder(folder, "hp"), finder(folder, "mondo")
    features, diseases = sets.phenopackets()
    for name, found, cases in (
        ("phenopacket-store: labels of features, to HPO", hp, features),
        ("phenopacket-store: labels of diseases, to MONDO by OMIM", mondo, diseases),
        ("biomappings: names of other vocabularies, to HPO", hp, sets.biomappings("HP")),
        ("biomappings: names of other vocabularies, to MONDO", mondo, sets.biomappings("MONDO")),
        ("ICD-10-CM titles, to MONDO", mondo, sets.mapped("icd10cm")),
        ("ICD-10 (WHO) titles, to MONDO", mondo, sets.mapped("icd10who")),
    ):
        for kind, part in (("all", cases), ("no name of any term", unnamed(found, cases))):
            if part:
                some = part if len(part) <= number else dice.sample(part, number)
                print(line(f"{name}: {kind}", some, tried.ask(found, some)))
    for name, pack, language, terms in (
        ("ICD-10 titles", "icd10", "en", sets.icd10()),
        ("ATC names", "atc", "cs", sets.atc()),
    ):
        names = sets.cases(terms, language)
        found = finder(folder, pack)
        for change in ("word order", "typo", "abbreviation", "typo, order"):
            cases = sets.changed(dice.sample(names, number), CHANGES[change], dice)
            print(line(f"{name}, {language}: {change}", cases, tried.ask(found, cases)))


def unnamed(found: Finder, cases: Sequence[Case]) -> list[Case]:
    named = found.exact([case.text for case in cases])
    return [case for case, terms in zip(cases, named, strict=True) if not terms]


def nonsense(folder: Path, dice: random.Random, number: int, right: Tried) -> None:
    found = finder(folder, "hp", "hp-cs")
    print("\n### What means no finding: share of texts that get a suggestion, by threshold (%)\n")
    heads = " | ".join(str(threshold) for threshold in THRESHOLDS)
    print(f"| texts | cases | {heads} | highest |\n|---|---|{'---|' * (len(THRESHOLDS) + 1)}")
    for name, cases in (
        ("administration of a hospital, Czech", sets.administration(dice, number)),
        ("names of drugs, Czech and English", sets.drugs(dice, number)),
        ("made of syllables at random", sets.random_words(dice, number)),
        ("countries, languages, kinds of files", sets.other_domains()),
    ):
        tried = Tried()
        tried.ask(found, cases)
        shares = [sum(score >= at for score, _ in tried.scored) / len(cases) for at in THRESHOLDS]
        told = " | ".join(f"{100 * share:.1f}" for share in shares)
        highest = max((score for score, _ in tried.scored), default=0)
        print(f"| {name} | {len(cases)} | {told} | {highest:.2f} |")
    print(
        "\n### Of all names above: right among the first that are shown, and shown at all, by threshold (%)\n"
    )
    print(f"| | {heads} |\n|---|{'---|' * len(THRESHOLDS)}")
    shown = [[good for score, good in right.scored if score >= at] for at in THRESHOLDS]
    print("| right | " + " | ".join(f"{100 * sum(part) / len(part):.1f}" for part in shown) + " |")
    print("| shown | " + " | ".join(f"{100 * len(part) / right.asked:.1f}" for part in shown) + " |")


def cost(folder: Path, dice: random.Random) -> None:
    """In a process of its own: memory of three packs, and a million labels."""
    started = time.process_time()
    found = finder(folder, "hp", "hp-cs", "mondo")
    built = time.process_time() - started
    names = [name for (name,) in found.index.packs[0].rows("SELECT text FROM name ORDER BY nr LIMIT 20000")]
    distinct = list(dict.fromkeys(names))
    queries = [sets.typo(name, dice) for name in dice.sample(names, 300)]
    started = time.process_time()
    for query in queries:
        found.suggest(query)
    asked = time.process_time() - started
    kib = int(
        next(
            part for part in Path("/proc/self/status").read_text().splitlines() if part.startswith("VmHWM")
        ).split()[1]
    )
    import pyarrow as pa

    labels = pa.array(dice.choices(distinct, k=1_000_000))
    started = time.process_time()
    coded = labels.dictionary_encode()
    terms = found.exact(coded.dictionary.to_pylist())
    codes = pa.array([one[0].curie if len(one) == 1 else None for one in terms]).take(coded.indices)
    labelled = time.process_time() - started
    print(f"| index of {len(found.index):,} names (HPO, Czech, MONDO), CPU s | {built:.2f} |")
    print(f"| suggestions a CPU second, over these names | {len(queries) / asked:,.0f} |")
    print(f"| highest resident memory, MiB | {kib / 1024:.0f} |")
    print(f"| {len(labels):,} labels to codes, {len(coded.dictionary):,} distinct, CPU s | {labelled:.2f} |")
    print(f"| of these without one code | {codes.null_count:,} |")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--cost", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    if chosen.cost:
        cost(chosen.cost, dice)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets.write_packs(folder)
        tried = Tried()
        names_as_written(folder, dice, chosen.cases, tried)
        synonyms_left_out(dice, chosen.cases, tried)
        others(folder, dice, chosen.cases, tried)
        nonsense(folder, dice, chosen.cases, tried)
        print("\n### Cost\n\n| | |\n|---|---|")
        pace = f"{tried.asked / tried.seconds:,.0f}"
        print(f"| suggestions a CPU second, over all of the above | {pace} |", flush=True)
        subprocess.run([sys.executable, __file__, "--cost", str(folder)], check=True, env=dict(os.environ))


if __name__ == "__main__":
    main()
