"""The search index beside the store: SQLite FTS5 over folded words and stems. Synchronous; can be built again any time.

Rows are numbered as stories came, so the newest hits are those last numbered.
"""

import contextlib
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.model.ids import InterestKey, StoryId, is_watch
from bot.model.query import Query
from bot.model.story import Story, StoryPage
from bot.model.visible import is_public
from bot.stories.fold import fold, is_cjk
from bot.stories.query_document import document_of
from bot.stories.query_passage import find_passage
from storage.tiny.archive_entries import ENTRIES_SCHEMA, ArchivedEntries
from storage.tiny.archive_file import IndexFile
from storage.tiny.archive_query import Plan, known_to, of_languages, plan
from storage.tiny.archive_slips import one_letter_off
from storage.tiny.archive_words import RANK, Words, words_schema
from storage.tiny.news import story_news

#: Raised when the tables or what stands in them change: an older file is thrown away and built again.
FORMAT = 3
#: So many of the newest hits are ranked; what is older follows by age.
RANKED = 400
#: A story half as old as another counts so much more: days in which recency halves.
_HALF_LIFE = 180.0

_SCHEMA = f"""
CREATE TABLE docs (
    id INTEGER PRIMARY KEY, story TEXT UNIQUE NOT NULL, seq INTEGER NOT NULL, seen_at REAL NOT NULL,
    language TEXT, news INTEGER NOT NULL, public INTEGER NOT NULL
);
CREATE INDEX docs_seen_at ON docs (seen_at);
CREATE TABLE watched (interest TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (interest, id)) WITHOUT ROWID;
CREATE INDEX watched_id ON watched (id);
{words_schema("")}
CREATE VIRTUAL TABLE frequent USING fts5vocab (words, row);
{ENTRIES_SCHEMA}
CREATE TABLE meta (newest INTEGER NOT NULL);
INSERT INTO meta VALUES (0);
"""  # noqa: S608  # our own tables


