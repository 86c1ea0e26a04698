"""A document as bytes on disk: one line of ASCII JSON whose last field is a checksum of the rest.

The same bytes stand in the journal and in the TinyDB files, so that a checkpoint copies and never re-writes them.
ASCII, because stock TinyDB opens files in whatever encoding the machine happens to have.
"""

import json
from collections.abc import Mapping
from typing import Any
from zlib import crc32

_SEAL_SIZE = len(b',"crc":"00000000"}')


class BrokenSealError(ValueError):
    """These bytes are not what was once written."""


def seal(document: Mapping[str, Any]) -> bytes:
    body = json.dumps(document, separators=(",", ":")).encode("ascii")
    comma = b"," if document else b""
    return body[:-1] + comma + b'"crc":"%08x"}' % crc32(body)


def unseal(raw: bytes) -> dict[str, Any]:
    """The document without its checksum; BrokenSealError if a bit is not as it was."""
    check(raw)
    document: dict[str, Any] = json.loads(raw)
    del document["crc"]
    return document


def check(raw: bytes) -> None:
    body = raw[:-_SEAL_SIZE] + b"}"
    if raw[-_SEAL_SIZE:] == b',"crc":"%08x"}' % crc32(body):
        return
    if raw != b'{"crc":"%08x"}' % crc32(b"{}"):
        raise BrokenSealError


def head(raw: bytes, before: str) -> dict[str, Any]:
    """Only the fields that stand before the field `before`: for reading many documents without their texts.

    Inside a JSON text a quotation mark is always escaped, so the mark looked for can only be that field.
    """
    end = raw.find(b',"%s":' % before.encode("ascii"))
    document: dict[str, Any] = json.loads(raw if end < 0 else raw[:end] + b"}")
    return document
