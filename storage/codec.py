"""Dataclasses of bot.model ⇄ what JSON can say, led by their type hints.

`encode(value)` gives dicts, lists, strings, numbers; `decode(Story, data)` gives the value back. Fields that are
unknown are left aside (a newer version wrote them), absent ones take their default. None and empty values that
are the default anyway are not written. A union of several dataclasses is told apart by the class name in "is".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
#: Takes what JSON gave, gives the value.
Decoder = Callable[[Any], Any]
Encoder = Callable[[Any], Any]


class CodecError(ValueError):
    """The data does not fit the type: which field, and what stood there."""


def encode(value: Any) -> Any:
    """Any value of bot.model as JSON can say it."""
    return _encoder_of(value)(value)


def decode(kind: type[T], data: object) -> T:
    """The value of type `kind` that was encoded; CodecError if it does not fit."""
    try:
        value: T = _decoder_of(kind)(data)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CodecError(f"not a {kind.__name__}: {error}") from error
    return value


# ── encoding: by the value's own class ──────────────────────────────────────────────────────────────────────


def _same(value: Any) -> Any:
    return value


def _encoder_of(value: Any) -> Encoder:
    kind: Any = type(value)
    return _encoder(kind)


@cache
def _encoder(kind: Any) -> Encoder:  # noqa: PLR0911  # one branch for each kind of thing there is
    if kind in (str, int, float, bool, NoneType):
        return _same
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, (datetime, time)):
        return lambda value: value.isoformat()
    if issubclass(kind, timedelta):
        return lambda value: value.total_seconds()
    if issubclass(kind, (frozenset, set)):
        return lambda value: sorted(encode(one) for one in value)
    if issubclass(kind, Mapping):
        return lambda value: {str(encode(key)): encode(one) for key, one in value.items()}
    if is_dataclass(kind):
        return _dataclass_encoder(kind)
    if issubclass(kind, Sequence):
        return lambda value: [encode(one) for one in value]
    raise CodecError(f"no way to write down a {kind.__name__}")


def _dataclass_encoder(kind: Any) -> Encoder:
    hints = get_type_hints(kind)
    # Written by the field's type, not the value's: a member of a union carries its class name.
    plan = [(field.name, _is_tagged(hints[field.name]), _empty_default(field)) for field in fields(kind)]

    def run(value: Any) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for name, tagged, empty in plan:
            held = getattr(value, name)
            if empty is not MISSING and held is not MISSING and not held and held == empty:
                continue
            written[name] = _tag(held) if tagged else _encoder_of(held)(held)
        return written

    return run


def _empty_default(field: Any) -> Any:
    """The default if it is None or an empty text or collection, else MISSING: figures are always written."""
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    if default is None or (isinstance(default, (str, tuple, frozenset, Mapping)) and not default):
        return default
    return MISSING


def _tag(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_tag(one) for one in value]
    data = encode(value)
    return {"is": type(value).__name__, **data} if is_dataclass(value) else data


def _is_tagged(hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return sum(is_dataclass(_bare(one)) for one in get_args(hint)) > 1
    return origin is tuple and any(_is_tagged(one) for one in get_args(hint) if one is not ...)


# ── decoding: by the type hint ──────────────────────────────────────────────────────────────────────────────


def _bare(hint: Any) -> Any:
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint


def _decoder_of(hint: Any) -> Decoder:
    return _decoder(hint)


@cache
def _decoder(hint: Any) -> Decoder:  # noqa: C901, PLR0911  # one branch for each kind of thing there is
    hint = _bare(hint)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _union_decoder(get_args(hint))
    if origin is tuple:
        return _tuple_decoder(get_args(hint))
    if origin is frozenset:
        return _each(frozenset, _decoder(get_args(hint)[0]))
    if origin is not None and issubclass(origin, Mapping):
        of_key, of_value = (_decoder(one) for one in get_args(hint))
        return lambda data: {of_key(key): of_value(one) for key, one in data.items()}
    if origin is not None and issubclass(origin, Sequence):
        return _each(tuple, _decoder(get_args(hint)[0]))
    if hint is Any or hint in (str, int, bool):
        return _same
    if hint is float:
        return float
    if hint is NoneType:
        return lambda _: None
    if issubclass(hint, Enum):
        return cast("Decoder", hint)
    if issubclass(hint, (datetime, time)):
        return cast("Decoder", hint.fromisoformat)
    if issubclass(hint, timedelta):
        return lambda data: timedelta(seconds=data)
    if is_dataclass(hint):
        return _dataclass_decoder(hint)
    raise CodecError(f"no way to read a {hint}")


def _each(make: Callable[[Any], Any], of_one: Decoder) -> Decoder:
    if of_one is _same:
        return make
    return lambda data: make(of_one(one) for one in data)


def _tuple_decoder(args: tuple[Any, ...]) -> Decoder:
    if len(args) == 2 and args[1] is ...:
        return _each(tuple, _decoder(args[0]))
    of_each = [_decoder(one) for one in args]
    return lambda data: tuple(of_one(one) for of_one, one in zip(of_each, data, strict=True))


def _dataclass_decoder(kind: Any) -> Decoder:
    # Looked up at the first use: a node of a query may hold nodes of its own class.
    plan: dict[str, Decoder] = {}

    def run(data: Any) -> Any:
        if not plan:
            hints = get_type_hints(kind)
            plan.update({field.name: _decoder(hints[field.name]) for field in fields(kind)})
        known = {}
        for name, one in data.items():
            reader = plan.get(name)
            if reader is not None:
                known[name] = one if reader is _same else reader(one)
        return kind(**known)

    return run


def _union_decoder(args: tuple[Any, ...]) -> Decoder:
    members = [_bare(one) for one in args if one is not NoneType]
    classes = {one.__name__: _decoder(one) for one in members if _is_class(one)}
    plain = [one for one in members if not _is_class(one)]
    texts = [_decoder(one) for one in plain if _written_as_text(one)]
    others = [_decoder(one) for one in plain if not _written_as_text(one)]

    def run(data: Any) -> Any:
        if data is None:
            return None
        if isinstance(data, dict) and classes:
            tag = data.get("is")
            return (classes[tag] if tag is not None else next(iter(classes.values())))(data)
        return ((texts if isinstance(data, str) else others) or texts or others)[0](data)

    return run


def _is_class(hint: Any) -> bool:
    return is_dataclass(hint)


def _written_as_text(hint: Any) -> bool:
    return (
        isinstance(hint, type) and issubclass(hint, (str, datetime, time)) and not issubclass(hint, timedelta)
    )
