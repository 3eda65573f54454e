"""The vocabularies that are known by name: nobody is sent away without a way to get one, or without its licence."""

from __future__ import annotations

import re

import pytest

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.terms.known import Known, known_packs

ASKED_FOR = (
    "hp hp-cs mondo ordo duo geno so eco uberon cl efo obi edam hgnc ncit icd10 mkn10 atc snomed-gps ucum"
    " shapes-healthdcat-ap-r8 eu-file-type eu-frequency eu-language eu-country eu-data-theme"
)


@pytest.mark.parametrize(("name", "known"), known_packs().items())
def test_each_is_complete(name: str, known: Known) -> None:
    assert known.title and known.licence and known.notice
    assert known.url or known.package or known.where
    assert bool(known.prefixes) == (known.kind == "terms")
    assert bool(known.extends) == (known.kind == "names")
    assert known.extends in ("", *known_packs())
    assert known.url == "" or known.url.startswith("https://")
    assert known.dated == "" or "{version}" in known.dated
    assert set(known.iris.values()) <= set(known.prefixes)
    assert not known.where.endswith(".")
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", name)


def test_all_that_users_expect_are_there() -> None:
    assert set(ASKED_FOR.split()) <= known_packs().keys()


def test_code_systems_of_mappings_have_packs_that_speak_for_them() -> None:
    spoken = {prefix for known in known_packs().values() for prefix in known.prefixes}
    assert {system.prefix for system in CODE_SYSTEMS.values()} - spoken == {"OMIM"}
