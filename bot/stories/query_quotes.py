"""What a query asks of quotes and speakers, as long as nobody has read them: reading takes longer than all else."""

from bot.model.query import After, And, Before, Field, Not, Or, Phrase, Query, Word
from bot.stories.fold import is_cjk
from bot.stories.query_document import keyed, sought

_READ_LATE = frozenset({Field.QUOTE, Field.SPEAKER})
#: What joins a role to a name that stands elsewhere (bot.stories.names_table).
_JOINING = ("of", "the")
_ENGLISH = "en"


def asks_quotes(query: Query) -> bool:
    """Whether the answer may hang on who is quoted with what."""
    match query:
        case Word(field=where) | Phrase(field=where):
            return where in _READ_LATE
        case And(nodes=nodes) | Or(nodes=nodes):
            return any(map(asks_quotes, nodes))
        case Not(node=node):
            return asks_quotes(node)
        case After() | Before():
            return False


def before_quotes(query: Query) -> Query | None:
    """What an article answers by its own words if it answers the query once its quotes are read; None: anything.

    Words of a quote or a speaker stand in the text; but a speaker's name and role may stand apart in it.
    """
    match query:
        case Word(text=text, field=Field.QUOTE | Field.SPEAKER as where, prefix=prefix):
            return _in_text(text, where, prefix)
        case Phrase(text=text, field=Field.QUOTE | Field.SPEAKER as where):
            return _in_text(text, where, prefix=False)
        case And(nodes=nodes):
            known = tuple(node for each in nodes if (node := before_quotes(each)) is not None)
            return And(known) if known else None
        case Or(nodes=nodes):
            sides = [before_quotes(each) for each in nodes]
            return None if None in sides else Or(tuple(side for side in sides if side is not None))
        case Not():
            return None if asks_quotes(query) else query
        case _:
            return query


def _in_text(text: str, where: Field, prefix: bool) -> Query | None:
    looked_for = sought(text, prefix)
    if not looked_for.words:
        return Word(text)  # never matches, here as there
    last = len(looked_for.words) - 1
    # Where a Chinese quote ends in the middle of a sentence, its last sign is a word only in the quote.
    words = tuple(
        Word(word, prefix=is_cjk(word[0]) or (looked_for.open_end and place == last))
        for place, word in enumerate(looked_for.words)
    )
    if where is Field.SPEAKER:
        words = tuple(word for word in words if not _joins(word))
    return And(words) if len(words) > 1 else next(iter(words), None)


def _joins(word: Word) -> bool:
    """Whether it may be a word of ours: "its director" becomes "director of the laboratory"."""
    if word.prefix:
        return any(one.startswith(word.text) for one in _JOINING)
    return keyed(word.text, _ENGLISH) in {keyed(one, _ENGLISH) for one in _JOINING}
