"""A role and a name side by side with a comma between: "the presiding judge, Anselm Royce,"."""

from collections.abc import Sequence

from bot.stories.names import Phrase
from bot.stories.names_inside import head_of, is_plural
from bot.stories.names_right import phrase_right
from bot.stories.quote_tokens import Token


def titled(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """One person's role without the name: "the presiding judge", "the High Commissioner for Human Rights"."""
    if is_plural(tokens, phrase):
        return False
    head = head_of(tokens, phrase)
    return phrase.kind == "role" or (
        phrase.kind == "name" and head < phrase.core - 1 and "M" in tokens[head].kinds
    )


def apposed(tokens: Sequence[Token], role: Phrase, named: Phrase) -> bool:
    """Whether a name after a role and a comma is that person's: something closes it, and it is not one of a list."""
    if not comma(tokens, role.core) or role.core + 1 != named.start or named.kind != "name":
        return False
    owned = any(tokens[at].possessive for at in range(role.start, role.core - 1))
    if tokens[named.start].shape != "X" or not ("D" in tokens[role.start].kinds or owned):
        return False
    stop = max(named.core, named.end)
    return stop >= len(tokens) or tokens[stop].shape in ".,;¶Q—"


def apposed_name(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """The name that is all, or the end, of an apposition: "another author, engineering professor Julian Marshall,"."""
    start, first = phrase.core + 1, phrase.start
    opened = tokens[first].shape == "x" and "D" in tokens[first].kinds
    if not (opened or phrase.kind == "role") or phrase.end - start < 2:
        return None
    if tokens[phrase.end - 1].shape not in "X)" or any(
        "R" in tokens[at].kinds for at in range(start, phrase.end)
    ):
        return None
    if any(tokens[at].shape not in "xX-()" for at in range(start, phrase.end)):
        return None
    inner = phrase_right(tokens, start, phrase.end)
    if inner is None or inner.core < phrase.end:
        inner = Phrase(start, phrase.end, phrase.end, "name")
    return inner if inner.kind in ("name", "collective") or tokens[inner.core - 1].shape == ")" else None


def comma(tokens: Sequence[Token], at: int) -> bool:
    """Whether a comma stands there."""
    return at < len(tokens) and tokens[at].shape == ","
