"""Reads FHIRPath (N1, section numbers of https://hl7.org/fhirpath/): characters to tokens, tokens to a tree.

Only form is looked at here. Whether an element or a function exists is judged in `views.typing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from omicz_meta.views.syntax import (
    Binary,
    Call,
    Empty,
    Index,
    Member,
    Moment,
    MomentKind,
    Negative,
    Node,
    Number,
    Text,
    This,
    Truth,
    Variable,
)

MAX_TOKENS = 300
MAX_DEPTH = 30
"""So long an expression may be, in names, signs and literals, and so deep brackets and operators in it may nest."""

PRECEDENCE: tuple[tuple[str, ...], ...] = (
    ("implies",),
    ("or", "xor"),
    ("and",),
    ("in", "contains"),
    ("=", "!=", "~", "!~"),
    ("<", "<=", ">", ">="),
    ("|",),
    ("is", "as"),
    ("+", "-", "&"),
    ("*", "/", "div", "mod"),
)
"""Operators from the loosest to the tightest (section 8.3.4 of the grammar)."""

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<time>@T\d\d(:\d\d(:\d\d(\.\d+)?)?)?)
    |(?P<moment>@\d{4}(-\d\d(-\d\d)?)?(T(\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?)?)?)
    |(?P<number>\d+(\.\d+)?)
    |(?P<text>'(?:[^'\\]|\\.)*')
    |(?P<quoted>`(?:[^`\\]|\\.)*`)
    |(?P<variable>%(?:[A-Za-z_][A-Za-z0-9_-]*|`[^`]*`|'[^']*'))
    |(?P<special>\$[a-z]+)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><=|>=|!=|!~|[-+*/|&<>=~.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED: Mapping[str, str] = MappingProxyType({"n": "\n", "r": "\r", "t": "\t", "f": "\f"})
_WORDS = frozenset(word for level in PRECEDENCE for word in level if word.isalpha())


class SyntaxFault(Exception):
    """An expression that cannot be read; `at` is the position of the first character that does not fit, from 0."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


@dataclass(frozen=True, slots=True)
class Token:
    """A word, sign or literal, and where it begins. The last token of an expression has the kind `end`."""

    kind: str
    text: str
    at: int


def parse(expression: str) -> Node:
    """The tree of an expression; raises SyntaxFault with reason and position where it cannot be read.

    >>> parse("name.where(use = 'official').family").name
    'family'
    >>> parse("name.where(")
    Traceback (most recent call last):
        ...
    omicz_meta.views.fhirpath.SyntaxFault: the expression ends too early
    """
    tokens = tuple(_tokens(expression))
    if len(tokens) > MAX_TOKENS:
        raise SyntaxFault(f"longer than {MAX_TOKENS} names and signs", tokens[MAX_TOKENS].at)
    reader = _Reader(tokens)
    tree = reader.operators(0)
    reader.expect("end", "")
    return tree


def _tokens(expression: str) -> Iterator[Token]:
    at = 0
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        if found is None:
            raise SyntaxFault(f"unexpected character {expression[at]!r}", at)
        if found.lastgroup != "space":
            yield Token(str(found.lastgroup), found.group(), at)
        at = found.end()
    yield Token("end", "", at)


class _Reader:
    """Tokens from left to right, by recursive descent. The one thing that changes is how far it has come."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._next
        self._position += 1
        return token

    def _takes(self, *signs: str) -> bool:
        if self._next.kind in {"sign", "word"} and self._next.text in signs:
            self._position += 1
            return True
        return False

    def expect(self, kind: str, text: str) -> None:
        """Go on behind this token; raises SyntaxFault where another one stands."""
        if (self._next.kind, self._next.text) != (kind, text):
            raise self._unexpected(f"expected {text!r}" if text else "it should end here")
        self._position += kind != "end"

    def _unexpected(self, wanted: str) -> SyntaxFault:
        if self._next.kind == "end":
            return SyntaxFault("the expression ends too early", self._next.at)
        return SyntaxFault(f"unexpected {self._next.text!r}, {wanted}", self._next.at)

    def operators(self, level: int) -> Node:
        """Operands joined by the operators of a level, or of a tighter one."""
        if level == len(PRECEDENCE):
            return self._signed()
        left = self.operators(level + 1)
        while self._next.text in PRECEDENCE[level] and self._next.kind in {"sign", "word"}:
            operator = self._take()
            left = Binary(operator.text, left, self._deeper(level + 1), operator.at)
        return left

    def _deeper(self, level: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SyntaxFault(f"nested deeper than {MAX_DEPTH}", self._next.at)
        tree = self.operators(level)
        self._depth -= 1
        return tree

    def _signed(self) -> Node:
        at = self._next.at
        if self._takes("-"):
            return Negative(self._path(), at)
        self._takes("+")
        return self._path()

    def _path(self) -> Node:
        tree = self._term()
        while True:
            at = self._next.at
            if self._takes("."):
                tree = self._invocation(tree)
            elif self._takes("["):
                tree = Index(tree, self._deeper(0), at)
                self.expect("sign", "]")
            else:
                return tree

    def _term(self) -> Node:
        if self._takes("("):
            tree = self._deeper(0)
            self.expect("sign", ")")
            return tree
        if self._next.text == "{" and self._next.kind == "sign":
            at = self._take().at
            self.expect("sign", "}")
            return Empty(at)
        return self._literal() or self._invocation(None)

    def _literal(self) -> Node | None:
        token = self._next
        made: Node | None = None
        if token.kind == "text":
            made = Text(_unescaped(token), token.at)
        elif token.kind == "number":
            made = Number(Decimal(token.text), token.text.isdigit(), token.at)
        elif token.kind in {"moment", "time"}:
            made = _moment(token)
        elif token.kind == "word" and token.text in {"true", "false"}:
            made = Truth(token.text == "true", token.at)
        elif token.kind == "variable":
            made = Variable(token.text[1:].strip("`'"), token.at)
        self._position += made is not None
        return made

    def _invocation(self, of: Node | None) -> Node:
        token = self._next
        if token.kind == "special" and token.text == "$this" and of is None:
            return This(self._take().at)
        # words that are operators elsewhere may be names of elements behind a point, as `contains` of a ValueSet
        if token.kind == "quoted" or (token.kind == "word" and (of is not None or token.text not in _WORDS)):
            self._take()
            if token.kind == "word" and self._takes("("):
                return Call(of, token.text, self._arguments(), token.at)
            return Member(of, _unescaped(token) if token.kind == "quoted" else token.text, token.at)
        raise self._unexpected("expected an element, a function or a value")

    def _arguments(self) -> tuple[Node, ...]:
        if self._takes(")"):
            return ()
        found = [self._deeper(0)]
        while self._takes(","):
            found.append(self._deeper(0))
        self.expect("sign", ")")
        return tuple(found)


def _moment(token: Token) -> Moment:
    if token.kind == "time":
        return Moment("time", token.text[2:], token.at)
    text = token.text[1:]
    kind: MomentKind = "dateTime" if "T" in text else "date"
    return Moment(kind, text.removesuffix("T"), token.at)


def _unescaped(token: Token) -> str:
    def character(found: re.Match[str]) -> str:
        number, sign = found.groups()
        return chr(int(number, 16)) if number else _ESCAPED.get(sign, sign)

    return _ESCAPE.sub(character, token.text[1:-1])
