"""What was sequenced agrees with how: a genome is not read by a library of exomes."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant
from omicz_meta.validation.rule import Rule, Scene, both
from omicz_meta.validation.rules.sequencing import DNA, RNA

OTHERWISE = MappingProxyType(
    {
        "whole_genome": f"WXS|Targeted-Capture|AMPLICON|{RNA}",
        "whole_exome": f"WGS|{RNA}",
        "transcriptome": DNA,
        "methylome": f"WXS|{RNA}",
    }
)
"""What was sequenced, and strategies of SRA that sequence something else."""


def _checks(scene: Scene) -> Iterator[Check]:
    if {"sequencing_target", "library_strategy"} <= set(scene.definition.slots):
        for target, strategies in OTHERWISE.items():
            is_it = Call("eq", (Column("sequencing_target"), Constant(target)))
            other = Call("matches", (Column("library_strategy"), Constant(strategies)))
            yield Check("V044", scene.definition.name, "library_strategy", both(is_it, other), "targets")


TARGETS = Rule("targets", _checks)
