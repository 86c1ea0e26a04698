"""Entries in the search index, told or not, as long as they are kept: what a watch is tried on."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.model.ids import StoryId
from bot.model.past import Asked
from bot.stories.query_document import document_of_article
from storage.tiny.archive_file import IndexFile
from storage.tiny.archive_query import Plan, known_to, of_languages, plan
from storage.tiny.archive_words import Words, words_schema
from storage.tiny.news import BACKLOG, NEWS, ReadEntry, entry_news

_PREFIX = "entry_"
ENTRIES_SCHEMA = f"""
CREATE TABLE entry_docs (
    id INTEGER PRIMARY KEY, seen_at REAL NOT NULL, language TEXT, story TEXT, news INTEGER NOT NULL
);
{words_schema(_PREFIX)}
"""


@dataclass(frozen=True, slots=True)
class Hits:
    """What answers: the newest first, each a story or the row of an entry; and how many there are of both."""

    found: list[StoryId | int]
    total: int


class ArchivedEntries:
    """Rows are the store's own."""

    def __init__(
        self, file: IndexFile, writing: Callable[[], AbstractContextManager[None]], of_stories: Words
    ) -> None:
        self._file, self._writing, self._of_stories = file, writing, of_stories
        self.words = Words(file, _PREFIX)

    def rows(self) -> dict[int, float]:
        """Those it holds, and when each was seen."""
        return dict(self._file.db.execute("SELECT id, seen_at FROM entry_docs"))

    def take(self, changed: Iterable[tuple[int, ReadEntry | None]]) -> None:
        """Insert or replace, in one transaction; None: it is gone."""
        with self._writing():
            for row, entry in changed:
                self.words.drop(row)
                if entry is None:
                    self._file.db.execute("DELETE FROM entry_docs WHERE id = ?", (row,))
                    continue
                language = entry.article.language
                values = (row, entry.seen_at.timestamp(), language, entry.story, entry_news(entry))
                self._file.db.execute("INSERT OR REPLACE INTO entry_docs VALUES (?, ?, ?, ?, ?)", values)
                self.words.put(row, document_of_article(entry.article, entry.seen_at))

    def past(self, asked: Asked) -> Hits:
        """What was read since `after` and answers: each story once, be it by the words of an outlet that joined."""
        lowest = BACKLOG if asked.backlog else NEWS
        readable, codes = of_languages(asked.languages)
        visible, watches = known_to(asked.own)
        told, told_values = _answers(plan(asked.query, self._of_stories.languages, asked.now), "")
        read, read_values = _answers(plan(asked.query, self.words.languages, asked.now, _PREFIX), _PREFIX)
        since = asked.after.timestamp()
        # S608: names and conditions of our own; what was typed is among the values.
        events = f"""
WITH found AS (
    SELECT story, NULL AS entry, seen_at FROM docs
    WHERE news >= ? AND seen_at >= ? AND id IN (SELECT id {told}) {readable} {visible}
  UNION ALL
    SELECT docs.story, CASE WHEN docs.story IS NULL THEN one.id END, one.seen_at
    FROM (SELECT * FROM entry_docs WHERE news >= ? AND seen_at >= ? AND id IN (SELECT id {read}) {readable}) AS one
    LEFT JOIN docs ON docs.story = one.story {visible}
    WHERE docs.story IS NULL OR docs.news >= ?
),
events AS (SELECT story, entry, min(seen_at) AS first FROM found GROUP BY story, entry)
"""  # noqa: S608
        values = (
            *(lowest, since, *told_values, *codes, *watches),
            *(lowest, since, *read_values, *codes, *watches, lowest),
        )
        with self._file.minding_damage():
            total = int(self._file.db.execute(f"{events} SELECT count(*) FROM events", values).fetchone()[0])  # noqa: S608
            ask = f"{events} SELECT story, entry FROM events ORDER BY first DESC, entry DESC LIMIT ?"  # noqa: S608
            rows = self._file.db.execute(ask, (*values, asked.size)).fetchall()
        return Hits([StoryId(story) if story is not None else entry for story, entry in rows], total)


def _answers(planned: Plan, prefix: str) -> tuple[str, tuple[object, ...]]:
    """FROM and WHERE of the documents that answer."""
    docs, words = f"{prefix}docs", f"{prefix}words"
    if planned.match is None:
        return f"FROM {docs} WHERE {planned.where}", planned.values
    return (
        f"FROM {words} CROSS JOIN {docs} ON {docs}.id = {words}.rowid WHERE {words} MATCH ? AND {planned.where}",
        (planned.match, *planned.values),
    )
