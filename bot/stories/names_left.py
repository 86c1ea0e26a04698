"""Noun phrases read backwards: the phrase that ends right before a verb; appositions are climbed over."""

from collections.abc import Sequence

from bot.stories.names import INSIDE_NAMES, MOST, Phrase, is_word, kind_of, pronoun, role_within
from bot.stories.quote_tokens import Token


def phrase_left(tokens: Sequence[Token], stop: int, low: int) -> Phrase | None:
    """The noun phrase that ends right before token `stop`, not before token `low`; appositions are climbed over."""
    end = stop
    while (
        end > low
        and tokens[end - 1].shape == "x"
        and ("a" in tokens[end - 1].kinds or "A" in tokens[end - 1].kinds or "N" in tokens[end - 1].kinds)
    ):
        end -= 1
    if end <= low:
        return None
    last = tokens[end - 1]
    if last.shape in ",—":
        return _over_apposition(tokens, end, low)
    if "R" in last.kinds and last.shape == "x":
        before = end - 1
        if before > low and tokens[before - 1].shape == ",":
            before -= 1
        return phrase_left(tokens, before, low)
    return _whose_apposition(tokens, _ending_at(tokens, end, low), low)


def _whose_apposition(tokens: Sequence[Token], found: Phrase | None, low: int) -> Phrase | None:
    """ "X, head of Y said": an apposition whose closing comma is missing belongs to the name before it."""
    if found is None or found.start - 1 <= low or tokens[found.start - 1].shape != ",":
        return found
    first = tokens[found.start]
    if first.shape != "x" or not ({"D", "r"} & set(first.kinds)):
        return found
    outer = _ending_at(tokens, found.start - 1, low)
    opens = outer is not None and (outer.start == low or tokens[outer.start - 1].shape in "Q—¶.")
    if outer is None or outer.kind != "name" or not opens:
        return found
    return outer._replace(end=max(found.core, found.end))


def _over_apposition(tokens: Sequence[Token], end: int, low: int) -> Phrase | None:
    """ "X, 45, a teacher in Kyiv, said": from the last comma back to the phrase all of it hangs on."""
    sign = tokens[end - 1].shape
    at = end - 1
    best: Phrase | None = None
    for _ in range(4):
        opening = at - 1
        while opening >= low and tokens[opening].shape != sign and tokens[opening].shape not in ".¶;:Q":
            opening -= 1
        if opening < low or tokens[opening].shape != sign or not _hangs(tokens, opening + 1, at):
            break
        outer = _ending_at(tokens, opening, low)
        if outer is None or _another(tokens, opening + 1, at, outer):
            break
        tied = outer.start > low and "P" in tokens[outer.start - 1].kinds
        at = opening
        if _place(tokens, outer) or (
            tied and (outer.start - 2 < low or tokens[outer.start - 2].shape == sign)
        ):
            continue
        if best is not None and (outer.kind != "name" or tied):
            break
        best = outer._replace(end=end - 1)
        if best.kind == "name" or tokens[outer.start - 1].shape != sign or outer.start <= low:
            break
    if best is not None:
        return best
    inner = _ending_at(tokens, end - 1, low)
    if inner is not None and inner.kind in ("name", "role", "collective", "he", "she", "they"):
        return inner
    return None


def _another(tokens: Sequence[Token], start: int, end: int, outer: Phrase) -> bool:
    """ "after winning the primary, Gov. John Kasich, said": a name of its own, not what hangs on the words before."""
    named = tokens[start].shape == "X" and end - start > 1 and kind_of(tokens, start, end) == "name"
    if not named or outer.kind == "role":
        return False
    opens = outer.start == 0 or tokens[outer.start - 1].shape in "Q—¶.,"
    return not (opens and tokens[outer.start].shape == "x" and "D" in tokens[outer.start].kinds)


