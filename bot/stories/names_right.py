"""Noun phrases read forwards: the phrase that begins at a token, with what hangs on it."""

from collections.abc import Sequence

from bot.stories.names import (
    INSIDE_NAMES,
    MOST,
    Phrase,
    is_word,
    kind_of,
    leads_to_head,
    pronoun,
    role_within,
)
from bot.stories.quote_tokens import Token


def phrase_right(tokens: Sequence[Token], at: int, limit: int) -> Phrase | None:
    """The noun phrase that begins at token `at`."""
    if at >= limit:
        return None
    if pronoun(tokens[at]):
        return Phrase(at, at + 1, at + 1, kind_of(tokens, at, at + 1))
    end = at
    named = False
    while end < limit and end - at < MOST:
        token = tokens[end]
        if token.shape == "X":
            named = True
        elif (
            (token.low in INSIDE_NAMES and named and end + 1 < limit and tokens[end + 1].shape == "X")
            or (token.shape == "-" and end > at)
            or (
                token.low == "and"
                and end > at
                and (not named or bool({"M", "r"} & set(tokens[end - 1].kinds)))
                and role_within(tokens, at, end)
                and leads_to_head(tokens, end + 1, limit)
            )
        ):
            pass
        elif token.shape == "(" and named and (closed := _bracket(tokens, end, limit)):
            end = closed
            continue
        elif (
            not is_word(token)
            or (
                named
                and token.shape == "x"
                and not (
                    set("rMcd") & set(token.kinds)
                    or tokens[end - 1].possessive
                    or leads_to_head(tokens, end, limit)
                    or _closes(tokens, at, end)
                )
            )
            or (named and token.shape == "x" and "D" in token.kinds and end > at)
        ):
            break
        end += 1
    while end > at and tokens[end - 1].shape == "-":
        end -= 1
    if end == at or (
        end - at == 1
        and "D" in tokens[at].kinds
        and tokens[at].shape == "x"
        and tokens[at].low in ("the", "a", "an")
    ):
        return None
    core = _with_tails(tokens, at, end, limit)
    return Phrase(at, core, _with_apposition(tokens, core, limit), kind_of(tokens, at, core))


def _bracket(tokens: Sequence[Token], opened: int, limit: int) -> int:
    """The token after "(D-N.C.)", 0 if it is long."""
    for at in range(opened + 1, min(limit, opened + 8)):
        if tokens[at].shape == ")":
            return at + 1
    return 0


