"""Catalogue folders as `catalogue build` writes them, of datasets that say little, and a way to ask for them."""

from __future__ import annotations

import asyncio
import datetime
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import rdflib

from omicz_meta.catalogue.changes import CHANGES, read_changes
from omicz_meta.catalogue.description import Code, Description, Entity, Item, Text
from omicz_meta.catalogue.folder import Member, write_folder
from omicz_meta.catalogue.index import INDEX
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.pipeline.output import complete_or_untouched, write_json
from omicz_meta.schema.model import load_schema
from omicz_meta.server.address import Site
from omicz_meta.server.app import application
from omicz_meta.server.limits import Limits
from omicz_meta.server.served import Current

BASE = "https://catalogue.example.org/"
LISTENING = "http://127.0.0.1:8000/"
START = datetime.datetime(2026, 11, 1, 8, tzinfo=datetime.UTC)
NON_PUBLIC = Code("NON_PUBLIC", "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC")
Slots = Mapping[str, tuple[Item | Entity, ...]]


def member(key: str, extra: Slots | None = None, base: str = BASE, name: str = "") -> Member:
    """A dataset with a title in both languages, a publisher, and a distribution."""
    publisher = Entity("Agent", {"agent_name": (Text("Ústav Žluť", "cs"),)})
    one = Entity("Distribution", {"id": ("data",), "access_urls": (Iri("https://example.org/access"),)})
    slots: Slots = {
        "id": (key,),
        "title": (Text(f"Kohorta č. {key}", "cs"), Text(f"Cohort {key}", "en")),
        "access_rights": (NON_PUBLIC,),
        "publisher": (publisher,),
        "distributions": (one,),
        **(extra or {}),
    }
    return Member(name or key, f"{key}.ttl", Description(Entity("Dataset", slots), load_schema(), base))


def written(members: Iterable[Member], out: Path, days: int = 0) -> Path:
    """Write a catalogue folder, or the next state of one, as it is on the given day after the first."""
    record = read_changes((out / CHANGES).read_bytes()) if (out / CHANGES).is_file() else ()
    with complete_or_untouched(out, INDEX) as part:
        several = sorted(members, key=lambda each: each.description.iri.value)
        index = write_folder(several, part, record, START + datetime.timedelta(days=days))
        write_json(part / INDEX, {**index.entry(), "left_out": []})
    return out


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


class Door:
    """A served folder that is asked in this process: no socket between, all else as it is served."""

    def __init__(
        self, folder: Path, *, base: str = "", limits: Limits | None = None, everywhere: bool = False
    ) -> None:
        site = Site("http://0.0.0.0:8000/" if everywhere else LISTENING, base, everywhere)
        self.current = Current.of(folder, site, limits or Limits(page_size=3))
        self.app = application(self.current)

    def ask(self, address: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for an address; underscores in names of headers stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=LISTENING) as client:
                return await client.request(method, address, headers=named)

        return asyncio.run(asked())

    def graph(self, address: str, **headers: str) -> rdflib.Graph:
        """What an address says, read from its Turtle as somebody does who follows links of this server."""
        path = urlsplit(address)._replace(scheme="", netloc="").geturl()
        found = self.ask(path or "/", accept="text/turtle", **headers)
        assert found.status_code == 200, found.text
        return rdflib.Graph().parse(data=found.content, format="turtle")
