"""The format of an export: JSON lines in UTF-8, each with its kind.

    {"watchword":"export","format":1,"program":"0.1.0","made_at":"2026-11-24T08:00:00+00:00"}
    {"kind":"story","data":{…}}        then keys, feed, entry; what the data holds is bot.model's, field by field
    {"kind":"sent","data":{"story":…,"chats":12,"first":…,"last":…}}
    {"kind":"end","lines":4711,"sha256":"…"}      of all bytes before this line; `lines` counts them

With subscribers the first line has a "lock" (box.py), and there are lines {"kind":"box","n":1,"box":"…"}: lines of the
same form (alert, chat, and watched: stories with what people watch), closed. The last box has "last":true and holds the
checksum of all before it: whoever lacks the passphrase cannot change the rest either.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import StoreError
from bot.model.alert import Alert
from bot.model.kept import Kept, KeptChat, KeptEntry, KeptFeed, KeptKeys
from bot.model.story import Story
from storage.codec import encode
from storage.export.box import Lock

FORMAT = 1
KINDS: dict[str, type[Kept]] = {
    "story": Story,
    "keys": KeptKeys,
    "feed": KeptFeed,
    "entry": KeptEntry,
    "alert": Alert,
    "chat": KeptChat,
    # A story that stands bare before, now with what people watch.
    "watched": Story,
}
#: Kinds that say something of people: in boxes only.
PERSONAL = frozenset({"alert", "chat", "watched"})
_NAMES = {kind: name for name, kind in KINDS.items() if name != "watched"}


@dataclass(frozen=True, slots=True)
class Head:
    """The first line."""

    program: str
    made_at: datetime
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class SentNote:
    """How many chats were sent a story, and when first and last. For people: a store has no use for it."""

    story: str
    chats: int
    first: datetime
    last: datetime


def line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("ascii") + b"\n"


def head_line(head: Head) -> bytes:
    return line({"watchword": "export", "format": FORMAT, **encode(head)})


def name_of(kept: Kept) -> str:
    return _NAMES[type(kept)]


def record_line(name: str, kept: Kept) -> bytes:
    return line({"kind": name, "data": encode(kept)})


def sent_line(note: SentNote) -> bytes:
    return line({"kind": "sent", "data": encode(note)})


class Refused(StoreError):
    """A file that is not taken in. Nothing was changed."""

    def __init__(self, name: str, number: int | None, what: str, remedy: str = "") -> None:
        where = name if number is None else f"{name}, line {number}"
        super().__init__(
            f"{where}: {what}", remedy or "copy the file again or export again; nothing was changed"
        )
