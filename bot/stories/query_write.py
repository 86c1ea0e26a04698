"""A query as somebody would type it."""

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
