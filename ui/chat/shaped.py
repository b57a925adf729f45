"""Plain values made the records they say they are, or refused. Knows nothing of what the records mean."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def shaped(kind: type[T], value: object) -> T:
    """A value of JSON as a frozen dataclass, with everything in it of the type that is declared.

    Fields that are missing take their defaults, and fields that are not known are left out: another
    version may have written them.

    Raises:
        ValueError: If something has another type.
        TypeError: If something is missing that has no default.
    """
    made: T = _shaped(kind, value)
    return made


def _shaped(kind: Any, value: Any) -> Any:  # noqa: ANN401, PLR0911  # any type and value; one way out for each
    if kind is Any:
        return value
    if is_dataclass(kind):
        return _record(kind, value)
    if get_origin(kind) is UnionType:
        return None if value is None else _shaped(get_args(kind)[0], value)
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_shaped(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is Mapping and isinstance(value, dict):
        return {str(name): _shaped(get_args(kind)[1], item) for name, item in value.items()}
    if kind is float and type(value) in {int, float} and isfinite(value):
        return float(value)
    if type(value) is kind:  # True is no number
        return value
    raise ValueError(f"{value!r:.60} is no {kind}")


def _record(kind: Any, value: Any) -> Any:  # noqa: ANN401  # the same
    if not isinstance(value, dict):
        raise ValueError(f"{value!r:.60} is no {kind}")  # noqa: TRY004  # a value from outside
    hints = _hints(kind)
    known = [field.name for field in fields(kind) if field.name in value]
    return kind(**{name: _shaped(hints[name], value[name]) for name in known})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
