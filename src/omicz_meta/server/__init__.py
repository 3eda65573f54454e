"""The harvest endpoint: a catalogue folder over HTTP, read-only, from bytes that were written before."""
