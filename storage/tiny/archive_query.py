"""A query as SQLite understands it: one FTS5 expression wherever possible, else conditions on the table of stories.

Nothing typed becomes SQL: what is put together here are folded words in quotation marks and names of columns.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.ids import InterestKey
from bot.model.query import After, And, Before, Field, Not, Or, Phrase, Query, Word
from bot.stories.query_document import AS_WRITTEN, keyed, sought
from bot.stories.search import moment

#: Field → its column of stems, its column of folded forms.
COLUMNS: dict[Field, tuple[str, str]] = {
    Field.TITLE: ("title", "title_forms"),
    Field.ANY: ("text", "text_forms"),
    Field.QUOTE: ("quote", "quote_forms"),
    Field.SPEAKER: ("speaker", "speaker_forms"),
    Field.SOURCE: ("", "source"),
    Field.TOPIC: ("", "topic"),
    Field.LANGUAGE: ("", "lang"),
}
_NOTHING = '"_none_"'  # no word has two underscores


@dataclass(frozen=True, slots=True)
class Plan:
    """`match`: the FTS5 expression all answers fulfil, if there is one; `where`: conditions on `docs`, with values."""

    match: str | None
    where: str
    values: tuple[object, ...]


def plan(query: Query, languages: Sequence[str | None], now: datetime, prefix: str = "") -> Plan:
    """`languages`: all that documents beside `<prefix>words` have; a word is sought as each of them inflects it."""
    parts = query.nodes if isinstance(query, And) else (query,)
    limits = [part for part in parts if isinstance(part, After | Before)]
    rest = [part for part in parts if not isinstance(part, After | Before)]
    match = _match(And(tuple(rest)), languages) if rest else None
    if match is not None or not rest:
        where, values = _joined((_where(limit, languages, now, prefix) for limit in limits), " AND ", "1")
        return Plan(match, where, values)
    where, values = _where(query, languages, now, prefix)
    return Plan(None, where, values)


def _match(node: Query, languages: Sequence[str | None]) -> str | None:
    """The FTS5 expression for a node; None where there is none (times, nothing but negations)."""
    match node:
        case Word(text=text, field=field, prefix=prefix):
            return _leaf(text, field, languages, prefix=prefix)
        case Phrase(text=text, field=field):
            return _leaf(text, field, languages, prefix=False)
        case And(nodes=nodes):
            wanted = [_match(each, languages) for each in nodes if not isinstance(each, Not)]
            unwanted = [_match(each.node, languages) for each in nodes if isinstance(each, Not)]
            if not wanted or None in wanted or None in unwanted:
                return None
            both = "(" + " AND ".join(map(str, wanted)) + ")"
            return f"({both} NOT ({' OR '.join(map(str, unwanted))}))" if unwanted else both
        case Or(nodes=nodes):
            either = [_match(each, languages) for each in nodes]
            return None if not either or None in either else "(" + " OR ".join(map(str, either)) + ")"
        case _:
            return None


def _leaf(text: str, field: Field, languages: Sequence[str | None], *, prefix: bool) -> str:
    looked_for = sought(text, prefix)
    if not looked_for.words:
        return _NOTHING
    as_written = looked_for.open_end or field in AS_WRITTEN
    fields = (Field.TITLE, Field.ANY) if field is Field.ANY else (field,)
    columns = " ".join(COLUMNS[each][as_written] for each in fields)
    if as_written:
        return f'{{{columns}}} : "{" ".join(looked_for.words)}"' + (" *" if looked_for.open_end else "")
    # Each story is inflected by its own language only, so these are alternatives that never meet in one story.
    stems = dict.fromkeys(
        " ".join(keyed(word, language) for word in looked_for.words) for language in languages
    )
    either = " OR ".join(f'"{stem}"' for stem in stems) or _NOTHING
    return f"{{{columns}}} : ({either})"


def _where(
    node: Query, languages: Sequence[str | None], now: datetime, prefix: str
) -> tuple[str, tuple[object, ...]]:
    """Conditions on `docs` for what one FTS5 expression cannot say. Slower; rarely asked."""
    match = _match(node, languages)
    if match is not None:
        words = f"{prefix}words"
        return f"id IN (SELECT rowid FROM {words} WHERE {words} MATCH ?)", (match,)  # noqa: S608  # ours
    match node:
        case After():
            return "seen_at >= ?", (moment(node, now).timestamp(),)
        case Before():
            return "seen_at < ?", (moment(node, now).timestamp(),)
        case Not(node=inner):
            where, values = _where(inner, languages, now, prefix)
            return f"NOT {where}", values
        case And(nodes=nodes):
            return _joined((_where(each, languages, now, prefix) for each in nodes), " AND ", "1")
        case Or(nodes=nodes):
            return _joined((_where(each, languages, now, prefix) for each in nodes), " OR ", "0")
        case _:
            raise AssertionError(f"{node} has an FTS5 expression")


def _joined(
    parts: Iterable[tuple[str, tuple[object, ...]]], with_what: str, none: str
) -> tuple[str, tuple[object, ...]]:
    wheres: list[str] = []
    values: list[object] = []
    for where, more in parts:
        wheres.append(where)
        values.extend(more)
    return f"({with_what.join(wheres)})" if wheres else none, tuple(values)


def of_languages(languages: frozenset[str]) -> tuple[str, tuple[object, ...]]:
    """A further condition: in these languages; empty: all. Unknown ones pass."""
    if not languages:
        return "", ()
    marks = ", ".join("?" * len(languages))
    where = f" AND (language IS NULL OR substr(language, 1, 2) IN ({marks}) OR language IN ({marks}))"
    return where, (*sorted(languages), *sorted(languages))


def known_to(own: Collection[InterestKey]) -> tuple[str, tuple[object, ...]]:
    """A further condition: what a chat with these watches may know of (bot.model.visible.may_know)."""
    if not own:
        return " AND public", ()
    marks = ", ".join("?" * len(own))
    # S608: question marks.
    where = f" AND (public OR docs.id IN (SELECT id FROM watched WHERE interest IN ({marks})))"  # noqa: S608
    return where, tuple(own)
