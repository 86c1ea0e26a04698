"""Whether somebody else could be meant by a role or a pronoun: the deputy beside the director, two men in one sentence."""

import re
from collections.abc import Sequence

from bot.stories.names_register import Person, latest

#: Who bears a role with one of these may not be called by the role alone: the plain one is another.
_NEVER_PLAIN = frozenset(
    ["deputy", "vice", "assistant", "shadow", "former", "ex", "co", "associate", "under", "junior", "late"]
)
#: … and with one of these only where no other bears it.
_HARDLY_PLAIN = frozenset(
    [
        "acting",
        "interim",
        "outgoing",
        "incoming",
        "new",
        "suspended",
        "retired",
        "designate",
        "elect",
        "previous",
        "ousted",
    ]
)
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?][”\"»’)]*\s+(?=[A-Z“\"«‘])|\n")


def bearer(
    words: set[str], before: Sequence[Person], everybody: Sequence[Person]
) -> tuple[Person | None, bool]:
    """Who of those named before (the nearest first) a role such as "the director" stands for; whether that is unsure."""
    bearing = [person for person in before if _bears(person, words)]
    if not bearing:
        return None, False
    plain = [person for person in bearing if not _marks(person, words)]
    person = plain[0] if plain else bearing[0]
    marks = _marks(person, words)
    others = any(other is not person and _bears(other, words) for other in everybody)
    return person, bool(marks & _NEVER_PLAIN) or (bool(marks) and others)


def _bears(person: Person, words: set[str]) -> bool:
    return bool(person.role) and not person.body and words <= set((person.role or "").lower().split())


def _marks(person: Person, words: set[str]) -> set[str]:
    """The words of a person's role by which they are not its plain bearer."""
    return (set(_WORD.findall((person.role or "").lower())) - words) & (_NEVER_PLAIN | _HARDLY_PLAIN)


def between_two(text: str, best: Person, others: Sequence[Person], offset: int) -> bool:
    """Whether a pronoun at an offset may be another of those it fits: named with or after the one it is taken for.

    Who is the subject of a verb of saying there goes on speaking, unless a later sentence names the other.
    """
    last = latest(best.mentions, offset) or 0
    start = max(0, last - 400)
    start = max((found.end() + start for found in _SENTENCE.finditer(text[start:last])), default=start)
    beside = [
        named
        for other in others
        if (len(other.words) > 1 or other.role or other.gender)
        and (named := latest(other.mentions, offset)) is not None
        and named >= start
    ]
    if not beside:
        return False
    speaking = latest(best.speaking, offset)
    if speaking is None or speaking < start:
        return True
    end = _SENTENCE.search(text, speaking)
    return end is not None and max(beside) >= end.end()
