"""Names of code systems as other standards write them, and the CURIE prefix of each: the reader of `systems.tsv`.

FHIR names a system by its URI or OID, OMOP by its `vocabulary_id`; records have the prefix before the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from omicz_meta.engine.codesystems import CODE_SYSTEMS
from omicz_meta.engine.plan import Call, Case, Constant, Each, Expression, Item, Recode
from omicz_meta.mapping.form import Faults
from omicz_meta.mapping.tsv import read_table
from omicz_meta.mapping.typed import Typed
from omicz_meta.resources import mappings_folder
from omicz_meta.yamlfile import Node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER = ("system", "prefix")
SYSTEMS = "systems.tsv"
Systems = Mapping[str, str]
NO_SYSTEMS: Systems = MappingProxyType({})
_TOKEN = ("^([^|]*)[|]", "^[^|]*[|](.*)$")
"""System and code in one text; no address of a system has a bar in it."""
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
EXPECTED = (
    "the name of a code system and a code, as in coding({system}, {code}), or both in one text: system|code"
)


@cache
def shipped_systems() -> Systems:
    """The systems that come with the package.

    >>> shipped_systems()["http://snomed.info/sct"], shipped_systems()["RxNorm"]
    ('SNOMEDCT', 'RXNORM')
    """
    faults = Faults()
    found = dict(read_systems(mappings_folder() / "systems" / SYSTEMS, f"systems/{SYSTEMS}", faults))
    return MappingProxyType(found)


def read_systems(path: Path, file: str, faults: Faults) -> Iterator[tuple[str, str]]:
    """The lines of a `systems.tsv`: the name of a system and its prefix. A line of another form is M001."""
    for number, (system, prefix) in read_table(path, file, HEADER, faults):
        if _PREFIX.fullmatch(prefix):
            yield system, prefix
        else:
            faults.add(Node(file, number, 1).problem("M001", reason="a prefix has letters and digits only"))


def coding(system: Typed, code: Typed, systems: Systems) -> Typed:
    """The CURIE of a code in a system that stands beside it; a system that nobody knows is T013.

    Where the code system is one of `CODE_SYSTEMS`, the code must have its form (T002) and is written in it.
    """
    named, code_text = system.expression, code.expression
    formed = {known.prefix: known for known in CODE_SYSTEMS.values()}
    names = {prefix: [name for name, other in systems.items() if other == prefix] for prefix in formed}
    branches = tuple(
        (_among(named, names[prefix]), Call("code", (code_text, Constant(known.name))))
        for prefix, known in formed.items()
        if names[prefix]
    )
    others = tuple((name, prefix) for name, prefix in systems.items() if prefix not in formed)
    plain = Call("concat", (Recode(named, others, "T013"), Constant(":"), code_text))
    return Typed(Case(branches, plain), "text")


def token(text: Typed, systems: Systems) -> Typed:
    """The CURIE of `system|code`, as FHIR writes a code with its system in one text; of a list, of every element."""
    if text.type == "list":
        inner = token(Typed(Item(), "text"), systems)
        return Typed(Each(text.expression, inner.expression), "list", "text")
    system, code = (Call("regex_extract", (text.expression, Constant(part))) for part in _TOKEN)
    prefix = Recode(system, tuple(systems.items()), "T013")
    return Typed(Call("curie", (prefix, code)), "text")


def _among(named: Expression, names: list[str]) -> Expression:
    same = tuple(Call("eq", (named, Constant(name))) for name in names)
    return same[0] if len(same) == 1 else Call("or", same)