def _closes(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "the New York businessman": a plain noun after "the" and a name."""
    low = tokens[end].low
    following = tokens[end + 1] if end + 1 < len(tokens) else None
    ends = following is not None and (following.shape in ",.Q" or bool(set("SJA") & set(following.kinds)))
    return (
        ends and "D" in tokens[at].kinds and not tokens[end].kinds and not low.endswith(("ed", "ly", "ing"))
    )


def _with_tails(tokens: Sequence[Token], start: int, end: int, limit: int) -> int:
    """Lengthened by "of the ministry", "for Amnesty International"."""
    while end + 1 < limit and end - start < MOST and tokens[end].shape == "x" and "I" in tokens[end].kinds:
        following = tokens[end + 1]
        if "T" in following.kinds or pronoun(following) or not is_word(following):
            break
        if (
            tokens[end].low not in ("of", "for", "from", "at", "de", "von", "du", "des")
            and kind_of(tokens, start, end) == "name"
        ):
            break
        stop = end + 1
        named = False
        while stop < limit and stop - end < 8 and (is_word(tokens[stop]) or tokens[stop].shape == "-"):
            if named and tokens[stop].shape == "x" and not tokens[stop].kinds:
                break
            named = named or tokens[stop].shape == "X"
            stop += 1
        if stop == end + 1:
            break
        end = stop
    return end


def _with_apposition(tokens: Sequence[Token], core: int, limit: int) -> int:
    """The end of ", a researcher at Open Rights" or ", who led the unit" after a phrase."""
    if core + 1 >= limit or tokens[core].shape != ",":
        return core
    first = tokens[core + 1]
    opens = (
        first.shape == "#"
        or "D" in first.kinds
        or "R" in first.kinds
        or "r" in first.kinds
        or "M" in first.kinds
    )
    if not (opens or (first.shape in "xX" and role_within(tokens, core + 1, min(limit, core + 8)))):
        return core
    at = core + 1
    related = False
    while at < limit and at - core < 30:
        token = tokens[at]
        if token.shape in ".¶;Q:—" or (
            token.shape == "," and at > core + 2 and not _goes_on(tokens, at, limit, first)
        ):
            break
        related = related or ("R" in token.kinds and token.shape == "x")
        if not related and _is_clause(tokens, at, core + 1, limit):
            return core
        at += 1
    return at


def _is_clause(tokens: Sequence[Token], at: int, start: int, limit: int) -> bool:
    """A verb at `at` shows that what follows the comma is the clause itself: "…, the Senate cancelled its hearing"."""
    token = tokens[at]
    if token.shape != "x" or at == start:
        return False
    if {"A", "V"} & set(token.kinds):
        return True
    if {"S", "J"} & set(token.kinds) and not {"D", "O", "r", "d", "P"} & set(token.kinds):
        return True
    if token.kinds or not token.low.endswith("ed") or at + 1 >= limit:
        return False
    return bool({"D", "h", "s", "t", "i"} & set(tokens[at + 1].kinds)) and tokens[at - 1].shape in "xX"


def _goes_on(tokens: Sequence[Token], comma: int, limit: int, first: Token) -> bool:
    """After "X, 45," or inside "who has led the office, a small unit, since 2021"."""
    if first.shape == "#":
        return comma + 1 < limit and ("D" in tokens[comma + 1].kinds or "r" in tokens[comma + 1].kinds)
    return _lists(tokens, comma + 1, limit)


def _lists(tokens: Sequence[Token], start: int, limit: int) -> bool:
    """ "commissioner for peace, security and human rights", "the editor, founder and publisher": one title goes on."""
    joined = 0
    for at in range(start, min(limit, start + 14)):
        token = tokens[at]
        if token.shape in ",.¶Q":
            return bool(joined) and at > joined + 1
        if token.low == "and" and not joined and at > start:
            joined = at
        elif token.shape != "x" or (not joined and (at > start + 2 or "D" in token.kinds)):
            if not (joined and token.shape in "X-"):
                return False
        elif not (is_word(token) or "I" in token.kinds) or (joined == at - 1 and "D" in token.kinds):
            return False
    return bool(joined) and limit <= start + 14 and limit > joined + 1


def _after_dateline(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Past "WASHINGTON, Sept. 28 (AP) —"."""
    for at in range(start + 1, min(stop, start + 10)):
        if tokens[at].shape == "—":
            return at + 1
        if tokens[at].shape == "x" and tokens[at].kinds and "T" not in tokens[at].kinds:
            break
    return start


def subject_of(tokens: Sequence[Token], start: int, stop: int) -> Phrase | None:
    """The first noun phrase of the clause from `start`, after an opening "On Monday," or "While …,"."""
    at = _after_dateline(tokens, start, stop)
    for _ in range(3):
        while at < stop and (
            tokens[at].shape in ",—¶-"
            or (
                "C" in tokens[at].kinds
                and tokens[at].shape == "x"
                and tokens[at].low in ("and", "but", "so", "yet", "or")
            )
            or ("a" in tokens[at].kinds and tokens[at].shape == "x")
        ):
            at += 1
        if at >= stop:
            return None
        first = tokens[at]
        if first.shape == "x" and (
            "P" in first.kinds or "C" in first.kinds or first.low.endswith("ing") or "T" in first.kinds
        ):
            comma = at
            while comma < stop and tokens[comma].shape != ",":
                comma += 1
            if comma >= stop - 1:
                return None
            at = comma + 1
            continue
        break
    return phrase_right(tokens, at, stop)
