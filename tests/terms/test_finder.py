"""What is found for a text, what never is, and that the index says what a slow reading of the names would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log1p, sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omicz_meta.errors import EnvironmentFault, UsageError
from omicz_meta.terms.choice import chosen, finder
from omicz_meta.terms.content import About, Name, Term
from omicz_meta.terms.finder import THRESHOLD, Finder
from omicz_meta.terms.folding import fold
from omicz_meta.terms.store import Store
from omicz_meta.terms.write import write_pack

from .phenotypes import CZECH, TERMS, small_store

LIVE = {term.curie for term in TERMS if not term.obsolete}
NAMES = [(name.text, term.curie) for term in (*TERMS, *CZECH) for name in term.names if term.curie in LIVE]

# text; code, method, name that was matched, its language, of which obsolete term
FOUND = [
    ("Seizure", "HP:0001250", "exact", "Seizure", "en", None),
    ("ZACHVAT", "HP:0001250", "exact", "Záchvat", "cs", None),
    ("failure, acute renal", "HP:0001919", "reordered", "Acute renal failure", "en", None),
    ("selhání ledvin akut.", "HP:0001919", "similar", "Akutní selhání ledvin", "cs", None),
    ("seizzure", "HP:0001250", "similar", "Seizure", "en", None),
    ("nizke postavy", "HP:0004322", "similar", "Nízká postava", "cs", None),
    ("susp. febrilni zachvat", "HP:0002373", "similar", "Febrilní záchvat", "cs", None),
    ("hypokalemi", "HP:0002900", "similar", "Hypokalemia", "en", None),
    ("Fits", "HP:0001250", "exact", "obsolete Fits", "en", "HP:0000001"),
    ("dwarf habit", "HP:0004322", "exact", "obsolete Dwarf habit", "en", "HP:0000003"),
    ("HP:0001250", "HP:0001250", "code", "Seizure", "en", None),
    ("hp_0001250", "HP:0001250", "code", "Seizure", "en", None),
    ("HP:0000002", "HP:0001250", "code", "HP:0000002", "en", "HP:0000002"),
]
NOTHING = [
    "",
    "   ",
    "\x00\x07",
    "???",
    "faktura",
    "parkoviště před nemocnicí",
    "bez záchvatů",
    "no seizures",
    "Circulus vitiosus",
    "Nové slovo",
    "HP:0000004",
    "HP:7777777",
    "Seizure " * 100,
    "a" * 1_000_000,
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return small_store(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def small(store: Store) -> Iterator[Finder]:
    with finder(store) as found:
        yield found


@pytest.mark.parametrize(("text", "curie", "method", "name", "language", "instead_of"), FOUND)
def test_a_text_finds(
    text: str, curie: str, method: str, name: str, language: str, instead_of: str | None, small: Finder
) -> None:
    first = small.find(text)[0]
    assert (first.curie, first.method, first.name, first.language, first.instead_of) == (
        curie,
        method,
        name,
        language,
        instead_of,
    )
    assert first.label == next(term.label() for term in TERMS if term.curie == curie)
    assert first.pack == "hp" and (first.score == 1) == (method in ("exact", "code"))


@pytest.mark.parametrize("text", NOTHING, ids=lambda text: text[:20])
def test_a_text_finds_nothing(text: str, small: Finder) -> None:
    assert small.find(text) == ()


def test_opposites_are_not_like_each_other(small: Finder) -> None:
    assert [one.curie for one in small.suggest("hyperkalemia")] == ["HP:0002153"]


def test_the_status_of_a_translation_is_told(small: Finder) -> None:
    assert [one.status for one in small.suggest("epileptický záchvat", 1)] == ["CANDIDATE"]


@dataclass(frozen=True)
class Part:
    prefix: str
    nodes: tuple[str, ...] = ()
    include_self: bool = False


@pytest.mark.parametrize(
    ("reach", "curies"),
    [
        ((Part("HP"),), ["HP:0001250", "HP:0002373"]),
        ((Part("HP", ("HP:0001250",)),), ["HP:0002373"]),
        ((Part("HP", ("HP:0001250",), True),), ["HP:0001250", "HP:0002373"]),
        ((Part("MONDO"), Part("HP", ("HP:0002900",))), []),
        ((Part("HP", ("HP:7777777",)),), ["HP:0001250", "HP:0002373"]),
    ],
)
def test_only_what_a_slot_takes(reach: tuple[Part, ...], curies: list[str], small: Finder) -> None:
    allowed = small.allowed(reach=reach)
    assert sorted(one.curie for one in small.suggest("záchvat", allowed=allowed, threshold=0.3)) == curies


def test_what_follows_an_obsolete_term_is_held_to_the_branch_too(small: Finder) -> None:
    for nodes, curies in ((("HP:0000118",), ["HP:0001250"]), (("HP:0001250",), [])):
        allowed = small.allowed(reach=(Part("HP", nodes),))
        assert [one.curie for one in small.suggest("Fits", allowed=allowed)] == curies
        assert [one.curie for one in small.exact(["Fits"], allowed=allowed)[0]] == curies


def test_only_names_of_a_language(small: Finder) -> None:
    english, czech = small.allowed(["en"]), small.allowed(["cs"])
    assert small.suggest("Seizure", allowed=czech) == ()
    assert small.suggest("Seizure", allowed=english)[0].language == "en"


def test_codes_are_held_to_the_pattern_too(small: Finder) -> None:
    assert small.find("HP:0001250", allowed=small.allowed(pattern="^MONDO:")) == ()
    assert len(small.find("HP:0001250", allowed=small.allowed(pattern="^HP:"))) == 1


@settings(max_examples=60)
@given(pair=st.sampled_from(NAMES), shuffle=st.randoms(), upper=st.booleans(), folded=st.booleans())
def test_every_name_is_found_whatever_its_case_diacritics_and_order(
    pair: tuple[str, str], shuffle: object, upper: bool, folded: bool, small: Finder
) -> None:
    text, curie = pair
    words = (fold(text) if folded else text).split()
    shuffle.shuffle(words)  # type: ignore[attr-defined]
    found = small.suggest(" ".join(words).upper() if upper else " ".join(words), 1)
    assert [one.curie for one in found] == [curie] and found[0].score >= 0.99


@settings(max_examples=150)
@given(text=st.text(max_size=40) | st.sampled_from([name for name, _ in NAMES]).map(lambda name: name[1:-1]))
def test_whatever_is_asked(text: str, small: Finder) -> None:
    found = small.find(text, 3)
    assert len(found) <= 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(THRESHOLD <= one.score <= 1 and one.curie in LIVE for one in found)
    assert len({one.curie for one in found}) == len(found)


@settings(max_examples=30)
@given(
    names=st.lists(st.text("abcd ", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=12),
    asked=st.text("abcd ", min_size=1, max_size=8),
)
def test_the_index_counts_trigrams_as_a_slow_reading_does(
    names: list[str], asked: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = Store(tmp_path_factory.mktemp("packs"))
    terms = [Term(f"EX:{number:02}", (Name(name),)) for number, name in enumerate(names)]
    write_pack(store.path("ex"), About("ex", "1", prefixes=("EX",)), terms)
    with finder(store) as found:
        places, cosine = found.index.like(asked.split(), len(names))
        told = {
            found.index.curies[found.index.code[place]]: float(score)
            for place, score in zip(places, cosine, strict=True)
        }
    assert told == pytest.approx(slow(names, asked), abs=1e-4)


def grams(text: str) -> Counter[str]:
    return Counter(f" {word} "[at : at + 3] for word in text.split() for at in range(len(word)))


def slow(names: list[str], asked: str) -> dict[str, float]:
    """The same, name by name: words, not whole names, are vectors, whose squares add up."""
    words = [word for name in names for word in name.split()]
    holders = Counter(gram for word in words for gram, n in grams(word).items() for _ in range(n))
    rarity = {gram: log1p(len(names) / n) for gram, n in holders.items()}
    worth = {gram: n * rarity.get(gram, log1p(len(names))) ** 2 for gram, n in grams(asked).items()}
    square = sum(n**2 * rarity.get(gram, log1p(len(names))) ** 2 for gram, n in grams(asked).items())
    scores = {}
    for number, name in enumerate(names):
        shared = sum(worth.get(gram, 0) * n for gram, n in grams(name).items())
        length = sqrt(sum(rarity[gram] ** 2 * n for gram, n in grams(name).items()))
        if shared:
            scores[f"EX:{number:02}"] = min(1, shared / length / sqrt(square))
    return scores


def test_many_texts_at_once(small: Finder) -> None:
    answers = small.exact(["seizure", "zachvat febrilni", "Malý vzrůst", "Fits", ""])
    assert [[one.curie for one in found] for found in answers] == [
        ["HP:0001250"],
        [],
        ["HP:0004322"],
        ["HP:0001250"],
        [],
    ]


@pytest.mark.parametrize(
    ("names", "meant"),
    [((), ["hp", "hp-cs"]), (("hp",), ["hp", "hp-cs"]), (("hp-cs",), ["hp", "hp-cs"]), (("so",), ["so"])],
)
def test_packs_that_are_meant(names: tuple[str, ...], meant: list[str], tmp_path: Path) -> None:
    store = small_store(tmp_path)
    if "so" in meant:
        write_pack(store.path("so"), About("so", "1", prefixes=("SO",)), [])
    assert [one.about.name for one in chosen(store, names)] == meant


def test_names_of_a_vocabulary_that_is_not_there_are_nobodys(store: Store, tmp_path: Path) -> None:
    lonely = Store(tmp_path)
    lonely.path("hp-cs").write_bytes(store.path("hp-cs").read_bytes())
    with finder(lonely) as found:
        assert found.suggest("Malý vzrůst") == () and found.exact(["Záchvat"]) == ((),)
        assert found.find("HP:0001250", allowed=found.allowed(["cs"], "^HP:")) == ()


def test_packs_that_are_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="omicz-meta packs add hp"):
        chosen(Store(tmp_path / "none"))
    with pytest.raises(EnvironmentFault, match="The pack mondo is not installed"):
        chosen(store, ("hp", "mondo"))


def test_a_pack_that_is_damaged_behind_its_beginning(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    body = bytearray(store.path("hp").read_bytes())
    body[8192:] = bytes(len(body) - 8192)
    store.path("hp").write_bytes(body)
    with pytest.raises(UsageError, match="damaged"), finder(store):
        pass
