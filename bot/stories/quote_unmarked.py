"""Quotes without quotation marks of their own: author's words inside the marks, dialogues with dashes, turns, blocks.

«Закон, — заявил Лунин, — примут завтра»      two passages, the reporter's words between them
— No vamos a irnos —dijo Vega—. Nunca.         a paragraph that opens with a dash
VEGA: No vamos a irnos.                        turns of an interview or a transcript
Vega wrote:¶We are not leaving. We …           a block, set off by its own paragraph
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.stories.quote_cues import Cues
from bot.stories.quote_marks import Passage

_INSERT = re.compile(r"(?P<before>[,.!?…]?)\s+[—–]\s*(?P<words>[^—–\n]{3,140}?)(?P<after>[,.]?)\s*[—–]\s+")
_INSERT_FRENCH = re.compile(
    r"(?P<before>,)\s+(?P<words>(?:(?:a|ont)(?:-t-(?:ils?|elles?|on))?\s\w+\b[^,.\n]{0,80}"
    r"|\w+(?:-t)?-(?:ils?|elles?|on)\b[^,.\n]{0,80}))(?P<after>),\s+"
)
_DASHED = re.compile(r"(?:^|\n)[ \t]*[—–][ \t]*(?=\S)")
_INNER_DASH = re.compile(r"(?P<stop>[,.!?…]?)[ \t]*[—–][ \t]*")
_TURN = re.compile(r"(?:^|(?<=\n))[ \t]*(?P<label>[^\W\d_][^:\n“\"«„]{0,48})[:：][ \t]+(?P<words>\S[^\n]*)")
_BLOCK = re.compile(
    r"[:：][ \t]*\n+(?P<words>(?:>[ \t]?)?[^\s“\"«„'‘「<•*·\-–—\d][^\n]{40,1200}[.!?…。])[ \t]*(?=\n|$)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Languages in which the author's words stand inside the marks between dashes, and dialogues open with one.
_DASH_LANGUAGES = frozenset(
    {"ru", "uk", "be", "bg", "pl", "es", "fr", "it", "pt", "ro", "el", "tr", "cs", "hu", "sr"}
)
_LEAST_TURNS = 3
_PERSONAL = frozenset(["i", "you", "we", "me", "us", "my", "our", "your"])
#: Labels that name no speaker.
_QUESTIONS = frozenset(
    [
        "q",
        "a",
        "question",
        "answer",
        "interviewer",
        "frage",
        "antwort",
        "r",
        "p",
        "question",
        "réponse",
        "pregunta",
        "respuesta",
        "вопрос",
        "ответ",
    ]
)


def _speaks(words: str, cues: Cues) -> bool:
    """Whether a verb of saying stands among the first words."""
    return any(
        "S" in cues.kinds.get(word.lower(), "") or "S" in cues.kinds.get(word.lower().split("-")[0], "")
        for word in _WORD.findall(words)[:4]
    )


def split_inserts(text: str, passages: Sequence[Passage], cues: Cues) -> list[Passage]:
    """Passages with the author's words inside the marks, cut into the parts that were spoken."""
    if cues.language not in _DASH_LANGUAGES:
        return list(passages)
    done: list[Passage] = []
    for passage in passages:
        done.extend(_split(text, passage, cues) if passage.depth == 0 else [passage])
    return done


def _split(text: str, passage: Passage, cues: Cues) -> list[Passage]:
    parts: list[Passage] = []
    at, outer = passage.start, passage.outer_start
    patterns = (_INSERT, _INSERT_FRENCH) if cues.language == "fr" else (_INSERT,)
    inserts = sorted(
        (found for pattern in patterns for found in pattern.finditer(text, passage.start, passage.end)),
        key=lambda found: found.start(),
    )
    for insert in inserts:
        if insert.start() <= at or not _speaks(insert["words"], cues):
            continue
        stop = insert.end("before")
        parts.append(replace(passage, start=at, end=stop, outer_start=outer, outer_end=stop))
        at = outer = insert.end()
    parts.append(replace(passage, start=at, outer_start=outer))
    return [part for part in parts if part.end > part.start]


