"""The shipped example: how it is made (`generate`), and tests that hold it to what it claims."""
