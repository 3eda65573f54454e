"""What `catalogue preview` foretells of CKAN and SeMPyRO does not contradict what these did when they were asked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from omicz_meta.catalogue.consumers import ConsumerName, consumer
from omicz_meta.catalogue.preview import preview

from .described import described

KEPT = Path(__file__).parent / "kept.tsv"
WORSE = {"kept": 0, "changed": 1, "lost": 2}
ADMITTED = {"no place": {"lost"}, "nothing": {"lost"}, "whole": {"kept", "changed"}}
"""What may be foretold where a reader holds so much; with some of the values or the address alone it is changed."""


@pytest.mark.parametrize(("name", "title"), [("ckan", "CKAN"), ("sempyro", "SeMPyRO")])
def test_what_is_foretold_is_what_was_found(name: ConsumerName, title: str) -> None:
    foretold: dict[str, str] = {}
    for fate in preview(described("judged-1"), consumer(name)).fates:
        slot = fate.path[0]
        own = fate.verdict if len(fate.path) == 1 or fate.verdict == "kept" else "changed"
        foretold[slot] = max(foretold.get(slot, "kept"), own, key=WORSE.__getitem__)
    wrong = []
    with KEPT.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            holds, gives = line[f"{title} holds"], line[f"{title} gives on"]
            admitted = ADMITTED.get(holds, {"changed"})
            if gives == "nothing" and holds != "no place":
                admitted = {*admitted, "lost", "changed"}
            wrong += [
                (slot, foretold[slot], holds, gives)
                for slot in line["slots"].split(", ")
                if slot in foretold and foretold[slot] not in admitted
            ]
    assert wrong == []
