"""Reading only what changed since the last poll.

feedparser takes some twenty milliseconds for a feed of which, nearly always, nothing or one entry is new. So the
entries of a well-formed document are told apart cheaply, by their tags, and those whose text is letter for letter
that of an entry read before are not read again. Anything unusual (a document that is broken, entries in comments, a
head that changed) is read whole. What is remembered lives in the reading child, and is lost with it at no harm.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

from bot.model.entry import Entry, FeedRead

#: A whole document as text, the feed's address, where it was found → what it says.
ReadWhole = Callable[[str, str, str], FeedRead]

_TAG = re.compile(r"<(item|entry)(?=[\s>/])|</(item|entry)\s*>")
# What changes in the head of a feed at every poll and says nothing about its entries.
_CLOCKS = re.compile(r"<(lastBuildDate|pubDate|updated|dc:date|modified)\b[^<>]*>[^<]*</\1\s*>")
_PLAIN_CHARACTERS = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
#: Fewer are read whole in no time.
_FEWEST = 4
#: Characters of entries remembered, of all feeds together.
_MOST = 24_000_000


@dataclass(frozen=True, slots=True)
class _Parts:
    """A document told apart: what stands before the first entry, the entries, what stands behind the last."""

    before: str
    entries: Sequence[str]
    behind: str

    def frame(self, found_at: str) -> bytes:
        """What entries may depend on beside their own text."""
        return _digest(f"{found_at}\0{_CLOCKS.sub('', self.before).strip()}\0{self.behind.strip()}")


@dataclass(frozen=True, slots=True)
class _Known:
    frame: bytes
    #: What the feed said of itself.
    read: FeedRead
    entries: Mapping[bytes, Entry]
    size: int


class DeltaReader:
    """Reads documents of many feeds with `read_whole`, and of each only the entries it has not read before."""

    def __init__(self, read_whole: ReadWhole, most: int = _MOST) -> None:
        self._read_whole = read_whole
        self._most = most
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._size = 0

    def __call__(self, text: str, url: str, found_at: str) -> FeedRead:
        """The same as `read_whole` gives."""
        parts = _tell_apart(text)
        known = self._forget(url)
        if parts is None:
            return self._read_whole(text, url, found_at)
        frame = parts.frame(found_at)
        digests = [_digest(entry) for entry in parts.entries]
        found = None
        if known is not None and known.frame == frame:
            new = {
                d: entry for d, entry in zip(digests, parts.entries, strict=True) if d not in known.entries
            }
            found = self._read_new(parts, new, url, found_at) if len(new) * 2 <= len(digests) else None
        if known is not None and found is not None:
            entries = {**known.entries, **found}
            read = replace(known.read, entries=tuple(entries[digest] for digest in digests))
        else:
            read = self._read_whole(text, url, found_at)
        if read.broken is None and len(read.entries) == len(digests):
            self._remember(url, frame, dict(zip(digests, read.entries, strict=True)), read, len(text))
        return read

    def _read_new(
        self, parts: _Parts, new: Mapping[bytes, str], url: str, found_at: str
    ) -> Mapping[bytes, Entry] | None:
        """None if they cannot be read apart from the others."""
        if not new:
            return {}
        read = self._read_whole(f"{parts.before}{''.join(new.values())}{parts.behind}", url, found_at)
        if read.broken is not None or len(read.entries) != len(new):
            return None
        return dict(zip(new, read.entries, strict=True))

    def _remember(
        self, url: str, frame: bytes, entries: Mapping[bytes, Entry], read: FeedRead, size: int
    ) -> None:
        self._known[url] = _Known(frame, replace(read, entries=()), entries, size)
        self._size += size
        while self._size > self._most:
            _, oldest = self._known.popitem(last=False)
            self._size -= oldest.size

    def _forget(self, url: str) -> _Known | None:
        known = self._known.pop(url, None)
        self._size -= known.size if known else 0
        return known


def _tell_apart(text: str) -> _Parts | None:
    """None for a document in which the tags of entries may not mean what they seem to."""
    spans = _spans(text)
    if spans is None or len(spans) < _FEWEST:
        return None
    if any(text[end:start].strip() for (_, end), (start, _) in pairwise(spans)):
        return None
    entries = [text[start:end] for start, end in spans]
    before, behind = text[: spans[0][0]], text[spans[-1][1] :]
    commented = before.count("<!--") != before.count("-->")
    if commented or "<!ENTITY" in before or not all(map(_whole, entries)):
        return None
    return _Parts(before, entries, behind)


def _spans(text: str) -> list[tuple[int, int]] | None:
    """Where entries begin and end; None if their tags do not come in pairs."""
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(text):
        if tag[1]:
            if opened is not None:
                return None
            opened = tag
        else:
            if opened is None or opened[1] != tag[2]:
                return None
            spans.append((opened.start(), tag.end()))
            opened = None
    return spans if opened is None else None


def _whole(entry: str) -> bool:
    """No comment, and no passage of plain characters that its end tag might be part of."""
    passages = entry.count("<![CDATA[")
    if passages != entry.count("]]>"):
        return False
    return "<!--" not in (_PLAIN_CHARACTERS.sub("", entry) if passages else entry)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
