"""Descriptions of other nodes: fetched politely, read safely, kept as they came, put together as one catalogue."""
