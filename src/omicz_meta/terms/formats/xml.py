"""XML, read with a parser that fetches nothing and stops at entities that would grow."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, ParseError, XMLParser, iterparse, parse

from omicz_meta.errors import UsageError
from omicz_meta.terms.given import Given


def start(given: Given) -> str:
    """The name of the first element, its namespace in braces; nothing where the file is not XML."""
    if not given.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ""
    try:
        for _, element in iterparse(io.BytesIO(given.head), ("start",)):  # noqa: S314 - as below
            return str(element.tag)
    except (ParseError, LookupError, ValueError):
        return ""
    return ""


def root(given: Given) -> Element:
    """The document. Raises UsageError for what is not well-formed, or declares entities."""
    # Expat loads nothing from outside and, since 2.4.1, refuses entities that amplify
    parser = XMLParser()  # noqa: S314
    try:
        return parse(io.BytesIO(given.data), parser).getroot()  # noqa: S314
    except ParseError as fault:
        line, _ = fault.position
        raise UsageError(
            f"{given.name}, line {line}: this is not well-formed XML; get the file again."
        ) from fault
    except (LookupError, ValueError) as fault:
        raise UsageError(f"{given.name} says it is in an encoding that XML is not read in.") from fault
