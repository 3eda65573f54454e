"""Parses `expr`: linkml-map's expression language, the supported part of it, into typed plan expressions.

The text is read with `ast` and never evaluated. Every fault is told with its place inside the YAML scalar;
parsing goes on behind it, so that one look finds all of them.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omicz_meta.engine.plan import Case, Collect, Constant
from omicz_meta.engine.signatures import SIGNATURES
from omicz_meta.mapping import syntax, systems
from omicz_meta.mapping.form import nearest
from omicz_meta.mapping.operators import BINARY, COMPARISONS, arithmetic, compare, member, opposite
from omicz_meta.mapping.quantity import EXPECTED, quantity
from omicz_meta.mapping.typed import NOTHING, Typed, all_declared, common_type, is_list

if TYPE_CHECKING:
    from omicz_meta.mapping.scope import Scope
    from omicz_meta.yamlfile import Node

MAX_DEPTH = 100
MAX_LENGTH = 20_000


def parse_expression(node: Node, scope: Scope) -> Typed:
    """The plan for an expression of a mapping; faults go to the scope and stand as a null in the result.

    >>> from omicz_meta.mapping.form import Faults
    >>> from omicz_meta.mapping.rules import SourceSpec
    >>> from omicz_meta.mapping.scope import Scope, TableView
    >>> from omicz_meta.schema import load_schema
    >>> from omicz_meta.yamlfile import Node
    >>> table = TableView("p", ("Vek",), SourceSpec("p"))
    >>> scope = Scope(load_schema(), table, (), Faults())
    >>> parse_expression(Node("t.yaml", 1, 1, text="years(integer({Vek}))"), scope).type
    'duration'
    """
    tree = _tree(node, scope)
    if tree is None:
        return NOTHING
    return _Reading(node, scope).visit(tree, 0)


def _tree(node: Node, scope: Scope) -> ast.expr | None:
    """The syntax tree. A line break before the text keeps columns as they are and lets lines be folded freely."""
    if len(node.text) > MAX_LENGTH:
        scope.faults.add(node.problem("M006", node.text[:40], reason="longer than 20,000 characters"))
        return None
    try:
        return _parsed(f"(\n{node.text}\n)")
    except SyntaxError as fault:
        place, reason = _fault_place(node, fault)
        scope.faults.add(place.problem("M006", node.text.strip(), reason=reason))
    except (ValueError, RecursionError, MemoryError):
        scope.faults.add(node.problem("M006", node.text[:40], reason="it cannot be read"))
    return None


def _parsed(text: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, mode="eval").body


def _fault_place(node: Node, fault: SyntaxError) -> tuple[Node, str]:
    """Where in the YAML a syntax error is. When only the bracket we put around is open, the text has one too."""
    line, column = (fault.lineno or 2) - 2, (fault.offset or 1) - 1
    if line >= 0:
        return node.at(_offset(node.text, line, max(column, 0))), _reason(fault)
    blank = len(node.text) - len(node.text.lstrip())
    try:
        _parsed(node.text[blank:])
    except SyntaxError as again:
        inside = _offset(node.text[blank:], (again.lineno or 1) - 1, max((again.offset or 1) - 1, 0))
        return node.at(blank + inside), _reason(again)
    return node, _reason(fault)


def _reason(fault: SyntaxError) -> str:
    """Python's reason, as far as it speaks of the text a person wrote and not of the brackets around it."""
    unclosed = re.match(r"closing parenthesis '\)' does not match opening parenthesis '(.)'", fault.msg)
    if unclosed:
        return f"'{unclosed[1]}' was never closed"
    hint = "; a column name that is no identifier is written col('a b')" if "{" in str(fault.text) else ""
    return fault.msg.split(". Perhaps")[0].split(". Maybe")[0] + hint


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    before = sum(len(part) + 1 for part in lines[: max(line, 0)])
    return max(0, min(before + column, len(text) - 1))


