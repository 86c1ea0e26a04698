"""Whose: "its spokeswoman" is the spokeswoman of what the sentence before speaks of, if that can be only one."""

from collections.abc import Sequence

from bot.stories.names import Phrase
from bot.stories.names_inside import is_plural, words_of
from bot.stories.names_right import phrase_right, subject_of
from bot.stories.quote_tokens import Token

#: Words that only say that somebody owns what follows.
OWNERS = {"its": "it", "his": "he", "her": "she", "their": "they"}
_SENTENCE = 40


def whose(text: str, tokens: Sequence[Token], at: int) -> Phrase | None:
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
    while start > 0 and not _begins(text, tokens, start):
        start -= 1
        if end - start > _SENTENCE:
            return None
    subject = subject_of(tokens, start, end)
    if subject is None or subject.kind not in ("collective", "noun", "name", "role"):
        return None
    stop = max(subject.core, subject.end)
    if any(_rival(tokens[k]) for k in (*range(stop, end), *range(end + 1, at))):
        return None
    return _called(tokens, subject)


def _begins(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence begins at a token: after a full stop, or with a capital after a passage."""
    before = tokens[at - 1].shape
    return before in ".¶" or (before == "Q" and text[tokens[at].start].isupper())


def _called(tokens: Sequence[Token], subject: Phrase) -> Phrase | None:
    """The name in "an association of manufacturers, the Forum for Trusted Security,", else the phrase itself."""
    if subject.end > subject.core + 1:
        inner = phrase_right(tokens, subject.core + 1, subject.end)
        if inner is not None and tokens[inner.core - 1].shape == "X" and inner.core - inner.start > 1:
            return inner
    for at in range(subject.start + 1, subject.core - 1):
        following = tokens[at + 1]
        if following.shape != "x" or following.kinds:
            continue
        if (
            "c" in tokens[at].kinds and following.low[-1] == "s"
        ):  # "The authority supports": a verb no list knows
            subject = Phrase(subject.start, at + 1, at + 1, "collective")
            break
        if at + 2 < subject.core and tokens[at + 2].shape == "X" and "D" not in tokens[at].kinds:
            return None  # "The court heard Privacy International"
    first = tokens[subject.start]
    if is_plural(tokens, subject) or (first.shape == "x" and first.low not in ("the", "a", "an")):
        return None
    return None if first.shape == "x" and subject.core - subject.start < 2 else subject


def the_words(text: str, tokens: Sequence[Token], phrase: Phrase) -> str:
    """A phrase inside a sentence: "the operator" for "An operator", a name as it stands."""
    if tokens[phrase.start].shape == "X":
        return words_of(text, tokens, phrase.start, phrase.core)
    return f"the {words_of(text, tokens, phrase.start + 1, phrase.core)}"


def _rival(token: Token) -> bool:
    """Something else that "its" could stand for."""
    return token.shape == "X" or (token.shape == "x" and "c" in token.kinds and "P" not in token.kinds)
