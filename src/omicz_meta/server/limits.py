"""How much one client may ask of the server; every number can be set where the server is started by a program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of requests, connections and queries: seconds, bytes, counts.

    `header_seconds` and `body_seconds` are what a request may take to arrive, `stall_seconds` how long a reader may
    take nothing. `query_*` bound one SPARQL query: time, memory of its process, size of its result, and how many run
    at once. `kept_bytes` bounds the documents that are kept in memory, `page_bytes` the descriptions on one page, since
    CKAN reads 50 MB and no more.
    """

    page_size: int = 100
    page_bytes: int = 16 * 1024 * 1024
    changes_per_page: int = 100
    connections: int = 512
    header_bytes: int = 32 * 1024
    header_seconds: float = 10.0
    body_bytes: int = 64 * 1024
    body_seconds: float = 10.0
    stall_seconds: float = 30.0
    idle_seconds: int = 15
    kept_bytes: int = 128 * 1024 * 1024
    query_seconds: float = 10.0
    query_memory: int = 1 << 30
    query_result_bytes: int = 16 * 1024 * 1024
    queries_at_once: int = 2
    queries_waiting: int = 16
    reload_seconds: float = 1.0
