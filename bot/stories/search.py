"""What a query means. /search and watches use the same language; every backend gives the answers that `judge` gives.

Words (all must occur; inflections match), "phrases", prefix*, -without, NOT, AND, OR, brackets; topic: source: lang:
speaker: quote: title:, after: and before:. AND binds closer than OR.
"""

from datetime import datetime

from bot.errors import UsageError
from bot.model.query import After, And, Before, Not, Or, Phrase, Query, Word
from bot.stories.query_document import SearchDocument
from bot.stories.query_lex import Mistake
from bot.stories.query_parse import parse

_EXAMPLE = '"facial recognition" (police OR school) -football'
_MENDINGS = 8


def parse_query(text: str) -> Query:
    """The query a person typed. UsageError names the place, what is wrong, and a corrected query that parses."""
    try:
        node = parse(text)
    except Mistake as mistake:
        corrected = _mended(text, mistake)
        raise UsageError(
            str(mistake), f"try: {corrected}", text=text, at=mistake.at, corrected=corrected
        ) from None
    # Signs without a word are no mistake; no story has them.
    return node if node is not None else Word(text.strip())


def _mended(text: str, mistake: Mistake) -> str:
    """The query with its mistakes edited away; an example where nothing is left of it."""
    for _ in range(_MENDINGS):
        start, end, instead = mistake.edit
        text = (
            f"{text[:start].rstrip()} {text[end:].lstrip()}".strip().replace(" )", ")")
            if not instead
            else f"{text[:start]}{instead}{text[end:]}"
        )
        try:
            if parse(text) is not None:
                return text
        except Mistake as next_one:
            mistake = next_one
        else:
            return _EXAMPLE
    return _EXAMPLE


def moment(limit: After | Before, now: datetime) -> datetime:
    """The time a limit stands for: from it on, or up to but without it."""
    return limit.when if isinstance(limit.when, datetime) else now - limit.when


def judge(query: Query, document: SearchDocument, now: datetime) -> bool:
    """Whether a story is an answer to the query."""
    match query:
        case Word(text=text, field=where, prefix=prefix):
            return document.has(text, where, prefix=prefix)
        case Phrase(text=text, field=where):
            return document.has(text, where)
        case After() | Before():
            return (document.seen_at >= moment(query, now)) is isinstance(query, After)
        case Not(node=node):
            return not judge(node, document, now)
        case And(nodes=nodes):
            return all(judge(node, document, now) for node in nodes)
        case Or(nodes=nodes):
            return any(judge(node, document, now) for node in nodes)
