"""Tables that come with the package as TOML 1.0, read into values whose fields say which keys there are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from omicz_meta.errors import EnvironmentFault

T = TypeVar("T")


def read_table(kind: type[T], path: Path) -> T:
    """A file as a dataclass: keys are fields, tables are mappings or dataclasses, lists are tuples or frozen sets.

    A field with a default may be left out; a key that is a word of Python is a field with `_` behind it (`from_`).
    Raises EnvironmentFault, with the place, for a key that is no field, one that is missing, or a value of another
    type: such a file is not the one that the package came with.

    >>> from omicz_meta.catalogue.release import Demands
    >>> from omicz_meta.resources import schemas_folder
    >>> read_table(Demands, schemas_folder() / "catalogue" / "demands-r8.toml").classes["Agent"].must
    ('agent_name',)
    """
    value: T = _value(kind, _content(path), path.name)
    return value


def read_tables(kind: type[T], path: Path) -> Mapping[str, T]:
    """A file of tables that are all of one kind, by their names; otherwise as `read_table`."""
    value: Mapping[str, T] = _value(Mapping[str, kind], _content(path), path.name)  # type: ignore[valid-type]
    return value


def _content(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _value(kind: Any, raw: Any, place: str) -> Any:
    shape, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _filled(kind, _checked(dict, raw, place), place)
    if shape is Literal:
        if raw not in inner:
            raise _fault(place, f"{raw!r} is none of {', '.join(map(repr, inner))}")
        return raw
    if shape in (tuple, frozenset):
        return shape(_value(inner[0], one, place) for one in _checked(list, raw, place))
    if shape is not None:
        table = _checked(dict, raw, place)
        return MappingProxyType({key: _value(inner[1], one, f"{place}: {key}") for key, one in table.items()})
    return _checked(kind, raw, place)


def _filled(kind: Any, raw: Mapping[str, Any], place: str) -> Any:
    kinds = get_type_hints(kind)
    known = {one.name.removesuffix("_"): one for one in fields(kind)}
    wrong = [f"{key} is unknown" for key in raw if key not in known]
    wrong += [f"{key} is missing" for key, one in known.items() if key not in raw and _is_needed(one)]
    if wrong:
        raise _fault(place, "; ".join(wrong))
    values = {key: _value(kinds[known[key].name], one, f"{place}: {key}") for key, one in raw.items()}
    return kind(**{known[key].name: one for key, one in values.items()})


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _checked(kind: type[T], raw: Any, place: str) -> T:
    if not isinstance(raw, kind):
        raise _fault(place, f"{type(raw).__name__} in the place of {kind.__name__}")
    return raw


def _fault(place: str, what: str) -> EnvironmentFault:
    return EnvironmentFault(f"{place}: {what}. Install omicz-meta again.")
