"""Asks a paged catalogue for what changed alone, where it says how, and trusts the answer where the numbers agree."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from urllib.parse import quote

from omicz_meta.catalogue.changes import moment
from omicz_meta.harvest.faults import Unreachable
from omicz_meta.harvest.library import Got
from omicz_meta.harvest.state import Entry, NodeState
from omicz_meta.harvest.walk import Walk, Walked


def only_changed(walk: Walk, first: Got) -> Walked | None:
    """The datasets of last time with those that changed since; None where the catalogue has to be walked through.

    Such an answer does not say what is gone, so as many datasets have to come out as the catalogue counts. Where the
    first page is as it was, a walk moves headers only, unless the state of last time came in this way. A single page
    says all by itself.
    """
    before, page = walk.previous, first.page
    since = _since(before, walk.root) if before and before.kind == walk.kind == "hydra" else ""
    if before is None or not (since and page.changed and page.total and page.following):
        return None
    if first.unchanged and not any(address.startswith(page.changed) for address in before.documents):
        return None
    walk.asked.add(first.document.address)
    try:
        walk.pages(walk.library.get(page.changed + quote(since), walk.home))
    except Unreachable as fault:
        if fault.spent:
            raise
        return None
    found = walk.datasets()
    rest = {iri: entry for iri, entry in before.datasets.items() if iri not in found}
    kept = _kept(walk, rest) if len(rest) + len(found) == page.total else None
    return None if kept is None else Walked(walk.kind, {**kept, **found}, tuple(walk.problems))


def _since(before: NodeState, root: str) -> str:
    """The day of the last change, as of the last harvest; many know no more of a change than its day."""
    known = before.documents.get(root)
    try:
        return moment(parsedate_to_datetime(known.validators.last_modified))[:10] if known else ""
    except ValueError:
        return ""


def _kept(walk: Walk, rest: dict[str, Entry]) -> dict[str, Entry] | None:
    """Entries with their documents taken over; None where one of these is not there any more."""
    kept = {iri: same for iri, entry in rest.items() if (same := walk.library.keep(entry))}
    return kept if len(kept) == len(rest) else None
