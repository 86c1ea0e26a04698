"""A file of lines, taken in only if all of it is what an export wrote: read once to judge it, once more to use it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, BinaryIO, NoReturn

from bot.model.alert import Alert
from bot.model.kept import Kept, KeptChat, KeptKeys
from storage.codec import CodecError, decode
from storage.export.box import Boxes, Lock, NotOpenedError, is_sound, unlock
from storage.export.fits import misfit
from storage.export.lines import FORMAT, KINDS, PERSONAL, Head, Refused, SentNote

#: No line an export writes is longer than a whole article, its letters written out.
_LONGEST = 64 << 20
_CUT = "the file ends here and lacks its last line: its end was cut off"


class ExportFile:
    """Opened with its first line read. Refused for what is no export, is newer than we are, or does not open."""

    def __init__(self, file: BinaryIO, name: str, ask: Callable[[], str]) -> None:
        """`ask` gives the passphrase; it is asked only for a file with subscribers."""
        self._file = file
        self._name = name
        #: How many of each kind the last reading found.
        self.counts: Counter[str] = Counter()
        self.head = self._read_head()
        self._boxes = self._unlock(self.head.lock, ask) if self.head.lock else None

    @property
    def place(self) -> int:
        """How many bytes were read, for a progress bar."""
        return self._file.tell()

    def _refuse(self, number: int | None, what: str, remedy: str = "") -> NoReturn:
        raise Refused(self._name, number, what, remedy)

    def _read_head(self) -> Head:
        self._file.seek(0)
        raw = self._file.readline(_LONGEST)
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict) or data.get("watchword") != "export":
            self._refuse(1, "this is no export of Watchword", "name a file that `watchword export` wrote")
        version = data.get("format")
        if type(version) is not int or version != FORMAT:
            self._refuse(
                1,
                f"written in format {version!r:.20}, and this Watchword reads up to {FORMAT}",
                "bring this Watchword up to date, then import again",
            )
        try:
            head = decode(Head, data)
        except (CodecError, RecursionError):
            self._refuse(1, "the first line is not as it was written")
        if head.lock is not None and not (_is_text(head.lock) and is_sound(head.lock)):
            self._refuse(1, "what it says of its encryption is not as it was written")
        return head

    def _unlock(self, lock: Lock, ask: Callable[[], str]) -> Boxes:
        try:
            return unlock(ask(), lock)
        except NotOpenedError:
            self._refuse(
                1,
                "the passphrase does not open the subscribers in it",
                "try again with the one given at the export",
            )

    def records(self) -> Iterator[Kept]:
        """All that a store can take in; Refused, with the line, at the first fault. May be asked for again."""
        reading = _Reading()
        self.counts.clear()
        self._file.seek(0)
        number = 0
        while raw := self._file.readline(_LONGEST):
            number += 1
            if reading.is_over:
                self._refuse(number, "something stands behind what should be the last line")
            if not raw.endswith(b"\n"):
                is_cut = len(raw) < _LONGEST
                self._refuse(number, _CUT if is_cut else "longer than any line that an export has")
            if number > 1:
                yield from (one for one in self._line(raw, number, reading) if not isinstance(one, SentNote))
            reading.sum.update(raw)
        if not reading.is_over:
            self._refuse(number, _CUT)
        reading.known.finish(self._refuse)

    def _line(self, raw: bytes, number: int, reading: "_Reading") -> Iterator[Kept | SentNote]:
        data = self._parse(raw, number)
        name = data.get("kind")
        match name if isinstance(name, str) else None:
            case "end":
                self._check_end(data, number, reading)
            case "box" if self._boxes is not None:
                yield from self._box(self._boxes, data, number, reading)
            case _ if reading.is_sealed:
                self._refuse(number, "a record behind the last box")
            case kind if kind in PERSONAL:
                self._refuse(number, "something of subscribers that is not encrypted")
            case _:
                yield self._record(data, number)

    def _parse(self, raw: bytes, number: int) -> dict[str, Any]:
        try:
            data = json.loads(raw, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            self._refuse(number, "this is no JSON")
        if not isinstance(data, dict):
            self._refuse(number, "no record as an export writes it")
        return data

    def _check_end(self, data: dict[str, Any], number: int, reading: "_Reading") -> None:
        if data.get("sha256") != reading.sum.hexdigest() or data.get("lines") != number - 1:
            self._refuse(
                number, "the checksum is not that of the lines before it: something was changed or lost"
            )
        if self._boxes is not None and not reading.is_sealed:
            self._refuse(number, "the last of its boxes is missing")
        reading.is_over = True

    def _box(
        self, boxes: Boxes, data: dict[str, Any], number: int, reading: "_Reading"
    ) -> Iterator[Kept | SentNote]:
        is_last = data.get("last") is True
        reading.boxes += 1
        if data.get("n") != reading.boxes or reading.is_sealed or not isinstance(data.get("box"), str):
            self._refuse(number, "the boxes do not follow one another")
        try:
            content = boxes.open(reading.boxes, data["box"], is_last=is_last)
        except NotOpenedError:
            self._refuse(number, "this box is not as it was closed")
        for raw in content.splitlines():
            inside = self._parse(raw, number)
            if inside.get("kind") == "seal":
                if inside.get("sha256") != reading.sum.hexdigest():
                    self._refuse(number, "the lines before it are not those it was closed over")
                continue
            record = self._record(inside, number)
            reading.known.note(record)
            yield record
        reading.is_sealed = is_last

    def _record(self, data: dict[str, Any], number: int) -> Kept | SentNote:
        name = data.get("kind")
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None and name != "sent":
            self._refuse(number, f"nobody knows what a {name!r:.30} is")
        try:
            record: Any = decode(kind or SentNote, data.get("data"))
            fault = misfit(record)
        except (CodecError, RecursionError):
            record, fault = None, "a field is missing or not what it should be"
        if fault is not None:
            self._refuse(number, f"a {name} record that is not as it was written: {fault:.120}")
        read: Kept | SentNote = record
        self.counts[str(name)] += 1
        if isinstance(read, KeptKeys):
            self.counts["seen keys"] += len(read.keys)
        return read


class _Reading:
    """How far one reading of the file is."""

    def __init__(self) -> None:
        self.sum = sha256()
        self.boxes = 0
        #: The last box was read; the last line was.
        self.is_sealed = False
        self.is_over = False
        self.known = _Chats()


class _Chats:
    """Alerts are owed to chats that are in the file."""

    def __init__(self) -> None:
        self._owed: set[str] = set()
        self._held: set[str] = set()

    def note(self, record: Kept | SentNote) -> None:
        match record:
            case Alert(chat=chat):
                self._owed.add(chat)
            case KeptChat(subscription):
                self._held.add(subscription.chat)
            case _:
                pass

    def finish(self, refuse: Callable[[int | None, str], NoReturn]) -> None:
        if not self._owed <= self._held:
            refuse(None, "it holds alerts to chats that it does not hold")


def _is_text(lock: Lock) -> bool:
    return (
        all(isinstance(one, str) for one in (lock.salt, lock.check, lock.cipher)) and type(lock.work) is int
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
