"""A typed query in pieces: words, phrases, brackets, operators, each with its place. Linear; nothing is a pattern."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.query import Field
from bot.stories.fold import words
from bot.stories.query_dates import read_when

FIELDS = {field.value: field for field in Field if field is not Field.ANY}
DATES = ("after", "before")
#: What people try from other programs, and what we call it ("" if there is nothing like it).
_FOREIGN = {"since": "after", "until": "before", "limit": "", "sort": "", "order": ""}

_SPACE = " \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_MARKS = '"“”„‟«»「」『』＂'
_OPEN, _CLOSE = "(（", ")）"
DASHES = "-−–—‐‑﹣－"
#: Standing alone these are a "-" with a space too many; the longer ones are punctuation between two words.
_SHORT_DASHES = "-−"
_BANGS = "!！"
_ALTERNATIVES = "Between alternatives stands OR."


class Mistake(Exception):
    """What is wrong, where, and the edit (start, end, replacement) that mends it."""

    def __init__(self, what: str, at: int, edit: tuple[int, int, str]) -> None:
        super().__init__(what)
        self.at = at
        self.edit = edit


class Kind(StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    AFTER = "after"
    BEFORE = "before"
    #: Signs without a word: stands where a word may stand, and means nothing.
    NOTHING = "nothing"
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


OPERATORS = (Kind.AND, Kind.OR, Kind.NOT)


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str
    start: int
    end: int
    #: None: that of the brackets around it.
    field: Field | None = None
    prefix: bool = False
    when: datetime | timedelta | None = None


def lex(text: str) -> list[Piece]:
    """The pieces of a query in order. Raises Mistake."""
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign in _SPACE:
            at += 1
            continue
        if sign in _OPEN or sign in _CLOSE:
            piece = Piece(Kind.OPEN if sign in _OPEN else Kind.CLOSE, sign, at, at + 1)
        elif sign in _MARKS:
            piece = _phrase(text, at, at, None)
        elif sign in DASHES and _negates(text, at):
            piece = Piece(Kind.NOT, "-", at, _after(text, at, DASHES))
        elif sign == "|":
            raise _bar(text, at)
        elif (foreign := _other_not(text, at)) is not None:
            raise foreign
        else:
            piece = _chunk(text, at)
        pieces.append(piece)
        at = piece.end
    return pieces


def _negates(text: str, at: int) -> bool:
    """A dash before a word, brackets or marks, and not inside something: "-x", not "a - b" nor "a)-b"."""
    if at and text[at - 1] not in _SPACE and text[at - 1] not in _OPEN:
        return False
    end = _after(text, at, DASHES)
    return end < len(text) and text[end] not in _SPACE and text[end] not in _CLOSE


def _other_not(text: str, at: int) -> Mistake | None:
    """What people write for "-x": "- x", "!x"."""
    sign = text[at]
    if sign not in _SHORT_DASHES + _BANGS or (at and text[at - 1] not in _SPACE + _OPEN):
        return None
    start = _after(text, at + 1, _SPACE)
    if start == len(text) or (sign in _BANGS and start > at + 1):
        return None
    if not text[start].isalnum() and text[start] not in _MARKS + _OPEN:
        return None
    return Mistake("What must not occur has a - before it, without a space.", at, (at, start, "-"))


def _bar(text: str, at: int) -> Mistake:
    """ "a | b", as other programs write alternatives."""
    end = _after(text, at, "|" + _SPACE)
    return Mistake(_ALTERNATIVES, at, (at, end, _apart(text, at, end, "OR")))


def _apart(text: str, start: int, end: int, word: str) -> str:
    """A word as it stands in the place of text[start:end], with spaces to what is around it."""
    before = " " if start and text[start - 1] not in _SPACE else ""
    return f"{before}{word} " if end < len(text) else f"{before}{word}"


def _after(text: str, at: int, signs: str) -> int:
    while at < len(text) and text[at] in signs:
        at += 1
    return at


def _phrase(text: str, start: int, mark: int, field: Field | None) -> Piece:
    """From the opening mark to the next mark of any kind: people's keyboards mix them."""
    end = next((at for at in range(mark + 1, len(text)) if text[at] in _MARKS), None)
    inner = text[mark + 1 : end].strip(_SPACE)
    if not inner:
        raise Mistake(
            "There is nothing between the quotation marks.",
            mark,
            (start, len(text) if end is None else end + 1, ""),
        )
    if end is None:
        raise Mistake("A quotation mark is opened and never closed.", mark, (len(text), len(text), '"'))
    kind = Kind.PHRASE if words(inner) else Kind.NOTHING
    return Piece(kind, inner, start, end + 1, field)


