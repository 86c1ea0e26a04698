"""Noun phrases in a stream of tokens: whom the reporter's words speak of. No grammar, only word lists and order."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.stories.quote_tokens import Token

_PRONOUNS = frozenset("hstif")
#: Small words inside names.
_INSIDE_NAMES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "du",
        "del",
        "della",
        "di",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "y",
        "ben",
        "ter",
        "zu",
        "zur",
        "af",
        "&",
        "of",
    ]
)
_STOP = frozenset("PCRAaN")
_MAX = 14


class Phrase(NamedTuple):
    """Tokens start…core (exclusive) are the phrase to its first comma, start…end with what hangs on it."""

    start: int
    core: int
    end: int
    #: "name", "role", "collective", "document", "noun", or a pronoun "he", "she", "they", "it", "first".
    kind: str


_PRONOUN_KIND = {"h": "he", "s": "she", "t": "they", "i": "it", "f": "first"}


def pronoun(token: Token) -> str | None:
    """The kind of a personal pronoun, else None."""
    if token.shape != "x":
        return None
    for letter in token.kinds:
        if letter in _PRONOUNS:
            return _PRONOUN_KIND[letter]
    return None


def is_name(token: Token) -> bool:
    return token.shape == "X"


def _is_word(token: Token) -> bool:
    """May stand inside a noun phrase."""
    if token.shape == "X":
        return True
    if token.shape == "#":
        return True
    if token.shape != "x":
        return False
    kinds = token.kinds
    if "H" in kinds and "D" not in kinds:
        return False
    if not kinds:
        return True
    if (
        "D" in kinds
        or "M" in kinds
        or "r" in kinds
        or "c" in kinds
        or "d" in kinds
        or "O" in kinds
        or "n" in kinds
    ):
        return not _STOP.intersection(kinds) or "D" in kinds or "r" in kinds
    return not (
        _STOP.intersection(kinds)
        or "S" in kinds
        or "J" in kinds
        or "T" in kinds
        or _PRONOUNS.intersection(kinds)
        or "o" in kinds
    )


def kind_of(tokens: Sequence[Token], start: int, core: int) -> str:
    """What sort of speaker a phrase is, by its head."""
    if core - start == 1 and (said := pronoun(tokens[start])):
        return said
    head = core - 1
    for at in range(start, core):
        if at > start and "I" in tokens[at].kinds and tokens[at].shape == "x":
            if not _name_follows(tokens, at + 1, core):
                head = at - 1
            break
    for at in range(head, start - 1, -1):
        token = tokens[at]
        if (
            token.shape == "X"
            and {"M", "r"} & set(token.kinds)
            and not {"m", "w"} & set(token.kinds)
            and _titles_only(tokens, start, at)
        ):
            return "role"
        if token.shape == "X" and not ("c" in token.kinds and start < at and "D" in tokens[start].kinds):
            return "name"
        if "r" in token.kinds or "M" in token.kinds:
            return "role"
        if "c" in token.kinds:
            return "collective"
        if "d" in token.kinds:
            return "document"
        break
    return "noun"


def _name_follows(tokens: Sequence[Token], start: int, core: int) -> bool:
    """ "Mayor of London Sadiq Khan": after the place comes the name."""
    names = [at for at in range(start, core) if tokens[at].shape == "X"]
    if len(names) < 2 or names[-1] != core - 1:
        return False
    given = any({"m", "w"} & set(tokens[at].kinds) for at in names[:-1])
    return given or (len(names) > 2 and not any({"c", "d"} & set(tokens[at].kinds) for at in names))


def _titles_only(tokens: Sequence[Token], start: int, head: int) -> bool:
    """ "the Prime Minister": capitals, but no name."""
    return all(tokens[at].shape != "X" or {"M", "r"} & set(tokens[at].kinds) for at in range(start, head + 1))


def phrase_right(tokens: Sequence[Token], at: int, limit: int) -> Phrase | None:
    """The noun phrase that begins at token `at`."""
    if at >= limit:
        return None
    if pronoun(tokens[at]):
        return Phrase(at, at + 1, at + 1, kind_of(tokens, at, at + 1))
    end = at
    named = False
    while end < limit and end - at < _MAX:
        token = tokens[end]
        if token.shape == "X":
            named = True
        elif (
            (token.low in _INSIDE_NAMES and named and end + 1 < limit and tokens[end + 1].shape == "X")
            or (token.shape == "-" and end > at)
            or (
                token.low == "and"
                and end > at
                and not named
                and _role_within(tokens, at, end)
                and _leads_to_head(tokens, end + 1, limit)
            )
        ):
            pass
        elif token.shape == "(" and named and (closed := _bracket(tokens, end, limit)):
            end = closed
            continue
        elif (
            not _is_word(token)
            or (
                named
                and token.shape == "x"
                and not (
                    set("rMcd") & set(token.kinds)
                    or tokens[end - 1].possessive
                    or _leads_to_head(tokens, end, limit)
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


def _leads_to_head(tokens: Sequence[Token], at: int, limit: int) -> bool:
    """Inside "UCL astronomer Angelos Tsiaras", "an AEW press release": plain words before a role or a name."""
    for step in range(at, min(limit, at + 4)):
        token = tokens[step]
        if token.shape == "X" or set("rcd") & set(token.kinds):
            return step > at or token.shape == "x" or tokens[at - 1].low == "and"
        if token.shape != "-" and (
            token.shape != "x"
            or (token.kinds and not set("OnM") & set(token.kinds))
            or token.low.endswith("ly")
        ):
            return False
    return False


def _with_tails(tokens: Sequence[Token], start: int, end: int, limit: int) -> int:
    """Lengthened by "of the ministry", "for Amnesty International"."""
    while end + 1 < limit and end - start < _MAX and tokens[end].shape == "x" and "I" in tokens[end].kinds:
        following = tokens[end + 1]
        if "T" in following.kinds or pronoun(following) or not _is_word(following):
            break
        if (
            tokens[end].low not in ("of", "for", "from", "at", "de", "von", "du", "des")
            and kind_of(tokens, start, end) == "name"
        ):
            break
        stop = end + 1
        named = False
        while stop < limit and stop - end < 8 and (_is_word(tokens[stop]) or tokens[stop].shape == "-"):
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
    if not (opens or (first.shape in "xX" and _role_within(tokens, core + 1, min(limit, core + 8)))):
        return core
    at = core + 1
    while at < limit and at - core < 30:
        token = tokens[at]
        if token.shape in ".¶;Q:—" or (
            token.shape == "," and at > core + 2 and not _goes_on(tokens, at, limit, first)
        ):
            break
        if "R" not in first.kinds and _is_clause(tokens, at, core + 1, limit):
            return core
        at += 1
    return at


def _is_clause(tokens: Sequence[Token], at: int, start: int, limit: int) -> bool:
    """A verb at `at` shows that what follows the comma is the clause itself: "…, the Senate cancelled its hearing"."""
    token = tokens[at]
    if token.shape != "x" or at == start:
        return False
    if {"S", "J"} & set(token.kinds) and not {"D", "O", "r", "d", "P"} & set(token.kinds):
        return True
    if token.kinds or not token.low.endswith("ed") or at + 1 >= limit:
        return False
    return bool({"D", "h", "s", "t", "i"} & set(tokens[at + 1].kinds)) and tokens[at - 1].shape in "xX"


def _role_within(tokens: Sequence[Token], start: int, end: int) -> bool:
    for at in range(start, end):
        if tokens[at].shape not in "xX-":
            return False
        if "r" in tokens[at].kinds or "M" in tokens[at].kinds:
            return True
    return False


def _goes_on(tokens: Sequence[Token], comma: int, limit: int, first: Token) -> bool:
    """After "X, 45," or inside "who has led the office, a small unit, since 2021"."""
    if first.shape == "#":
        return comma + 1 < limit and ("D" in tokens[comma + 1].kinds or "r" in tokens[comma + 1].kinds)
    return False


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
        if outer is None or (
            best is not None
            and (outer.kind != "name" or (outer.start > low and "P" in tokens[outer.start - 1].kinds))
        ):
            break
        best = outer._replace(end=end - 1)
        if best.kind == "name" or tokens[outer.start - 1].shape != sign or outer.start <= low:
            break
        at = opening
    if best is not None:
        return best
    inner = _ending_at(tokens, end - 1, low)
    if inner is not None and inner.kind in ("name", "role", "collective", "he", "she", "they"):
        return inner
    return None


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
        or _role_within(tokens, start, min(end, start + 6))
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
            return at if at - 1 >= low and _is_word(tokens[at - 1]) else 0
    return 0


def _run_left(tokens: Sequence[Token], end: int, low: int) -> int:
    start = end
    while start > low and end - start < _MAX:
        token = tokens[start - 1]
        if (
            token.low in _INSIDE_NAMES
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
        if not _is_word(token):
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
