"""Export files for the tests: made of what a store holds, taken apart, put together again."""

import json
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

from bot.model.kept import Kept
from bot.ports import Store
from storage.export.box import Boxes, Lock, lock
from storage.export.lines import Head
from storage.export.read import ExportFile
from storage.export.write import write_export
from tests.storage.samples import NOW

PASSPHRASE = "correct horse"
#: As little work as scrypt can do: tests are not attacked.
WORK = 2
NAME = "moved.jsonl"


async def exported(store: Store, passphrase: str | None = None) -> bytes:
    locked: tuple[Lock, Boxes] | tuple[None, None] = (None, None)
    if passphrase is not None:
        locked = lock(passphrase, WORK)
    out = BytesIO()
    await write_export(store, out, Head("1.2.3", NOW, locked[0]), locked[1], lambda _: None)
    return out.getvalue()


def read(data: bytes, passphrase: str = PASSPHRASE) -> list[Kept]:
    return list(ExportFile(BytesIO(data), NAME, lambda: passphrase).records())


def lines_of(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def line_of(line: dict[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def summed(lines: Sequence[dict[str, Any] | bytes]) -> bytes:
    """A file of these lines (without the last) whose checksum is right."""
    body = b"".join(line if isinstance(line, bytes) else line_of(line) for line in lines)
    end = {"kind": "end", "lines": len(lines), "sha256": sha256(body).hexdigest()}
    return body + line_of(end)
