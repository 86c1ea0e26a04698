"""What goes over the line between the bot and its reading child: length-prefixed pickles, read with suspicion.

The child reads hostile documents; what comes back from it may name the model's types and a few plain ones, no more.
"""

import io
import pickle
import struct

_LENGTH = struct.Struct(">Q")
HEADER_SIZE = _LENGTH.size
#: A result larger than this is no result.
LARGEST = 64 * 1024 * 1024

_PLAIN = frozenset(
    {
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("builtins", "complex"),
        ("builtins", "bytearray"),
    }
)


class NotAnAnswer(Exception):
    """What the child sent cannot be what a job returned."""


def frame(value: object) -> bytes:
    body = pickle.dumps(value, protocol=5)
    return _LENGTH.pack(len(body)) + body


def body_size(header: bytes) -> int:
    """The size of the body a header announces; NotAnAnswer if it is beyond reason."""
    (size,) = _LENGTH.unpack(header)
    if size > LARGEST:
        raise NotAnAnswer("a result of unreasonable size")
    return int(size)


class _Suspicious(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) in _PLAIN or (module.startswith("bot.model.") and "." not in name):
            return super().find_class(module, name)
        raise NotAnAnswer(f"a result of a type that no job returns: {module}.{name}")


def read_answer(body: bytes) -> object:
    """The value a job returned; NotAnAnswer for anything else."""
    try:
        return _Suspicious(io.BytesIO(body)).load()
    except NotAnAnswer:
        raise
    except Exception as error:
        raise NotAnAnswer("a result that cannot be read") from error
