"""The queries near a query that are offered beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.model.query import And, Field, Not, Or, Phrase, Query, Word
from bot.stories.query_write import write_query

#: Parts that are tried without, one at a time.
_TRIES = 6


def leaves(query: Query) -> Iterator[Query]:
    """Words, phrases and dates, wherever they stand."""
    match query:
        case And(nodes=nodes) | Or(nodes=nodes):
            for node in nodes:
                yield from leaves(node)
        case Not(node=node):
            yield from leaves(node)
        case _:
            yield query


def changed(query: Query, change: Callable[[Query], Query | None]) -> Query | None:
    """Each word, phrase and date changed, or left out where `change` gives None; None if nothing is left."""
    match query:
        case And(nodes=nodes) | Or(nodes=nodes):
            kept = tuple(node for each in nodes if (node := changed(each, change)) is not None)
            if len(kept) < 2:
                return kept[0] if kept else None
            return And(kept) if isinstance(query, And) else Or(kept)
        case Not(node=node):
            inner = changed(node, change)
            return None if inner is None else Not(inner)
        case _:
            return change(query)


def in_titles(query: Query) -> Query | None:
    """The same, looked for in headlines only; None where nothing would change. What must not occur stays as it is."""
    narrowed = _in_titles(query)
    return narrowed if narrowed != query else None


def _in_titles(query: Query) -> Query:
    match query:
        case And(nodes=nodes):
            return And(tuple(map(_in_titles, nodes)))
        case Or(nodes=nodes):
            return Or(tuple(map(_in_titles, nodes)))
        case Word(field=Field.ANY) | Phrase(field=Field.ANY):
            return replace(query, field=Field.TITLE)
        case _:
            return query


@dataclass(frozen=True, slots=True)
class Wider:
    """A query with one part less, and that part as it would stand on a button."""

    query: Query
    without: str


def wider(query: Query) -> list[Wider]:
    """What is left of a query when one of the parts that must all occur is left out."""
    if not isinstance(query, And):
        return []
    found = []
    for part in query.nodes[:_TRIES]:
        rest = tuple(node for node in query.nodes if node != part)
        if rest and not all(isinstance(node, Not) for node in rest):
            found.append(Wider(rest[0] if len(rest) == 1 else And(rest), _named(part)))
    return found


def _named(part: Query) -> str:
    match part:
        case Or() | And():
            return "AND (…)"
        case Not(node=Or() | And()):
            return "-(…)"
        case _:
            return write_query(part).strip('"')