def _place(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """ "of Raleigh, N.C.,": an abbreviation after a comma is no speaker."""
    return phrase.core - phrase.start == 1 and "." in tokens[phrase.start].low


def _hangs(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether tokens start…end can be an apposition, an age, or a clause with "who"."""
    if end <= start or end - start > 30:
        return False
    first = tokens[start]
    if (
        first.shape == "#"
        or "R" in first.kinds
        or "D" in first.kinds
        or "r" in first.kinds
        or "M" in first.kinds
    ):
        return True
    if first.shape == "X":
        return True
    return first.shape == "x" and (
        "P" in first.kinds
        or "a" in first.kinds
        or first.low.endswith(("ing", "ed"))
        or role_within(tokens, start, min(end, start + 6))
        or not first.kinds
    )


def _ending_at(tokens: Sequence[Token], end: int, low: int) -> Phrase | None:
    """The phrase of words that ends at `end`, with the phrases it hangs on by "of", "for", "at"."""
    if end <= low:
        return None
    if pronoun(tokens[end - 1]):
        return Phrase(end - 1, end, end, kind_of(tokens, end - 1, end))
    if tokens[end - 1].shape == ")":
        opened = end - 1
        while opened > low and tokens[opened].shape != "(" and end - opened < 12:
            opened -= 1
        inner = _ending_at(tokens, opened, low) if tokens[opened].shape == "(" else None
        return inner._replace(end=end, core=end) if inner else None
    start = _run_left(tokens, end, low)
    if start == end:
        return None
    if end - start == 1 and tokens[start].shape == "#" and start > low and tokens[start - 1].shape == ",":
        return _ending_at(tokens, start - 1, low)
    core_start = start
    for _ in range(3):
        tie = core_start - 1
        if "g" in tokens[core_start].kinds and tie >= low and tokens[tie].shape == "X":
            core_start = _run_left(tokens, core_start, low)
            continue
        if tie - 1 < low or tokens[tie].shape != "x" or "I" not in tokens[tie].kinds:
            break
        before = _run_left(tokens, tie, low)
        if before == tie or "T" in tokens[tie - 1].kinds:
            break
        head = tokens[tie - 1]
        opens = before == low or tokens[before - 1].shape in ",—¶.Q"
        strong = (opens and head.shape == "X") or tokens[tie].low in (
            "of",
            "de",
            "von",
            "du",
            "des",
            "für",
            "for",
        )
        if not strong and not set("rcdM") & set(head.kinds) and "D" not in tokens[before].kinds:
            break
        core_start = before
    return Phrase(core_start, end, end, kind_of(tokens, core_start, end))


def _opening(tokens: Sequence[Token], closed: int, low: int) -> int:
    """The "(" of a short bracket inside a phrase, "Member of Parliament (MP) Yvette Cooper"; 0 if there is none."""
    for at in range(closed - 1, max(low, closed - 4), -1):
        if tokens[at].shape == "(":
            return at if at - 1 >= low and is_word(tokens[at - 1]) else 0
    return 0


def _run_left(tokens: Sequence[Token], end: int, low: int) -> int:
    start = end
    while start > low and end - start < MOST:
        token = tokens[start - 1]
        if (
            token.low in INSIDE_NAMES
            and token.shape == "x"
            and start < end
            and tokens[start].shape == "X"
            and start - 2 >= low
            and tokens[start - 2].shape == "X"
        ):
            start -= 1
            continue
        if token.shape == "-" and start < end:
            start -= 1
            continue
        if token.shape == ")" and start < end and (opened := _opening(tokens, start - 1, low)):
            start = opened
            continue
        if not is_word(token):
            break
        if (
            "D" in token.kinds
            and token.shape == "x"
            and token.low not in ("two", "three", "four", "five", "one")
        ):
            start -= 1
            # "some of the", "one of these": the determiner before it belongs too
            if start > low and "D" in tokens[start - 1].kinds and tokens[start - 1].shape == "x":
                start -= 1
            break
        start -= 1
    while start < end and tokens[start].shape == "-":
        start += 1
    return start