def unmarked(text: str, passages: Sequence[Passage], cues: Cues) -> list[Passage]:
    """Passages outside all marks (`passages` are the outermost of those within)."""
    found: list[Passage] = []
    if cues.language in _DASH_LANGUAGES:
        found.extend(_dashed(text, cues))
    found.extend(_turns(text, cues))
    found.extend(_blocks(text, cues))
    taken = sorted((passage.outer_start, passage.outer_end) for passage in passages)
    free: list[Passage] = []
    last = 0
    step = 0
    for passage in sorted(found, key=lambda passage: (passage.outer_start, -passage.outer_end)):
        while step < len(taken) and taken[step][1] <= passage.outer_start:
            step += 1
        crossed = step < len(taken) and taken[step][0] < passage.outer_end
        if not crossed and passage.outer_start >= last:
            free.append(passage)
            last = passage.outer_end
    return free


def _dashed(text: str, cues: Cues) -> list[Passage]:
    found: list[Passage] = []
    for opening in _DASHED.finditer(text):
        start = opening.end()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        inner = list(_INNER_DASH.finditer(text, start, end))
        if not inner or not _speaks(text[inner[0].end() : end], cues):
            continue
        stop = inner[0].end("stop")
        found.append(Passage(start, stop, start, stop, "—", "—"))
        if len(inner) > 1:
            again = inner[1].end()
            while again < end and text[again] in ".,; ":
                again += 1
            if again < end - 3:
                found.append(Passage(again, end, again, end, "—", ""))
    return [passage for passage in found if passage.end > passage.start]


def _turns(text: str, cues: Cues) -> list[Passage]:
    """Turns of a conversation: at least three, by at least two names, one of which comes back; people say "I", "you".

    Lists look alike ("Date: …", "ARM: …"), so the labels must be no words of the text and the turns be spoken.
    """
    rows = [
        row for row in _TURN.finditer(text) if len(row["label"].split()) <= 5 and row["label"][0].isupper()
    ]
    counts = Counter(row["label"].strip().lower() for row in rows)
    if len(rows) < _LEAST_TURNS or len(counts) < 2 or max(counts.values()) < 2:
        return []
    plain = {word for word in _WORD.findall(text) if word.islower()}
    if any(label in plain and label not in _QUESTIONS for label in counts):
        return []
    spoken = sum(_addresses(row["words"], cues) for row in rows)
    whole = sum(row["words"].rstrip()[-1:] in '.?!…”"—–。' for row in rows)
    if spoken * 2 < len(rows) or whole * 4 < len(rows) * 3:
        return []
    found: list[Passage] = []
    for row in rows:
        if row["label"].strip().lower() not in _QUESTIONS and len(row["words"].split()) > 2:
            start, end = row.span("words")
            found.append(Passage(start, end, start, end, "", ""))
    return found


def _addresses(words: str, cues: Cues) -> bool:
    """Whether somebody speaks of themselves, to somebody, or asks."""
    lows = {word.lower().split("'")[0].split("’")[0] for word in _WORD.findall(words)}
    return (
        "?" in words
        or bool(lows & _PERSONAL)
        or any({"f", "o"} & set(cues.kinds.get(low, "")) for low in lows)
    )


def _blocks(text: str, cues: Cues) -> list[Passage]:
    """A paragraph of its own after "X wrote:"."""
    found: list[Passage] = []
    for block in _BLOCK.finditer(text):
        line = text[text.rfind("\n", 0, block.start()) + 1 : block.start()]
        last = (line.split() or [""])[-1]
        if "S" in cues.kinds.get(last, "") and last.islower() and line.count("“") == line.count("”"):
            start, end = block.span("words")
            if text[start] == ">":
                start += 2
            found.append(Passage(start, end, start, end, "", ""))
    return found


__all__ = ["split_inserts", "unmarked"]
