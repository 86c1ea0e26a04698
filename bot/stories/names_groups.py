"""Several persons or a body without a name of its own: "the experts" is the "UN human rights experts" named before."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.stories.names import Phrase, is_word
from bot.stories.names_inside import head_of, is_plural, words_of
from bot.stories.quote_tokens import Token

#: What may stand between a naming and its short form is not counted, how many namings are looked back over is.
_BACK = 200
#: "The other experts" names nobody; it is not what "the experts" stands for.
_VAGUE = frozenset(["other", "others", "more", "such", "same", "further", "certain", "various", "different"])
_DEFINITE = frozenset(["the", "these", "those", "both"])
_MOST = 24


class Group(NamedTuple):
    """How the article names a group: `words` without "the" or a number, its `head` the word that is repeated."""

    offset: int
    head: str
    lows: frozenset[str]
    words: str


def group_in(text: str, tokens: Sequence[Token], phrase: Phrase) -> Group | None:
    """A phrase that says which group is meant, by more than "the" and one word; None for any other phrase."""
    if phrase.kind != "collective" and not (phrase.kind == "role" and is_plural(tokens, phrase)):
        return None
    head = head_of(tokens, phrase)
    start = phrase.start
    while start < head and "D" in tokens[start].kinds and not tokens[start].possessive:
        start += 1
    if start == phrase.start and (
        not (tokens[start].shape == "X" or is_plural(tokens, phrase))
        or tokens[start].low.endswith(("ing", "ed"))
    ):
        return None  # "opposing military party"
    if not is_plain(tokens, phrase):
        return None
    end = _coordinated(tokens, head, phrase.core)
    if end - start < 2 or end - start > _MOST or tokens[start].low in _VAGUE or tokens[end - 1].possessive:
        return None
    if any(tokens[at].shape in "()" or "R" in tokens[at].kinds for at in range(start, end)):
        return None
    lows = frozenset(tokens[at].low for at in range(start, end))
    return Group(tokens[phrase.start].start, tokens[head].low, lows, words_of(text, tokens, start, end))


def is_plain(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Not "creating what the scientists", "present her proposals": no other phrase begins inside before the head."""
    head = head_of(tokens, phrase)
    return not any(
        "D" in tokens[at].kinds and "D" not in tokens[at - 1].kinds and tokens[at].shape == "x"
        for at in range(phrase.start + 1, head)
    )


def _coordinated(tokens: Sequence[Token], head: int, core: int) -> int:
    """The end of "working group on business and human rights": past "and", where a clause goes on after it."""
    if core - head < 2 or core >= len(tokens) or tokens[core].low != "and":
        return core
    at = core + 1
    while at < len(tokens) and at - core < 7 and is_word(tokens[at]) and "D" not in tokens[at].kinds:
        if at > core + 1 and not tokens[at].kinds and tokens[at].low.endswith("ed"):
            break
        at += 1
    if at == core + 1 or at >= len(tokens):
        return core
    closes = tokens[at].shape in ",.¶Q" or (
        tokens[at].shape == "x"
        and (bool(set("SJAV") & set(tokens[at].kinds)) or tokens[at].low.endswith("ed"))
    )
    return at if closes else core


def meant(tokens: Sequence[Token], phrase: Phrase, groups: Sequence[Group]) -> Group | None:
    """The one group a short form such as "the experts" stands for; None where there is none or more than one."""
    first = tokens[phrase.start]
    if first.low not in _DEFINITE or "D" not in first.kinds:
        return None
    head = tokens[head_of(tokens, phrase)].low
    lows = {tokens[at].low for at in range(phrase.start, phrase.core) if "D" not in tokens[at].kinds}
    offset = first.start
    fuller = [
        group
        for group in groups[:_BACK]
        if group.offset < offset and group.head == head and lows < group.lows
    ]
    if not fuller:
        return None
    first_named = fuller[0]
    alike = all(group.lows <= first_named.lows or first_named.lows <= group.lows for group in fuller)
    return first_named if alike else None
