"""Pairs quotation marks: text → passages between marks, in one pass over each paragraph.

Known styles: “ ” ” ” „ “ „ ” « » » « ‹ › 「 」 『 』 《 》 〈 〉 ＂ " ' ‘ ’ ‚ ‘ '' ''  and marks written as HTML entities.
A mark that never closes ends with its paragraph if the next paragraph opens again (a quote that runs on), and
before ", said X" if the closing mark was forgotten; otherwise its passage is reported as broken.
"""

import re
from dataclasses import dataclass, replace

#: Single marks are also apostrophes: these words begin with one and open nothing.
_ELIDED = re.compile(
    r"[’'‘](?:\d\d?s?\b|n[’']|em\b|til\b|tis\b|twas\b|cause\b|bout\b|round\b|s\b|t\b)", re.IGNORECASE
)
_MARK = re.compile(
    r"&(?:quot|#34|ldquo|rdquo|laquo|raquo|#8220|#8221|#39);|''|``|[\"“”„‟«»‹›「」『』《》〈〉＂〝〞〟״‘’‚‛']"
)
_ENTITY = {
    "&quot;": '"',
    "&#34;": '"',
    "&ldquo;": "“",
    "&rdquo;": "”",
    "&laquo;": "«",
    "&raquo;": "»",
    "&#8220;": "“",
    "&#8221;": "”",
    "&#39;": "'",
    "''": "''",
    "``": "''",
    "＂": '"',
    "״": '"',
    "‛": "‘",
    "‟": "“",
    "〞": "”",
    "〟": "”",
}
#: Opening mark → what may close it, the usual one first.
_CLOSES = {
    "“": '”"“',
    "„": '“”"„',
    "”": "”",
    '"': '"”',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "”〞",
    "‘": "’'",
    "’": "’",
    "'": "'’",
    "‚": "‘’'",
    "''": "''",
}
_SINGLE = "‘’'‚"
_HARD = "「『《〈〝"
_FORGOTTEN = re.compile(
    r"[,.?!…](?=\s+(?:\w+\s+){0,3}?(?:said|says|told|added|wrote|sagte|dit|dijo|сказал\w?)\b)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words between marks: `start`, `end` inside the marks, `outer_start`, `outer_end` with them.

    `depth` 0 stands in no other passage. `runs_on`: unclosed because the next paragraph opens again. `mended`: the
    closing mark is missing, but ", said X" shows where it belongs. `broken`: it is missing, and nothing shows where.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    opening: str
    closing: str
    depth: int = 0
    runs_on: bool = False
    mended: bool = False
    broken: bool = False


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    inside: int


def pair_marks(text: str) -> list[Passage]:
    """All passages in the order of their opening marks."""
    passages: list[Passage] = []
    start = 0
    paragraphs: list[tuple[int, int]] = []
    for end in [found.start() for found in re.finditer(r"\n", text)] + [len(text)]:
        if text[start:end].strip():
            paragraphs.append((start, end))
        start = end + 1
    for at, (start, end) in enumerate(paragraphs):
        following = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        passages.extend(_pair_paragraph(text, start, end, following))
    return sorted(_with_depth(passages), key=lambda passage: (passage.start, -passage.end))


def _with_depth(passages: list[Passage]) -> list[Passage]:
    """Depths by containment; passages of one paragraph never cross."""
    done: list[Passage] = []
    ends: list[int] = []
    for passage in sorted(passages, key=lambda passage: (passage.outer_start, -passage.outer_end)):
        while ends and ends[-1] <= passage.outer_start:
            ends.pop()
        done.append(replace(passage, depth=len(ends)))
        ends.append(passage.outer_end)
    return done


def _pair_paragraph(text: str, start: int, end: int, following: tuple[int, int] | None) -> list[Passage]:
    found: list[Passage] = []
    stack: list[_Open] = []
    marks = [(m.start(), m.end(), _ENTITY.get(m[0], m[0])) for m in _MARK.finditer(text, start, end)]
    closers = _closers_ahead(text, marks, start, end)
    attribute = False
    for index, (at, after, mark) in enumerate(marks):
        before = text[at - 1] if at > start else " "
        behind = text[after] if after < end else " "
        if mark == '"' and (attribute or before == "="):
            attribute = not attribute  # name="value": markup that was left in the text
            continue
        if _is_letter_sign(text, mark, at, before, behind, bool(stack)):
            continue
        if (top := _closing(stack, mark, before, behind, closers[index])) is not None:
            opened = stack[top]
            del stack[top:]
            if opened.inside < at:
                found.append(
                    Passage(
                        opened.inside, at, opened.at, after, text[opened.at : opened.inside], text[at:after]
                    )
                )
        elif _opens(stack, mark, before, behind, closers[index]) and len(stack) < 4:
            stack.append(_Open(mark, at, after))
    doubles = [opened for opened in stack if opened.mark not in _SINGLE]
    if doubles:
        found = _unclosed(text, doubles[0], end, following, found)
    return found


def _closers_ahead(
    text: str, marks: list[tuple[int, int, str]], start: int, end: int
) -> list[tuple[int, int]]:
    """For each mark: how many straight marks, and how many clear closers of singles, follow in the paragraph."""
    ahead: list[tuple[int, int]] = []
    straight = single = 0
    for at, after, mark in reversed(marks):
        ahead.append((straight, single))
        before = text[at - 1] if at > start else " "
        behind = text[after] if after < end else " "
        if mark == '"':
            straight += not before.isspace() and (behind.isspace() or not behind.isalnum())
        elif mark in "’'‘":
            single += not before.isspace() and not behind.isalnum()
    ahead.reverse()
    return ahead


def _is_letter_sign(text: str, mark: str, at: int, before: str, behind: str, inside: bool) -> bool:
    """Apostrophes, inches, gershayim: marks that belong to a word."""
    if mark in "’'‘" and before.isalnum() and behind.isalnum():
        return True
    if mark == '"':
        if before.isdigit() and not inside:
            return True
        if "א" <= before <= "ת" and "א" <= behind <= "ת":
            return True
    return mark in "’'‘" and not before.isalnum() and bool(_ELIDED.match(text, at))


def _closing(stack: list[_Open], mark: str, before: str, behind: str, ahead: tuple[int, int]) -> int | None:
    """Index in the stack of what this mark closes, or None."""
    for top in range(len(stack) - 1, -1, -1):
        opened = stack[top].mark
        if mark not in (_CLOSES[opened] if len(mark) == 1 else "") and not (mark == "''" == opened):
            if opened in _HARD:
                return None
            continue
        if mark in _SINGLE:
            if behind.isalnum() or before.isspace():
                continue
            possessive = before == "s" and behind == " " and ahead[1] > 0
            if possessive and opened in _SINGLE:
                continue
            return top
        if mark == opened == '"' and before.isspace() and not behind.isspace() and ahead[0] > 1:
            return None  # a straight mark that can only open, with two left to close both
        if mark == "“" and opened == "“":
            continue
        if mark == '"' and opened != '"' and before.isspace():
            continue
        return top
    return None


def _opens(stack: list[_Open], mark: str, before: str, behind: str, ahead: tuple[int, int]) -> bool:
    if mark in _HARD or mark in "“„«‹":
        return True
    free = not before.isalnum() and before not in ".,;!?%)]"
    if mark in "’'‘‚":
        return free and behind.isalnum() and (mark == "‚" or ahead[1] > 0) and not behind.isspace()
    if mark in ("”", "»", "›"):
        return free and not stack and not behind.isspace()
    if mark == '"':
        return free or (ahead[0] > 0 and not behind.isspace() and not before.isdigit())
    return mark == "''" and free


def _unclosed(
    text: str, opened: _Open, end: int, following: tuple[int, int] | None, found: list[Passage]
) -> list[Passage]:
    """What to make of a paragraph whose outermost mark stays open."""
    stop = end
    while stop > opened.inside and text[stop - 1].isspace():
        stop -= 1
    mark = text[opened.at : opened.inside]
    if following is not None and _MARK.match(text, following[0] + _indent(text, *following)):
        again = _MARK.match(text, following[0] + _indent(text, *following))
        if again and _ENTITY.get(again[0], again[0]) == opened.mark and stop > opened.inside:
            kept = [p for p in found if p.outer_end <= opened.at or p.outer_start >= opened.inside]
            return [*kept, Passage(opened.inside, stop, opened.at, stop, mark, "", runs_on=True)]
    if (cut := _FORGOTTEN.search(text, opened.inside, stop)) and not any(
        p.outer_start < cut.end() < p.outer_end for p in found
    ):
        kept = [p for p in found if p.outer_end <= opened.at or p.outer_start >= cut.end()]
        return [*kept, Passage(opened.inside, cut.end(), opened.at, cut.end(), mark, "", mended=True)]
    if stop > opened.inside:
        inner = [p for p in found if p.outer_start >= opened.inside]
        if not inner:
            return [*found, Passage(opened.inside, stop, opened.at, stop, mark, "", broken=True)]
    return found


def _indent(text: str, start: int, end: int) -> int:
    step = 0
    while start + step < end and text[start + step].isspace():
        step += 1
    return step
