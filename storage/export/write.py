"""A store becomes a file of lines; in one pass, holding one box at a time."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from bot.model.alert import Alert
from bot.model.kept import Kept, KeptKeys
from bot.model.story import Story
from bot.ports import Store
from storage.export.box import Boxes
from storage.export.lines import PERSONAL, Head, SentNote, head_line, line, name_of, record_line, sent_line
from storage.watches import without_watches

#: A box is closed when it holds so many bytes.
_BOX = 64 << 10


async def write_export(
    store: Store, out: BinaryIO, head: Head, boxes: Boxes | None, tell: Callable[[Kept], None]
) -> Counter[str]:
    """Writes all that the store holds; of its subscribers nothing without `boxes`. How many of each kind went in."""
    file = _File(out, boxes)
    file.write(head_line(head))
    sent = _Sent()
    written: Counter[str] = Counter()
    async for kept in store.kept():
        tell(kept)
        name = name_of(kept)
        if isinstance(kept, Alert):
            sent.note(kept)
        if boxes is None and name in PERSONAL:
            continue
        written[name] += 1
        if isinstance(kept, KeptKeys):
            written["seen keys"] += len(kept.keys)
        if name in PERSONAL:
            file.put_away(record_line(name, kept))
        elif isinstance(kept, Story):
            bare = without_watches(kept)
            file.write(record_line(name, bare))
            if bare is not kept and boxes is not None:
                file.put_away(record_line("watched", kept))
        else:
            file.write(record_line(name, kept))
    for note in sent.notes():
        file.write(sent_line(note))
    file.end()
    return written


class _File:
    def __init__(self, out: BinaryIO, boxes: Boxes | None) -> None:
        self._out = out
        self._boxes = boxes
        self._sum = sha256()
        self._lines = 0
        self._box = bytearray()
        self._number = 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._sum.update(data)
        self._lines += 1

    def put_away(self, data: bytes) -> None:
        self._box += data
        if len(self._box) >= _BOX:
            self._close_box()

    def _close_box(self, *, is_last: bool = False) -> None:
        assert self._boxes is not None
        self._number += 1
        closed = self._boxes.close(self._number, bytes(self._box), is_last=is_last)
        mark = {"last": True} if is_last else {}
        self._box.clear()
        self.write(line({"kind": "box", "n": self._number, **mark, "box": closed}))

    def end(self) -> None:
        if self._boxes is not None:
            if self._box:
                self._close_box()
            self._box += line({"kind": "seal", "sha256": self._sum.hexdigest()})
            self._close_box(is_last=True)
        self._out.write(line({"kind": "end", "lines": self._lines, "sha256": self._sum.hexdigest()}))


class _Sent:
    """What was sent, without to whom."""

    def __init__(self) -> None:
        self._stories: dict[str, tuple[int, datetime, datetime]] = {}

    def note(self, alert: Alert) -> None:
        if alert.sent_at is None:
            return
        chats, first, last = self._stories.get(alert.story, (0, alert.sent_at, alert.sent_at))
        self._stories[alert.story] = (chats + 1, min(first, alert.sent_at), max(last, alert.sent_at))

    def notes(self) -> Iterator[SentNote]:
        for story, (chats, first, last) in self._stories.items():
            yield SentNote(story, chats, first, last)