def _chunk(text: str, start: int) -> Piece:
    """Everything up to the next space, bracket or quotation mark; a field's name before it, if there is one."""
    end = start
    while end < len(text) and not (text[end] in _SPACE or text[end] in _MARKS or text[end] in _OPEN + _CLOSE):
        end += 1
    chunk = text[start:end]
    if chunk in OPERATORS:
        return Piece(Kind(chunk), chunk, start, end)
    head, colon, value = chunk.replace("：", ":").partition(":")
    name = head.lstrip("+").lower()
    bar = chunk.find("|")
    if bar > 0 and not (name in FIELDS and bar > len(head)):
        raise _bar(text, start + bar)
    if not colon:
        return _word(chunk, start, end, None)
    if name in _FOREIGN:
        ours = _FOREIGN[name]
        what = "There is no such field; for a time there are after: and before:."
        raise Mistake(what, start, (start, end, f"{ours}:{value}" if ours else ""))
    if name in DATES:
        return _date(text, name, value, start, end)
    if name in FIELDS:
        return _field(text, FIELDS[name], value, start, end)
    if not head and value and (start == 0 or text[start - 1] in _SPACE):
        raise Mistake("Before a colon stands the name of a field.", start, (start, start + 1, ""))
    return _word(chunk, start, end, None)


def _field(text: str, field: Field, value: str, start: int, end: int) -> Piece:
    if "|" in value:
        sides = " OR ".join(filter(None, value.split("|")))
        edit = (start, end, f"{field.value}:({sides})" if sides else "")
        raise Mistake(_ALTERNATIVES, text.index("|", start), edit)
    if value:
        return _word(value.partition("-")[0] if field is Field.LANGUAGE else value, start, end, field)
    if end < len(text) and text[end] in _MARKS:
        return _phrase(text, start, end, field)
    if end < len(text) and text[end] in _OPEN:
        return Piece(Kind.OPEN, text[end], start, end + 1, field)
    following = _after(text, end, _SPACE)
    joined = f"{field.value}:" if _may_follow(text, following) else ""
    raise Mistake(
        "After the colon comes what to look for, without a space.",
        start,
        (start, following if joined else end, joined),
    )


def _may_follow(text: str, at: int) -> bool:
    """Whether what stands there may be what a field is to have: no operator, no other field."""
    end = at
    while end < len(text) and text[end] not in _SPACE:
        end += 1
    chunk = text[at:end]
    return (
        chunk not in ("", *OPERATORS)
        and chunk[0] not in DASHES + _CLOSE + f":|{_BANGS}"
        and not any(colon in chunk for colon in ":：")
    )


def _date(text: str, name: str, value: str, start: int, end: int) -> Piece:
    if not value and end < len(text) and text[end] in _MARKS:
        phrase = _phrase(text, start, end, None)
        value, end = phrase.text, phrase.end
    when = read_when(value)
    if when is None:
        what = "A time is written as a year, month or day (2026, 2026-03, 2026-03-27) or as an age (7d, 12h, 2w)."
        raise Mistake(what, start, (start, end, f"{name}:7d"))
    return Piece(Kind(name), value, start, end, when=when)


def _word(chunk: str, start: int, end: int, field: Field | None) -> Piece:
    bare = chunk.rstrip("*")
    if not words(bare):
        return Piece(Kind.NOTHING, chunk, start, end, field)
    plain = bare.lstrip(f"+:{DASHES}")
    # "+AND" is the word; without its plus it would be the operator when written out again.
    return Piece(Kind.WORD, bare if plain in OPERATORS else plain, start, end, field, prefix=bare != chunk)
