"""How the server and the process that answers queries speak over pipes: a length, a line of JSON, bytes."""

from __future__ import annotations

import json
import struct
from typing import Any

LENGTH = struct.Struct(">I")


def packed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A message as bytes.

    >>> unpacked(packed({"id": 1}, b"x")[LENGTH.size:])
    ({'id': 1}, b'x')
    """
    content = json.dumps(header).encode() + b"\n" + body
    return LENGTH.pack(len(content)) + content


def unpacked(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and body of a message whose length was taken off."""
    line, _, body = content.partition(b"\n")
    return json.loads(line), body
