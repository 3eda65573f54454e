"""Names of the columns of candidate records: what the kernel makes of a block."""

ITEM = "#item"
"""Position of the item that a record is made of, 0 without unnest."""

SKIP = "#skip"
"""0, or the number of the filter that left the row out."""

VALUE, NOTE = "v:", "n:"
"""Before the name of a slot: its value, and why there is none."""

FOUND, ASKED = "j:", "a:"
"""Before the number of a join: the row it found (null for none), and whether all its keys were there to ask by."""
