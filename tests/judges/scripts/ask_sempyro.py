"""Runs in SeMPyRO's environment: fills its models of HealthDCAT-AP from RDF, since it has no reader of its own.

python ask_sempyro.py FILE.nt...     prints {"datasets": [{"iri", "fields", "refused", "rdf"}]}

What a field refuses is left out, and the rest is tried again: so one value that does not fit costs its own field.
"""

from __future__ import annotations

import enum
import inspect
import json
import logging
import sys
import types
import typing

import rdflib
from pydantic import BaseModel, ValidationError
from rdflib import RDF
from rdflib.namespace import DCAT
from sempyro import LiteralField, RDFModel
from sempyro.healthdcatap import HEALTHDCATAPDataset

DEPTH = 6


def kinds(annotation):
    """The types that an annotation admits, without lists and unions around them."""
    if typing.get_origin(annotation) in (list, typing.Union, types.UnionType, typing.Annotated):
        for inner in typing.get_args(annotation):
            yield from kinds(inner)
    elif inspect.isclass(annotation):
        yield annotation


def many(annotation):
    inner = typing.get_args(annotation)
    return typing.get_origin(annotation) is list or any(many(one) for one in inner)


def value(graph, term, admitted, depth):
    """A term as one of the types that a field admits."""
    models = [one for one in admitted if issubclass(one, RDFModel)]
    if isinstance(term, rdflib.Literal):
        if int in admitted or float in admitted:
            return term.toPython()
        if LiteralField in admitted:
            told = {"language": term.language} if term.language else {}
            if term.datatype and not term.language:
                told = {"datatype": str(term.datatype)}
            return LiteralField(value=str(term), **told)
        return str(term)
    # a node of which only the type is said is meant by its address
    described = any(one != RDF.type for one in graph.predicates(term))
    if models and described and depth < DEPTH:
        made, _ = filled(models[0], graph, term, depth + 1)
        if made is not None and made.model_fields_set:
            return made
    choices = [one for one in admitted if issubclass(one, enum.Enum)]
    for choice in choices:
        for member in choice:
            if str(member.value) == str(term):
                return member
    return str(term)


def filled(model, graph, node, depth=0):
    """An instance of a model, and what of the node it refused."""
    raw = {}
    for name, field in model.model_fields.items():
        property_iri = (field.json_schema_extra or {}).get("rdf_term")
        terms = sorted(graph.objects(node, property_iri)) if property_iri is not None else []
        values = [value(graph, term, list(kinds(field.annotation)), depth) for term in terms]
        if values:
            raw[name] = values if many(field.annotation) else values[0]
    refused = {}
    for _ in range(len(raw) + 1):
        try:
            return model(**raw), refused
        except ValidationError as fault:
            named = {str(one["loc"][0]): one["msg"] for one in fault.errors() if one["loc"]}
            gone = {name: text for name, text in named.items() if name in raw}
            refused |= named
            if not gone:
                break
            raw = {name: one for name, one in raw.items() if name not in gone}
    return None, refused


def leaves(part):
    if isinstance(part, LiteralField):
        yield part.value
    elif isinstance(part, BaseModel):
        for _, inner in part:
            yield from leaves(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from leaves(inner)
    elif isinstance(part, enum.Enum):
        yield str(part.value)
    elif part is not None:
        yield str(part)


def told(graph, node):
    made, refused = filled(HEALTHDCATAPDataset, graph, node)
    fields = {}
    for name, part in made or ():
        field = HEALTHDCATAPDataset.model_fields[name].json_schema_extra
        fields.setdefault(str(field["rdf_term"]), []).extend(leaves(part))
    return {"iri": str(node), "fields": fields, "refused": refused, "rdf": written(made, node, refused)}


def written(made, node, refused):
    """What its writer makes of each field by itself, since one that it fails on would cost all of them."""
    text = ""
    for name, part in made or ():
        try:
            text += HEALTHDCATAPDataset.model_construct(**{name: part}).to_graph(node).serialize(format="nt")
        except Exception as fault:
            refused[f"{name} (written)"] = f"{type(fault).__name__}: {fault}"
    return text


def main():
    logging.disable(logging.CRITICAL)
    graph = rdflib.Graph()
    for file in sys.argv[1:]:
        graph.parse(file, format="nt")
    print(
        json.dumps(
            {"datasets": [told(graph, node) for node in sorted(graph.subjects(RDF.type, DCAT.Dataset))]}
        )
    )


if __name__ == "__main__":
    main()
