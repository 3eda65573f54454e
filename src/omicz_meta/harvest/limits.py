"""Bounds of what a node may cost: bytes, seconds, documents, and how politely it is asked."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one node; times in seconds, sizes in bytes after decompression.

    `pause` lies between two requests to one host, up to `longest_delay` where the host asks for more; `barren` is how
    many pages in a row may bring no dataset that is new.

    >>> Limits(pause=0).documents
    100000
    """

    document_bytes: int = 50 * MIB
    document_seconds: float = 120
    patience: float = 30
    reading_seconds: float = 120
    node_bytes: int = 2048 * MIB
    node_seconds: float = 4 * 3600
    documents: int = 100_000
    redirects: int = 5
    attempts: int = 3
    longest_wait: float = 60
    backoff: float = 1
    pause: float = 0.1
    longest_delay: float = 10
    barren: int = 50
    text: int = 100_000
    statements: int = 100_000
