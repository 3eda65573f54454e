"""References that do not name their resource by type and id are made to, so that every view can follow them.

What stands in the files is not changed: a view sees `Patient/7` where a bundle says `urn:uuid:...` of a patient whose
id is 7, where a reference has only an identifier that one patient has, and where it is a search for that identifier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from omicz_meta.engine.resource_heads import PERSON_ELEMENTS
from omicz_meta.sources.fhir.survey import Surveyed
from omicz_meta.sources.fhir.texts import texts_of
from omicz_meta.sources.jsonrows import json_text
from omicz_meta.sources.jsontext import decode_row

_REFERENCE = re.compile(rb'("reference"\s*:\s*)("(?:[^"\\]|\\.)*")')
SEARCH = "Patient?identifier="


@dataclass(frozen=True, slots=True)
class References:
    """What others call resources, by what they call them: `aliases` by reference, `patients` by system and value."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    patients: Mapping[str, str] = field(default_factory=dict)

    def resolved(self, text: bytes, identifier: str | None) -> bytes:
        """The text of a resource in which references name type and id, as far as is known.

        >>> known = References({"urn:uuid:1": "Patient/7"}, {"rid|2": "Patient/8"})
        >>> known.resolved(b'{"subject": {"reference": "urn:uuid:1"}}', None)
        b'{"subject": {"reference": "Patient/7"}}'
        >>> known.resolved(b'{"subject": {"identifier": {"value": "2"}}}', "rid|2")
        b'{"subject": {"identifier": {"value": "2"}, "reference": "Patient/8"}}'
        """
        if identifier in self.patients and identifier is not None:
            text = _with_person(text, self.patients[identifier])
        if not self.aliases:
            return text
        return _REFERENCE.sub(self._named, text)

    def _named(self, found: re.Match[bytes]) -> bytes:
        try:
            said = json.loads(found[2])
        except ValueError:
            return found[0]
        known = self.aliases.get(said)
        return found[1] + json.dumps(known).encode() if known else found[0]


def _with_person(text: bytes, patient: str) -> bytes:
    content = decode_row(text)
    for name in PERSON_ELEMENTS:
        person = content.get(name)
        if isinstance(person, dict) and "identifier" in person and "reference" not in person:
            person["reference"] = patient
    return json_text(content).encode()


def learn_references(files: Sequence[Surveyed]) -> References:
    """What resources are called otherwise. Patients are only looked at where somebody names one by an identifier."""
    aliases = {url: name for one in files for url, name in one.aliases.items()}
    wanted = {name for one in files for name in one.logical.values()}
    searched = {name.removeprefix(SEARCH): name for one in files for name in one.searched}
    found = _patients(files, wanted | set(searched)) if wanted or searched else {}
    known = {searched[name]: patient for name, patient in found.items() if name in searched}
    return References({**aliases, **known}, {name: found[name] for name in wanted if name in found})


def _patients(files: Sequence[Surveyed], wanted: set[str]) -> dict[str, str]:
    """Patients by the identifiers that are wanted; not where two patients have one."""
    found: dict[str, set[str]] = {}
    for one in files:
        chosen = np.flatnonzero((one.kinds == "Patient") & (one.keys != 0))
        for _, texts in texts_of(one, chosen):
            for text in texts:
                content = decode_row(text)
                for name in _identifiers(content):
                    if name in wanted:
                        found.setdefault(name, set()).add(f"Patient/{content.get('id')}")
    return {name: patients.pop() for name, patients in found.items() if len(patients) == 1}


def _identifiers(patient: dict[str, object]) -> list[str]:
    listed = patient.get("identifier")
    known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return ["|".join(str(one[name]) for name in ("system", "value") if one.get(name)) for one in known]
