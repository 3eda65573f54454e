"""The masking gate: every value on its way to a person or a file outside records and quarantine passes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from omicz_meta.identifiers import addresses, capitalised_pairs, find
from omicz_meta.privacy.shape import shape, visible
from omicz_meta.schema.model import Sensitivity

Known = Collection[str] | Callable[[str], bool]
"""What is public whoever has it: permissible values, codes of a code list, column names; or a test of membership."""

_DIGIT_RUN = re.compile(r"\d{6,}")
_NUMBER = re.compile(r"\d{6,}(?:[ ./-]{1,3}\d{1,12}){0,4}")
# Codes that are longer than five digits by their own rule; no personal number has these prefixes and lengths.
_PUBLIC_CODE = re.compile(
    r"\b(?:(?:HP|MONDO|EFO|UBERON|CL|GO|DOID|MAXO|ECO|SO|PATO|OBI|GENO|GSSO):\d{7}"
    r"|(?:NC|NG|NM|NP|NR|XM|XP)_\d{6}(?:\d{3})?(?:\.\d{1,2})?|ENS[EGPT]\d{11}(?:\.\d{1,2})?|rs\d{1,9}"
    r"|(?:ORPHA|ORPHANET|Orphanet|OMIM|MIM|OMIMPS):\d{1,6})\b"
)
_LONGEST = 80
_STAMP = re.compile(r"(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Gate:
    """Shows a value, or only its shape.

    Shape only: anything in a column of direct identifiers; a value that looks like an identifier (birth number, RID,
    e-mail, phone, IBAN, address, six digits in a row, two capitalised words); a value of a free-text column that
    fewer than `min_cell` persons have. What is `known` to be public is shown unless the column is direct.

    >>> gate = Gate()
    >>> gate.show("855715/0008"), gate.show("Jan Novák"), gate.show("31.2.2001"), gate.show("C50.9")
    ('999999/9999', 'Aaa Aaaaa', '31.2.2001', 'C50.9')
    >>> gate.show("bolí ho noha", free_text=True, persons=3)
    'aaaa aa aaaa'
    """

    min_cell: int = 10

    def show(
        self,
        value: str | None,
        *,
        sensitivity: Sensitivity = "clinical",
        free_text: bool = False,
        persons: int | None = None,
        known: Known = frozenset(),
    ) -> str | None:
        """Return the value as it may be shown; None stays None.

        `persons` is how many persons have the value; not known (None) counts as few. Control characters become
        visible, and what is longer than 80 characters is cut.
        """
        if value is None:
            return None
        if sensitivity == "direct":
            return shape(value)
        if _is_known(value, known):
            return visible(value, _LONGEST)
        rare = free_text and (persons is None or persons < self.min_cell)
        # What is cut away cannot be seen, so twice the shown length is enough to judge.
        return shape(value) if rare or identifies(value[: 2 * _LONGEST]) else visible(value, _LONGEST)

    def show_all(
        self,
        values: Sequence[str | None],
        persons: Sequence[int] | None = None,
        *,
        sensitivity: Sensitivity = "clinical",
        free_text: bool = False,
        known: Known = frozenset(),
    ) -> list[str | None]:
        """Return `show` of every value, computed once per distinct one; `persons` runs along with `values`.

        >>> Gate().show_all(["Z", None, "8557150008", "Z"])
        ['Z', None, '9999999999', 'Z']
        """
        counts = persons if persons is not None else [None] * len(values)
        pairs = list(zip(values, counts, strict=True))
        shown = {
            pair: self.show(
                pair[0], sensitivity=sensitivity, free_text=free_text, persons=pair[1], known=known
            )
            for pair in set(pairs)
        }
        return [shown[pair] for pair in pairs]


def identifies(value: str) -> bool:
    """Whether a value looks as if it named a person; hidden characters and spelling variants change nothing.

    >>> identifies("HP:0001250"), identifies("0001250"), identifies("Novák, Jan")
    (False, True, True)
    """
    plain = _PUBLIC_CODE.sub("|", _plain(value))
    return bool(_DIGIT_RUN.search(plain) or capitalised_pairs(plain) or find(plain) or addresses(plain))


def mask_text(text: str, *, known: Collection[str] = frozenset()) -> str:
    """Mask what looks like an identifier inside a message, and leave the rest; words in `known` stay.

    >>> mask_text("Could not read 'Jan Novák' (855715/0008) in column Sex")
    "Could not read 'Aaa Aaaaa' (999999/9999) in column Sex"
    """
    plain, masked, end = _plain(text), [], 0
    for start, stop in _merged(_spans(plain)):
        piece = plain[start:stop]
        masked += [plain[end:start], piece if piece in known else shape(piece)]
        end = stop
    return "".join([*masked, plain[end:]])


def mask_path(path: str) -> str:
    """Mask what names a person in a file name, keep folders and extension; a date stamp from 2000 on stays.

    >>> mask_path("data/Novák Jan 8557150008.csv"), mask_path("data/lab_20261101.csv")
    ('data/Aaaaa Aaa 9999999999.csv', 'data/lab_20261101.csv')
    """
    parts = (_masked_part(part) for part in PurePosixPath(path.replace("\\", "/")).parts)
    return str(PurePosixPath(*parts))


def _masked_part(part: str) -> str:
    pieces, end = [], 0
    for stamp in _STAMP.finditer(part):
        pieces += [mask_text(part[end : stamp.start()]), stamp[0]]
        end = stamp.end()
    return "".join([*pieces, mask_text(part[end:])])


def _plain(text: str) -> str:
    # Zero-width and direction marks would break a number or a name into harmless pieces.
    return "".join(_plain_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    return {"Cf": "", "Zs": " "}.get(unicodedata.category(letter), letter)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    public = {match.end() for match in _PUBLIC_CODE.finditer(text)}
    yield from ((found.start, found.end) for found in find(text))
    yield from (match.span() for match in _NUMBER.finditer(text) if match.end() not in public)
    yield from addresses(text)
    yield from capitalised_pairs(text)


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_known(value: str, known: Known) -> bool:
    return known(value) if callable(known) else value in known
