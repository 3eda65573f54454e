"""Runs the arrows: source -> harmonise -> validate -> describe -> publish."""
