"""The shapes run by pyrudof, an engine in Rust that is an extra: some seven times as fast as pySHACL, same results.

It opens a text that looks like an address or a path, so nothing but statements with a comment before them reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from omicz_meta.errors import EnvironmentFault, UsageError

_TEXT = "# statements\n"
Found = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Session:
    """Shapes and code lists that were read once; descriptions are laid beside them one after the other."""

    rudof: Any

    @classmethod
    def of(cls, shapes: str, lists: str) -> Session:
        """Read shapes (Turtle) and code lists (N-Triples). Raises EnvironmentFault where pyrudof is not installed."""
        try:
            import pyrudof  # noqa: PLC0415  # an extra
        except ImportError as fault:
            raise EnvironmentFault(
                "The engine pyrudof is not installed: pip install 'omicz-meta[shacl-fast]'."
            ) from fault
        rudof = pyrudof.Rudof(pyrudof.RudofConfig())
        rudof.read_shacl(_TEXT + shapes, pyrudof.ShaclFormat.Turtle)
        rudof.read_data(_TEXT + lists, pyrudof.RDFFormat.NTriples)
        return cls(rudof)

    def check(self, statements: str) -> Iterator[Found]:
        """Severity, node, path, message and value of each result about N-Triples and the code lists beside them.

        Raises UsageError for statements that the engine cannot read.
        """
        import pyrudof  # noqa: PLC0415

        self.rudof.begin_staging()
        try:
            self.rudof.read_data(
                _TEXT + statements,
                pyrudof.RDFFormat.NTriples,
                merge=True,
                reader_mode=pyrudof.ReaderMode.Strict,
            )
            results = self.rudof.validate_shacl().violations
        except pyrudof.RudofError as fault:
            raise UsageError(f"pyrudof cannot judge it: {type(fault).__name__}.") from fault
        finally:
            self.rudof.rollback_staging()
        for one in results:
            path, value, node = _named(one.path), _named(one.value), one.focus_node
            where = "" if node.startswith("_:") else f" on <{node}>"
            yield str(one.severity), node.removeprefix("_:"), path, _words(one.message) + where, value


def _named(term: str | None) -> str:
    """A property or a value; nothing for a path of several properties, nor for a node without a name."""
    text = term or ""
    return "" if text.startswith(("_:", "(")) else _words(text)


def _words(text: str | None) -> str:
    """A literal without its quotes, an address without its angle brackets."""
    told = text or ""
    if told.startswith('"'):
        return told[1 : told.rindex('"')] if told.rindex('"') else told
    return told.removeprefix("<").removesuffix(">")
