"""Whose: "its spokeswoman" is the spokeswoman of what the sentence before speaks of, if that can be only one."""

from collections.abc import Sequence

from bot.stories.names import Phrase
from bot.stories.names_inside import is_plural, words_of
from bot.stories.names_right import phrase_right, subject_of
from bot.stories.quote_tokens import Token

#: Words that only say that somebody owns what follows.
OWNERS = {"its": "it", "his": "he", "her": "she", "their": "they"}
_SENTENCE = 40


def whose(text: str, tokens: Sequence[Token], at: int) -> str | None:
    """What "its" at token `at` stands for: the subject of the sentence before, None where it may be another."""
    end = at
    while end > 0 and tokens[end - 1].shape not in ".¶":
        end -= 1
        if at - end > _SENTENCE:
            return None
    end -= 1
    if end <= 0 or tokens[end].shape == "¶":
        return None
    start = end
    while start > 0 and tokens[start - 1].shape not in ".¶Q":
        start -= 1
        if end - start > _SENTENCE:
            return None
    subject = subject_of(tokens, start, end)
    if (
        subject is None
        or subject.kind not in ("collective", "noun", "name", "role")
        or is_plural(tokens, subject)
    ):
        return None
    stop = max(subject.core, subject.end)
    if any(_rival(tokens[k]) for k in (*range(stop, end), *range(end + 1, at))):
        return None
    return _called(text, tokens, subject)


def _called(text: str, tokens: Sequence[Token], subject: Phrase) -> str | None:
    """The name in "an association of manufacturers, the Forum for Trusted Security,", else the phrase itself."""
    core = subject.core
    if subject.end > core + 1:
        inner = phrase_right(tokens, core + 1, subject.end)
        if inner is not None and inner.kind == "name" and inner.core - inner.start > 1:
            return words_of(text, tokens, _bare(tokens, inner), inner.core)
    first = tokens[subject.start]
    if first.shape == "x" and "D" in first.kinds and first.low not in ("the", "a", "an"):
        return None
    if first.shape == "x" and "D" not in first.kinds:
        return None
    words = words_of(text, tokens, _bare(tokens, subject), core)
    return words if subject.kind == "name" else f"the {words}"


def _bare(tokens: Sequence[Token], phrase: Phrase) -> int:
    return phrase.start + ("D" in tokens[phrase.start].kinds and tokens[phrase.start].shape == "x")


def _rival(token: Token) -> bool:
    """Something else that "its" could stand for."""
    return token.shape == "X" or (token.shape == "x" and "c" in token.kinds and "P" not in token.kinds)
