"""May I have the data, and how: who decides, where to ask, under which terms and on which legal basis."""

from __future__ import annotations

from collections.abc import Iterator

from omicz_meta.catalogue.description import Description, Entity
from omicz_meta.catalogue.rdf import Iri
from omicz_meta.catalogue.summary import texts
from omicz_meta.pages.dataset_words import DatasetWords
from omicz_meta.pages.language import spoken
from omicz_meta.pages.page_words import PageWords
from omicz_meta.pages.texts import (
    Fact,
    codes,
    facts,
    host,
    law,
    link,
    listed,
    paragraphs,
    plain,
    said,
    span,
    tail,
    term,
    titled,
)
from omicz_meta.problem import Language
from omicz_meta.reports.markup import Element, Node, el
from omicz_meta.reports.words import partial_date


def access_section(description: Description, language: Language) -> list[Node]:
    """The sentence that answers the question, and then whom to turn to with what."""
    dataset, words = description.dataset, DatasetWords(language)
    sentence = words.access_said.get(description.access, "")
    return [
        el("p", sentence, class_="said"),
        *([el("p", words.nobody_decides)] if _nobody(description) else []),
        *_some(facts(_whom(description, language))),
        *_terms(dataset, language),
        *_some(facts(_legal(description, language))),
    ]


def agent(entity: Entity, language: Language) -> list[Node]:
    """A person or institution: its name, with a link to its page where it has one."""
    name = said(entity, "agent_name", language)
    page = entity.first("homepage")
    if name is None:
        return [link(page.value, host(page.value))] if isinstance(page, Iri) else []
    return [link(page.value, name)] if isinstance(page, Iri) else [name]


def contact(entity: Entity, language: Language) -> list[Node]:
    """A contact: name, institution, mail, page, telephone, opening hours."""
    names = [str(entity.first(slot)) for slot in ("full_name", "organisation") if entity.filled(slot)]
    ways = [plain(entity.first(slot), language) for slot in ("email", "contact_page") if entity.filled(slot)]
    phone = entity.first("telephone")
    called = [link(f"tel:{''.join(str(phone).split())}", str(phone))] if phone else []
    hours = (
        said(one, "description", language)
        for slot in ("opening_hours", "special_opening_hours")
        for one in entity.entities(slot)
    )
    ways += [*called, *hours]
    parts: list[Node] = [*dict.fromkeys(names), *(way for way in ways if way is not None)]
    return listed(parts)


def _nobody(description: Description) -> bool:
    return description.access != "PUBLIC" and not any(
        description.dataset.filled(slot) for slot in ("hdab", "policy")
    )


def _whom(description: Description, language: Language) -> Iterator[Fact]:
    dataset, words = description.dataset, DatasetWords(language)
    for body in dataset.entities("hdab"):
        yield words.decides, agent(body, language)
        yield words.how_to_ask, _contacts(body, "contact_point", language)
    slot = description.schema.classes["DataAccessPolicy"].slots["committee"]
    for policy in dataset.entities("policy"):
        for committee in policy.entities("committee"):
            name = said(committee, "title", language)
            asked = _contacts(committee, "contact_points", language)
            yield (spoken(slot.title, language) or ("", ""))[1], [*([el("p", name)] if name else []), *asked]
    yield words.questions, _contacts(dataset, "contact_points", language)


def _contacts(entity: Entity, slot: str, language: Language) -> list[Node]:
    return [el("p", contact(point, language)) for point in entity.entities(slot)]


def _terms(dataset: Entity, language: Language) -> Iterator[Node]:
    """What one may do with the data: the policy in words, and its terms of the Data Use Ontology."""
    words = DatasetWords(language)
    for policy in dataset.entities("policy"):
        body = [*paragraphs(texts(policy, "policy_text"), language)]
        pairs: list[Fact] = [
            (words.terms_of_use, listed(codes(policy, "data_use_permission", language))),
            (
                words.diseases,
                listed(
                    link(item.value, tail(item.value).replace("_", ":"))
                    for item in policy.all("disease_restrictions")
                    if isinstance(item, Iri)
                ),
            ),
            (
                words.conditions,
                [el("p", _modifier(one, language)) for one in policy.entities("data_use_modifiers")],
            ),
        ]
        found = facts(pairs)
        if body or found:
            yield el("h3", said(policy, "title", language) or words.terms_of_use)
            yield from body
            yield from _some(found)


def _modifier(entity: Entity, language: Language) -> list[Node]:
    countries = [PageWords(language).countries.get(str(each), str(each)) for each in entity.all("countries")]
    until = entity.first("valid_until")
    parts: list[Node] = [*codes(entity, "modifier", language), *countries]
    if isinstance(until, str):
        parts.append(f"{PageWords(language).until} {partial_date(until, language)}")
    if entity.filled("parameter_text"):
        parts.append(str(entity.first("parameter_text")))
    return listed(parts)


def _legal(description: Description, language: Language) -> Iterator[Fact]:
    dataset, words = description.dataset, DatasetWords(language)
    yield words.law, listed(codes(dataset, "legal_bases", language))
    laws = [
        law(item.value, language) for item in dataset.all("applicable_legislation") if isinstance(item, Iri)
    ]
    yield titled(description, "applicable_legislation", language), listed(laws)
    for slot in ("purposes", "personal_data_categories"):
        terms = [term(item.value) for item in dataset.all(slot) if isinstance(item, Iri)]
        yield titled(description, slot, language), listed(terms)
    for kept in dataset.entities("retention_period"):
        yield titled(description, "retention_period", language), span(kept, language)


def _some(node: Element | None) -> list[Node]:
    return [] if node is None else [node]
