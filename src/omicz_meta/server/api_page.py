"""`/api`: what the server offers, as a page in Czech and English, from the table that OpenAPI is made of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.pages.frame import Frame
from omicz_meta.pages.shell import Page, document
from omicz_meta.problem import Language
from omicz_meta.reports.markup import Element, el
from omicz_meta.server.openapi import OPERATIONS, Operation


class ApiWords(Words):
    """The words of the page; what stands under an address the operation itself says in English."""

    title = Bilingual("Co tento server nabízí", "What this server offers")
    lead = Bilingual(
        "Vše se čte metodou GET. Totéž pro stroje říká",
        "Everything is read with GET. The same for machines says",
    )
    addresses = Bilingual("Adresy", "Addresses")
    address = Bilingual("Adresa", "Address")
    what = Bilingual("Co tam je", "What is there")
    parameters = Bilingual("Parametry", "Parameters")
    types = Bilingual("Typy", "Types")
    operation = Bilingual[Mapping[str, str]](
        MappingProxyType(
            {
                "catalogue_pages": "Katalog po stránkách (Hydra) s\u00a0celými popisy; v HTML seznam s\u00a0hledáním",
                "catalogue": "Katalog se všemi svými členy",
                "fair_data_point": "FAIR Data Point, který ke katalogu vede",
                "dataset": "Popis datové sady nebo její stránka; přípona (.ttl .jsonld .rdf) volí zápis",
                "distribution": "Datová sada, k níž distribuce patří",
                "changes": "Co přibylo, změnilo se a zaniklo: Linked Data Event Stream, od nejstarší změny",
                "open_catalogue": "Katalog otevřených dat podle DCAT-AP-CZ",
                "open_dataset": "Veřejná datová sada podle DCAT-AP-CZ",
                "query": "Dotazy v SPARQL 1.1, bez SERVICE, FROM a změn; bez dotazu služba popíše sama sebe",
                "health": "Zda je server v pořádku",
                "service_info": "GA4GH Service Info 1.0",
                "openapi": "Tento popis",
                "api_page": "Tento popis jako stránka",
            }
        ),
        MappingProxyType({one.name: one.what for one in OPERATIONS}),
    )


def api_page(language: Language) -> str:
    """The page as HTML.

    >>> "openapi.json" in api_page("cs")
    True
    """
    words = ApiWords(language)
    lead = el("p", f"{words.lead} ", el("a", "openapi.json", href="/openapi.json"), ".")
    heads = (
        el("th", name, scope="col") for name in (words.address, words.what, words.parameters, words.types)
    )
    table = el(
        "table",
        el("caption", words.addresses),
        el("thead", el("tr", heads)),
        el("tbody", [_row(one, words.operation) for one in OPERATIONS]),
    )
    main = (
        el("h1", words.title),
        lead,
        el("div", table, class_="scroll", role="region", tabindex="0", aria_label=words.title),
    )
    addresses: Mapping[Language, str] = {"cs": "/api?lang=cs", "en": "/api?lang=en"}
    return document(Page(words.title, words.title, addresses, main), Frame(language))


def _row(one: Operation, said: Mapping[str, str]) -> Element:
    return el(
        "tr",
        el("th", el("code", one.path), scope="row"),
        el("td", said[one.name] + "."),
        el("td", ", ".join(one.parameters)),
        el("td", ", ".join(one.types)),
    )
