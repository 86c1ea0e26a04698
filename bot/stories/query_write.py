"""A query as somebody would type it; and the same query narrower or wider, to be offered with its numbers."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.query import After, And, Before, Field, Not, Or, Phrase, Query, Word


def write_query(query: Query) -> str:
    """What parses to this query again (bot.stories.search.parse_query), for every query that was parsed."""
    match query:
        case Word(text=text, field=where, prefix=prefix):
            return f"{_name(where)}{text}{'*' if prefix else ''}"
        case Phrase(text=text, field=where):
            return f'{_name(where)}"{text}"'
        case After(when=when) | Before(when=when):
            return f"{'after' if isinstance(query, After) else 'before'}:{_when(when)}"
        case Not(node=node):
            return f"-{_inner(node)}"
        case And(nodes=nodes):
            return " ".join(_inner(node) for node in nodes)
        case Or(nodes=nodes):
            return " OR ".join(_inner(node) for node in nodes)


def _inner(node: Query) -> str:
    """Within another: what joins several things stands in brackets."""
    written = write_query(node)
    return f"({written})" if isinstance(node, And | Or) else written


def _name(where: Field) -> str:
    return "" if where is Field.ANY else f"{where.value}:"


def _when(when: datetime | timedelta) -> str:
    if isinstance(when, datetime):
        return f"{when:%Y-%m-%d}"
    hours = when // timedelta(hours=1)
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"


def titles_only(query: Query) -> Query:
    """Narrower: what may stand anywhere must stand in a headline."""
    match query:
        case Word(field=Field.ANY) | Phrase(field=Field.ANY):
            return replace(query, field=Field.TITLE)
        case Not():
            return query
        case And(nodes=nodes) | Or(nodes=nodes):
            return replace(query, nodes=tuple(titles_only(node) for node in nodes))
        case _:
            return query


def wider(query: Query) -> list[tuple[Query, Query]]:
    """Each way to leave one condition out: what is left out, and the query without it."""
    if not isinstance(query, And):
        return []
    ways: list[tuple[Query, Query]] = []
    for left_out in query.nodes:
        rest = tuple(node for node in query.nodes if node is not left_out)
        if not all(isinstance(node, Not | After | Before) for node in rest):
            ways.append((left_out, rest[0] if len(rest) == 1 else And(rest)))
    return ways