def _branches(tests: list[Typed], values: list[Typed]) -> Typed:
    """A case over conditions and their values; the last value stands alone, for all else."""
    last = values[-1].expression
    pairs = tuple((test.expression, value.expression) for test, value in zip(tests, values, strict=False))
    lists = [part.item for part in values if part.type == "list"]
    return Typed(
        Case(pairs, last) if pairs else last, common_type(values) or "any", lists[0] if lists else "any"
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One expression being read: where it stands and what its names mean."""

    node: Node
    scope: Scope

    def place(self, tree: ast.expr) -> Node:
        """The place of a part; ast counts bytes, people count characters."""
        line = self.node.text.split("\n")[min(tree.lineno - 2, self.node.text.count("\n"))]
        column = len(line.encode()[: tree.col_offset].decode(errors="ignore"))
        return self.node.at(_offset(self.node.text, tree.lineno - 2, column))

    def fault(self, tree: ast.expr, code: str, value: str | None = None, **more: Any) -> Typed:
        """Tell a fault and go on with nothing."""
        self.scope.faults.add(self.place(tree).problem(code, value, **more))
        return NOTHING

    def visit(self, tree: ast.expr, depth: int) -> Typed:
        """The meaning of one part."""
        if depth > MAX_DEPTH:
            return self.fault(
                tree, "M006", self.source(tree)[:40], reason=f"nested deeper than {MAX_DEPTH} levels"
            )
        match tree:
            case ast.Constant():
                return self._constant(tree)
            case ast.Set(elts=[ast.Name() | ast.Attribute(value=ast.Name()) as name]):
                return self._column(name)
            case ast.Name() | ast.Attribute(value=ast.Name()):
                return self._column(tree)
            case ast.Attribute(value=ast.Set(elts=[ast.Name(name)]), attr=part):
                return self._column(tree, f"{name}.{part}")
            case ast.List() | ast.Tuple():
                return self._list(tree, depth)
            case ast.IfExp(test, body, orelse):
                return self._choice(tree, [(test, body)], orelse, depth)
            case ast.Call(func=ast.Name()):
                return self._call(tree, depth)
            case _:
                return self._operation(tree, depth)

    def source(self, tree: ast.expr) -> str:
        """The part as it is written."""
        return ast.get_source_segment(f"(\n{self.node.text}\n)", tree) or self.node.text

    def _constant(self, tree: ast.Constant) -> Typed:
        value = tree.value
        if value is None:
            return NOTHING
        if isinstance(value, bool):
            return Typed(Constant(value), "boolean")
        if isinstance(value, str):
            return Typed(Constant(value), "text")
        if isinstance(value, int):
            return Typed(Constant(value), "integer")
        if isinstance(value, float):
            return Typed(Constant(Decimal(self.source(tree).replace("_", ""))), "decimal")
        return self.fault(tree, "M006", self.source(tree), reason="this kind of constant is not supported")

    def _column(self, tree: ast.expr, written: str = "") -> Typed:
        name = written or self.source(tree)
        if name == "NULL":
            return NOTHING
        if name == "src" and self.scope.incoming is not None:
            return self.scope.incoming
        origin = self.scope.origin(name, self.place(tree))
        return origin.typed if origin else NOTHING

    def _list(self, tree: ast.List | ast.Tuple, depth: int) -> Typed:
        parts = [self.visit(part, depth + 1) for part in tree.elts]
        kind = common_type(parts)
        if kind is None or any(is_list(part.expression) for part in parts):
            return self.fault(
                tree, "M008", None, function="[...]", expected="values of one type", found="several types"
            )
        return Typed(Collect(tuple(part.expression for part in parts)), "list", kind)

    def _choice(
        self, tree: ast.expr, pairs: list[tuple[ast.expr, ast.expr]], orelse: ast.expr | None, depth: int
    ) -> Typed:
        tests = [self.truth(test, "case", depth) for test, _ in pairs]
        values = [self.visit(value, depth + 1) for _, value in pairs]
        values.append(NOTHING if orelse is None else self.visit(orelse, depth + 1))
        read = all_declared(values)
        declared = _branches(tests, read) if read else None
        if common_type(values) is not None:
            return replace(_branches(tests, values), declared=declared)
        found = ", ".join(dict.fromkeys(part.type for part in values))
        return declared or self.fault(
            tree, "M008", "case", function="case", expected="branches of one type", found=found
        )

    def truth(self, tree: ast.expr, function: str, depth: int) -> Typed:
        """A part that must be a condition."""
        part = self.visit(tree, depth + 1)
        condition = part.standing_for("boolean")
        if condition is not None:
            return condition
        return self.fault(tree, "M008", None, function=function, expected="a condition", found=part.type)

    def _call(self, tree: ast.Call, depth: int) -> Typed:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if tree.keywords:
            return self.fault(tree, "M006", self.source(tree), reason="named arguments are not supported")
        if name == "case":
            return self._case(tree, depth)
        if name == "quantity":
            return self._quantity(tree, depth)
        if name == "coding":
            return self._coding(tree, depth)
        if name in ("preferred", "without"):
            return self._of_codes(tree, name, depth)
        if name == "between" and len(tree.args) == 3:
            return self._between(tree, depth)
        if name == "value" and self.scope.incoming is not None and not tree.args:
            return self.scope.incoming
        words = tuple(part.value if isinstance(part, ast.Constant) else None for part in tree.args)
        if name in syntax.WITH_WORDS:
            return self._syntax(tree, name, words, depth)
        signature = SIGNATURES.get(name) or self.scope.functions.get(name)
        if signature is None:
            near = syntax.LINKML_MAP_NAMES.get(name) or nearest(name, (*syntax.WORDS, *self.scope.functions))
            return self.fault(tree, "M007", name, candidates=near)
        arguments = [self.visit(part, depth + 1) for part in tree.args]
        return syntax.call(signature, arguments, words, lambda **more: self.fault(tree, "M008", name, **more))

    def _between(self, tree: ast.Call, depth: int) -> Typed:
        """`between(x, low, high)`, both ends included."""
        value, low, high = tree.args
        ends = ast.Compare(low, [ast.LtE(), ast.LtE()], [value, high])
        return self._comparison(ast.copy_location(ends, tree), depth)

    def _case(self, tree: ast.Call, depth: int) -> Typed:
        pairs: list[tuple[ast.expr, ast.expr]] = []
        for part in tree.args:
            if not isinstance(part, ast.Tuple) or len(part.elts) != 2:
                expected = "pairs (condition, value)"
                return self.fault(
                    part, "M008", "case", function="case", expected=expected, found=self.source(part)
                )
            test, value = part.elts
            if isinstance(test, ast.Constant) and test.value is True:
                return self._choice(tree, pairs, value, depth)
            pairs.append((test, value))
        if not pairs:
            return self.fault(
                tree, "M008", "case", function="case", expected="pairs (condition, value)", found="nothing"
            )
        return self._choice(tree, pairs, None, depth)

    def _quantity(self, tree: ast.Call, depth: int) -> Typed:
        parts = [self.visit(part, depth + 1) for part in tree.args]
        texts = [part.standing_for("text") for part in parts]
        fitting = [part for part in texts if part is not None and part.type != "list"]
        if len(fitting) < len(parts) or len(parts) not in (1, 2):
            found = ", ".join(part.type for part in parts) or "nothing"
            return self.fault(tree, "M008", "quantity", function="quantity", expected=EXPECTED, found=found)
        return quantity(fitting[0], fitting[1] if len(fitting) == 2 else None, self.scope)

    def _coding(self, tree: ast.Call, depth: int) -> Typed:
        parts = [self.visit(part, depth + 1) for part in tree.args]
        texts = [text for text in (part.standing_for("text") for part in parts) if text is not None]
        if len(parts) == len(texts) == 2 and "list" not in (text.type for text in texts):
            return systems.coding(texts[0], texts[1], self.scope.systems)
        if len(parts) == 1 and (texts or syntax.is_text_list(parts[0])):
            return systems.token(parts[0] if syntax.is_text_list(parts[0]) else texts[0], self.scope.systems)
        found = ", ".join(part.type for part in parts) or "nothing"
        return self.fault(tree, "M008", "coding", function="coding", expected=systems.EXPECTED, found=found)

    def _of_codes(self, tree: ast.Call, name: str, depth: int) -> Typed:
        """`preferred(codes, 'MKN10', 'ORPHA')`, `without(codes, one)`."""
        words = [part.value for part in tree.args[1:] if isinstance(part, ast.Constant)]
        prefixes = [word for word in words if isinstance(word, str)]
        parts = [self.visit(part, depth + 1) for part in tree.args]
        if parts and syntax.is_text_list(parts[0]):
            if name == "preferred" and len(prefixes) == len(parts) - 1:
                return syntax.preferred(parts[0], prefixes)
            if name == "without" and len(parts) == 2 and parts[1].fits("text"):
                return syntax.without(parts[0], parts[1])
        expected = f"a list of codes and {'prefixes in quotes' if name == 'preferred' else 'one of them'}"
        found = ", ".join(part.type for part in parts) or "nothing"
        return self.fault(tree, "M008", name, function=name, expected=expected, found=found)

    def _syntax(self, tree: ast.Call, name: str, words: tuple[object, ...], depth: int) -> Typed:
        expected, takes_value = syntax.WITH_WORDS[name]
        given = words[1:] if takes_value else words
        if len(given) != 1 or not isinstance(given[0], str) or not given[0]:
            return self.fault(tree, "M008", name, function=name, expected=expected, found=self.source(tree))
        value = self.visit(tree.args[0], depth + 1) if takes_value else NOTHING
        place = self.place(tree.args[-1])
        return syntax.with_word(name, value, given[0], place, self.scope)

    def _operation(self, tree: ast.expr, depth: int) -> Typed:
        def wrong(**more: Any) -> Typed:
            return self.fault(tree, "M008", None, **more)

        match tree:
            case ast.BoolOp(op, values):
                name = "and" if isinstance(op, ast.And) else "or"
                return syntax.joined(name, [self.truth(value, name, depth) for value in values])
            case ast.UnaryOp(ast.Not(), operand):
                return syntax.joined("not", [self.truth(operand, "not", depth)])
            case ast.UnaryOp(ast.USub() | ast.UAdd() as sign, operand):
                part = self.visit(operand, depth + 1)
                return opposite(part, wrong) if isinstance(sign, ast.USub) else part
            case ast.BinOp(left, op, right) if type(op) in BINARY:
                return arithmetic(
                    BINARY[type(op)], self.visit(left, depth + 1), self.visit(right, depth + 1), wrong
                )
            case ast.Compare():
                return self._comparison(tree, depth)
        return self.fault(
            tree, "M006", self.source(tree), reason="this form is not part of the expression language"
        )

    def _comparison(self, tree: ast.Compare, depth: int) -> Typed:
        def wrong(**more: Any) -> Typed:
            return self.fault(tree, "M008", None, **more)

        parts = [self.visit(part, depth + 1) for part in (tree.left, *tree.comparators)]
        steps: list[Typed] = []
        for op, left, right in zip(tree.ops, parts, parts[1:], strict=False):
            if isinstance(op, ast.In | ast.NotIn):
                steps.append(member(left, right, isinstance(op, ast.NotIn), wrong))
            else:
                steps.append(compare(COMPARISONS[type(op)], left, right, wrong))
        return steps[0] if len(steps) == 1 else replace(syntax.joined("and", steps))