class Archive:
    """What can be searched. One thread at a time."""

    def __init__(self, path: Path | None) -> None:
        """Opens or makes the file; one that is damaged or of another format is thrown away, and `last_seq` is 0.

        None: in memory.
        """
        self._file = IndexFile(path, _SCHEMA, FORMAT)
        self._words = Words(self._file, "")
        self.entries = ArchivedEntries(self._file, self._writing, self._words)

    def close(self) -> None:
        self._file.close()

    def last_seq(self) -> int:
        """The highest `changed_seq` it holds; 0 for none."""
        return int(self._file.db.execute("SELECT newest FROM meta").fetchone()[0])

    def add(self, stories: Sequence[Story]) -> None:
        """Insert or replace, in one transaction."""
        with self._writing():
            for story in stories:
                self._put(story)
            newest = max((story.changed_seq for story in stories), default=0)
            if not self._file.started_anew:
                self._file.db.execute("UPDATE meta SET newest = max(newest, ?)", (newest,))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._file.writing():
                yield
        except BaseException:
            self._words.count_languages()
            self.entries.words.count_languages()
            raise

    def _put(self, story: Story) -> None:
        db = self._file.db
        held = db.execute("SELECT id FROM docs WHERE story = ?", (story.id,)).fetchone()
        row = None if held is None else int(held[0])
        if row is not None:
            self._words.drop(row)
            db.execute("DELETE FROM watched WHERE id = ?", (row,))
        values = (
            *(row, story.id, story.changed_seq, story.seen_at.timestamp(), story.language),
            *(story_news(story), is_public(story)),
        )
        put = db.execute("INSERT OR REPLACE INTO docs VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        row = put.lastrowid if row is None else row
        assert row is not None
        db.executemany(
            "INSERT INTO watched VALUES (?, ?)", [(key, row) for key in story.scores if is_watch(key)]
        )
        self._words.put(row, document_of(story))

    def search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        newest_first: bool,
        load: Callable[[StoryId], Story | None],
        own: Collection[InterestKey] = (),
    ) -> StoryPage:
        """A page of the stories that answer the query, in these languages (empty: all; unknown ones pass).

        `own`: the watches of who asks; what only other people's watches found is not told.
        """
        with self._file.minding_damage():
            return self._search(query, now, languages, max(0, page), size, newest_first, load, own)

    def _search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        newest_first: bool,
        load: Callable[[StoryId], Story | None],
        own: Collection[InterestKey],
    ) -> StoryPage:
        asked = plan(query, self._words.languages, now)
        source, values = _source(asked, languages, own)
        total = int(self._file.db.execute(f"SELECT count(*) {source}", values).fetchone()[0])
        offset = page * size
        ids = self._in_order(asked, source, values, now, offset, size, newest_first) if offset < total else []
        stories = [story for known in ids if (story := load(known)) is not None]
        return StoryPage(
            stories=tuple(stories),
            total=total,
            page=page,
            passages={story.id: find_passage(query, story) for story in stories},
        )

    def _in_order(
        self,
        asked: Plan,
        source: str,
        values: Sequence[object],
        now: datetime,
        offset: int,
        size: int,
        newest_first: bool,
    ) -> list[StoryId]:
        db = self._file.db
        if newest_first:
            ask = f"SELECT story {source} ORDER BY seen_at DESC, id DESC LIMIT ? OFFSET ?"
            return [StoryId(row[0]) for row in db.execute(ask, (*values, size, offset))]
        rank = RANK if asked.match is not None else "-1.0"
        # By the number that SQLite walks along anyway: it stops after so many instead of sorting them all.
        row = "words.rowid" if asked.match is not None else "id"
        ask = f"SELECT story, seen_at, {rank} {source} ORDER BY {row} DESC LIMIT ?"
        newest = db.execute(ask, (*values, RANKED)).fetchall()
        newest.sort(key=lambda row: (row[2] * _recency(row[1], now), -row[1], row[0]))
        ids = [StoryId(row[0]) for row in newest[offset : offset + size]]
        if len(ids) < size and len(newest) == RANKED:
            ask = f"SELECT story {source} ORDER BY {row} DESC LIMIT ? OFFSET ?"
            older = db.execute(ask, (*values, size - len(ids), max(offset, RANKED)))
            ids += [StoryId(row[0]) for row in older]
        return ids

    def similar(self, word: str, n: int = 3) -> list[str]:
        """Folded words of the archive that differ from a typed one by one letter, the most frequent first: "schol"."""
        typed = fold(word)
        if not 3 <= len(typed) <= 40 or " " in typed or is_cjk(typed):
            return []
        ask = "SELECT doc FROM frequent WHERE term = ?"
        with self._file.minding_damage():
            found = [
                (row[0], each)
                for each in one_letter_off(typed)
                if (row := self._file.db.execute(ask, (each,)).fetchone())
            ]
        return [each for _, each in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:n]]


def _source(
    asked: Plan, languages: frozenset[str], own: Collection[InterestKey]
) -> tuple[str, tuple[object, ...]]:
    """FROM and WHERE of an answer, with its values."""
    readable, codes = of_languages(languages)
    known, watches = known_to(own)
    where, values = f"{asked.where}{readable}{known}", (*asked.values, *codes, *watches)
    if asked.match is None:
        return f"FROM docs WHERE {where}", values
    # CROSS JOIN keeps SQLite from walking `docs` and asking the index for each row.
    return f"FROM words CROSS JOIN docs ON docs.id = words.rowid WHERE words MATCH ? AND {where}", (
        asked.match,
        *values,
    )


def _recency(seen_at: float, now: datetime) -> float:
    """1 for now, half for each half-life before; never so little that a far better answer is buried."""
    days = max(0.0, (now.astimezone(UTC).timestamp() - seen_at) / 86400)
    return max(0.1, math.pow(0.5, days / _HALF_LIFE))
