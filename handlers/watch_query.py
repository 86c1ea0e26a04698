"""The query of a watch: what it may ask, and the key that stands for it."""

from dataclasses import dataclass

from bot.errors import UsageError
from bot.messages.render.clean import clean
from bot.model.ids import InterestKey, content_id
from bot.model.query import After, Before, Query
from bot.model.words import Translator
from bot.stories.query_write import write_query
from bot.stories.search import parse_query
from handlers.query_text import changed, leaves

#: Characters a watch may have: it is kept, and judged for every article.
_LONGEST = 250


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query as typed and read; `replaces` is the sign of the watch in whose place it shall stand, or ""."""

    text: str
    query: Query
    replaces: str = ""


def read_watch(text: str, replaces: str, t: Translator) -> Wanted:
    """The query of a watch; UsageError for what cannot be one, with its place and a query that can."""
    if not clean(text):
        raise UsageError(t("What should I watch for?"))
    if len(text) > _LONGEST:
        raise UsageError(
            t("A watch has at most {n} characters; this has {m}.", n=_LONGEST, m=len(text)),
            t("Two shorter watches do the same."),
        )
    query = parse_query(text)
    unfit = next((leaf for leaf in leaves(query) if not _fits(leaf)), None)
    if unfit is None:
        return Wanted(text, query, replaces)
    mended = changed(query, lambda leaf: leaf if _fits(leaf) else None)
    name = write_query(unfit).partition(":")[0]
    raise UsageError(
        t("A watch looks at what comes from now on: it has no after: and no before:."),
        text=text,
        at=max(text.casefold().find(f"{name}:"), 0),
        corrected=write_query(mended) if mended is not None else None,
    )


def can_watch(text: str, query: Query) -> bool:
    """Whether a search may be a watch as well."""
    return len(text) <= _LONGEST and all(_fits(leaf) for leaf in leaves(query))


def _fits(leaf: Query) -> bool:
    """Whether a watch can ask for this: a time has passed already."""
    return not isinstance(leaf, After | Before)


def watch_key(text: str) -> InterestKey:
    """Made of the query alone: it does not name the chat, and chats with equal watches share one interest."""
    return InterestKey(f"watch:{content_id('watch', text)[:16]}")
