"""Forms of one word are found by each other; different words are not, however light the stemmer is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omicz_meta.pages.stems import stem, words
from omicz_meta.terms.folding import fold

SAME = (
    "vzorek vzorku vzorky vzorků vzorkem vzorcích",
    "onemocnění onemocněním onemocněních onemocněními",
    "vzácná vzácné vzácných vzácným vzácného vzácnými vzácnou",
    "genom genomu genomy genomů genomech genomická genomické genomických",
    "registr registru registry registrů registrech registrem",
    "biobanka biobanky biobance biobank biobankách biobankou",
    "nemocnice nemocnic nemocnici nemocnicích nemocnicemi",
    "pacient pacienta pacienti pacientů pacientech pacientům",
    "studie studií studiích studiemi",
    "nádor nádory nádorů nádorová nádorových nádorové",
    "kohorta kohorty kohortě kohort kohortou kohortách",
    "buňka buňky buněk buňkách buňkou",
    "diagnóza diagnózy diagnóz diagnózách diagnózu",
    "genetika genetiky genetický genetická genetických",
    "jedinec jedince jedinci jedinců jedincích",
    "výzkum výzkumu výzkumem výzkumech",
    "virus viru viry virů virem",
    "krev krve krví",
    "populace populaci populací populacích",
    "léčba léčby léčbě léčbou",
    "cukrovka cukrovky cukrovku cukrovce",
    "rakovina rakoviny rakovinu rakovině",
    "disease diseases",
    "study studies",
    "sample samples",
    "biopsy biopsies",
    "tumour tumours",
    "genomics",
)
APART = (
    "genom gen",
    "nádor nadace",
    "registr register",
    "krev krevety",
    "vzorek vzor",
    "kost kosti kostka",
    "access accident",
    "HPO HPV",
)


@pytest.mark.parametrize("forms", SAME)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in words(forms)}) == 1


@pytest.mark.parametrize("forms", APART)
def test_different_words_stay_apart(forms: str) -> None:
    first, *others = words(forms)
    assert stem(first) not in {stem(word) for word in others if word != "kosti"}


@given(
    st.one_of(
        st.text(),
        st.text("ŽžěščřĳŉßſﬁΩβ“–…½²_-’\u00a0\u2011 aB9"),
        st.text(st.characters(max_codepoint=0x2100)),
    )
)
def test_the_quick_way_to_words_is_the_plain_one(text: str) -> None:
    assert words(text) == fold(text).split()


def test_diacritics_and_case_make_no_difference() -> None:
    assert [stem(word) for word in words("NÁDORŮ")] == [stem(word) for word in words("nadoru")]


def test_codes_and_short_words_stay_as_they_are() -> None:
    assert [stem(word) for word in words("E849 hpo rna 10")] == ["e849", "hpo", "rna", "10"]
