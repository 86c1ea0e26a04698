"""Seen keys of feeds: a table of their own, to which a poll adds only what it saw for the first time.

They must outlive the stories: an entry that a feed brings back after a year is not new.
"""

from bisect import insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

from bot.model.ids import FeedUrl
from bot.model.kept import KeptKeys
from storage.tiny.core import Core, Writing
from storage.tiny.sealed import head, unseal

TABLE = "seen"
#: The hash of the content, and the day when it was last written.
Known = tuple[str, str]
_KEPT = timedelta(days=400)
#: Of each feed the newest so many stay however old they are: a quiet feed may show a three-year-old entry.
_KEPT_KEYS = 10_000
#: A key still shown is written again so often, so that its age counts from when it was last seen.
_REFRESHED = timedelta(days=60)
#: Documents of a feed that has more than this are gathered, so that reading its keys stays quick.
_DOCUMENTS = 40


class SeenKeys(Mapping[str, str]):
    """Key → hash of the content; read from disk when first looked at (an unchanged feed never does)."""

    def __init__(self, read: Callable[[], dict[str, Known]]) -> None:
        self._read = read
        self.known: dict[str, Known] | None = None

    def _keys(self) -> dict[str, Known]:
        if self.known is None:
            self.known = self._read()
        return self.known

    def __getitem__(self, key: str) -> str:
        return self._keys()[key][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys())

    def __len__(self) -> int:
        return len(self._keys())

    def __repr__(self) -> str:
        return "SeenKeys()" if self.known is None else f"SeenKeys({len(self.known)} keys)"


@dataclass(slots=True)
class Bringing:
    """The feed whose keys are being brought from another store, and those it has: its documents come one after another."""

    feed: str = ""
    known: dict[str, Known] = field(default_factory=dict)


class Seen:
    def __init__(self, core: Core) -> None:
        self._core = core
        #: Read for somebody who still holds them, and not changed since.
        self._lent: WeakValueDictionary[str, SeenKeys] = WeakValueDictionary()
        #: Of each feed the days and rows of its documents, oldest first.
        self._rows: dict[str, list[tuple[str, int]]] = {}
        for row in core.journal.rows.get(TABLE, ()):
            raw = core.journal.raw(TABLE, row)
            if raw is not None:
                about = head(raw, "keys")
                insort(self._rows.setdefault(about["feed"], []), (about["day"], row))

    def of(self, feed: FeedUrl) -> SeenKeys:
        seen = SeenKeys(lambda: self._load(feed))
        self._lent[feed] = seen
        return seen

    def _load(self, feed: str) -> dict[str, Known]:
        keys: dict[str, Known] = {}
        for day, row in self._rows.get(feed, ()):
            keys.update({key: (value, day) for key, value in self._document(row).items()})
        return keys

    def _take_back(self, feed: str) -> None:
        self._lent.pop(feed, None)

    def _document(self, row: int) -> dict[str, str]:
        raw = self._core.journal.raw(TABLE, row)
        return {} if raw is None else dict(unseal(raw)["keys"])

    def plan(self, writing: Writing, feed: FeedUrl, keys: Mapping[str, str], now: datetime) -> None:
        """Adds those of `keys` that are new, changed, or not written for long."""
        if not keys:
            return
        # Whoever polls has mostly read them already, to find what is new.
        lent = self._lent.get(feed)
        known = lent.known if lent is not None and lent.known is not None else self._load(feed)
        stale = (now - _REFRESHED).date().isoformat()
        added = {}
        for key, value in keys.items():
            held = known.get(key)
            if held is None or held[0] != value or held[1] < stale:
                added[key] = value
        if not added:
            return
        if len(self._rows.get(feed, ())) >= 2 * _DOCUMENTS:
            self._gather(writing, feed, (now - _KEPT).date().isoformat())
        self._add(writing, feed, now.date().isoformat(), added)
        writing.then(lambda: self._take_back(feed))

    def _add(self, writing: Writing, feed: str, day: str, keys: Mapping[str, str]) -> None:
        row = writing.new_id(TABLE)
        writing.put(TABLE, row, {"feed": feed, "day": day, "keys": dict(keys)})
        writing.then(lambda: insort(self._rows.setdefault(feed, []), (day, row)))

    def kept(self) -> Iterator[KeptKeys]:
        for feed, rows in list(self._rows.items()):
            for day, row in list(rows):
                yield KeptKeys(FeedUrl(feed), day, self._document(row))

    def plan_kept(self, writing: Writing, kept: KeptKeys, bringing: Bringing) -> bool:
        """Adds those of another store that are not held, or were seen later there; False if there are none."""
        feed, day = kept.feed, kept.day
        if bringing.feed != feed:
            bringing.feed, bringing.known = feed, self._load(feed)
        known = bringing.known
        added = {key: value for key, value in kept.keys.items() if key not in known or known[key][1] < day}
        if not added:
            return False
        known.update({key: (value, day) for key, value in added.items()})
        self._add(writing, feed, day, added)
        writing.then(lambda: self._take_back(feed))
        return True

    def tidy(self, now: datetime) -> None:
        """Gathers the documents of feeds that have many into one for each month, without keys that are too old."""
        oldest = (now - _KEPT).date().isoformat()
        for feed, rows in self._rows.items():
            if len(rows) > _DOCUMENTS:
                writing = self._core.write()
                writing.then(partial(self._take_back, feed))
                self._gather(writing, feed, oldest)
                writing.commit()

    def _gather(self, writing: Writing, feed: str, oldest: str) -> None:
        months: dict[str, list[tuple[str, int]]] = {}
        for day, row in self._rows[feed]:
            months.setdefault(day[:7], []).append((day, row))
        kept = 0
        for _, rows in sorted(months.items(), reverse=True):
            last_day = rows[-1][0]
            is_over = last_day < oldest and kept >= _KEPT_KEYS
            if len(rows) == 1 and not is_over:
                kept += len(self._document(rows[0][1]))
                continue
            gathered: dict[str, str] = {}
            for day, row in rows:
                gathered |= self._document(row)
                writing.drop(TABLE, row)
                writing.then(partial(self._rows[feed].remove, (day, row)))
            if not is_over:
                kept += len(gathered)
                self._add(writing, feed, last_day, gathered)
