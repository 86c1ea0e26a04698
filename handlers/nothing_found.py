"""For a search that nothing answers: which part of it leaves nothing, and which word was perhaps meant."""

from collections.abc import Iterator
from dataclasses import replace

from bot.messages.render.lists import Meant, Without
from bot.messages.render.presses import Verb
from bot.model.query import And, Field, Or, Query, Word
from bot.model.subscription import Subscription
from bot.stories.query_write import write_query
from handlers.query_text import changed, wider
from handlers.services import Services
from handlers.telling import own_watches

#: Bytes of a search that a button can carry beside a story's code and the way back.
QUERY_ROOM = 38
_SHOWN = 2
#: Words for which others are tried.
_WORDS = 6
_MISTYPED = frozenset({Field.ANY, Field.TITLE, Field.QUOTE, Field.SPEAKER})


async def without_a_part(query: Query, view: Subscription, services: Services) -> list[Without]:
    """For parts that never stand together: which one to leave out, and what that would find. At most two."""
    tries = [
        Without(each.without, total, _search(each.query, services))
        for each in wider(query)
        if (total := await _total(each.query, view, services))
    ]
    return sorted(tries, key=lambda each: -each.total)[:_SHOWN]


async def perhaps_meant(query: Query, view: Subscription, services: Services) -> list[Meant]:
    """Words of the archive one letter from a typed one with which something is found. At most two."""
    found: list[Meant] = []
    for typed in list(dict.fromkeys(_words(query)))[:_WORDS]:
        for word in await services.store.stories.similar(typed.text):
            meant = _with_word(query, typed, word)
            total = await _total(meant, view, services)
            if total:
                found.append(Meant(word, total, _search(meant, services)))
    return sorted(found, key=lambda each: -each.total)[:_SHOWN]


def _words(query: Query) -> Iterator[Word]:
    """Those that must or may occur."""
    match query:
        case Word(field=field, prefix=False) if field in _MISTYPED:
            yield query
        case And(nodes=nodes) | Or(nodes=nodes):
            for node in nodes:
                yield from _words(node)
        case _:
            return


def _with_word(query: Query, typed: Word, word: str) -> Query:
    return changed(query, lambda leaf: replace(typed, text=word) if leaf == typed else leaf) or query


async def _total(query: Query, view: Subscription, services: Services) -> int:
    now = services.clock.now()
    page = await services.store.stories.search(
        query, now, view.languages, 0, 1, newest_first=True, own=own_watches(view)
    )
    return page.total


def _search(query: Query, services: Services) -> str:
    return f"{Verb.SEARCH}:0r:{services.longer.fold(write_query(query), QUERY_ROOM)}"
