"""Functions that users bring along for a run: Python functions whose annotations say what they take and give."""

from __future__ import annotations

import datetime
import hashlib
import inspect
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.abc import InspectLoader
from importlib.util import decode_source, module_from_spec, spec_from_loader
from pathlib import Path
from types import MappingProxyType
from typing import Any, Union, get_args, get_origin, get_type_hints

from omicz_meta.engine.python_functions import PythonFunction, by_name
from omicz_meta.engine.signature import Signature, Type
from omicz_meta.errors import UsageError

ANNOTATIONS: MappingProxyType[Any, Type] = MappingProxyType(
    {
        str: "text",
        int: "integer",
        Decimal: "decimal",
        bool: "boolean",
        datetime.date: "date",
        list[str]: "list",
    }
)
"""What an annotation means in the expression language."""

Functions = str | Path | Iterable[Callable[..., Any]]
"""Functions as they are handed in: one by one, or the file they stand in."""


@dataclass(frozen=True, slots=True)
class OwnFunctions:
    """A user's functions by name; `sha256` is that of the file they were read from, if they were."""

    by_name: Mapping[str, PythonFunction] = field(default_factory=dict)
    sha256: str | None = None


def own_functions(functions: Functions) -> OwnFunctions:
    """Understand functions a user brings along. Raises UsageError for what cannot be used, naming function and reason.

    A file is run, and its public functions (names without a leading underscore) are taken.

    >>> def initial(name: str) -> str | None:
    ...     return name[:1] or None
    >>> own_functions([initial]).by_name["initial"].signature.result
    'text'
    """
    if isinstance(functions, str | Path):
        found, sha256 = _from_file(Path(functions))
        return OwnFunctions(_understood(found), sha256)
    return OwnFunctions(_understood(functions))


def _understood(functions: Iterable[Callable[..., Any]]) -> Mapping[str, PythonFunction]:
    made = [own_function(function) for function in functions]
    names = [function.name for function in made]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"There are two functions {name}().")
    return by_name(made)


def own_function(function: Callable[..., Any]) -> PythonFunction:
    """One function of a user, with the signature its annotations give it.

    `X | None` on a parameter says that the function sees an empty value; otherwise an empty argument gives an empty
    result without asking it. Parameters with defaults may be left out, the last may be `*args`.
    """
    # the language of mappings is loaded where somebody adds to it
    from omicz_meta.mapping.syntax import WORDS  # noqa: PLC0415

    name = getattr(function, "__name__", "")
    if not name.isidentifier():
        raise UsageError("A function for mappings needs a name; a lambda has none. Write it with def.")
    if name in WORDS:
        raise UsageError(f"{name} is a word of the mapping language already; give the function another name.")
    hints = _hints(function, name)
    parts = tuple(inspect.signature(function).parameters.values())
    if not parts:
        raise UsageError(f"{name}() takes nothing; a function for mappings takes at least one value.")
    kinds = tuple(_parameter(part, hints, name) for part in parts)
    result, _ = _kind(hints.get("return", inspect.Parameter.empty), f"the result of {name}()")
    summary = (inspect.getdoc(function) or "").partition("\n")[0]
    variadic = parts[-1].kind is inspect.Parameter.VAR_POSITIONAL
    optional = sum(part.default is not inspect.Parameter.empty for part in parts)
    signature = Signature(
        name, tuple(kind for kind, _ in kinds), result, summary, variadic=variadic, optional=optional
    )
    return PythonFunction(signature, function, frozenset(at for at, (_, sees) in enumerate(kinds) if sees))


def _hints(function: Callable[..., Any], name: str) -> dict[str, Any]:
    try:
        return get_type_hints(function)
    except (NameError, TypeError, AttributeError) as fault:
        raise UsageError(f"The annotations of {name}() cannot be understood.") from fault


def _parameter(part: inspect.Parameter, hints: Mapping[str, Any], name: str) -> tuple[Type, bool]:
    if part.kind in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD):
        raise UsageError(f"Parameter {part.name} of {name}() can only be given by name; mappings give none.")
    return _kind(hints.get(part.name, inspect.Parameter.empty), f"parameter {part.name} of {name}()")


def _kind(hint: Any, where: str) -> tuple[Type, bool]:
    """The type of an annotation, and whether it allows None."""
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    given = [part for part in parts if part is not type(None)]
    kind = ANNOTATIONS.get(given[0]) if len(given) == 1 else None
    if kind is None:
        said = "is not annotated" if hint is inspect.Parameter.empty else "has an annotation of no use here"
        allowed = "str, int, Decimal, bool, datetime.date, list[str], each also with `| None`"
        raise UsageError(f"{where[0].upper()}{where[1:]} {said}; mappings know {allowed}.")
    return kind, len(given) < len(parts)


class _Source(InspectLoader):
    """A module of exactly these bytes, so that what is hashed is what runs, and nothing is written beside the file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 - the form of the import system
        """The text of the module."""
        return decode_source(self._content)


def _from_file(path: Path) -> tuple[list[Callable[..., Any]], str]:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise UsageError(f"The functions in {path} cannot be read: {fault.strerror}.") from fault
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"omicz_functions_{sha256[:16]}"
    spec = spec_from_loader(name, _Source(content))
    if spec is None or spec.loader is None:
        raise UsageError(f"{path.name} cannot be loaded.")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickle look their module up there
    try:
        spec.loader.exec_module(module)
    except Exception as fault:
        raise UsageError(f"{path.name} cannot be loaded: {_where(fault, name)}.") from fault
    found = list(_public(module))
    if not found:
        raise UsageError(f"{path.name} has no public function.")
    return found, sha256


def _public(module: types.ModuleType) -> Iterator[Callable[..., Any]]:
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
            yield value


def _where(fault: Exception, name: str) -> str:
    """The kind of a fault and its line in the file."""
    line = fault.lineno if isinstance(fault, SyntaxError) else None
    trace = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    kind = type(fault).__name__
    return kind if line is None else f"{kind} in line {line}"
